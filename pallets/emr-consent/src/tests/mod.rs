//! One file per call, and some for what spans calls.

use crate::{mock::*, types::*, *};
use frame_support::{assert_noop, assert_ok, BoundedVec};
use salus_primitives::{
	consent::{Action, ActionSet, Actor, Basis, Decision, Obligations},
	purpose::Purpose,
	records::RecordClass,
	roles::{AuthorityKind, ProviderKind, Role},
	time::{DAY, HOUR},
	BreakGlassId, DirectiveId, EncryptionKey, Epoch, Moment, Period, RequestId,
};
use sp_runtime::DispatchError;

mod agree_as_co_approver;
mod agree_as_custodian;
mod break_glass;
mod confirm_erasure;
mod decide;
mod deny;
mod direct;
mod evaluation;
mod free_calls;
mod grant;
mod justify;
mod log_access;
mod log_access_root;
mod mark_entered_in_error;
mod reinstate;
mod request;
mod review;
mod revoke;
mod seal_emergency_keys;
mod seal_keys;
mod sequences;
mod set_co_approvers;
mod set_emergency_keyholders;
mod settle_break_glass;
mod views;
mod withdraw;

type E = Error<Test>;

//! One file per call, and some for what spans calls.

use crate::{mock::*, types::*, *};
use codec::{Decode, Encode, MaxEncodedLen};
use frame_support::{assert_noop, assert_ok, BoundedVec};
use salus_primitives::{
	roles::{ProviderKind, Role},
	time::{DAY, HOUR},
	DocumentId, GroupId, Moment, ServiceCode, TenderId,
};
use sp_runtime::{DispatchResult, Percent, Permill};

mod accept;
mod accept_place;
mod accept_referral;
mod agenda;
mod award;
mod award_to;
mod bid;
mod cancel;
mod cancel_group;
mod declare_region;
mod deliver;
mod deliver_group;
mod dispute;
mod dispute_place;
mod join;
mod leave;
mod money;
mod offer_group;
mod post;
mod propose_referral;
mod resolve;
mod resolve_place;
mod reveal;
mod sequences;
mod settle;
mod settle_group;
mod sizes;
mod states;
mod step_back;
mod views;
mod withdraw_bid;

type E = Error<Test>;

//! One file per call, and some for what spans calls.

use crate::{mock::*, types::*, *};
use frame_support::{assert_noop, assert_ok, traits::Hooks, BoundedVec};
use salus_primitives::{
	roles::{AuthorityKind, FinancialKind, ProviderKind, Role},
	time::DAY,
	AuthorizationId, InvoiceId, Moment, Period, ReceiptId, RedemptionId, RoundId, ServiceCode,
};
use sp_runtime::{DispatchError, DispatchResult};

mod attest_reserve;
mod authorize;
mod authorize_desk;
mod cancel_invoice;
mod capture;
mod clear_reference;
mod close_round;
mod decline;
mod delist;
mod draw;
mod expire;
mod invoice;
mod issuance;
mod issue;
mod open_round;
mod pay;
mod prepay;
mod publish_price;
mod reclaim;
mod record_purchase;
mod redeem;
mod refuse_redemption;
mod release;
mod revoke_desk;
mod sequences;
mod set_reference;
mod settle;
mod sizes;
mod traits;
mod transitions;
mod views;
mod withdraw_price;

type E = Error<Test>;

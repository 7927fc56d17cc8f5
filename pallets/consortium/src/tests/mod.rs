//! What the pallet promises, call by call, and then as a whole.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError::{self, BadOrigin};

mod accept_validation;
mod admit;
mod apply;
mod decline;
mod depart;
mod execute_as_root;
mod genesis;
mod offences;
mod reinstate;
mod remove;
mod replace_validator;
mod sequences;
mod sessions;
mod suspend;
mod transitions;
mod views;
mod withdraw_application;

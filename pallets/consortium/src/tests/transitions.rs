//! The whole transition table: every call in every standing.

use super::*;

/// Brings the clinic into a standing.
fn prepare(standing: &str) {
	match standing {
		"unknown" => set_keys(validator_of(CLINIC)),
		"applicant" => {
			apply(CLINIC);
			set_keys(validator_of(CLINIC));
		},
		"member" => join(CLINIC),
		"suspended" => {
			join(CLINIC);
			assert_ok!(Consortium::suspend(council(), CLINIC));
		},
		"departed" => {
			join(CLINIC);
			assert_ok!(Consortium::depart(signed(CLINIC)));
		},
		_ => unreachable!(),
	}
}

fn standing() -> &'static str {
	match status(CLINIC) {
		None => "unknown",
		Some(Status::Applicant { .. }) => "applicant",
		Some(Status::Member { .. }) => "member",
		Some(Status::Suspended { .. }) => "suspended",
		Some(Status::Departed { .. }) => "departed",
	}
}

fn perform(call: &str) -> Result<(), DispatchError> {
	let weighed = |outcome: frame_support::pallet_prelude::DispatchResultWithPostInfo| {
		outcome.map(|_| ()).map_err(|refusal| refusal.error)
	};
	match call {
		"apply" => Consortium::apply(signed(CLINIC), name("Clinic"), validator_of(CLINIC)),
		"withdraw" => Consortium::withdraw_application(signed(CLINIC)),
		"admit" => Consortium::admit(council(), CLINIC, NOW),
		"decline" => Consortium::decline(council(), CLINIC),
		"suspend" => weighed(Consortium::suspend(council(), CLINIC)),
		"reinstate" => Consortium::reinstate(council(), CLINIC),
		"remove" => weighed(Consortium::remove(council(), CLINIC)),
		"depart" => weighed(Consortium::depart(signed(CLINIC))),
		_ => unreachable!(),
	}
}

#[test]
fn standings_should_change_as_the_table_says_and_not_otherwise_when_any_call_is_made() {
	let table = [
		("unknown", "apply", "applicant"),
		("departed", "apply", "applicant"),
		("applicant", "withdraw", "unknown"),
		("applicant", "decline", "unknown"),
		("applicant", "admit", "member"),
		("member", "suspend", "suspended"),
		("suspended", "reinstate", "member"),
		("member", "remove", "departed"),
		("member", "depart", "departed"),
		("suspended", "remove", "departed"),
		("suspended", "depart", "departed"),
	];
	for from in ["unknown", "applicant", "member", "suspended", "departed"] {
		for call in ["apply", "withdraw", "admit", "decline", "suspend", "reinstate", "remove", "depart"] {
			ExtBuilder::default().build_and_execute(|| {
				prepare(from);
				assert_eq!(standing(), from);
				let row = table.iter().find(|(start, by, _)| (*start, *by) == (from, call));
				match row {
					Some((_, _, to)) => {
						assert_ok!(perform(call));
						assert_eq!(standing(), *to, "{from} by {call}");
					},
					None => {
						let root = sp_io::storage::root(sp_runtime::StateVersion::V1);
						let outcome = frame_support::storage::with_storage_layer(|| perform(call));
						assert!(outcome.is_err(), "{from} by {call}");
						assert_eq!(root, sp_io::storage::root(sp_runtime::StateVersion::V1));
					},
				}
			});
		}
	}
}

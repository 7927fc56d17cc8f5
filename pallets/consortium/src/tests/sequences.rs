//! Long sequences of calls against a plain model: which calls succeed, who has a seat, and who validates in the end.

use super::*;
use proptest::prelude::*;
use sp_staking::offence::{OffenceDetails, OnOffenceHandler};
use std::collections::BTreeMap;

const INSTITUTIONS: [AccountId; 6] = [HOSPITAL, PHARMACY, LABORATORY, INSURER, CLINIC, REGULATOR];
const MINIMUM: usize = 2;

#[derive(Clone, Copy, Debug)]
enum Step {
	Apply,
	Agree,
	Withdraw,
	Admit,
	Decline,
	Suspend,
	Reinstate,
	Remove,
	Depart,
	SetKeys,
	PurgeKeys,
	Offend,
	Rotate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
	Unknown,
	Applicant { agreed: bool, departed: bool },
	Member,
	Suspended,
	Departed,
}

/// The rules, written as plainly as can be.
struct Model {
	standing: BTreeMap<AccountId, Standing>,
	keys: BTreeMap<AccountId, bool>,
	last_offence: BTreeMap<AccountId, u32>,
}

impl Model {
	fn new() -> Self {
		let founded = |institution: &AccountId| FOUNDERS.contains(institution);
		Self {
			standing: INSTITUTIONS
				.iter()
				.map(|who| (*who, if founded(who) { Standing::Member } else { Standing::Unknown }))
				.collect(),
			keys: INSTITUTIONS.iter().map(|who| (*who, founded(who))).collect(),
			last_offence: BTreeMap::new(),
		}
	}

	fn members(&self) -> Vec<AccountId> {
		INSTITUTIONS.into_iter().filter(|who| self.standing[who] == Standing::Member).collect()
	}

	fn validating(&self) -> Vec<AccountId> {
		self.members().into_iter().filter(|who| self.keys[who]).collect()
	}

	fn can_spare(&self, who: AccountId) -> bool {
		let members = self.members().into_iter().filter(|other| *other != who).count();
		let validating = self.validating().into_iter().filter(|other| *other != who).count();
		members >= MINIMUM && (validating >= MINIMUM || !self.keys[&who])
	}

	/// The standing after the step, or nothing if the call must fail.
	fn next(&self, step: Step, who: AccountId) -> Option<Standing> {
		let spare = self.can_spare(who);
		match (self.standing[&who], step) {
			(Standing::Unknown, Step::Apply) => Some(Standing::Applicant { agreed: false, departed: false }),
			(Standing::Departed, Step::Apply) => Some(Standing::Applicant { agreed: false, departed: true }),
			(Standing::Applicant { agreed: false, departed }, Step::Agree) => {
				Some(Standing::Applicant { agreed: true, departed })
			},
			(Standing::Applicant { departed, .. }, Step::Withdraw | Step::Decline) => {
				Some(if departed { Standing::Departed } else { Standing::Unknown })
			},
			(Standing::Applicant { agreed: true, .. }, Step::Admit) if self.keys[&who] => Some(Standing::Member),
			(Standing::Member, Step::Suspend) if spare => Some(Standing::Suspended),
			(Standing::Suspended, Step::Reinstate) if self.keys[&who] => Some(Standing::Member),
			(Standing::Member, Step::Remove | Step::Depart) if spare => Some(Standing::Departed),
			(Standing::Suspended, Step::Remove | Step::Depart) => Some(Standing::Departed),
			_ => None,
		}
	}

	/// An offence changes a standing without a call.
	fn offend(&mut self, who: AccountId, session: u32) {
		let standing = self.standing[&who];
		let recorded = !matches!(standing, Standing::Unknown) && self.last_offence.get(&who) != Some(&session);
		if recorded {
			self.last_offence.insert(who, session);
			if standing == Standing::Member && self.can_spare(who) {
				self.standing.insert(who, Standing::Suspended);
			}
		}
	}
}

fn step() -> impl Strategy<Value = (Step, AccountId)> {
	let steps = vec![
		Step::Apply,
		Step::Agree,
		Step::Withdraw,
		Step::Admit,
		Step::Admit,
		Step::Decline,
		Step::Suspend,
		Step::Reinstate,
		Step::Remove,
		Step::Depart,
		Step::SetKeys,
		Step::SetKeys,
		Step::PurgeKeys,
		Step::Offend,
		Step::Rotate,
	];
	(prop::sample::select(steps), prop::sample::select(INSTITUTIONS.to_vec()))
}

/// Makes the call of a step; what is no call succeeds.
fn perform(step: Step, who: AccountId) -> bool {
	let validator = validator_of(who);
	match step {
		Step::Apply => Consortium::apply(signed(who), name("Institution"), validator).is_ok(),
		Step::Agree => Consortium::accept_validation(signed(validator), who).is_ok(),
		Step::Withdraw => Consortium::withdraw_application(signed(who)).is_ok(),
		Step::Admit => {
			let applied = match status(who) {
				Some(Status::Applicant { since, .. }) => since,
				_ => 0,
			};
			Consortium::admit(council(), who, applied).is_ok()
		},
		Step::Decline => Consortium::decline(council(), who).is_ok(),
		Step::Suspend => Consortium::suspend(council(), who).is_ok(),
		Step::Reinstate => Consortium::reinstate(council(), who).is_ok(),
		Step::Remove => Consortium::remove(council(), who).is_ok(),
		Step::Depart => Consortium::depart(signed(who)).is_ok(),
		Step::SetKeys | Step::PurgeKeys | Step::Offend | Step::Rotate => true,
	}
}

fn matches_model(standing: Standing, status: Option<Status>) -> bool {
	match (standing, status) {
		(Standing::Unknown, None)
		| (Standing::Member, Some(Status::Member { .. }))
		| (Standing::Suspended, Some(Status::Suspended { .. }))
		| (Standing::Departed, Some(Status::Departed { .. })) => true,
		(Standing::Applicant { departed, .. }, Some(Status::Applicant { departed: at, .. })) => {
			departed == at.is_some()
		},
		_ => false,
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(200))]

	#[test]
	fn any_sequence_of_calls_ends_as_the_plain_rules_say(steps in prop::collection::vec(step(), 1..80)) {
		ExtBuilder::default().minimum(MINIMUM as u32).build().execute_with(|| {
			let mut model = Model::new();
			for (step, who) in steps {
				match step {
					Step::SetKeys if !model.keys[&who] => {
						set_keys(validator_of(who));
						model.keys.insert(who, true);
					},
					Step::PurgeKeys if model.keys[&who] => {
						purge_keys(validator_of(who));
						model.keys.insert(who, false);
					},
					Step::Offend => {
						let session = current_session();
						let offender = (validator_of(who), who);
						let details = [OffenceDetails::<AccountId, _> { offender, reporters: vec![] }];
						Consortium::on_offence(&details, &[], session);
						model.offend(who, session);
					},
					Step::Rotate => rotate(1),
					_ => {},
				}
				if !matches!(step, Step::SetKeys | Step::PurgeKeys | Step::Offend | Step::Rotate) {
					let next = model.next(step, who);
					let validating = Consortium::validators().len();
					let succeeded = frame_support::storage::with_storage_layer(|| {
						perform(step, who).then_some(()).ok_or(DispatchError::Other("refused"))
					})
					.is_ok();
					assert_eq!(succeeded, next.is_some(), "{step:?} by {who} as {:?}", model.standing[&who]);
					if let Some(next) = next {
						model.standing.insert(who, next);
						if next == Standing::Unknown {
							model.last_offence.remove(&who);
						}
					}
					assert!(Consortium::validators().len() >= validating.min(MINIMUM));
				}
				for who in INSTITUTIONS {
					assert!(matches_model(model.standing[&who], status(who)), "{step:?}: {who}");
				}
				assert_eq!(seats(), model.members());
				assert_eq!(Consortium::validators(), validators_of(&model.validating()));
				assert_sound();
			}
			if !model.validating().is_empty() {
				rotate(2);
				assert_eq!(in_office(), validators_of(&model.validating()));
			}
		});
	}
}

//! Arbitrary sequences of calls by arbitrary callers: whatever comes, the invariants hold, a call that fails changes nothing, and
//! a plain account of who has agreed to what explains everything that the pallet permits.

use super::*;
use frame_support::dispatch::GetDispatchInfo;
use proptest::prelude::*;
use sp_runtime::{traits::Dispatchable, StateVersion};

const CALLERS: [AccountId; 10] =
	[PATIENT, OTHER_PATIENT, DOCTOR, CLINIC, HOSPITAL, INSURER, MINISTRY, REGULATOR, SPOUSE, STRANGER];

fn caller() -> impl Strategy<Value = AccountId> {
	proptest::sample::select(CALLERS.to_vec())
}

fn patient() -> impl Strategy<Value = AccountId> {
	prop_oneof![4 => Just(PATIENT), 1 => Just(OTHER_PATIENT), 1 => Just(STRANGER)]
}

fn some_terms() -> impl Strategy<Value = TermsOf<Test>> {
	(
		proptest::sample::select(vec![ActionSet::ACCESS, ActionSet::COLLECT, ActionSet::ALL]),
		proptest::option::weighted(0.3, 1u64..60),
		any::<bool>(),
	)
		.prop_map(|(actions, days, imaging)| {
			let mut list = vec![RecordClass::Laboratory];
			if imaging {
				list.push(RecordClass::Imaging);
			}
			Terms {
				actions,
				classes: classes(&list),
				period: Period { start: None, end: days.map(|days| START + days * DAY) },
				..terms()
			}
		})
}

fn some_keys() -> impl Strategy<Value = SealedKeysOf<Test>> {
	proptest::collection::vec(
		(proptest::sample::select(vec![RecordClass::Laboratory, RecordClass::Imaging, RecordClass::Allergy]), 0u16..3),
		0..3,
	)
	.prop_map(|list| keys(list.into_iter().map(|(class, epoch)| sealed(class, epoch)).collect()))
}

fn actor() -> impl Strategy<Value = Actor<AccountId>> {
	prop_oneof![
		caller().prop_map(Actor::Account),
		caller().prop_map(Actor::Organisation),
		Just(Actor::Role(Role::Provider(ProviderKind::Practitioner))),
	]
}

fn call() -> impl Strategy<Value = Call<Test>> {
	let id = || 0u64..6;
	prop_oneof![
		(patient(), some_terms()).prop_map(|(patient, terms)| Call::request { patient, terms }),
		id().prop_map(|id| Call::agree_as_custodian { request: RequestId(id) }),
		id().prop_map(|id| Call::agree_as_co_approver { request: RequestId(id) }),
		id().prop_map(|id| Call::deny { request: RequestId(id) }),
		id().prop_map(|id| Call::withdraw { request: RequestId(id) }),
		(id(), proptest::option::of(some_terms()), some_keys()).prop_map(|(id, narrowed, sealed)| Call::grant {
			request: RequestId(id),
			narrowed,
			obligations: Obligations::NONE,
			sealed,
		}),
		(any::<bool>(), actor(), some_terms(), any::<bool>()).prop_map(|(permits, actor, terms, excepted)| {
			let exception = Exception { classes: Some(classes(&[RecordClass::Imaging])), ..Exception::unlimited() };
			Call::direct {
				root: Provision {
					decision: if permits { Ruling::Permit } else { Ruling::Deny },
					actor,
					terms,
					obligations: Obligations::NONE,
				},
				exceptions: exceptions(if excepted { vec![exception] } else { vec![] }),
			}
		}),
		(id(), caller(), some_keys()).prop_map(|(id, holder, sealed)| Call::seal_keys {
			directive: DirectiveId(id),
			holder,
			sealed,
		}),
		id().prop_map(|id| Call::revoke { directive: DirectiveId(id), next_keys: BoundedVec::new() }),
		id().prop_map(|id| Call::mark_entered_in_error { directive: DirectiveId(id) }),
		id().prop_map(|id| Call::confirm_erasure { directive: DirectiveId(id), receipt: commitment(1) }),
		(proptest::sample::subsequence(vec![SPOUSE, FRIEND, DOCTOR], 0..=3), 0u32..3).prop_map(
			|(approvers, threshold)| Call::set_co_approvers {
				approvers: BoundedVec::truncate_from(approvers),
				threshold
			}
		),
		proptest::sample::subsequence(vec![HOSPITAL, CLINIC], 0..=2)
			.prop_map(|list| { Call::set_emergency_keyholders { keyholders: BoundedVec::truncate_from(list) } }),
		(caller(), some_keys()).prop_map(|(keyholder, sealed)| Call::seal_emergency_keys { keyholder, sealed }),
		patient().prop_map(|patient| Call::break_glass { patient, reason: commitment(1) }),
		id().prop_map(|id| Call::justify { break_glass: BreakGlassId(id), justification: commitment(2) }),
		(id(), any::<bool>()).prop_map(|(id, upheld)| Call::review {
			break_glass: BreakGlassId(id),
			outcome: if upheld { ReviewOutcome::Upheld } else { ReviewOutcome::Rejected },
		}),
		caller().prop_map(|actor| Call::reinstate { actor }),
		id().prop_map(|id| Call::settle_break_glass { break_glass: BreakGlassId(id) }),
	]
}

/// What happens in a step.
#[derive(Clone, Debug)]
enum Step {
	Call(AccountId, Box<Call<Test>>),
	Pass(Moment),
	Idle,
	Decertify(AccountId),
}

fn step() -> impl Strategy<Value = Step> {
	prop_oneof![
		20 => (caller(), call()).prop_map(|(who, call)| Step::Call(who, Box::new(call))),
		// So that the rare orders of events come up as well, the usual caller of each.
		20 => call().prop_map(|call| {
			let who = match &call {
				Call::request { .. } | Call::withdraw { .. } | Call::break_glass { .. } | Call::justify { .. }
				| Call::confirm_erasure { .. } => DOCTOR,
				Call::agree_as_custodian { .. } => HOSPITAL,
				Call::agree_as_co_approver { .. } => SPOUSE,
				Call::review { .. } | Call::reinstate { .. } => MINISTRY,
				_ => PATIENT,
			};
			Step::Call(who, Box::new(call))
		}),
		4 => prop_oneof![Just(HOUR), Just(DAY), Just(4 * DAY), Just(31 * DAY)].prop_map(Step::Pass),
		2 => Just(Step::Idle),
		1 => proptest::sample::select(vec![CLINIC, INSURER, REGULATOR]).prop_map(Step::Decertify),
	]
}

/// A request as the model remembers it.
struct Asked {
	patient: AccountId,
	requester: AccountId,
	needs_hospital: bool,
	hospital_agreed: bool,
}

/// A permit as the model remembers it.
struct Permitted {
	patient: AccountId,
	actor: Actor<AccountId>,
}

/// A plain account of the deeds that succeeded, kept apart from the pallet's state: who asked, who agreed, whom patients permitted
/// something, who broke the glass. It knows no time but that of emergencies, no terms and no denials, and so allows more.
#[derive(Default)]
struct Model {
	asked: Vec<Asked>,
	/// By id of the directive; absent for those that permit nothing or were ended.
	permitted: Vec<Option<Permitted>>,
	broken: Vec<(AccountId, Moment)>,
	decertified: Vec<AccountId>,
}

impl Model {
	fn note(&mut self, who: AccountId, call: &Call<Test>) {
		match call {
			Call::request { patient, terms } => {
				let needs_hospital = *patient == PATIENT && terms.actions != ActionSet::COLLECT && who != HOSPITAL;
				self.asked.push(Asked { patient: *patient, requester: who, needs_hospital, hospital_agreed: false });
			},
			Call::agree_as_custodian { request } => {
				assert_eq!(who, HOSPITAL, "only the hospital holds anything");
				self.asked[request.0 as usize].hospital_agreed = true;
			},
			Call::grant { request, .. } => {
				let asked = &self.asked[request.0 as usize];
				assert_eq!(who, asked.patient, "somebody else granted");
				assert!(asked.hospital_agreed || !asked.needs_hospital, "granted without the custodian");
				let actor = Actor::Account(asked.requester);
				self.permitted.push(Some(Permitted { patient: who, actor }));
			},
			Call::direct { root, exceptions } => {
				let permits = root.decision == Ruling::Permit || !exceptions.is_empty();
				let actor = root.actor.clone();
				self.permitted.push(permits.then_some(Permitted { patient: who, actor }));
			},
			Call::revoke { directive, .. } | Call::mark_entered_in_error { directive } => {
				if let Some(ended) = self.permitted[directive.0 as usize].take() {
					assert_eq!(who, ended.patient, "somebody else ended it");
				}
			},
			Call::break_glass { patient: PATIENT, .. } => self.broken.push((who, now())),
			_ => (),
		}
	}

	fn explains(&self, who: AccountId) -> bool {
		let meant = |actor: &Actor<AccountId>| match actor {
			Actor::Account(account) => *account == who,
			Actor::Organisation(account) => *account == who || (*account == CLINIC && who == DOCTOR),
			Actor::Role(_) => who == DOCTOR,
		};
		let permitted = self.permitted.iter().flatten().any(|permit| permit.patient == PATIENT && meant(&permit.actor));
		let live = |(actor, at): &(AccountId, Moment)| *actor == who && now() <= at + BreakGlassDuration::get();
		!self.decertified.contains(&who) && (permitted || self.broken.iter().any(live))
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(300))]

	#[test]
	fn the_invariants_hold_when_anybody_calls_anything(
		steps in proptest::collection::vec(step(), 1..40),
		co_approved in any::<bool>(),
	) {
		let mut builder = ExtBuilder::default().custodian(RecordClass::Laboratory, HOSPITAL);
		if co_approved {
			builder = builder.co_approvers(&[SPOUSE], 1);
		}
		builder.build_and_execute(|| {
			for class in [RecordClass::Laboratory, RecordClass::Imaging, RecordClass::Allergy] {
				publish_key(PATIENT, class, 1);
			}
			let mut model = Model::default();
			for step in steps {
				match step {
					Step::Pass(time) => pass(time),
					Step::Idle => idle(),
					Step::Decertify(who) => {
						decertify(who);
						model.decertified.push(who);
					},
					Step::Call(who, call) => {
						let before = sp_io::storage::root(StateVersion::V1);
						let charged = call.get_dispatch_info().call_weight;
						match RuntimeCall::from(*call.clone()).dispatch(signed(who)) {
							Ok(info) => {
								model.note(who, &call);
								if let Some(actual) = info.actual_weight {
									assert!(actual.all_lte(charged), "{call:?} costs more than was charged");
								}
							},
							Err(_) => assert_eq!(sp_io::storage::root(StateVersion::V1), before, "{call:?} failed halfway"),
						}
					},
				}
				EmrConsent::do_try_state().unwrap();
				for actor in CALLERS.into_iter().filter(|actor| *actor != PATIENT) {
					for question in [query(actor), emergency(actor)] {
						if EmrConsent::decide(question).is_permit() {
							assert!(model.explains(actor), "{actor} is permitted by nothing that happened");
						}
					}
				}
			}
		});
	}
}

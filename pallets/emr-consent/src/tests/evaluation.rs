//! The evaluation of directives against a plain version that spells out every moment of the data.

use super::*;
use frame_support::traits::ConstU32;
use proptest::prelude::*;
use salus_primitives::consent::{AccessMode, Query};

type TestTerms = Terms<ConstU32<3>, ConstU32<3>>;
type TestException = Exception<u64, ConstU32<3>, ConstU32<3>>;
type TestDirective = Directive<u64, ConstU32<3>, ConstU32<3>, ConstU32<3>>;

/// Every moment that the boundaries drawn below can tell apart.
const MOMENTS: core::ops::RangeInclusive<Moment> = 0..=9;
const ACCOUNTS: [u64; 4] = [1, 2, 3, 4];
const CLASSES: [RecordClass; 3] = [RecordClass::Laboratory, RecordClass::Imaging, RecordClass::Restricted(1)];
const PURPOSES: [Purpose; 5] =
	[Purpose::Treatment, Purpose::EmergencyTreatment, Purpose::BreakGlass, Purpose::Research, Purpose::DiseaseResearch];
const ACTIONS: [Action; 3] = [Action::Collect, Action::Access, Action::Disclose];
const ROLES: [Role; 2] = [Role::Provider(ProviderKind::Hospital), Role::Provider(ProviderKind::Practitioner)];

fn period() -> impl Strategy<Value = Period> {
	prop_oneof![
		2 => Just(Period::ALWAYS),
		1 => (proptest::option::of(1u64..5), proptest::option::of(5u64..9))
			.prop_map(|(start, end)| Period { start, end }),
	]
}

fn actor() -> impl Strategy<Value = Actor<u64>> {
	prop_oneof![
		proptest::sample::select(ACCOUNTS.to_vec()).prop_map(Actor::Account),
		proptest::sample::select(ACCOUNTS.to_vec()).prop_map(Actor::Organisation),
		proptest::sample::select(ROLES.to_vec()).prop_map(Actor::Role),
	]
}

fn some_classes() -> impl Strategy<Value = BoundedVec<RecordClass, ConstU32<3>>> {
	proptest::sample::subsequence(CLASSES.to_vec(), 1..=3).prop_map(BoundedVec::truncate_from)
}

fn some_purposes() -> impl Strategy<Value = BoundedVec<Purpose, ConstU32<3>>> {
	proptest::sample::subsequence(PURPOSES.to_vec(), 1..=3).prop_map(BoundedVec::truncate_from)
}

fn some_terms() -> impl Strategy<Value = TestTerms> {
	(some_classes(), 1u8..32, some_purposes(), period(), period(), proptest::option::weighted(0.2, 0u64..9)).prop_map(
		|(classes, actions, purposes, data_period, period, erase_by)| Terms {
			classes,
			actions: ActionSet(actions),
			purposes,
			data_period,
			period,
			mode: AccessMode::View,
			erase_by,
		},
	)
}

fn exception() -> impl Strategy<Value = TestException> {
	let rarely = |strategy| proptest::option::weighted(0.3, strategy);
	(
		proptest::option::weighted(0.3, actor()),
		rarely(1u8..32),
		proptest::option::weighted(0.3, some_purposes()),
		proptest::option::weighted(0.3, some_classes()),
		proptest::option::weighted(0.4, period()),
		proptest::option::weighted(0.3, period()),
	)
		.prop_map(|(actor, actions, purposes, classes, data_period, period)| Exception {
			actor,
			actions: actions.map(ActionSet),
			purposes,
			classes,
			data_period,
			period,
		})
}

fn status() -> impl Strategy<Value = DirectiveStatus> {
	prop_oneof![
		6 => Just(DirectiveStatus::Active),
		1 => Just(DirectiveStatus::Inactive { at: 3 }),
		1 => Just(DirectiveStatus::EnteredInError { at: 3 }),
	]
}

fn directive() -> impl Strategy<Value = TestDirective> {
	(
		1u64..=8,
		0u64..3,
		any::<bool>(),
		actor(),
		some_terms(),
		any::<u8>(),
		proptest::collection::vec(exception(), 0..3),
		status(),
	)
		.prop_map(|(patient, created, permits, actor, terms, obligations, mut exceptions, status)| {
			// Two limits of time could take out everything only together, which the pallet deliberately does not see: there is a test
			// of its own for it.
			if let Some(second) = exceptions.get_mut(1) {
				second.data_period = None;
			}
			Directive {
				// Mostly the patient asked about.
				patient: if patient == 8 { 2 } else { 1 },
				created,
				root: Provision {
					decision: if permits { Ruling::Permit } else { Ruling::Deny },
					actor,
					terms,
					obligations: Obligations(u16::from(obligations)),
				},
				exceptions: BoundedVec::truncate_from(exceptions),
				status,
			}
		})
}

fn directives() -> impl Strategy<Value = Vec<(DirectiveId, TestDirective)>> {
	proptest::collection::vec(directive(), 0..6).prop_map(|list| {
		list.into_iter().enumerate().map(|(id, directive)| (DirectiveId(id as u64), directive)).collect()
	})
}

fn any_query() -> impl Strategy<Value = Query<u64>> {
	(
		proptest::sample::select(ACCOUNTS.to_vec()),
		proptest::sample::select(ACTIONS.to_vec()),
		proptest::sample::select(PURPOSES.to_vec()),
		proptest::sample::select(CLASSES.to_vec()),
		proptest::option::of(MOMENTS),
	)
		.prop_map(|(actor, action, purpose, class, data_time)| Query {
			patient: 1,
			actor,
			action,
			purpose,
			class,
			data_time,
		})
}

/// The organisations of the actor.
#[derive(Clone, Debug, Default)]
struct Organisations {
	certified: Vec<u64>,
	all: Vec<u64>,
}

/// Who the actor is: organisations and role.
fn asker() -> impl Strategy<Value = (Organisations, Role)> {
	let organisations = proptest::sample::subsequence(ACCOUNTS.to_vec(), 0..3).prop_flat_map(|all| {
		proptest::sample::subsequence(all.clone(), 0..=all.len())
			.prop_map(move |certified| Organisations { certified, all: all.clone() })
	});
	(organisations, proptest::sample::select(ROLES.to_vec()))
}

// The plain version. It knows of no data time but single moments: a query about data of any time is one about every moment.

fn slow_within(period: Period, at: Moment) -> bool {
	if let Some(start) = period.start {
		if at < start {
			return false;
		}
	}
	if let Some(end) = period.end {
		if at > end {
			return false;
		}
	}
	true
}

/// Whether one who is permitted or denied something is the account. A denial holds for the members of an organisation that lost its
/// certificate, a permit does not.
fn slow_means(actor: &Actor<u64>, account: u64, organisations: &Organisations, role: Role, permits: bool) -> bool {
	match actor {
		Actor::Account(meant) => *meant == account,
		Actor::Organisation(meant) if permits => *meant == account || organisations.certified.contains(meant),
		Actor::Organisation(meant) => *meant == account || organisations.all.contains(meant),
		Actor::Role(meant) => *meant == role,
	}
}

fn slow_covers(purposes: &[Purpose], purpose: Purpose) -> bool {
	let mut above = Some(purpose);
	while let Some(one) = above {
		if purposes.contains(&one) {
			return true;
		}
		above = one.parent();
	}
	false
}

/// What one directive says about data of one moment.
fn slow_claim(
	directive: &TestDirective,
	query: &Query<u64>,
	organisations: &Organisations,
	role: Role,
	data_time: Moment,
	now: Moment,
) -> Option<bool> {
	let Provision { decision, actor, terms, .. } = &directive.root;
	let permits = *decision == Ruling::Permit;
	let erased = terms.erase_by.is_some_and(|by| by < now);
	if directive.patient != query.patient
		|| directive.status != DirectiveStatus::Active
		|| !slow_within(terms.period, now)
		|| (permits && erased)
		|| !slow_means(actor, query.actor, organisations, role, permits)
		|| terms.actions.0 & ActionSet::from(query.action).0 == 0
		|| !slow_covers(&terms.purposes, query.purpose)
		|| !terms.classes.contains(&query.class)
		|| !slow_within(terms.data_period, data_time)
	{
		return None;
	}
	for exception in &directive.exceptions {
		let means = |actor| slow_means(actor, query.actor, organisations, role, !permits);
		let applies = exception.actor.as_ref().is_none_or(means)
			&& exception.actions.is_none_or(|actions| actions.0 & ActionSet::from(query.action).0 != 0)
			&& exception.purposes.as_ref().is_none_or(|purposes| slow_covers(purposes, query.purpose))
			&& exception.classes.as_ref().is_none_or(|classes| classes.contains(&query.class))
			&& exception.data_period.is_none_or(|period| slow_within(period, data_time))
			&& exception.period.is_none_or(|period| slow_within(period, now));
		if applies && (permits || !erased) {
			return Some(!permits);
		}
	}
	Some(permits)
}

/// What one directive says about the data of the query: a denial of some is a denial, a permit is one of all.
fn slow_say(
	directive: &TestDirective,
	query: &Query<u64>,
	organisations: &Organisations,
	role: Role,
	now: Moment,
) -> Option<bool> {
	let moments: Vec<Moment> = query.data_time.map_or_else(|| MOMENTS.collect(), |at| vec![at]);
	let claims: Vec<_> = moments.iter().map(|at| slow_claim(directive, query, organisations, role, *at, now)).collect();
	if claims.contains(&Some(false)) {
		return Some(false);
	}
	claims.iter().all(|claim| *claim == Some(true)).then_some(true)
}

fn slow_evaluate(
	directives: &[(DirectiveId, TestDirective)],
	query: &Query<u64>,
	organisations: &Organisations,
	role: Role,
	now: Moment,
) -> Decision {
	let mut times: Vec<Moment> = directives.iter().map(|(_, directive)| directive.created).collect();
	times.sort();
	times.dedup();
	for time in times.into_iter().rev() {
		let of_this_time = || directives.iter().rev().filter(|(_, directive)| directive.created == time);
		let says = |directive| slow_say(directive, query, organisations, role, now);
		if let Some((id, _)) = of_this_time().find(|(_, directive)| says(directive) == Some(false)) {
			return Decision::Deny { directive: *id };
		}
		if let Some((id, directive)) = of_this_time().find(|(_, directive)| says(directive) == Some(true)) {
			return Decision::Permit {
				basis: Basis::Directive(*id),
				obligations: directive.root.obligations,
				erase_by: directive.root.terms.erase_by,
			};
		}
	}
	Decision::NoConsent
}

fn fast(
	directives: &[(DirectiveId, TestDirective)],
	query: &Query<u64>,
	organisations: &Organisations,
	role: Role,
	now: Moment,
) -> Decision {
	evaluate(directives, &context(query, organisations, role), query, now)
}

fn context<'a>(query: &'a Query<u64>, organisations: &'a Organisations, role: Role) -> ActorContext<'a, u64> {
	ActorContext {
		account: &query.actor,
		organisations: &organisations.certified,
		affiliations: &organisations.all,
		role,
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(4_000))]

	#[test]
	fn the_evaluation_agrees_with_the_plain_version(
		directives in directives(),
		query in any_query(),
		(organisations, role) in asker(),
		now in MOMENTS,
	) {
		prop_assert_eq!(
			fast(&directives, &query, &organisations, role, now),
			slow_evaluate(&directives, &query, &organisations, role, now)
		);
	}

	#[test]
	fn what_is_permitted_for_any_time_is_permitted_for_each(
		directives in directives(),
		query in any_query(),
		(organisations, role) in asker(),
		now in MOMENTS,
		at in MOMENTS,
	) {
		let any_time = Query { data_time: None, ..query.clone() };
		if fast(&directives, &any_time, &organisations, role, now).is_permit() {
			let one_time = Query { data_time: Some(at), ..query };
			prop_assert!(fast(&directives, &one_time, &organisations, role, now).is_permit());
		}
	}

	#[test]
	fn the_order_of_the_slice_does_not_matter(
		directives in directives(),
		query in any_query(),
		(organisations, role) in asker(),
		now in MOMENTS,
	) {
		let mut reversed = directives.clone();
		reversed.reverse();
		prop_assert_eq!(
			fast(&directives, &query, &organisations, role, now),
			fast(&reversed, &query, &organisations, role, now)
		);
	}

	#[test]
	fn one_more_denial_never_permits_what_was_not(
		directives in directives(),
		denial in directive(),
		query in any_query(),
		(organisations, role) in asker(),
		now in MOMENTS,
	) {
		let mut denial = denial;
		denial.root.decision = Ruling::Deny;
		denial.exceptions.clear();
		let mut more = directives.clone();
		more.push((DirectiveId(99), denial));
		if fast(&more, &query, &organisations, role, now).is_permit() {
			prop_assert!(fast(&directives, &query, &organisations, role, now).is_permit());
		}
	}

	#[test]
	fn only_a_denial_that_names_it_refuses_to_break_the_glass(
		directives in directives(),
		query in any_query(),
		(organisations, role) in asker(),
		now in MOMENTS,
	) {
		let actor = context(&query, &organisations, role);
		if let Some(id) = refused_break_glass(&directives, &actor, &query, now) {
			let (_, directive) = directives.iter().find(|(other, _)| *other == id).unwrap();
			let named = |purposes: &[Purpose]| purposes.contains(&Purpose::BreakGlass);
			prop_assert!(
				named(&directive.root.terms.purposes)
					|| directive.exceptions.iter().any(|e| e.purposes.as_ref().is_some_and(|list| named(list)))
			);
			let btg = Query { purpose: Purpose::BreakGlass, action: Action::Access, ..query.clone() };
			let of_this = [(id, directive.clone())];
			prop_assert_eq!(
				fast(&of_this, &btg, &organisations, role, now),
				Decision::Deny { directive: id }
			);
		}
	}
}

#[test]
fn two_exceptions_that_take_out_everything_only_together_leave_the_denial() {
	let limited = |period| TestException { data_period: Some(period), ..Exception::unlimited() };
	let directive = TestDirective {
		patient: 1,
		created: 0,
		root: Provision {
			decision: Ruling::Deny,
			actor: Actor::Account(2),
			terms: Terms {
				classes: BoundedVec::truncate_from(vec![RecordClass::Laboratory]),
				actions: ActionSet::ACCESS,
				purposes: BoundedVec::truncate_from(vec![Purpose::Treatment]),
				data_period: Period::ALWAYS,
				period: Period::ALWAYS,
				mode: AccessMode::View,
				erase_by: None,
			},
			obligations: Obligations::NONE,
		},
		exceptions: BoundedVec::truncate_from(vec![
			limited(Period::until(4)),
			limited(Period { start: Some(5), end: None }),
		]),
		status: DirectiveStatus::Active,
	};
	let directives = [(DirectiveId(0), directive)];
	let ask = |data_time| {
		let query = Query {
			patient: 1,
			actor: 2,
			action: Action::Access,
			purpose: Purpose::Treatment,
			class: RecordClass::Laboratory,
			data_time,
		};
		fast(&directives, &query, &Organisations::default(), ROLES[0], 0)
	};
	assert!(ask(Some(4)).is_permit() && ask(Some(5)).is_permit());
	assert_eq!(ask(None), Decision::Deny { directive: DirectiveId(0) });
}

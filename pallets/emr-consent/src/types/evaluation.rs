//! How directives decide: a pure function over them, who asks, what is asked and when.
//!
//! A directive matches a query if it is in force, its root covers actor, action, purpose, class and the time of the data. Where one
//! of its exceptions covers them as well, the opposite of its root holds. Of the directives that match, the newest decides; of
//! those made in the same block, a denial wins over a permit, and then the one with the higher id. What counts is what each
//! directive decides about *this* query, after its exceptions: a permit with an exception is a denial where the exception holds.
//!
//! A query without a data time asks about data of any time. It is permitted only by what permits data of all times, and denied by
//! what denies data of any time. So a permit for "any time" never gives away what a query for a given time would be denied.

use super::{
	directive::{Directive, Exception, Ruling, Standing},
	terms::cover_purpose,
};
use frame_support::{pallet_prelude::Get, Parameter};
use salus_primitives::{
	consent::{Action, Actor, Basis, Decision, Query},
	purpose::Purpose,
	roles::Role,
	DirectiveId, Moment, Period,
};

/// A directive with its id.
pub type NumberedDirective<AccountId, C, P, E> = (DirectiveId, Directive<AccountId, C, P, E>);

/// Who asks, as far as the directives can speak of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActorContext<'a, AccountId> {
	/// The account.
	pub account: &'a AccountId,
	/// The organisations the account is affiliated with that are certified now: what permits something to them permits it to the
	/// account.
	pub organisations: &'a [AccountId],
	/// All organisations the account is affiliated with: what is denied to one of them is denied to the account, whatever became of
	/// the organisation's certificate.
	pub affiliations: &'a [AccountId],
	/// The role in which the account is certified now.
	pub role: Role,
}

impl<AccountId: PartialEq> ActorContext<'_, AccountId> {
	/// Whether a provision about `actor` that rules so means this one.
	pub fn is_meant_by(&self, actor: &Actor<AccountId>, ruling: Ruling) -> bool {
		match actor {
			Actor::Account(account) => self.account == account,
			Actor::Organisation(organisation) => {
				let organisations = match ruling {
					Ruling::Permit => self.organisations,
					Ruling::Deny => self.affiliations,
				};
				self.account == organisation || organisations.contains(organisation)
			},
			Actor::Role(role) => self.role == *role,
		}
	}
}

/// Whether some of the data asked for are of the period.
fn touches(period: &Period, data_time: Option<Moment>) -> bool {
	data_time.map_or(period.is_valid(), |at| period.contains(at))
}

/// Whether all of the data asked for are of the period.
fn holds(period: &Period, data_time: Option<Moment>) -> bool {
	data_time.map_or(*period == Period::ALWAYS, |at| period.contains(at))
}

/// The moments in both periods; a period that is not valid if there are none.
fn intersection(one: &Period, other: &Period) -> Period {
	let later = |a: Option<Moment>, b: Option<Moment>| a.into_iter().chain(b).max();
	let earlier = |a: Option<Moment>, b: Option<Moment>| a.into_iter().chain(b).min();
	Period { start: later(one.start, other.start), end: earlier(one.end, other.end) }
}

/// What a directive decides about a query, and the purposes named by the part of it that decides.
struct Outcome<'a> {
	ruling: Ruling,
	purposes: &'a [Purpose],
}

impl<AccountId: Parameter, C: Get<u32>, P: Get<u32>> Exception<AccountId, C, P> {
	/// Whether the exception, which rules so, covers everything about the query but the time of its data.
	fn concerns(
		&self,
		ruling: Ruling,
		actor: &ActorContext<'_, AccountId>,
		query: &Query<AccountId>,
		now: Moment,
	) -> bool {
		self.actor.as_ref().is_none_or(|meant| actor.is_meant_by(meant, ruling))
			&& self.actions.is_none_or(|actions| actions.contains(query.action.into()))
			&& self.purposes.as_ref().is_none_or(|purposes| cover_purpose(purposes, query.purpose))
			&& self.classes.as_ref().is_none_or(|classes| classes.contains(&query.class))
			&& self.period.is_none_or(|period| period.contains(now))
	}
}

impl<AccountId: Parameter, C: Get<u32>, P: Get<u32>, E: Get<u32>> Directive<AccountId, C, P, E> {
	/// What the directive decides about the query, if it matches.
	fn outcome(
		&self,
		actor: &ActorContext<'_, AccountId>,
		query: &Query<AccountId>,
		now: Moment,
	) -> Option<Outcome<'_>> {
		let terms = &self.root.terms;
		let concerns = self.patient == query.patient
			&& self.standing(now) == Standing::InForce
			&& actor.is_meant_by(&self.root.actor, self.root.decision)
			&& terms.actions.contains(query.action.into())
			&& cover_purpose(&terms.purposes, query.purpose)
			&& terms.classes.contains(&query.class);
		if !concerns {
			return None;
		}

		match self.root.decision {
			Ruling::Permit => self.outcome_of_permit(actor, query, now),
			Ruling::Deny => self.outcome_of_denial(actor, query, now),
		}
	}

	/// A permit whose exception touches some of the data denies; without that, it permits if all of the data are of its period.
	fn outcome_of_permit(
		&self,
		actor: &ActorContext<'_, AccountId>,
		query: &Query<AccountId>,
		now: Moment,
	) -> Option<Outcome<'_>> {
		let terms = &self.root.terms;
		let denies = |exception: &&Exception<AccountId, C, P>| {
			let both =
				exception.data_period.map_or(terms.data_period, |period| intersection(&terms.data_period, &period));
			exception.concerns(Ruling::Deny, actor, query, now) && touches(&both, query.data_time)
		};
		if let Some(exception) = self.exceptions.iter().find(denies) {
			return Some(Outcome { ruling: Ruling::Deny, purposes: self.named_by(exception) });
		}
		holds(&terms.data_period, query.data_time)
			.then_some(Outcome { ruling: Ruling::Permit, purposes: &terms.purposes })
	}

	/// A denial that touches some of the data denies, unless an exception takes out all that it touches; that exception permits if
	/// all of the data are of the denial's period. Two exceptions that only together take out everything do not.
	fn outcome_of_denial(
		&self,
		actor: &ActorContext<'_, AccountId>,
		query: &Query<AccountId>,
		now: Moment,
	) -> Option<Outcome<'_>> {
		let terms = &self.root.terms;
		if !touches(&terms.data_period, query.data_time) {
			return None;
		}
		let may_permit = terms.erase_by.is_none_or(|erase_by| now <= erase_by);
		let permits = |exception: &&Exception<AccountId, C, P>| {
			let takes_out = exception.data_period.is_none_or(|period| match query.data_time {
				Some(at) => period.contains(at),
				None => period.covers(&terms.data_period),
			});
			may_permit && exception.concerns(Ruling::Permit, actor, query, now) && takes_out
		};
		match self.exceptions.iter().find(permits) {
			None => Some(Outcome { ruling: Ruling::Deny, purposes: &terms.purposes }),
			Some(exception) => holds(&terms.data_period, query.data_time)
				.then(|| Outcome { ruling: Ruling::Permit, purposes: self.named_by(exception) }),
		}
	}

	/// The purposes that an exception speaks of.
	fn named_by<'a>(&'a self, exception: &'a Exception<AccountId, C, P>) -> &'a [Purpose] {
		exception.purposes.as_ref().unwrap_or(&self.root.terms.purposes)
	}
}

/// What the directives decide about the query at `now`.
///
/// `actor` is the context of `query.actor`. Directives of other patients than `query.patient` are passed over.
pub fn evaluate<AccountId: Parameter, C: Get<u32>, P: Get<u32>, E: Get<u32>>(
	directives: &[NumberedDirective<AccountId, C, P, E>],
	actor: &ActorContext<'_, AccountId>,
	query: &Query<AccountId>,
	now: Moment,
) -> Decision {
	let winner = directives
		.iter()
		.filter_map(|(id, directive)| {
			directive.outcome(actor, query, now).map(|outcome| (id, directive, outcome.ruling))
		})
		.max_by_key(|(id, directive, ruling)| (directive.created, *ruling, **id));
	match winner {
		None => Decision::NoConsent,
		Some((id, _, Ruling::Deny)) => Decision::Deny { directive: *id },
		Some((id, directive, Ruling::Permit)) => Decision::Permit {
			basis: Basis::Directive(*id),
			obligations: directive.root.obligations,
			erase_by: directive.root.terms.erase_by,
		},
	}
}

/// The directive by which the patient refuses even emergency access to what the query asks for, if there is one.
///
/// An emergency overrides the patient's other denials, which were not made with it in mind. It does not override one that names
/// [`Purpose::BreakGlass`] itself, in its root or in the exception that denies: a denial of treatment as a whole is not enough. As
/// everywhere, the newest that names it decides.
pub fn refused_break_glass<AccountId: Parameter, C: Get<u32>, P: Get<u32>, E: Get<u32>>(
	directives: &[NumberedDirective<AccountId, C, P, E>],
	actor: &ActorContext<'_, AccountId>,
	query: &Query<AccountId>,
	now: Moment,
) -> Option<DirectiveId> {
	let query = Query { purpose: Purpose::BreakGlass, action: Action::Access, ..query.clone() };
	directives
		.iter()
		.filter_map(|(id, directive)| {
			let outcome = directive.outcome(actor, &query, now)?;
			outcome.purposes.contains(&Purpose::BreakGlass).then_some((directive.created, outcome.ruling, *id))
		})
		.max()
		.filter(|(_, ruling, _)| *ruling == Ruling::Deny)
		.map(|(_, _, id)| id)
}

//! Sequences of calls against plain models that know nothing of storage.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeSet;

const MEMBERS: [AccountId; 3] = [DOCTOR, NURSE, THERAPIST];
const ORGANISATIONS: [AccountId; 3] = [HOSPITAL, CLINIC, INSURER];
const MAX_PENDING: usize = 2;

/// Pairs by their indices; a proposal also says whether the member made it.
#[derive(Default)]
struct Agreements {
	proposed: BTreeSet<(usize, usize, bool)>,
	affiliated: BTreeSet<(usize, usize)>,
}

impl Agreements {
	fn has_proposal(&self, member: usize, organisation: usize) -> bool {
		[true, false].iter().any(|by_member| self.proposed.contains(&(member, organisation, *by_member)))
	}

	fn is_full(&self, member: usize, organisation: usize, by_member: bool) -> bool {
		let same_direction = || self.proposed.iter().filter(|(_, _, by)| *by == by_member);
		same_direction().filter(|(m, _, _)| *m == member).count() == MAX_PENDING
			|| same_direction().filter(|(_, o, _)| *o == organisation).count() == MAX_PENDING
	}

	fn call(&mut self, call: u8, member: usize, organisation: usize, by_member: bool) -> bool {
		let pair = (member, organisation);
		match call {
			0 => {
				let fits = !self.affiliated.contains(&pair)
					&& !self.has_proposal(member, organisation)
					&& !self.is_full(member, organisation, by_member);
				fits && self.proposed.insert((member, organisation, by_member))
			},
			1 => self.proposed.remove(&(member, organisation, !by_member)) && self.affiliated.insert(pair),
			_ => {
				self.affiliated.remove(&pair)
					|| self.proposed.remove(&(member, organisation, true))
					|| self.proposed.remove(&(member, organisation, false))
			},
		}
	}
}

#[derive(Clone, Copy, PartialEq)]
enum Word {
	Good,
	Suspended { by: usize },
	Revoked,
}

/// The patient's certificate as a human would keep book of it.
struct Book {
	issuer: usize,
	word: Word,
	expires: Moment,
	/// Whether the hospital, the first and the second authority are entitled.
	entitled: [bool; 3],
	now: Moment,
}

const ISSUERS: [AccountId; 3] = [HOSPITAL, CERTIFIER, OTHER_CERTIFIER];

impl Book {
	fn is_authority(&self, who: usize) -> bool {
		who > 0 && self.entitled[who]
	}

	fn call(&mut self, call: u8, who: usize, expires: Moment) -> bool {
		let issues = who == self.issuer && self.entitled[who];
		let supervises = issues || self.is_authority(who);
		let in_bounds = expires > self.now && expires <= self.now + 2 * YEAR;
		let allowed = match call {
			0 => {
				let past = self.word == Word::Revoked || self.now > self.expires;
				in_bounds && self.is_authority(who) && (who == self.issuer || past || !self.entitled[self.issuer])
			},
			1 => in_bounds && issues && self.word == Word::Good,
			2 => supervises && self.word == Word::Good,
			3 => {
				let undoes = matches!(self.word, Word::Suspended { by } if by == who || self.is_authority(who));
				supervises && undoes
			},
			_ => supervises && self.word != Word::Revoked,
		};
		if allowed {
			match call {
				0 => (self.issuer, self.word, self.expires) = (who, Word::Good, expires),
				1 => self.expires = expires,
				2 => self.word = Word::Suspended { by: who },
				3 => self.word = Word::Good,
				_ => self.word = Word::Revoked,
			}
		}
		allowed
	}

	fn certified(&self) -> bool {
		self.word == Word::Good && self.now <= self.expires
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn affiliations_should_be_as_agreed_after_any_calls(
		calls in proptest::collection::vec((0..3u8, 0..3usize, 0..3usize, any::<bool>()), 0..40),
	) {
		ExtBuilder::default().build_and_execute(|| {
			let mut model = Agreements::default();
			for (call, member, organisation, by_member) in calls {
				let (m, o) = (MEMBERS[member].clone(), ORGANISATIONS[organisation].clone());
				let (who, other) = if by_member { (m, o) } else { (o, m) };
				let result = match call {
					0 => Participants::propose_affiliation(signed(who), other),
					1 => Participants::accept_affiliation(signed(who), other),
					_ => Participants::end_affiliation(signed(who), other),
				};
				assert_eq!(result.is_ok(), model.call(call, member, organisation, by_member));
				assert_ok!(Participants::do_try_state());
			}
			for (m, member) in MEMBERS.iter().enumerate() {
				for (o, organisation) in ORGANISATIONS.iter().enumerate() {
					assert_eq!(Participants::is_affiliated(member, organisation), model.affiliated.contains(&(m, o)));
				}
			}
		});
	}

	#[test]
	fn a_certificate_should_be_as_its_book_says_after_any_calls(
		calls in proptest::collection::vec((0..7u8, 0..3usize, 0..30u64), 0..40),
	) {
		ExtBuilder::default().enrolled().build_and_execute(|| {
			authorize_other(&[Group::Patient]);
			// The hospital must not depend on the authority whose entitlement comes and goes.
			Certificates::<Test>::mutate(HOSPITAL, |c| c.as_mut().unwrap().expires = Moment::MAX);
			let patients = GroupSet::of(&[Group::Patient, Group::Provider]);
			let others = GroupSet::of(&[Group::Provider]);
			let mut book = Book { issuer: 0, word: Word::Good, expires: EXPIRY, entitled: [true; 3], now: NOW };
			for (call, who, months) in calls {
				let (signer, expires) = (signed(ISSUERS[who].clone()), book.now + months * 30 * DAY);
				let result = match call {
					0 => Participants::certify(signer, PATIENT, COMMITMENT, expires),
					1 => Participants::renew(signer, PATIENT, COMMITMENT, expires),
					2 => Participants::suspend(signer, PATIENT),
					3 => Participants::reinstate(signer, PATIENT),
					4 => Participants::revoke(signer, PATIENT, RevocationReason::Withdrawn),
					5 => {
						book.now = expires;
						set_time(expires);
						continue;
					},
					_ if who == 0 => {
						let hospital = if book.entitled[0] {
							Participants::suspend(signed(CERTIFIER), HOSPITAL)
						} else {
							Participants::reinstate(signed(CERTIFIER), HOSPITAL)
						};
						assert_ok!(hospital);
						book.entitled[0] = !book.entitled[0];
						continue;
					},
					_ => {
						let scope = if book.entitled[who] { others } else { patients };
						assert_ok!(Participants::authorize_authority(signed(COUNCIL), ISSUERS[who].clone(), scope));
						book.entitled[who] = !book.entitled[who];
						continue;
					},
				};
				assert_eq!(result.is_ok(), book.call(call, who, expires), "{call} by {who}");
				assert_eq!(Participants::certified_role(PATIENT).is_some(), book.certified());
				assert_ok!(Participants::do_try_state());
			}
		});
	}
}

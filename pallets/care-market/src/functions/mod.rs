//! What the calls do. `do_*` performs, `ensure_*` checks, `*_of` fetches.

mod agenda;
mod arbitration;
mod awards;
mod bids;
mod groups;
mod lists;
mod money;
mod orders;
mod referrals;
mod settlement;
mod tenders;

use crate::{types::*, *};
use frame_support::{ensure, traits::Get, traits::Time};
use salus_primitives::{
	consent::{Action, Query},
	purpose::Purpose,
	roles::{ProviderKind, Role},
	traits::{Consent, DocumentStanding, Documents, Participants},
	DocumentId, GroupId, Moment, TenderId,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn now() -> Moment {
		T::Time::now()
	}

	pub(crate) fn tender_of(id: TenderId) -> Result<TenderOf<T>, Error<T>> {
		Tenders::<T>::get(id).ok_or(Error::<T>::TenderNotFound)
	}

	pub(crate) fn group_of(id: GroupId) -> Result<GroupOf<T>, Error<T>> {
		Groups::<T>::get(id).ok_or(Error::<T>::GroupNotFound)
	}

	fn limits() -> Limits {
		Limits {
			min_phase: T::MinPhase::get(),
			max_duration: T::MaxDuration::get(),
			min_acceptance: T::MinAcceptance::get(),
			max_acceptance: T::MaxAcceptance::get(),
		}
	}

	fn ensure_provider(who: &T::AccountId) -> Result<ProviderKind, Error<T>> {
		match T::Participants::certified_role(who) {
			Some(Role::Provider(kind)) => Ok(kind),
			_ => Err(Error::<T>::NotProvider),
		}
	}

	/// Whether the provider may deliver what the tender asks for.
	pub(crate) fn ensure_eligible(tender: &TenderOf<T>, who: &T::AccountId) -> Result<(), Error<T>> {
		let specification = &tender.specification;
		let kind = Self::ensure_provider(who)?;
		ensure!(specification.kind.fits(kind), Error::<T>::KindDoesNotFit);
		if let Some(organisation) = &specification.exclusion.organisation {
			let related = who == organisation || T::Participants::all_affiliations(who).contains(organisation);
			ensure!(!related, Error::<T>::Excluded);
		}
		if let Some(excluded) = &specification.exclusion.region {
			let region = Regions::<T>::get(who).ok_or(Error::<T>::RegionNotDeclared)?;
			ensure!(!region.meets(excluded), Error::<T>::Excluded);
		}
		Ok(())
	}

	/// Whether the patient's consent to collect what comes of the tender is in force for the provider.
	pub(crate) fn has_consent(tender: &TenderOf<T>, provider: &T::AccountId) -> bool {
		let query = Query {
			patient: tender.poster.clone(),
			actor: provider.clone(),
			action: Action::Collect,
			purpose: Purpose::Treatment,
			class: tender.specification.class,
			data_time: None,
		};
		T::Consent::decide(&query).is_permit()
	}

	/// Whether the provider is kept from delivering by the patient alone: it is certified, and the patient's consent is missing.
	fn is_excused(tender: &TenderOf<T>, provider: &T::AccountId) -> bool {
		Self::ensure_provider(provider).is_ok() && !Self::has_consent(tender, provider)
	}

	/// Notes that the provider delivered something with the document. A chain without a registry of documents takes any.
	fn cite(provider: &T::AccountId, document: DocumentId, delivered: Due) -> Result<(), Error<T>> {
		match T::Documents::standing(document, provider) {
			DocumentStanding::Valid | DocumentStanding::NoRegistry => (),
			DocumentStanding::Invalid => return Err(Error::<T>::InvalidDocument),
		}
		// Kept by provider, so that nobody can use up a document of somebody else's.
		ensure!(!Cited::<T>::contains_key(provider, document), Error::<T>::DocumentUsed);
		Cited::<T>::insert(provider, document, delivered);
		Ok(())
	}

	/// Counts another unsettled tender or group of the account.
	fn activate(who: &T::AccountId) -> Result<(), Error<T>> {
		Active::<T>::try_mutate(who, |active| {
			ensure!(*active < T::MaxActive::get(), Error::<T>::TooManyActive);
			*active = active.saturating_add(1);
			Ok(())
		})
	}

	fn deactivate(who: &T::AccountId) {
		Active::<T>::mutate_exists(who, |active| {
			*active = active.map(|active| active.saturating_sub(1)).filter(|active| *active > 0);
		});
	}

	/// Puts a verdict into a provider's record. A patient counts once among those to whom it delivered, or a provider could make
	/// its record with one friend.
	fn note_verdict(provider: &T::AccountId, patient: &T::AccountId, verdict: Verdict) {
		if verdict == Verdict::Delivered {
			if Served::<T>::contains_key(provider, patient) {
				return;
			}
			Served::<T>::insert(provider, patient, ());
		}
		Self::count_verdict(provider, verdict);
	}

	fn count_verdict(provider: &T::AccountId, verdict: Verdict) {
		let count = |field: &mut u32| *field = field.saturating_add(1);
		match verdict {
			Verdict::Delivered => ProviderRecords::<T>::mutate(provider, |record| count(&mut record.delivered)),
			Verdict::Disputed => ProviderRecords::<T>::mutate(provider, |record| count(&mut record.disputed)),
			Verdict::Lost => ProviderRecords::<T>::mutate(provider, |record| count(&mut record.lost)),
			Verdict::Open => (),
		}
	}
}

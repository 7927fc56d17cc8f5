//! Prices of providers, references of authorities, and what a provider may charge by them.

use super::MAX_PAGE;
use crate::{types::*, *};
use alloc::vec::Vec;
use frame_support::{ensure, pallet_prelude::*};
use salus_primitives::{traits::Participants, Moment, Period, ServiceCode};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_publish_price(
		who: T::AccountId,
		service: ServiceCode,
		unit: Unit,
		price: Balance,
		valid: Period,
	) -> DispatchResult {
		Self::ensure_provider(&who)?;
		ensure!(service.is_valid(), Error::<T>::InvalidService);
		ensure!(unit.is_valid(), Error::<T>::InvalidUnit);
		ensure!(price > 0, Error::<T>::InvalidPrice);
		ensure!(valid.is_valid(), Error::<T>::InvalidPeriod);
		let now = Self::now();
		let from = valid.start.unwrap_or(now);
		ensure!(now <= from && valid.end.is_none_or(|end| now <= end), Error::<T>::PeriodInPast);
		Self::ensure_below_ceiling(&service, price)?;

		let mut list = match Prices::<T>::get(&who, &service) {
			Some(list) => list,
			None => Self::open_list(&who)?,
		};
		if !list.listed {
			Providers::<T>::try_append(&service, &who).map_err(|()| Error::<T>::TooManyProviders)?;
			list.listed = true;
		}
		if list.versions.is_full() {
			list.prune(Self::horizon(now));
		}
		let version = NextPriceVersion::<T>::try_mutate(&who, |next| {
			let version = *next;
			*next = version.next().ok_or(Error::<T>::OutOfIds)?;
			Ok::<_, Error<T>>(version)
		})?;
		let published = Price { version, unit, price, from, until: valid.end, withdrawn: None };
		list.versions.try_push(published).map_err(|_| Error::<T>::TooManyVersions)?;
		Prices::<T>::insert(&who, &service, list);
		let until = valid.end;
		Self::deposit_event(Event::PricePublished { provider: who, service, version, price, from, until });
		Ok(())
	}

	pub(crate) fn do_withdraw_price(who: T::AccountId, service: ServiceCode, version: PriceVersion) -> DispatchResult {
		let now = Self::now();
		let mut list = Prices::<T>::get(&who, &service).ok_or(Error::<T>::PriceNotFound)?;
		let price = list.versions.iter_mut().find(|price| price.version == version).ok_or(Error::<T>::PriceNotFound)?;
		ensure!(!price.is_over(now), Error::<T>::PriceOver);
		price.withdrawn = Some(now);
		if list.listed && list.is_over(now) {
			Self::unlist(&who, &service, &mut list);
		}
		Prices::<T>::insert(&who, &service, list);
		Self::deposit_event(Event::PriceWithdrawn { provider: who, service, version });
		Ok(())
	}

	pub(crate) fn do_delist(provider: T::AccountId, service: ServiceCode) -> DispatchResult {
		let now = Self::now();
		let mut list = Prices::<T>::get(&provider, &service).ok_or(Error::<T>::PriceNotFound)?;
		let deleted = list.is_over(Self::horizon(now));
		let unlisted = list.listed && (list.is_over(now) || !Self::is_provider(&provider));
		ensure!(deleted || unlisted, Error::<T>::StillNeeded);

		if list.listed {
			Self::unlist(&provider, &service, &mut list);
		}
		if deleted {
			Self::give_back(HoldReason::PriceListing, &provider, list.deposit);
			Prices::<T>::remove(&provider, &service);
			ListingCount::<T>::mutate_exists(&provider, |count| {
				*count = count.and_then(|count| count.checked_sub(1)).filter(|count| *count > 0);
			});
		} else {
			Prices::<T>::insert(&provider, &service, list);
		}
		Self::deposit_event(Event::Delisted { provider, service, deleted });
		Ok(())
	}

	pub(crate) fn do_set_reference(
		who: T::AccountId,
		service: ServiceCode,
		reference: Balance,
		ceiling: Option<Balance>,
	) -> DispatchResult {
		Self::ensure_authority(&who)?;
		ensure!(service.is_valid(), Error::<T>::InvalidService);
		let in_order = reference > 0 && ceiling.is_none_or(|ceiling| reference <= ceiling);
		ensure!(in_order, Error::<T>::InvalidReference);

		let next = Reference { reference, ceiling, by: who.clone(), since: Self::now() };
		let history = match References::<T>::get(&service) {
			None => {
				Self::count_reference(&who)?;
				ReferenceHistory::new(next)
			},
			Some(mut history) => {
				let setter = history.current.by.clone();
				let role = T::Participants::certified_role(&setter);
				ensure!(may_change_reference(&who, &history.current, role), Error::<T>::NotOwnReference);
				if setter != who {
					Self::uncount_reference(&setter);
					Self::count_reference(&who)?;
				}
				history.replace(next);
				history
			},
		};
		References::<T>::insert(&service, history);
		Self::deposit_event(Event::ReferenceSet { service, reference, ceiling, by: who });
		Ok(())
	}

	/// Clears a reference, for the council if nobody is named.
	pub(crate) fn do_clear_reference(by: Option<T::AccountId>, service: ServiceCode) -> DispatchResult {
		let history = References::<T>::get(&service).ok_or(Error::<T>::ReferenceNotFound)?;
		let setter = history.current.by;
		ensure!(by.is_none_or(|who| who == setter), Error::<T>::NotOwnReference);
		Self::uncount_reference(&setter);
		References::<T>::remove(&service);
		Self::deposit_event(Event::ReferenceCleared { service });
		Ok(())
	}

	/// Resolves the items to lines by the prices in force now; or, for what was authorised, by those in force when it was `given`, and
	/// those of now where they are lower. Returns the lines and their sum.
	pub(crate) fn charge(
		provider: &T::AccountId,
		items: Items,
		given: Option<(Moment, PriceVersion)>,
	) -> Result<(Lines, Balance), Error<T>> {
		ensure!(!items.is_empty(), Error::<T>::NoItems);
		let now = Self::now();
		let mut lines = Lines::new();
		for item in items {
			let list = Prices::<T>::get(provider, &item.service).ok_or(Error::<T>::NotPriced)?;
			let price = match given {
				None => list.at(now),
				Some((given, next)) => list.captured(given, next, now),
			};
			let price = price.ok_or(Error::<T>::NotPriced)?;
			Self::ensure_below_ceiling(&item.service, price.price)?;
			let line = Line::charge(item, price).map_err(|flaw| match flaw {
				LineFlaw::NoQuantity => Error::<T>::InvalidQuantity,
				LineFlaw::TooMuch => Error::<T>::Overflow,
			})?;
			lines.try_push(line).map_err(|_| Error::<T>::Overflow)?;
		}
		let total = Line::total(&lines).ok_or(Error::<T>::Overflow)?;
		Ok((lines, total))
	}

	pub(crate) fn prices_of(service: &ServiceCode, from: u32, limit: u32) -> Vec<(T::AccountId, Price)> {
		let now = Self::now();
		let mut offers: Vec<_> = Providers::<T>::get(service)
			.into_iter()
			.filter(Self::is_provider)
			.filter_map(|provider| {
				let price = Prices::<T>::get(&provider, service)?.at(now)?.clone();
				Some((provider, price))
			})
			.collect();
		offers.sort_by(|(a, cheaper), (b, dearer)| cheaper.price.cmp(&dearer.price).then_with(|| a.cmp(b)));
		offers.into_iter().skip(from as usize).take(limit.min(MAX_PAGE) as usize).collect()
	}

	pub(crate) fn services_of(provider: &T::AccountId, from: u32, limit: u32) -> Vec<ServiceCode> {
		let services = Prices::<T>::iter_key_prefix(provider);
		services.skip(from as usize).take(limit.min(MAX_PAGE) as usize).collect()
	}

	pub(crate) fn ceiling_of(service: &ServiceCode) -> Option<Balance> {
		References::<T>::get(service)?.current.ceiling
	}

	/// Prices that were over then matter to nobody: whatever was authorised in that block or before it is over as well.
	pub(crate) fn horizon(now: Moment) -> Moment {
		now.saturating_sub(T::MaxAuthorizationLifetime::get()).saturating_sub(1)
	}

	fn ensure_below_ceiling(service: &ServiceCode, price: Balance) -> Result<(), Error<T>> {
		ensure!(Self::ceiling_of(service).is_none_or(|ceiling| price <= ceiling), Error::<T>::AboveCeiling);
		Ok(())
	}

	/// A list of prices without any, for which the provider's deposit is held.
	fn open_list(provider: &T::AccountId) -> Result<PriceList, DispatchError> {
		ListingCount::<T>::try_mutate(provider, |count| {
			ensure!(*count < T::MaxListings::get(), Error::<T>::TooManyListings);
			*count = count.saturating_add(1);
			Ok::<_, Error<T>>(())
		})?;
		let deposit = T::PriceDeposit::get();
		Self::hold(HoldReason::PriceListing, provider, deposit)?;
		Ok(PriceList { versions: Versions::new(), deposit, listed: false })
	}

	fn unlist(provider: &T::AccountId, service: &ServiceCode, list: &mut PriceList) {
		Providers::<T>::mutate_exists(service, |slot| {
			let Some(providers) = slot else { return };
			providers.retain(|listed| listed != provider);
			if providers.is_empty() {
				*slot = None;
			}
		});
		list.listed = false;
	}

	fn count_reference(authority: &T::AccountId) -> Result<(), Error<T>> {
		ReferenceCount::<T>::try_mutate(authority, |count| {
			ensure!(*count < T::MaxReferencesPerAuthority::get(), Error::<T>::TooManyReferences);
			*count = count.saturating_add(1);
			Ok(())
		})
	}

	fn uncount_reference(authority: &T::AccountId) {
		ReferenceCount::<T>::mutate_exists(authority, |count| {
			*count = count.and_then(|count| count.checked_sub(1)).filter(|count| *count > 0);
		});
	}
}

//! Benchmarks of the calls and the extension, each in its worst case, and setting up participants for other pallets' benchmarks.
#![allow(
	clippy::unwrap_used,
	clippy::expect_used,
	clippy::panic,
	clippy::indexing_slicing,
	clippy::arithmetic_side_effects
)]

use super::*;
use alloc::{vec, vec::Vec};
use frame_benchmarking::{account, v2::*, BenchmarkError};
use frame_support::{
	dispatch::{CheckIfFeeless, DispatchInfo, PostDispatchInfo},
	traits::{Consideration, EnsureOrigin, Get, Time},
};
use frame_system::{pallet_prelude::OriginFor, RawOrigin};
use salus_primitives::{
	roles::{Group, ProviderKind, Role},
	traits::{self, benchmarking::ParticipantsSetup, MAX_AFFILIATIONS},
	Commitment, EncryptionKey, Moment,
};
use sp_runtime::{
	traits::{DispatchTransaction, Dispatchable, IdentifyAccount},
	MultiSignature, MultiSigner,
};
use types::{certifiable_groups, Enrolment, RevocationReason, Standing};

/// Keys that sign off chain in benchmarks.
pub trait BenchmarkHelper<Public, Signature> {
	/// A fresh key, whose secret half [`Self::sign`] finds.
	fn signer() -> Public;

	/// Signs with it.
	fn sign(signer: &Public, message: &[u8]) -> Signature;
}

impl BenchmarkHelper<MultiSigner, MultiSignature> for () {
	fn signer() -> MultiSigner {
		sp_io::crypto::sr25519_generate(0.into(), None).into()
	}

	fn sign(signer: &MultiSigner, message: &[u8]) -> MultiSignature {
		let MultiSigner::Sr25519(public) = signer else { panic!("signers are of type sr25519") };
		sp_io::crypto::sr25519_sign(0.into(), public, message).expect("the key was generated here").into()
	}
}

const HOSPITAL: Role = Role::Provider(ProviderKind::Hospital);
const PRACTITIONER: Role = Role::Provider(ProviderKind::Practitioner);
const COMMITMENT: Commitment = Commitment([1; 32]);

fn key(byte: u8) -> EncryptionKey {
	EncryptionKey([byte.max(2); 32])
}

fn ensure_participant<T: Config>(who: &T::AccountId, role: Role) {
	if !Participants::<T>::contains_key(who) {
		Pallet::<T>::insert_participant(who, role, key(9), None);
	}
}

fn authority<T: Config>() -> T::AccountId {
	let authority: T::AccountId = account("authority", 0, 0);
	ensure_participant::<T>(&authority, Role::CertificationAuthority);
	Authorities::<T>::insert(&authority, certifiable_groups());
	authority
}

fn expiry<T: Config>() -> Moment {
	T::Time::now().saturating_add(T::MaxCertificateLifetime::get())
}

impl<T: Config> ParticipantsSetup<T::AccountId> for Pallet<T> {
	fn certify(who: &T::AccountId, role: Role) {
		ensure_participant::<T>(who, role);
		if role.group() == Group::CertificationAuthority {
			Authorities::<T>::insert(who, certifiable_groups());
		} else {
			let certificate = Certificate::issue(authority::<T>(), COMMITMENT, T::Time::now(), Moment::MAX);
			Certificates::<T>::insert(who, certificate);
		}
	}

	/// The organisation becomes the last of as many as a member can have.
	fn affiliate(member: &T::AccountId, organisation: &T::AccountId) {
		let fillers: Vec<T::AccountId> = (0..MAX_AFFILIATIONS).map(|i| account("affiliated", i, 0)).collect();
		let mut affiliations: Vec<T::AccountId> = Affiliations::<T>::get(member).into_inner();
		if affiliations.is_empty() {
			fillers.iter().for_each(|filler| <Self as ParticipantsSetup<_>>::certify(filler, HOSPITAL));
			affiliations.clone_from(&fillers);
		}
		let filler = affiliations.iter().position(|listed| fillers.contains(listed)).expect("not all are taken");
		affiliations.remove(filler);
		affiliations.push(organisation.clone());
		Affiliations::<T>::insert(member, traits::Affiliations::truncate_from(affiliations));
	}
}

fn certified<T: Config>(name: &'static str, role: Role) -> T::AccountId {
	let who = account(name, 0, 0);
	<Pallet<T> as ParticipantsSetup<_>>::certify(&who, role);
	who
}

/// Fills the account's list of proposals, but for the last place in both directions.
fn fill_pending<T: Config>(who: &T::AccountId, role: Role) {
	let others = |name| (1..T::MaxPendingAffiliations::get()).map(|i| account(name, i, 0)).collect::<Vec<_>>();
	let (sent, received) = (others("invited"), others("inviting"));
	let counterpart = if role == PRACTITIONER { HOSPITAL } else { PRACTITIONER };
	sent.iter().chain(received.iter()).for_each(|other| ensure_participant::<T>(other, counterpart));
	let bounded = |list: Vec<T::AccountId>| list.try_into().expect("one less than can be");
	PendingAffiliations::<T>::insert(who, Pending { sent: bounded(sent), received: bounded(received) });
}

/// A practitioner with all affiliations but one, and a hospital, both with all proposals but one.
fn sides<T: Config>() -> (T::AccountId, T::AccountId) {
	let member = certified::<T>("member", PRACTITIONER);
	let organisation = certified::<T>("organisation", HOSPITAL);
	let filler: T::AccountId = certified::<T>("filler", HOSPITAL);
	<Pallet<T> as ParticipantsSetup<_>>::affiliate(&member, &filler);
	Affiliations::<T>::mutate(&member, |affiliations| affiliations.remove(0));
	fill_pending::<T>(&member, PRACTITIONER);
	fill_pending::<T>(&organisation, HOSPITAL);
	(member, organisation)
}

#[benchmarks(where
	T: Send + Sync,
	T::OffchainPublic: Clone,
	T::RuntimeCall: From<Call<T>>
		+ CheckIfFeeless<Origin = OriginFor<T>>
		+ Dispatchable<Info = DispatchInfo, PostInfo = PostDispatchInfo>,
)]
mod benchmarks {
	use super::*;

	/// An organisation, whose footprint is the largest.
	#[benchmark]
	fn register() {
		let caller: T::AccountId = whitelisted_caller();
		T::RegistrationConsideration::ensure_successful(&caller, Pallet::<T>::registration_footprint(HOSPITAL));

		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), HOSPITAL, key(9));

		assert!(Participants::<T>::contains_key(caller));
	}

	/// A signature over the wrapped payload, which is checked only after that over the bare one.
	#[benchmark]
	fn enrol_patient() {
		let institution = certified::<T>("institution", HOSPITAL);
		T::RegistrationConsideration::ensure_successful(
			&institution,
			Pallet::<T>::registration_footprint(Role::Patient),
		);
		let signer = T::BenchmarkHelper::signer();
		let patient = signer.clone().into_account();
		let enrolment = Enrolment {
			institution: institution.clone(),
			patient: patient.clone(),
			encryption_key: key(9),
			certificate: COMMITMENT,
			expires: expiry::<T>(),
			deadline: Moment::MAX,
		};
		let payload = types::wrapped(&Pallet::<T>::payload_of(&enrolment));
		let signature = T::BenchmarkHelper::sign(&signer, &payload);

		#[extrinsic_call]
		_(
			RawOrigin::Signed(institution),
			patient.clone(),
			enrolment.encryption_key,
			enrolment.certificate,
			enrolment.expires,
			enrolment.deadline,
			signature,
		);

		assert_eq!(Pallet::<T>::standing_of(&patient), Standing::Active);
	}

	#[benchmark]
	fn authorize_authority() -> Result<(), BenchmarkError> {
		let origin = T::CouncilOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let authority: T::AccountId = account("authority", 0, 0);
		ensure_participant::<T>(&authority, Role::CertificationAuthority);

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, authority.clone(), certifiable_groups());

		assert!(Authorities::<T>::contains_key(authority));
		Ok(())
	}

	#[benchmark]
	fn revoke_authority() -> Result<(), BenchmarkError> {
		let origin = T::CouncilOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let authority = authority::<T>();

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, authority.clone());

		assert!(!Authorities::<T>::contains_key(authority));
		Ok(())
	}

	/// A patient whose hospital's own certificate must be looked up to know that it has left.
	#[benchmark]
	fn certify() {
		let patient = certified::<T>("patient", Role::Patient);
		let hospital = certified::<T>("hospital", HOSPITAL);
		let issuer: T::AccountId = account("issuer", 0, 0);
		<Pallet<T> as ParticipantsSetup<_>>::certify(&issuer, Role::CertificationAuthority);
		Certificates::<T>::mutate(&patient, |c| c.as_mut().unwrap().issuer = hospital.clone());
		Certificates::<T>::mutate(&hospital, |c| {
			c.as_mut().unwrap().suspend(authority::<T>(), T::Time::now()).unwrap();
		});

		#[extrinsic_call]
		_(RawOrigin::Signed(issuer.clone()), patient.clone(), COMMITMENT, expiry::<T>());

		assert_eq!(Certificates::<T>::get(patient).unwrap().issuer, issuer);
	}

	/// A patient's, by the hospital that enrolled it, whose own standing has to be looked up.
	#[benchmark]
	fn renew() {
		let (hospital, patient) = enrolled::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(hospital), patient.clone(), Commitment([2; 32]), expiry::<T>());

		assert_eq!(Certificates::<T>::get(patient).unwrap().commitment, Commitment([2; 32]));
	}

	/// A patient's, by the hospital that enrolled it, whose own standing has to be looked up.
	#[benchmark]
	fn suspend() {
		let (hospital, patient) = enrolled::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(hospital), patient.clone());

		assert_eq!(Pallet::<T>::standing_of(&patient), Standing::Suspended);
	}

	/// A patient's, by the hospital that enrolled it, whose own standing has to be looked up.
	#[benchmark]
	fn reinstate() {
		let (hospital, patient) = enrolled::<T>();
		Pallet::<T>::do_suspend(hospital.clone(), patient.clone()).unwrap();

		#[extrinsic_call]
		_(RawOrigin::Signed(hospital), patient.clone());

		assert_eq!(Pallet::<T>::standing_of(&patient), Standing::Active);
	}

	/// A patient's, by the hospital that enrolled it, whose own standing has to be looked up.
	#[benchmark]
	fn revoke() {
		let (hospital, patient) = enrolled::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(hospital), patient.clone(), RevocationReason::Withdrawn);

		assert_eq!(Pallet::<T>::standing_of(&patient), Standing::Revoked);
	}

	#[benchmark]
	fn rotate_encryption_key() {
		let patient = certified::<T>("patient", Role::Patient);

		#[extrinsic_call]
		_(RawOrigin::Signed(patient.clone()), key(7));

		assert_eq!(Participants::<T>::get(patient).unwrap().encryption_key, key(7));
	}

	/// The longest endpoint.
	#[benchmark]
	fn set_endpoint() {
		let organisation = certified::<T>("organisation", HOSPITAL);
		let mut bytes = b"https://".to_vec();
		bytes.extend(vec![b'a'; T::MaxEndpointLen::get() as usize - bytes.len()]);

		#[extrinsic_call]
		_(RawOrigin::Signed(organisation.clone()), Some(bytes.try_into().unwrap()));

		assert!(Endpoints::<T>::contains_key(organisation));
	}

	/// Lists that are full but for the new proposal.
	#[benchmark]
	fn propose_affiliation() {
		let (member, organisation) = sides::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(member.clone()), organisation.clone());

		assert!(PendingAffiliations::<T>::get(organisation).unwrap().received.contains(&member));
	}

	/// Full lists of proposals, and of affiliations but for the new one.
	#[benchmark]
	fn accept_affiliation() {
		let (member, organisation) = sides::<T>();
		Pallet::<T>::do_propose_affiliation(member.clone(), organisation.clone()).unwrap();

		#[extrinsic_call]
		_(RawOrigin::Signed(organisation.clone()), member.clone());

		assert!(Affiliations::<T>::get(member).contains(&organisation));
	}

	/// Declining a proposal, which is looked for last; all lists are full.
	#[benchmark]
	fn end_affiliation() {
		let (member, organisation) = sides::<T>();
		Pallet::<T>::do_propose_affiliation(member.clone(), organisation.clone()).unwrap();

		#[extrinsic_call]
		_(RawOrigin::Signed(organisation.clone()), member.clone());

		assert!(!PendingAffiliations::<T>::get(organisation).unwrap().received.contains(&member));
	}

	/// A call that is counted: everything is asked that makes it free.
	#[benchmark]
	fn count_free_call() {
		let patient = certified::<T>("patient", Role::Patient);
		let call: T::RuntimeCall = Call::<T>::rotate_encryption_key { new: key(7) }.into();
		let info = DispatchInfo::default();
		let origin = RawOrigin::Signed(patient.clone());

		#[block]
		{
			CountFreeCalls::<T>::new().test_run(origin.into(), &call, &info, 0, 0, |_| Ok(().into())).unwrap().unwrap();
		}

		assert_eq!(FreeCallUsage::<T>::get(patient).count, 1);
	}

	impl_benchmark_test_suite!(Pallet, mock::new_test_ext(), mock::Test);
}

/// A hospital and a patient that it certified.
fn enrolled<T: Config>() -> (T::AccountId, T::AccountId) {
	let hospital = certified::<T>("hospital", HOSPITAL);
	let patient = certified::<T>("patient", Role::Patient);
	Certificates::<T>::mutate(&patient, |c| c.as_mut().unwrap().issuer = hospital.clone());
	(hospital, patient)
}

//! How benchmarks bring about what a call presupposes in another pallet.

use crate::*;
use codec::Decode;
use salus_primitives::{
	consent::ActionSet,
	records::RecordClass,
	roles::Role,
	traits::benchmarking::{ClockSetup, ConsentSetup, ParticipantsSetup, RecordsSetup, TariffsSetup},
	ServiceCode,
};

/// Sets up participants, consent and records through the real pallets.
pub struct HealthSetup;

impl ParticipantsSetup<AccountId> for HealthSetup {
	fn certify(who: &AccountId, role: Role) {
		<Participants as ParticipantsSetup<AccountId>>::certify(who, role);
	}

	fn affiliate(member: &AccountId, organisation: &AccountId) {
		<Participants as ParticipantsSetup<AccountId>>::affiliate(member, organisation);
	}
}

impl ConsentSetup<AccountId> for HealthSetup {
	fn permit(patient: &AccountId, actor: &AccountId, actions: ActionSet, class: RecordClass) {
		<EmrConsent as ConsentSetup<AccountId>>::permit(patient, actor, actions, class);
	}
}

impl RecordsSetup<AccountId> for HealthSetup {
	fn publish_class_key(patient: &AccountId, class: RecordClass) {
		<EmrRecords as RecordsSetup<AccountId>>::publish_class_key(patient, class);
	}

	fn add_custodian(patient: &AccountId, class: RecordClass, custodian: &AccountId) {
		<EmrRecords as RecordsSetup<AccountId>>::add_custodian(patient, class, custodian);
	}
}

impl TariffsSetup<AccountId, Balance> for HealthSetup {
	fn publish_price(provider: &AccountId, service: &ServiceCode, price: Balance) {
		<HealthToken as TariffsSetup<AccountId, Balance>>::publish_price(provider, service, price);
	}

	fn set_ceiling(service: &ServiceCode, ceiling: Balance) {
		<HealthToken as TariffsSetup<AccountId, Balance>>::set_ceiling(service, ceiling);
	}
}

impl ClockSetup for HealthSetup {
	fn set_time(now: Moment) {
		// Past the inherent, which Aura compares with the slot.
		pallet_timestamp::Now::<Runtime>::put(now);
	}
}

/// Sets up validators through the real session pallet.
pub struct ConsortiumSetup;

impl pallet_consortium::benchmarking::ConsortiumSetup<AccountId, RuntimeCall> for ConsortiumSetup {
	fn register_keys(validator: &AccountId) {
		// Any keys will do, as long as no other validator has them.
		let mut seed = sp_io::hashing::blake2_256(AsRef::<[u8]>::as_ref(validator)).to_vec();
		seed.extend_from_slice(&sp_io::hashing::blake2_256(&seed));
		let Ok(keys) = SessionKeys::decode(&mut seed.as_slice()) else { return };
		pallet_session::NextKeys::<Runtime>::insert(validator, keys);
	}

	fn root_call() -> RuntimeCall {
		RuntimeCall::Grandpa(pallet_grandpa::Call::note_stalled { delay: 1, best_finalized_block_number: 1 })
	}
}

impl frame_system_benchmarking::Config for Runtime {}

impl pallet_transaction_payment::BenchmarkConfig for Runtime {}

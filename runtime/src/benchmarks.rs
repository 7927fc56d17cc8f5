//! The pallets whose calls are benchmarked. Safe mode is not among them: what is switched off here cannot be measured, and would
//! weigh nothing. It keeps the weights that it comes with, as do sessions, migrations and GRANDPA, whose benchmark measures a part of
//! what its weight function asks for.

frame_benchmarking::define_benchmarks!(
	[frame_system, SystemBench::<Runtime>]
	[frame_system_extensions, SystemExtensionsBench::<Runtime>]
	[pallet_timestamp, Timestamp]
	[pallet_parameters, Parameters]
	[pallet_balances, Balances]
	[pallet_transaction_payment, TransactionPayment]
	[pallet_vesting, Vesting]
	[pallet_health_token, HealthToken]
	[pallet_consortium, Consortium]
	[pallet_collective, Council]
	[pallet_membership, CouncilMembership]
	[pallet_preimage, Preimage]
	[pallet_scheduler, Scheduler]
	[pallet_utility, Utility]
	[pallet_multisig, Multisig]
	[pallet_proxy, Proxy]
	[pallet_recovery, Recovery]
	[pallet_tx_pause, TxPause]
	[pallet_participants, Participants]
	[pallet_emr_records, EmrRecords]
	[pallet_emr_consent, EmrConsent]
	[pallet_care_market, CareMarket]
);

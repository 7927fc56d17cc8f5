//! Who writes to whose records, with all that it takes.

use crate::commands::{
	context::Context,
	failure::{general, usage},
	files::{self, MatchingKeysFile},
	participants::ensure_certified,
	values, words,
};
use pallet_emr_records::Call;
use salus_client::{
	actions::{
		import::{class_keys, ensure_may_write},
		records::own_class_key,
		sharing::{open_matching_keys, SealedMatchingKeys},
	},
	chain::{Chain, Wait},
	fhir::{consent::role_label, RestrictionPolicy},
	keys::{MatchingKeys, Persona},
};
use salus_primitives::{
	consent::Action, purpose::Purpose, records::RecordClass, roles::Role, EncryptionKey, Epoch, Moment, SealedKey,
};
use salus_runtime::{AccountId, Runtime, RuntimeCall};
use std::{collections::BTreeMap, path::PathBuf};

/// Options of every command that writes records.
#[derive(Clone, Debug, clap::Args)]
pub struct Authoring {
	/// Whose record it is; yours, or that of the matching keys, if absent.
	#[arg(long, value_parser = values::account, value_name = "ACCOUNT")]
	pub patient: Option<AccountId>,
	/// The patient's matching keys, sealed to you, as a provider.
	#[arg(long, value_name = "FILE")]
	pub matching_keys: Option<PathBuf>,
	/// The organisation in whose name you write, as a practitioner.
	#[arg(long, value_parser = values::account, value_name = "ACCOUNT")]
	pub on_behalf_of: Option<AccountId>,
	/// What for.
	#[arg(long, default_value = "TREAT", value_parser = values::purpose)]
	pub purpose: Purpose,
	/// JSON file saying what goes to which restricted compartment.
	#[arg(long, value_name = "FILE")]
	pub policy: Option<PathBuf>,
}

/// Somebody who writes to a patient's records.
pub struct Author {
	/// The chain.
	pub chain: Chain,
	/// Who writes.
	pub me: Persona,
	/// Whose records.
	pub patient: AccountId,
	/// The keys by which equal records and facts meet.
	pub keys: MatchingKeys,
	/// What is restricted.
	pub policy: RestrictionPolicy,
	/// What for.
	pub purpose: Purpose,
	/// In whose name.
	pub on_behalf_of: Option<AccountId>,
}

impl Author {
	/// Finds out who writes to whose records, and refuses what could not succeed.
	pub async fn of(context: &Context, options: Authoring) -> anyhow::Result<Self> {
		let policy = files::policy(options.policy.as_deref())?;
		let file: Option<MatchingKeysFile> = options.matching_keys.as_deref().map(files::read).transpose()?;
		let (chain, me) = context.signed().await?;
		let own = me.account_id();
		let named = file.as_ref().map(|file| file.patient.clone());
		let patient = match (options.patient, named) {
			(Some(one), Some(other)) if one != other => {
				return Err(usage(format!("the matching keys are those of {other}, not of {one}")))
			},
			(one, other) => one.or(other).unwrap_or_else(|| own.clone()),
		};
		let keys = if patient == own {
			if options.on_behalf_of.is_some() {
				return Err(usage("you write to your own records, which is on nobody's behalf"));
			}
			let role = ensure_certified(&chain, &own).await?;
			if role != Role::Patient {
				return Err(usage(format!(
					"you are certified as {}, so say whose record it is: --matching-keys FILE, which the patient makes for you by \
					 salus records share-matching-keys",
					role_label(role)
				)));
			}
			me.matching_keys()
		} else {
			let role = ensure_certified(&chain, &own).await?;
			if !role.is_clinical() {
				return Err(general(
					"only hospitals, clinics, practitioners, pharmacies and laboratories write to others' records",
				));
			}
			let file = file.ok_or_else(|| {
				usage("give --matching-keys with the file that the patient makes by: salus records share-matching-keys")
			})?;
			open(&chain, &me, &file).await?
		};
		if let Some(organisation) = &options.on_behalf_of {
			let view = pallet_participants::AffiliationsViewFunction::<Runtime>::new(own);
			if !chain.view(view).await?.contains(organisation) {
				return Err(general(format!(
					"you are not affiliated with {organisation}: salus participants affiliate"
				)));
			}
		}
		Ok(Self { chain, me, patient, keys, policy, purpose: options.purpose, on_behalf_of: options.on_behalf_of })
	}

	/// Whether the patient writes.
	pub fn is_patient(&self) -> bool {
		self.me.account_id() == self.patient
	}

	/// Refuses to go on unless the patient allows it. Patients need nobody's leave.
	pub async fn ensure_may(
		&self,
		action: Action,
		classes: impl IntoIterator<Item = RecordClass>,
		data_time: Option<Moment>,
	) -> anyhow::Result<()> {
		if self.is_patient() {
			return Ok(());
		}
		let author = self.me.account_id();
		Ok(ensure_may_write(&self.chain, &author, &self.patient, classes, action, self.purpose, data_time).await?)
	}

	/// The keys to which records of these classes are sealed. A patient's first keys are published here; others can only be told.
	pub async fn class_keys(
		&self,
		context: &Context,
		classes: &[RecordClass],
	) -> anyhow::Result<BTreeMap<RecordClass, (Epoch, EncryptionKey)>> {
		let (mut keys, missing) = class_keys(&self.chain, &self.patient, classes.iter().copied()).await?;
		if self.is_patient() {
			for class in keys.keys() {
				own_class_key(&self.chain, &self.me, *class).await?;
			}
		}
		if missing.is_empty() {
			return Ok(keys);
		}
		if !self.is_patient() {
			return Err(general(format!(
				"the patient has no key yet for {}. The patient publishes it: salus records publish-key {}",
				words::classes(&missing),
				words::classes(&missing).replace(", ", ",")
			)));
		}
		context.out.note(&format!(
			"publishing your first keys for {}; 'salus consent rewrap' gives them to those who may read",
			words::classes(&missing)
		));
		for (class, key) in publish_first_keys(&self.chain, &self.me, &missing, Wait::InBlock).await? {
			keys.insert(class, (Epoch(0), key));
		}
		Ok(keys)
	}
}

/// Opens a file of matching keys that was sealed to this account.
async fn open(chain: &Chain, me: &Persona, file: &MatchingKeysFile) -> anyhow::Result<MatchingKeys> {
	if file.recipient != me.account_id() {
		return Err(usage(format!("the matching keys were sealed to {}, not to you", file.recipient)));
	}
	let sealed =
		SealedMatchingKeys { fingerprint: SealedKey(file.fingerprint_key.0), fact: SealedKey(file.fact_key.0) };
	Ok(open_matching_keys(chain, me, &file.patient, &sealed).await?)
}

/// Publishes the keys of epoch 0 of classes that have none.
pub async fn publish_first_keys(
	chain: &Chain,
	me: &Persona,
	classes: &[RecordClass],
	wait: Wait,
) -> anyhow::Result<Vec<(RecordClass, EncryptionKey)>> {
	let mut keys = Vec::new();
	for class in classes {
		keys.push((*class, me.class_secret(*class, Epoch(0))?.public_key()));
	}
	let publish = |(class, key): &(RecordClass, EncryptionKey)| {
		RuntimeCall::EmrRecords(Call::publish_class_key { class: *class, epoch: Epoch(0), key: *key })
	};
	for answer in chain.send_all(me, keys.iter().map(publish).collect(), wait).await? {
		answer?;
	}
	Ok(keys)
}

//! Who is who: the council admits an authority, which certifies the others; the patient is enrolled.

use super::{Stage, CLASSES, DAY};
use crate::{
	actions::{council, participants, records, ActionError},
	chain::{ChainError, Included, Wait},
	journey::{log::Log, JourneyError},
	keys::Persona,
};
use salus_primitives::{
	roles::{AuthorityKind, FinancialKind, Group, GroupSet, ProviderKind, Role},
	Epoch, Salt,
};
use salus_runtime::{AccountId, Balance, RuntimeCall, HLT};
use std::io::Write;

/// What each payer gets to pay fees, deposits and bonds with.
const ENDOWMENT: Balance = 100 * HLT;

/// What is certified of each in the journey. The real thing is a certificate file, of which the chain keeps a commitment as well.
const CERTIFICATE: &[u8] = b"identity and licence checked";

fn random_salt() -> Result<Salt, JourneyError> {
	Ok(Salt(*crate::keys::Secret::random()?.expose()))
}

impl Stage {
	/// The council authorises an authority, and the authority certifies hospitals, doctors and the rest.
	pub async fn certify_participants(&self, log: &mut Log<'_, impl Write>) -> Result<(), JourneyError> {
		let cast = &self.cast;
		log.done("the council endows the newcomers with tokens", self.endow(), |count| format!("{count} accounts"))
			.await?;

		self.register(log, "a certification authority", &cast.authority, Role::CertificationAuthority).await?;
		let scope = GroupSet::of(&[Group::Provider, Group::HealthAuthority, Group::FinancialEntity, Group::Patient]);
		let authorize = RuntimeCall::Participants(pallet_participants::Call::authorize_authority {
			account: cast.authority.account_id(),
			scope,
		});
		log.refused(
			"an account outside the council authorises it",
			self.send(&cast.insurer, authorize.clone()),
			"a bad origin",
			|error| matches!(error, ActionError::Chain(ChainError::Refused(refusal)) if refusal.name == "BadOrigin"),
		)
		.await?;
		log.done(
			"the council authorises it by two thirds",
			async {
				let included = council::decide(&self.chain, &cast.council, authorize).await?;
				Ok((cast.council.len(), included))
			},
			|members| format!("{members} seat(s) in the council"),
		)
		.await?;

		for (name, persona, role) in [
			("a hospital", &cast.hospital, Role::Provider(ProviderKind::Hospital)),
			("a second hospital", &cast.second_hospital, Role::Provider(ProviderKind::Hospital)),
			("a doctor", &cast.doctor, Role::Provider(ProviderKind::Practitioner)),
			("a laboratory", &cast.laboratory, Role::Provider(ProviderKind::Laboratory)),
			("an emergency doctor", &cast.emergency_doctor, Role::Provider(ProviderKind::Practitioner)),
			("an insurer", &cast.insurer, Role::FinancialEntity(FinancialKind::Insurer)),
			("a regulator", &cast.regulator, Role::HealthAuthority(AuthorityKind::Regulator)),
			("a bank", &cast.bank, Role::FinancialEntity(FinancialKind::Bank)),
			("a clinic", &cast.clinic, Role::Provider(ProviderKind::Clinic)),
			("a ministry", &cast.ministry, Role::HealthAuthority(AuthorityKind::Ministry)),
		] {
			self.register(log, name, persona, role).await?;
			self.certify(log, name, &persona.account_id()).await?;
		}

		log.done(
			"the second hospital and the doctor agree that the doctor works there",
			async {
				let propose = pallet_participants::Call::propose_affiliation { other: cast.doctor.account_id() };
				let accept = pallet_participants::Call::accept_affiliation { other: cast.second_hospital.account_id() };
				self.send(&cast.second_hospital, RuntimeCall::Participants(propose)).await?;
				let included = self.send(&cast.doctor, RuntimeCall::Participants(accept)).await?;
				Ok(((), included))
			},
			|()| "both sides signed".into(),
		)
		.await
	}

	/// A hospital enrols the patient, who signs and has no token; a copied signature is worth nothing.
	pub async fn enrol_patient(&self, log: &mut Log<'_, impl Write>) -> Result<(), JourneyError> {
		let cast = &self.cast;
		let now = self.chain.now().await?;
		let certificate = participants::certificate(&random_salt()?, CERTIFICATE);
		let enrolment = participants::agree_to_enrolment(
			&self.chain,
			&cast.patient,
			&cast.hospital.account_id(),
			certificate,
			now + 365 * DAY,
			now + DAY,
		)
		.await?;
		log.refused_by(
			"another hospital uses the patient's signature",
			participants::enrol(&self.chain, &cast.second_hospital, enrolment.clone(), Wait::InBlock),
			"Participants",
			"InvalidSignature",
		)
		.await?;
		log.done(
			"the hospital enrols the patient, who signed, and pays",
			async {
				let included =
					participants::enrol(&self.chain, &cast.hospital, enrolment.clone(), Wait::InBlock).await?;
				Ok((self.chain.balance(&cast.patient.account_id()).await?, included))
			},
			|balance| format!("the patient owns {balance} plancks and can act"),
		)
		.await?;
		log.refused_by(
			"the same enrolment once more",
			participants::enrol(&self.chain, &cast.hospital, enrolment, Wait::InBlock),
			"Participants",
			"AlreadyRegistered",
		)
		.await?;
		let mut last = None;
		for class in CLASSES {
			let publish = records::publish_class_key(&self.chain, &cast.patient, class, Epoch(0), Wait::InBlock);
			last = Some(publish.await?);
		}
		let Some(last) = last else { return Ok(()) };
		log.done(
			"the patient publishes a key for each class of records",
			async { Ok((CLASSES.len(), last)) },
			|classes| format!("{classes} classes, each call free"),
		)
		.await?;
		Ok(())
	}

	/// Sends a call and waits for its block.
	pub async fn send(&self, signer: &Persona, call: RuntimeCall) -> Result<Included, ActionError> {
		Ok(self.chain.send(signer, call, Wait::InBlock).await?)
	}

	/// Enrols an account of a patient at an institution.
	pub async fn enrol(&self, patient: &Persona, institution: &Persona) -> Result<Included, JourneyError> {
		let now = self.chain.now().await?;
		let certificate = participants::certificate(&random_salt()?, CERTIFICATE);
		let enrolment = participants::agree_to_enrolment(
			&self.chain,
			patient,
			&institution.account_id(),
			certificate,
			now + 365 * DAY,
			now + DAY,
		)
		.await?;
		Ok(participants::enrol(&self.chain, institution, enrolment, Wait::InBlock).await?)
	}

	async fn endow(&self) -> Result<(usize, Included), ActionError> {
		let payers = self.cast.payers();
		let calls = payers
			.iter()
			.map(|payer| {
				RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive {
					dest: payer.account_id().into(),
					value: ENDOWMENT,
				})
			})
			.collect();
		let batch = RuntimeCall::Utility(pallet_utility::Call::batch_all { calls });
		Ok((payers.len(), self.send(self.cast.founder(), batch).await?))
	}

	async fn register(
		&self,
		log: &mut Log<'_, impl Write>,
		name: &str,
		persona: &Persona,
		role: Role,
	) -> Result<(), JourneyError> {
		log.done(
			format!("{name} registers"),
			async { Ok(((), participants::register(&self.chain, persona, role, Wait::InBlock).await?)) },
			|()| short(&persona.account_id()),
		)
		.await
	}

	async fn certify(
		&self,
		log: &mut Log<'_, impl Write>,
		name: &str,
		account: &AccountId,
	) -> Result<(), JourneyError> {
		let expires = self.chain.now().await? + 365 * DAY;
		let commitment = participants::certificate(&random_salt()?, CERTIFICATE);
		log.done(
			format!("{name} is certified"),
			async {
				let authority = &self.cast.authority;
				let included =
					participants::certify(&self.chain, authority, account, commitment, expires, Wait::InBlock).await?;
				Ok(((), included))
			},
			|()| "for a year".into(),
		)
		.await
	}
}

/// The first characters of an address, by which people know it again.
pub fn short(account: &AccountId) -> String {
	let address = account.to_string();
	address.get(..8).map_or(address.clone(), |start| format!("{start}…"))
}

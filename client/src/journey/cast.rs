//! Who takes part.

use super::JourneyError;
use crate::{
	chain::Chain,
	keys::{Persona, PersonaId, Root, Seed, Words},
};
use codec::Decode;
use salus_runtime::{AccountId, Runtime};

/// The participants of one run, named by their role.
pub struct Cast {
	/// The institutions of the council.
	pub council: Vec<Persona>,
	/// Certifies all others.
	pub authority: Persona,
	/// Holds the patient's records.
	pub hospital: Persona,
	/// Another hospital, in which the doctor works.
	pub second_hospital: Persona,
	/// A doctor of the second hospital.
	pub doctor: Persona,
	/// A laboratory, no party to what the hospitals wrote.
	pub laboratory: Persona,
	/// A doctor on duty in an emergency.
	pub emergency_doctor: Persona,
	/// The patient's insurer.
	pub insurer: Persona,
	/// Supervises emergency access.
	pub regulator: Persona,
	/// The patient, under the persona that the hospital knows.
	pub patient: Persona,
	/// The same patient under another persona.
	pub private: Persona,
	/// The same patient under a persona that pays and is registered as nothing.
	pub payments: Persona,
	/// A bank that issues tokens for money.
	pub bank: Persona,
	/// The same patient under the persona that puts care out to tender and pays for it.
	pub market: Persona,
	/// A clinic, which bids for care and counsels.
	pub clinic: Persona,
	/// A ministry, for which the doctor works as well.
	pub ministry: Persona,
	/// Accounts without a role, of which nobody knows whose they are.
	pub members: [Persona; 2],
}

impl Cast {
	/// Makes new accounts, and finds the council's.
	pub async fn assemble(chain: &Chain) -> Result<Self, JourneyError> {
		let patient = Seed::generate(Words::TwentyFour)?.root()?;
		let new =
			|| -> Result<Persona, JourneyError> { Ok(Seed::generate(Words::Twelve)?.root()?.persona(PersonaId::ROOT)) };
		Ok(Self {
			council: council(chain).await?,
			authority: new()?,
			hospital: new()?,
			second_hospital: new()?,
			doctor: new()?,
			laboratory: new()?,
			emergency_doctor: new()?,
			insurer: new()?,
			regulator: new()?,
			patient: patient.persona(PersonaId::Number(1)),
			private: patient.persona(PersonaId::Number(2)),
			payments: patient.persona(PersonaId::Number(3)),
			bank: new()?,
			market: patient.persona(PersonaId::Number(4)),
			clinic: new()?,
			ministry: new()?,
			members: [new()?, new()?],
		})
	}

	/// Everybody who pays fees. The patient is not among them.
	pub fn payers(&self) -> Vec<&Persona> {
		vec![
			&self.authority,
			&self.hospital,
			&self.second_hospital,
			&self.doctor,
			&self.laboratory,
			&self.emergency_doctor,
			&self.insurer,
			&self.regulator,
			&self.bank,
			&self.clinic,
			&self.ministry,
		]
	}

	/// The council member who endows the others with tokens.
	pub fn founder(&self) -> &Persona {
		&self.council[0]
	}
}

/// The members of the council, as far as they are well-known development accounts.
async fn council(chain: &Chain) -> Result<Vec<Persona>, JourneyError> {
	let key = pallet_collective::Members::<Runtime, pallet_collective::Instance1>::hashed_key();
	let bytes =
		chain.rpc().state_get_storage(&key, None).await.map_err(crate::chain::ChainError::from)?.unwrap_or_default();
	let members = Vec::<AccountId>::decode(&mut bytes.as_slice()).map_err(crate::chain::ChainError::from)?;
	let mut found = Vec::new();
	for name in ["//Alice", "//Bob", "//Charlie", "//Dave", "//Eve", "//Ferdie"] {
		let persona = Root::from_uri(name)?.persona(PersonaId::ROOT);
		if members.contains(&persona.account_id()) {
			found.push(persona);
		}
	}
	if found.len() * 3 < members.len() * 2 || found.is_empty() {
		return Err(JourneyError::DoesNotHold(
			"this is no development chain: two thirds of its council are not the well-known development accounts"
				.into(),
		));
	}
	Ok(found)
}

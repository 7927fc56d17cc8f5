//! An emergency: a doctor on duty breaks the glass, reads what matters, and has to account for it.

use super::Stage;
use crate::{
	actions::{consent, records, ActionError},
	chain::Wait,
	journey::{log::Log, JourneyError},
};
use pallet_emr_consent::types::ReviewOutcome;
use salus_primitives::{records::RecordClass, Commitment, ContentDigest, Salt};
use salus_runtime::RuntimeCall;
use std::io::Write;

fn commitment(to: &[u8]) -> Result<Commitment, JourneyError> {
	Ok(Commitment::new(&Salt(*crate::keys::Secret::random()?.expose()), &ContentDigest::of(to)))
}

impl Stage {
	/// Keys are deposited beforehand, released only while the glass is broken, and the use is justified and reviewed.
	pub async fn break_glass(&self, log: &mut Log<'_, impl Write>) -> Result<(), JourneyError> {
		let (cast, chain) = (&self.cast, &self.chain);
		let patient = cast.patient.account_id();
		let actor = cast.emergency_doctor.account_id();
		log.done(
			"the patient deposits emergency keys with the hospital",
			async {
				let keyholders = vec![cast.hospital.account_id()];
				let included =
					consent::name_emergency_keyholders(chain, &cast.patient, keyholders, Wait::InBlock).await?;
				Ok(((), included))
			},
			|()| "Summary, Allergy, Medication, Condition".into(),
		)
		.await?;
		let record = self.first_of(RecordClass::Allergy).await?;
		log.refused(
			"the emergency doctor reads allergies without consent",
			self.read_as(&cast.emergency_doctor, &record),
			"no consent",
			|error| matches!(error, ActionError::NoConsent),
		)
		.await?;
		log.refused(
			"the hospital is asked for emergency keys while there is no emergency",
			consent::release_emergency_keys(chain, &cast.hospital, &patient, &actor),
			"no emergency access",
			|error| matches!(error, ActionError::NoBreakGlass),
		)
		.await?;
		let reason = commitment(b"unconscious after an accident")?;
		log.refused_by(
			"the insurer breaks the glass",
			consent::break_glass(chain, &cast.insurer, &patient, reason, Wait::InBlock),
			"EmrConsent",
			"NotClinical",
		)
		.await?;
		let broken = log
			.done(
				"the emergency doctor breaks the glass",
				consent::break_glass(chain, &cast.emergency_doctor, &patient, reason, Wait::InBlock),
				|id| format!("emergency access {id}, with a bond; the patient sees it"),
			)
			.await?;
		let released = consent::release_emergency_keys(chain, &cast.hospital, &patient, &actor).await?;
		let Some(key) = released.iter().find(|key| key.class == RecordClass::Allergy) else {
			return Err(JourneyError::DoesNotHold("the hospital holds the emergency key for allergies".into()));
		};
		let secret = consent::open_released_key(chain, &cast.emergency_doctor, &patient, key).await?;
		let opened = records::fetch_and_open(&self.store, &record, &secret).await?;
		log.checked(
			"the hospital releases the keys and the emergency doctor reads the allergies",
			!opened.content.is_empty(),
			format!("{} keys, {} bytes read", released.len(), opened.content.len()),
		)?;
		let justify = RuntimeCall::EmrConsent(pallet_emr_consent::Call::justify {
			break_glass: broken,
			justification: commitment(b"admission report")?,
		});
		log.done(
			"the emergency doctor justifies it",
			async { Ok(((), self.send(&cast.emergency_doctor, justify).await?)) },
			|()| "a commitment to the admission report".into(),
		)
		.await?;
		let review = RuntimeCall::EmrConsent(pallet_emr_consent::Call::review {
			break_glass: broken,
			outcome: ReviewOutcome::Upheld,
		});
		log.refused_by(
			"the second hospital reviews it",
			self.send(&cast.second_hospital, review.clone()),
			"EmrConsent",
			"NotAuthority",
		)
		.await?;
		log.done(
			"the regulator reviews and upholds it",
			async { Ok(((), self.send(&cast.regulator, review).await?)) },
			|()| "the bond is given back".into(),
		)
		.await
	}
}

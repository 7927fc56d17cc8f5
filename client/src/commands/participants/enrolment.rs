//! A patient without tokens comes to the chain: offer, agreement, enrolment.

use super::{ensure_certified, ensure_expiry, note_other};
use crate::commands::{
	committing::Committing,
	context::Context,
	failure::{general, unverified, usage},
	files::{self, Agreement, Offer},
	values::{Hex, When},
	words,
};
use salus_client::actions::participants::{agree_to_enrolment, enrol as enrol_patient, Enrolment};
use salus_primitives::{Commitment, EncryptionKey};
use salus_runtime::{Runtime, Signature};
use serde_json::json;
use sp_runtime::traits::Verify;
use std::path::PathBuf;

/// An offer.
#[derive(Clone, Debug, clap::Args)]
pub struct OfferOptions {
	#[command(flatten)]
	committing: Committing,
	/// Last moment in which the certificate counts: a date, or a span such as +5y.
	#[arg(long, default_value = "+5y", value_name = "WHEN")]
	expires: When,
	/// Last moment in which the patient's signature counts.
	#[arg(long, default_value = "+7d", value_name = "WHEN")]
	deadline: When,
	/// File for the offer; printed if absent.
	#[arg(long, value_name = "FILE")]
	out: Option<PathBuf>,
}

/// An agreement.
#[derive(Clone, Debug, clap::Args)]
pub struct AgreeOptions {
	/// The institution's offer; - is standard input.
	offer: PathBuf,
	/// File for the agreement; printed if absent.
	#[arg(long, value_name = "FILE")]
	out: Option<PathBuf>,
	/// Agree without being asked.
	#[arg(long)]
	yes: bool,
}

/// An enrolment.
#[derive(Clone, Debug, clap::Args)]
pub struct EnrolOptions {
	/// The patient's agreement; - is standard input.
	agreement: PathBuf,
}

/// Makes an offer.
pub async fn offer(context: &Context, options: OfferOptions) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	let account = me.account_id();
	if !ensure_certified(&chain, &account).await?.may_enrol_patients() {
		return Err(general("only hospitals, clinics and ministries enrol patients"));
	}
	let now = chain.now().await?;
	let (expires, deadline) = (options.expires.from(now), options.deadline.from(now));
	ensure_expiry(expires, now)?;
	if deadline <= now {
		return Err(usage(format!("the deadline {} is over already", words::moment(deadline))));
	}
	let committed = options.committing.commit(context.out)?;
	let offer = Offer {
		institution: account,
		certificate: Hex(committed.commitment.0),
		salt: committed.salt.map(|salt| Hex(salt.0)),
		expires,
		deadline,
	};
	files::write(context.out, options.out.as_deref(), &offer, "the offer")?;
	context.out.note("The patient agrees with: salus participants agree OFFER");
	Ok(())
}

/// Agrees to an offer.
pub async fn agree(context: &Context, options: AgreeOptions) -> anyhow::Result<()> {
	let offer: Offer = files::read(&options.offer)?;
	let (chain, me) = context.signed().await?;
	let now = chain.now().await?;
	if offer.deadline <= now {
		return Err(usage("the offer is out of date; ask the institution for another"));
	}
	ensure_expiry(offer.expires, now)?;
	let institution = ensure_certified(&chain, &offer.institution).await?;
	if !institution.may_enrol_patients() {
		return Err(general(format!("{} may not enrol patients", offer.institution)));
	}
	let known = pallet_participants::ParticipantViewFunction::<Runtime>::new(me.account_id());
	if chain.view(known).await?.is_some() {
		return Err(general(format!("{} is registered already; take another persona", me.account_id())));
	}
	context.out.note(&format!(
		"{} registers {} and certifies it as a patient until {}. It pays, and it learns which account is yours.",
		offer.institution,
		me.account_id(),
		words::moment(offer.expires)
	));
	context.confirm("Do you agree?", options.yes)?;
	let enrolment = agree_to_enrolment(
		&chain,
		&me,
		&offer.institution,
		Commitment(offer.certificate.0),
		offer.expires,
		offer.deadline,
	)
	.await?;
	let Signature::Sr25519(signature) = &enrolment.signature else {
		return Err(general("the account does not sign by sr25519"));
	};
	let agreement = Agreement {
		institution: offer.institution,
		patient: enrolment.patient,
		encryption_key: Hex(enrolment.encryption_key.0),
		certificate: offer.certificate,
		expires: offer.expires,
		deadline: offer.deadline,
		signature: Hex(signature.0),
	};
	files::write(context.out, options.out.as_deref(), &agreement, "the agreement")?;
	context.out.note("The institution enrols you with: salus participants enrol AGREEMENT");
	Ok(())
}

/// Enrols a patient who agreed.
pub async fn enrol(context: &Context, options: EnrolOptions) -> anyhow::Result<()> {
	let agreement: Agreement = files::read(&options.agreement)?;
	let (chain, me) = context.signed().await?;
	note_other(context.out, &agreement.institution, &me.account_id(), "the agreement");
	let now = chain.now().await?;
	if agreement.deadline < now {
		return Err(usage("the patient's signature counted until an earlier moment; ask for another agreement"));
	}
	ensure_expiry(agreement.expires, now)?;
	let enrolment = Enrolment {
		patient: agreement.patient.clone(),
		encryption_key: EncryptionKey(agreement.encryption_key.0),
		certificate: Commitment(agreement.certificate.0),
		expires: agreement.expires,
		deadline: agreement.deadline,
		signature: Signature::Sr25519(agreement.signature.0.into()),
	};
	if !enrolment.encryption_key.is_valid() {
		return Err(usage("the agreement's encryption key is no key that can be sealed to"));
	}
	let payload = chain
		.view(pallet_participants::EnrolmentPayloadViewFunction::<Runtime>::new(
			me.account_id(),
			enrolment.patient.clone(),
			enrolment.encryption_key,
			enrolment.certificate,
			enrolment.expires,
			enrolment.deadline,
		))
		.await?;
	let wrapped = pallet_participants::types::wrapped(&payload);
	let signed =
		[payload, wrapped].iter().any(|bytes| enrolment.signature.verify(bytes.as_slice(), &enrolment.patient));
	if !signed {
		return Err(unverified(
			"the patient did not sign exactly this for your account: the file was altered, or is for another",
		));
	}
	let included = enrol_patient(&chain, &me, enrolment, context.wait()).await?;
	let json = json!({ "patient": agreement.patient, "expires": words::instant(agreement.expires) });
	let text = format!("{} is enrolled and certified until {}", agreement.patient, words::moment(agreement.expires));
	context.out.receipt(&included, json, &text);
	Ok(())
}

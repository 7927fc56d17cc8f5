//! Terms: which data, what for, when and how. Typed, checked, shown.

use crate::commands::{
	failure::{general, usage},
	values::{self, Classes, When},
	words,
};
use pallet_emr_consent::types::TermsFlaw;
use salus_client::actions::{bounded, consent::Terms};
use salus_primitives::{
	consent::{AccessMode, ActionSet, Obligations},
	purpose::Purpose,
	records::RecordClass,
	Moment, Period,
};
use serde_json::{json, Value};

/// Terms as they are asked for.
#[derive(Clone, Debug, clap::Args)]
pub struct TermsOptions {
	/// Classes of records, separated by commas; all for all with a public meaning.
	#[arg(long = "class", value_name = "CLASSES", required = true)]
	classes: Vec<Classes>,
	/// What is done with them: collect, access, use, disclose, correct.
	#[arg(long = "action", value_name = "ACTIONS", required = true, value_delimiter = ',', value_parser = values::action_set)]
	actions: Vec<ActionSet>,
	/// What for: codes such as TREAT, HPAYMT, HRESCH.
	#[arg(long = "purpose", value_name = "PURPOSES", required = true, value_delimiter = ',', value_parser = values::purpose)]
	purposes: Vec<Purpose>,
	/// When the data are from: 2020, 2020-01-01..2020-06-30, 2020.., always.
	#[arg(long, default_value = "always", value_parser = values::period, value_name = "PERIOD")]
	data_period: Period,
	/// When it is allowed: dates as for the data.
	#[arg(long, default_value = "always", value_parser = values::period, value_name = "PERIOD")]
	period: Period,
	/// Until when it is allowed: a date, or a span such as +90d. The same as the end of the period.
	#[arg(long, value_name = "WHEN")]
	until: Option<When>,
	/// How data are reached: view, store, stream, query.
	#[arg(long, default_value = "view", value_parser = values::mode)]
	mode: AccessMode,
	/// Until when data may be kept: a date, or a span such as +1y.
	#[arg(long, value_name = "WHEN")]
	erase_by: Option<When>,
}

/// What is granted less of than was asked for. Everything absent is granted as asked.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct NarrowingOptions {
	/// Only these classes.
	#[arg(long = "class", value_name = "CLASSES")]
	classes: Vec<Classes>,
	/// Only these actions.
	#[arg(long = "action", value_name = "ACTIONS", value_delimiter = ',', value_parser = values::action_set)]
	actions: Vec<ActionSet>,
	/// Only these purposes.
	#[arg(long = "purpose", value_name = "PURPOSES", value_delimiter = ',', value_parser = values::purpose)]
	purposes: Vec<Purpose>,
	/// Only data of this period.
	#[arg(long, value_parser = values::period, value_name = "PERIOD")]
	data_period: Option<Period>,
	/// Only during this period.
	#[arg(long, value_parser = values::period, value_name = "PERIOD")]
	period: Option<Period>,
	/// Only until then: a date, or a span such as +90d.
	#[arg(long, value_name = "WHEN")]
	until: Option<When>,
	/// Only reached in this way.
	#[arg(long, value_parser = values::mode)]
	mode: Option<AccessMode>,
	/// To be erased by then.
	#[arg(long, value_name = "WHEN")]
	erase_by: Option<When>,
}

fn union(actions: &[ActionSet]) -> ActionSet {
	actions.iter().fold(ActionSet::NONE, |all, one| all.union(*one))
}

/// The members of a list of obligations.
pub fn obligations(obligations: &[Obligations]) -> Obligations {
	obligations.iter().fold(Obligations::NONE, |all, one| all.union(*one))
}

fn each_once(mut purposes: Vec<Purpose>) -> Vec<Purpose> {
	purposes.sort();
	purposes.dedup();
	purposes
}

impl TermsOptions {
	/// The terms, checked as the chain checks them.
	pub fn terms(&self, now: Moment) -> anyhow::Result<Terms> {
		let end = self.until.map(|until| until.from(now));
		let terms = Terms {
			classes: bounded("classes", Classes::union(&self.classes))?,
			actions: union(&self.actions),
			purposes: bounded("purposes", each_once(self.purposes.clone()))?,
			data_period: self.data_period,
			period: Period { end: end.or(self.period.end), ..self.period },
			mode: self.mode,
			erase_by: self.erase_by.map(|when| when.from(now)),
		};
		check(&terms, now)?;
		Ok(terms)
	}
}

impl NarrowingOptions {
	/// What is granted of what was asked for; nothing if it is all.
	pub fn narrow(&self, asked: &Terms, now: Moment) -> anyhow::Result<Option<Terms>> {
		let mut terms = asked.clone();
		if !self.classes.is_empty() {
			terms.classes = bounded("classes", Classes::union(&self.classes))?;
		}
		if !self.actions.is_empty() {
			terms.actions = union(&self.actions);
		}
		if !self.purposes.is_empty() {
			terms.purposes = bounded("purposes", each_once(self.purposes.clone()))?;
		}
		terms.data_period = self.data_period.unwrap_or(terms.data_period);
		terms.period = self.period.unwrap_or(terms.period);
		if let Some(until) = self.until {
			terms.period.end = Some(until.from(now));
		}
		terms.mode = self.mode.unwrap_or(terms.mode);
		terms.erase_by = self.erase_by.map(|when| when.from(now)).or(terms.erase_by);
		check(&terms, now)?;
		if !asked.covers(&terms) {
			return Err(usage(format!("this is more than was asked for: {}", widened(asked, &terms).join(", "))));
		}
		Ok((terms != *asked).then_some(terms))
	}
}

/// In which respects `granted` goes beyond `asked`.
fn widened(asked: &Terms, granted: &Terms) -> Vec<&'static str> {
	let alone = |change: fn(&mut Terms, &Terms)| {
		let mut one = asked.clone();
		change(&mut one, granted);
		!asked.covers(&one)
	};
	type Narrowing = fn(&mut Terms, &Terms);
	let respects: [(&'static str, Narrowing); 7] = [
		("classes", |one, granted| one.classes = granted.classes.clone()),
		("actions", |one, granted| one.actions = granted.actions),
		("purposes", |one, granted| one.purposes = granted.purposes.clone()),
		("data period", |one, granted| one.data_period = granted.data_period),
		("period", |one, granted| one.period = granted.period),
		("mode", |one, granted| one.mode = granted.mode),
		("time of erasure", |one, granted| one.erase_by = granted.erase_by),
	];
	respects.into_iter().filter(|(_, change)| alone(*change)).map(|(name, _)| name).collect()
}

/// Refuses terms that the chain would refuse.
pub fn check(terms: &Terms, now: Moment) -> anyhow::Result<()> {
	terms.check(now).map_err(|flaw| {
		usage(match flaw {
			TermsFlaw::NoClass => "no class is named".to_owned(),
			TermsFlaw::DuplicateClass => "a class is named twice".into(),
			TermsFlaw::InvalidActions => "no action is named".into(),
			TermsFlaw::NoPurpose => "no purpose is named".into(),
			TermsFlaw::DuplicatePurpose => "a purpose is named twice".into(),
			TermsFlaw::InvalidPeriod => "a period ends before it starts".into(),
			TermsFlaw::PeriodOver => {
				format!("it would be over before it began: the chain's time is {}", words::moment(now))
			},
		})
	})
}

/// Terms, field by field.
pub fn fields(terms: &Terms) -> Vec<(&'static str, String)> {
	vec![
		("classes", words::classes(&terms.classes)),
		("actions", words::action_codes(terms.actions).join(", ")),
		("purposes", words::purposes(&terms.purposes)),
		("data from", words::period(&terms.data_period)),
		("allowed", words::period(&terms.period)),
		("mode", words::mode(terms.mode).to_owned()),
		("erase by", terms.erase_by.map_or("no limit".into(), words::moment)),
	]
}

fn period_json(period: &Period) -> Value {
	json!({ "start": period.start.map(words::instant), "end": period.end.map(words::instant) })
}

/// Terms as JSON carries them.
pub fn to_json(terms: &Terms) -> Value {
	let labels: Vec<_> = terms.classes.iter().copied().map(salus_client::keys::class_label).collect();
	let codes: Vec<_> = terms.purposes.iter().map(|purpose| purpose.code()).collect();
	json!({
		"classes": labels,
		"actions": words::action_codes(terms.actions),
		"purposes": codes,
		"data_period": period_json(&terms.data_period),
		"period": period_json(&terms.period),
		"mode": words::mode(terms.mode),
		"erase_by": terms.erase_by.map(words::instant),
	})
}

/// Terms for people on one line.
pub fn summary(terms: &Terms) -> String {
	format!(
		"{} {} for {}",
		words::action_codes(terms.actions).join(", "),
		words::classes(&terms.classes),
		words::purposes(&terms.purposes)
	)
}

/// The classes for which there are no keys among the sealed ones.
pub fn without_key(wanted: &[RecordClass], sealed: &[pallet_emr_consent::types::SealedClassKey]) -> Vec<RecordClass> {
	wanted.iter().filter(|class| !sealed.iter().any(|key| key.class == **class)).copied().collect()
}

/// Refuses more obligations than exist.
pub fn ensure_obligations(obligations: Obligations) -> anyhow::Result<()> {
	if obligations.is_valid() {
		Ok(())
	} else {
		Err(general("an obligation is named that does not exist"))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use clap::Parser;
	use salus_primitives::time::DAY;

	#[derive(Debug, Parser)]
	struct Asking {
		#[command(flatten)]
		terms: TermsOptions,
	}

	#[derive(Debug, Parser)]
	struct Granting {
		#[command(flatten)]
		narrowing: NarrowingOptions,
	}

	const NOW: Moment = 20_000 * DAY;

	fn asked(line: &str) -> anyhow::Result<Terms> {
		Asking::try_parse_from(format!("x {line}").split_whitespace()).unwrap().terms.terms(NOW)
	}

	fn narrowed(asked: &Terms, line: &str) -> anyhow::Result<Option<Terms>> {
		Granting::try_parse_from(format!("x {line}").split_whitespace()).unwrap().narrowing.narrow(asked, NOW)
	}

	#[test]
	fn terms_are_as_typed() {
		let terms =
			asked("--class laboratory,allergy --action access,use --purpose TREAT --data-period 2020.. --until +1d");
		let terms = terms.unwrap();
		assert_eq!(terms.classes.to_vec(), [RecordClass::Laboratory, RecordClass::Allergy]);
		assert_eq!(terms.actions, ActionSet::ACCESS.union(ActionSet::USE));
		assert_eq!(terms.period, Period::until(NOW + DAY));
		assert!(terms.data_period.start.is_some() && terms.data_period.end.is_none());
	}

	#[test]
	fn terms_that_are_over_are_refused() {
		let error = asked("--class allergy --action access --purpose TREAT --period ..1999").unwrap_err();
		assert!(error.to_string().contains("over before it began"), "{error}");
		assert!(asked("--class allergy --action access --purpose TREAT --erase-by 1999").is_err());
	}

	#[test]
	fn what_is_granted_is_less_or_the_same() {
		let asked = asked("--class laboratory,allergy --action access,use --purpose TREAT").unwrap();
		assert_eq!(narrowed(&asked, "").unwrap(), None);
		let less = narrowed(&asked, "--class allergy --action access --purpose ETREAT --until +30d").unwrap().unwrap();
		assert_eq!(less.classes.to_vec(), [RecordClass::Allergy]);
		assert_eq!(less.period, Period::until(NOW + 30 * DAY));
		let error = narrowed(&asked, "--class imaging --action disclose --mode store").unwrap_err().to_string();
		assert!(error.contains("classes, actions, mode"), "{error}");
	}
}

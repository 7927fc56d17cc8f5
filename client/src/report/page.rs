//! The report as a page. The template escapes everything that comes from records.

use super::{duration::day_text, Entry, Measurement, Medicine, Report, ReportError};
use crate::fhir::FhirDate;
use askama::Template;
use std::collections::BTreeSet;

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
	report: &'a Report,
	generated: String,
	generated_machine: String,
	age: Option<String>,
	current_medicines: Vec<&'a Medicine>,
	anchored: usize,
}

/// A date of birth or of a record for people.
fn date_text(date: &FhirDate) -> String {
	super::duration::date_text(date)
}

impl Page<'_> {
	fn duration(&self, entry: &Entry) -> String {
		entry.span.duration(self.report.generated).unwrap_or_default()
	}

	fn has_high_risk(&self) -> bool {
		self.report.allergies.iter().any(|entry| entry.alert)
	}

	fn has_current_allergies(&self) -> bool {
		self.report.allergies.iter().any(|entry| entry.current)
	}

	/// What is said not to be there.
	fn denials(&self) -> Vec<&Entry> {
		self.report.allergies.iter().filter(|entry| entry.denial).collect()
	}

	/// What a measurement means, as words and not by colour alone.
	fn meaning(&self, measurement: &Measurement) -> String {
		measurement.interpretation.clone()
	}

	fn others(&self) -> String {
		let others = self.report.others.iter().map(|(name, count)| format!("{count} {name}"));
		others.collect::<Vec<_>>().join(", ")
	}
}

pub(super) fn html(report: &Report) -> Result<String, ReportError> {
	let born = report.person.born.as_ref().filter(|_| report.person.died.is_none());
	let age = born.and_then(|born| {
		let birthday = born.start().date();
		let today = report.generated.date();
		let reached = (today.month() as u8, today.day()) >= (birthday.month() as u8, birthday.day());
		let years = today.year().checked_sub(birthday.year())?.checked_sub(i32::from(!reached))?;
		(born.has_day() && years >= 0).then(|| format!("{years} years"))
	});
	let mut named = BTreeSet::new();
	let current = report.medicines.iter().filter(|medicine| medicine.entry.current);
	let page = Page {
		report,
		generated: format!(
			"{}, {:02}:{:02} UTC",
			day_text(report.generated.date()),
			report.generated.hour(),
			report.generated.minute()
		),
		generated_machine: report.generated.format(&time::format_description::well_known::Rfc3339).unwrap_or_default(),
		age,
		current_medicines: current.filter(|medicine| named.insert(&medicine.entry.name)).collect(),
		anchored: report.items().iter().filter(|item| item.origin.is_some()).count(),
	};
	Ok(page.render()?)
}

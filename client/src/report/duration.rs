//! Spans of time as people say them.

use crate::fhir::FhirDate;
use time::{Date, Month, OffsetDateTime};

/// From when to when, as far as is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Span {
	/// Beginning, or the moment.
	pub start: Option<FhirDate>,
	/// End; `None` if it goes on, or for a moment.
	pub end: Option<FhirDate>,
	/// Whether it goes on.
	pub ongoing: bool,
	/// How long it is said to last, where only that is known.
	pub stated: Option<String>,
}

impl Span {
	/// A moment or a day.
	pub fn at(date: Option<FhirDate>) -> Self {
		Self { start: date, ..Self::default() }
	}

	/// The beginning as people write it, with the time if it ends on the same day.
	pub fn from_text(&self) -> String {
		self.start.as_ref().map(|start| self.boundary_text(start)).unwrap_or_default()
	}

	fn boundary_text(&self, boundary: &FhirDate) -> String {
		let times = match (&self.start, &self.end) {
			(Some(start), Some(end)) => {
				let timed = [start, end].iter().all(|date| date.as_str().contains('T'));
				timed && start.start().date() == end.start().date()
			},
			_ => false,
		};
		let at = boundary.start();
		match times {
			true => format!("{}, {:02}:{:02}", date_text(boundary), at.hour(), at.minute()),
			false => date_text(boundary),
		}
	}

	/// The end as people write it.
	pub fn to_text(&self) -> String {
		match &self.end {
			Some(end) => self.boundary_text(end),
			None if self.ongoing => "ongoing".to_owned(),
			None => String::new(),
		}
	}

	/// The beginning as machines read it, for `<time datetime>`; empty if there is none.
	pub fn from_machine(&self) -> &str {
		self.start.as_ref().map_or("", FhirDate::as_str)
	}

	/// The end as machines read it; empty if there is none.
	pub fn to_machine(&self) -> &str {
		self.end.as_ref().map_or("", FhirDate::as_str)
	}

	/// How long it lasted, or has lasted at `now`.
	pub fn duration(&self, now: OffsetDateTime) -> Option<String> {
		if let Some(stated) = &self.stated {
			return Some(stated.clone());
		}
		let start = self.start.as_ref()?;
		let (end, precise) = match &self.end {
			Some(end) => (end.end(), start.has_day() && end.has_day()),
			None if self.ongoing => (now, start.has_day()),
			None => return None,
		};
		let text = length(start.start(), end)?;
		let about = if precise { "" } else { "about " };
		let so_far = if self.end.is_none() { " so far" } else { "" };
		Some(format!("{about}{text}{so_far}"))
	}
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn month_name(month: Month) -> &'static str {
	MONTHS.get(usize::from(u8::from(month)).saturating_sub(1)).copied().unwrap_or_default()
}

/// A date as people write it, as precise as it is: `2015`, `Feb 2015`, `3 Feb 2015`.
pub(super) fn date_text(date: &FhirDate) -> String {
	let at = date.start();
	match date.as_str().len() {
		0..=4 => at.year().to_string(),
		5..=7 => format!("{} {}", month_name(at.month()), at.year()),
		_ => day_text(at.date()),
	}
}

pub(super) fn day_text(date: Date) -> String {
	format!("{} {} {}", date.day(), month_name(date.month()), date.year())
}

fn count(number: i64, unit: &str) -> String {
	let plural = if number == 1 { "" } else { "s" };
	format!("{number} {unit}{plural}")
}

/// The length of a span, in the two largest units that matter; `None` if it ends before it starts.
fn length(start: OffsetDateTime, end: OffsetDateTime) -> Option<String> {
	let whole = end - start;
	if whole.is_negative() {
		return None;
	}
	// A span of whole days ends a millisecond before midnight.
	let minutes = whole.whole_milliseconds().saturating_add(1) / 60_000;
	let minutes = i64::try_from(minutes).ok()?;
	let days = minutes / (24 * 60);
	if days == 0 {
		return Some(match minutes {
			0 => "less than a minute".to_owned(),
			1..=119 => count(minutes, "minute"),
			_ => count(minutes / 60, "hour"),
		});
	}
	let months = calendar_months(start.date(), (start + time::Duration::days(days)).date());
	Some(match (months / 12, months % 12) {
		(0, 0) => count(days, "day"),
		(0, 1) if days < 60 => count(days / 7, "week"),
		(0, months) => count(months, "month"),
		(years, 0) => count(years, "year"),
		(years, months) => format!("{} {}", count(years, "year"), count(months, "month")),
	})
}

/// Whole months from one day to a later one.
fn calendar_months(from: Date, to: Date) -> i64 {
	let index = |date: Date| i64::from(date.year()) * 12 + i64::from(u8::from(date.month()));
	let months = index(to) - index(from);
	if to.day() < from.day() {
		months - 1
	} else {
		months
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn date(text: &str) -> FhirDate {
		FhirDate::parse(text).unwrap()
	}

	fn between(start: &str, end: &str) -> String {
		let span = Span { start: Some(date(start)), end: Some(date(end)), ..Span::default() };
		span.duration(OffsetDateTime::UNIX_EPOCH).unwrap()
	}

	#[test]
	fn durations_are_said_as_people_say_them() {
		assert_eq!(between("2013-01-01", "2013-01-01"), "1 day");
		assert_eq!(between("2013-01-01", "2013-01-10"), "10 days");
		assert_eq!(between("2013-01-01", "2013-02-10"), "5 weeks");
		assert_eq!(between("2013-01-01", "2013-03-31"), "3 months");
		assert_eq!(between("2013-01-01", "2014-12-31"), "2 years");
		assert_eq!(between("2013-01-15", "2014-03-14"), "1 year 2 months");
		assert_eq!(between("2013", "2014"), "about 2 years");
		assert_eq!(between("2013-04-05T10:00:00Z", "2013-04-05T10:45:00Z"), "45 minutes");
		assert_eq!(between("2013-04-05T10:00:00Z", "2013-04-05T13:10:00Z"), "3 hours");
	}

	#[test]
	fn what_goes_on_is_counted_to_now() {
		let span = Span { start: Some(date("2015-02")), ongoing: true, ..Span::default() };
		let now = date("2016-02-01").start();
		assert_eq!(span.duration(now).unwrap(), "about 1 year so far");
		assert_eq!(span.to_text(), "ongoing");
	}

	#[test]
	fn what_ends_on_its_day_says_the_time() {
		let (start, end) = (date("2013-04-05T10:00:00+02:00"), date("2013-04-05T10:45:00+02:00"));
		let span = Span { start: Some(start), end: Some(end), ..Span::default() };
		assert_eq!((span.from_text(), span.to_text()), ("5 Apr 2013, 10:00".into(), "5 Apr 2013, 10:45".into()));
	}

	#[test]
	fn what_ends_before_it_starts_has_no_duration() {
		let span = Span { start: Some(date("2015")), end: Some(date("2014")), ..Span::default() };
		assert_eq!(span.duration(OffsetDateTime::UNIX_EPOCH), None);
	}

	#[test]
	fn dates_are_as_precise_as_they_are() {
		let texts = ["2015", "2015-02", "2015-02-03", "2015-02-03T10:00:00+01:00"].map(|text| date_text(&date(text)));
		assert_eq!(texts, ["2015", "Feb 2015", "3 Feb 2015", "3 Feb 2015"]);
	}

	proptest! {
		#[test]
		fn any_span_has_a_text(start in -60_000_000_000i64..200_000_000_000, seconds in 0i64..10_000_000_000) {
			let start = OffsetDateTime::from_unix_timestamp(start).unwrap();
			prop_assert!(length(start, start + time::Duration::seconds(seconds)).is_some());
		}
	}
}

//! FHIR dates, which may be as coarse as a year: each is the span of time that it covers.

use core::fmt;
use salus_primitives::{time::DAY, Moment, Period};
use time::{
	format_description::well_known::Rfc3339, macros::format_description, Date, Duration, Month, OffsetDateTime, Time,
};

/// A text is no FHIR `date`, `dateTime` or `instant`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a FHIR date")]
pub struct DateError(pub String);

/// A FHIR `date`, `dateTime` or `instant`, with its precision. A date without a time zone is taken as UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FhirDate {
	text: String,
	start: OffsetDateTime,
	end: OffsetDateTime,
}

impl FhirDate {
	/// Reads `YYYY`, `YYYY-MM`, `YYYY-MM-DD` or a date and time with its zone.
	///
	/// # Errors
	/// [`DateError`].
	pub fn parse(text: &str) -> Result<Self, DateError> {
		let refused = || DateError(text.to_owned());
		if text.contains('T') {
			let at = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| refused())?;
			return Ok(Self { text: text.to_owned(), start: at, end: at });
		}
		let (first, last) = days(text).ok_or_else(refused)?;
		let start = first.with_time(Time::MIDNIGHT).assume_utc();
		let end = last.with_time(Time::MIDNIGHT).assume_utc() + Duration::milliseconds(DAY as i64 - 1);
		Ok(Self { text: text.to_owned(), start, end })
	}

	/// The text as it was written.
	pub fn as_str(&self) -> &str {
		&self.text
	}

	/// First moment that the date covers.
	pub fn start(&self) -> OffsetDateTime {
		self.start
	}

	/// Last moment that the date covers.
	pub fn end(&self) -> OffsetDateTime {
		self.end
	}

	/// Whether the date says the day.
	pub fn has_day(&self) -> bool {
		self.text.len() >= 10
	}

	/// First moment, as the chain counts; the beginning of 1970 for earlier dates, since the chain knows no earlier moment.
	pub fn first_moment(&self) -> Moment {
		moment(self.start).unwrap_or(0)
	}

	/// Last moment, as the chain counts; `None` for dates before 1970.
	pub fn last_moment(&self) -> Option<Moment> {
		moment(self.end)
	}

	/// The span, as the chain counts; `None` for dates before 1970.
	pub fn period(&self) -> Option<Period> {
		self.last_moment().map(|end| Period::between(self.first_moment(), end))
	}

	/// The text of a moment, as FHIR writes an instant in UTC.
	pub fn instant(moment: Moment) -> Option<String> {
		let nanoseconds = i128::from(moment).checked_mul(1_000_000)?;
		let at = OffsetDateTime::from_unix_timestamp_nanos(nanoseconds).ok()?;
		let format = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
		at.format(format).ok()
	}
}

impl fmt::Display for FhirDate {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(&self.text)
	}
}

/// Milliseconds since 1970; `None` before.
fn moment(at: OffsetDateTime) -> Option<Moment> {
	Moment::try_from(at.unix_timestamp_nanos().div_euclid(1_000_000)).ok()
}

/// First and last day of a year, month or day.
fn days(text: &str) -> Option<(Date, Date)> {
	let digits = |part: &str, count: usize| -> Option<u16> {
		(part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit())).then(|| part.parse().ok())?
	};
	let mut parts = text.split('-');
	let year = i32::from(digits(parts.next()?, 4)?);
	let month = match parts.next() {
		Some(part) => Some(Month::try_from(u8::try_from(digits(part, 2)?).ok()?).ok()?),
		None => None,
	};
	let day = match parts.next() {
		Some(part) => Some(u8::try_from(digits(part, 2)?).ok()?),
		None => None,
	};
	if parts.next().is_some() {
		return None;
	}
	let first = Date::from_calendar_date(year, month.unwrap_or(Month::January), day.unwrap_or(1)).ok()?;
	let last_month = month.unwrap_or(Month::December);
	let last = Date::from_calendar_date(year, last_month, day.unwrap_or(last_month.length(year))).ok()?;
	Some((first, last))
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn date(text: &str) -> FhirDate {
		FhirDate::parse(text).unwrap()
	}

	#[test]
	fn coarse_dates_cover_their_span() {
		assert_eq!(date("1970").period(), Some(Period::between(0, 365 * DAY - 1)));
		assert_eq!(date("1970-02").period(), Some(Period::between(31 * DAY, 59 * DAY - 1)));
		assert_eq!(date("1970-01-02").period(), Some(Period::between(DAY, 2 * DAY - 1)));
		assert_eq!(date("2016-02").end().day(), 29);
		assert_eq!(date("1970-01-01T01:00:00.250+01:00").period(), Some(Period::between(250, 250)));
	}

	#[test]
	fn dates_before_the_chains_time_begin_at_its_beginning() {
		assert_eq!(date("1964-01-01").first_moment(), 0);
		assert_eq!(date("1964-01-01").last_moment(), None);
		assert_eq!(date("1969-12-31T23:59:59.999Z").last_moment(), None);
	}

	#[test]
	fn texts_that_are_no_dates_are_refused() {
		for text in [
			"",
			"last week",
			"19",
			"2015-13",
			"2015-02-30",
			"2015-1-1",
			"2015-01-01-01",
			"-2015",
			"+015",
			"2015-01-01T10:00",
		] {
			assert_eq!(FhirDate::parse(text), Err(DateError(text.to_owned())));
		}
	}

	proptest! {
		#[test]
		fn moments_survive_as_instants(moment in 0..253_402_300_799_999u64) {
			let text = FhirDate::instant(moment).unwrap();
			prop_assert_eq!(date(&text).period(), Some(Period::between(moment, moment)));
		}

		#[test]
		fn arbitrary_texts_never_panic(text in "[0-9T:+Z.-]{0,30}") {
			let _ = FhirDate::parse(&text);
		}
	}
}

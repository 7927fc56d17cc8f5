//! Reading the sections of a report out of resources.

use super::{
	duration::Span,
	text::{
		clean, code, concept, concepts, date, human_name, items, quantity, range, reference, status, string, value_x,
	},
	Origin, Report, ReportItem,
};
use crate::fhir::{says_none_known, FhirDate, Resource};
use serde_json::Value;
use std::{cmp::Reverse, collections::BTreeMap};
use time::OffsetDateTime;

/// Who the report is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
	/// The patient as FHIR refers to it.
	pub reference: Option<String>,
	/// Name.
	pub name: String,
	/// Date of birth.
	pub born: Option<FhirDate>,
	/// Date of death, or `yes` if only that is known.
	pub died: Option<String>,
	/// Administrative gender.
	pub gender: Option<String>,
	/// Identifiers with what gave them.
	pub identifiers: Vec<String>,
	/// Where and how the patient is reached.
	pub contacts: Vec<String>,
}

/// A diagnosis, operation, allergy or vaccination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
	/// What.
	pub name: String,
	/// Its code, for those who look it up.
	pub code: Option<String>,
	/// When and for how long.
	pub span: Span,
	/// Its status in words.
	pub status: String,
	/// Whether it is current, or over.
	pub current: bool,
	/// Whether it deserves attention, such as an allergy of high criticality.
	pub alert: bool,
	/// Whether it says that there is none, such as that no allergy to latex is known.
	pub denial: bool,
	/// What else is said, each with its label.
	pub details: Vec<(&'static str, String)>,
	/// Where it is recorded.
	pub origin: Option<Origin>,
}

/// One prescription, dispensing, administration or statement of a medicine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Medicine {
	/// What became of it: prescribed, dispensed, given, taken.
	pub event: &'static str,
	/// The medicine, with when, how long, and what else.
	pub entry: Entry,
	/// Dose and how it is taken.
	pub dosage: String,
}

/// A result or finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measurement {
	/// What was measured, with when.
	pub entry: Entry,
	/// Its value; empty for a panel, whose values are its parts.
	pub value: String,
	/// What is normal.
	pub reference_range: String,
	/// What it means: high, low.
	pub interpretation: String,
	/// Parts of a panel: name and value.
	pub parts: Vec<(String, String)>,
}

/// Reads one resource with what its references lead to.
struct Source<'a> {
	item: &'a ReportItem,
	by_name: &'a BTreeMap<String, &'a Resource>,
}

impl<'a> Source<'a> {
	fn resource(&self) -> &'a Resource {
		&self.item.resource
	}

	fn value(&self) -> &'a Value {
		self.item.resource.value()
	}

	/// What a reference leads to: a contained resource, or another of the record.
	fn target(&self, reference: &Value) -> Option<&'a Value> {
		let text = string(reference, "/reference")?;
		if let Some(id) = text.strip_prefix('#') {
			return items(self.value(), "/contained").iter().find(|inner| string(inner, "/id") == Some(id));
		}
		let tail = text.rmatch_indices('/').nth(1).and_then(|(at, _)| text.get(at + 1..)).unwrap_or(text);
		self.by_name.get(text).or_else(|| self.by_name.get(tail)).map(|resource| resource.value())
	}

	/// What a reference says, or what it leads to is called.
	fn named(&self, value: Option<&Value>) -> Option<String> {
		let value = value?;
		let target = self.target(value);
		let by_target = target.and_then(|target| {
			let person = items(target, "/name").first().and_then(human_name);
			person.or_else(|| string(target, "/name").map(clean)).or_else(|| concept(target.get("code")))
		});
		string(value, "/display").map(clean).or(by_target).or_else(|| reference(Some(value)))
	}

	fn named_all(&self, pointer: &str, inner: &str) -> Option<String> {
		let names: Vec<_> = items(self.value(), pointer)
			.iter()
			.filter_map(|item| self.named(if inner.is_empty() { Some(item) } else { item.get(inner) }))
			.collect();
		(!names.is_empty()).then(|| names.join(", "))
	}

	fn status(&self) -> String {
		string(self.value(), "/status").map(status).unwrap_or_default()
	}

	fn notes(&self) -> Option<String> {
		let notes: Vec<_> =
			items(self.value(), "/note").iter().filter_map(|note| string(note, "/text")).map(clean).collect();
		(!notes.is_empty()).then(|| notes.join(" "))
	}

	/// `<name>DateTime`, `<name>Period`, or the text of `<name>String`, `<name>Age`, `<name>Range`.
	fn span(&self, name: &str) -> Span {
		let value = self.value();
		let at = |suffix: &str| format!("/{name}{suffix}");
		let period = at("Period");
		if value.pointer(&period).is_some() {
			let end = date(value, &format!("{period}/end"));
			return Span { start: date(value, &format!("{period}/start")), ongoing: end.is_none(), end, stated: None };
		}
		Span::at(date(value, &at("DateTime")).or_else(|| date(value, &at("Instant"))))
	}

	fn entry(&self, name: Option<String>, coded: Option<&Value>, span: Span, details: Details) -> Entry {
		Entry {
			name: name.unwrap_or_else(|| format!("unnamed ({})", self.resource().name())),
			code: code(coded),
			span,
			status: self.status(),
			current: true,
			alert: false,
			denial: false,
			details: details.into_iter().filter_map(|(label, text)| Some((label, text?))).collect(),
			origin: self.item.origin.clone(),
		}
	}

	fn in_error(&self) -> bool {
		let value = self.value();
		let verification = string(value, "/verificationStatus/coding/0/code");
		string(value, "/status") == Some("entered-in-error") || verification == Some("entered-in-error")
	}

	fn allergy(&self) -> Entry {
		let value = self.value();
		let clinical = string(value, "/clinicalStatus/coding/0/code").unwrap_or_default();
		let verified = string(value, "/verificationStatus/coding/0/code").unwrap_or_default();
		let mut span = self.span("onset");
		span.ongoing = clinical == "active" && span.start.is_some();
		let reactions: Vec<_> = items(value, "/reaction")
			.iter()
			.filter_map(|reaction| {
				let manifestation = concepts(reaction, "/manifestation")?;
				let severity = string(reaction, "/severity").map(|text| format!(" ({text})")).unwrap_or_default();
				Some(format!("{manifestation}{severity}"))
			})
			.collect();
		let critical = string(value, "/criticality");
		let details = vec![
			("Reaction", (!reactions.is_empty()).then(|| reactions.join("; "))),
			("Criticality", critical.map(status)),
			("Last time", date(value, "/lastOccurrence").map(|date| super::duration::date_text(&date))),
			("Recorded", date(value, "/recordedDate").map(|date| super::duration::date_text(&date))),
			("Note", self.notes()),
		];
		let mut entry = self.entry(concept(value.get("code")), value.get("code"), span, details);
		entry.status = [clinical, verified]
			.iter()
			.filter(|word| !word.is_empty())
			.map(|word| status(word))
			.collect::<Vec<_>>()
			.join(", ");
		entry.denial = says_none_known(value);
		entry.current = !entry.denial && !matches!(clinical, "resolved" | "inactive") && verified != "refuted";
		entry.alert = entry.current && critical == Some("high");
		entry
	}

	fn condition(&self) -> Entry {
		let value = self.value();
		let clinical = string(value, "/clinicalStatus/coding/0/code").unwrap_or_default();
		let verified = string(value, "/verificationStatus/coding/0/code").unwrap_or_default();
		let mut span = self.span("onset");
		let abatement = self.span("abatement");
		let over = abatement.end.or(abatement.start);
		let is_current = matches!(clinical, "active" | "recurrence" | "relapse");
		// A period of onset says when it began, not how long it lasted.
		span.end = over;
		span.ongoing = span.end.is_none() && is_current && span.start.is_some();
		let stages: Vec<_> = items(value, "/stage").iter().filter_map(|stage| concept(stage.get("summary"))).collect();
		let onset = |name| string(value, name).map(clean);
		let details = vec![
			("Severity", concept(value.get("severity"))),
			("Stage", (!stages.is_empty()).then(|| stages.join(", "))),
			("Site", concepts(value, "/bodySite")),
			(
				"Onset",
				onset("/onsetString")
					.or_else(|| quantity(self.resource(), &["onsetAge"]).map(|age| format!("at {age}"))),
			),
			(
				"Until",
				onset("/abatementString")
					.or_else(|| quantity(self.resource(), &["abatementAge"]).map(|age| format!("at {age}"))),
			),
			("Recorded", date(value, "/recordedDate").map(|date| super::duration::date_text(&date))),
			("By", self.named(value.get("recorder")).or_else(|| self.named(value.get("asserter")))),
			("Note", self.notes()),
		];
		let mut entry = self.entry(concept(value.get("code")), value.get("code"), span, details);
		entry.status = [clinical, verified]
			.iter()
			.filter(|word| !word.is_empty())
			.map(|word| status(word))
			.collect::<Vec<_>>()
			.join(", ");
		entry.current = entry.span.end.is_none()
			&& !matches!(clinical, "resolved" | "inactive" | "remission")
			&& verified != "refuted";
		entry
	}

	fn operation(&self) -> Entry {
		let value = self.value();
		let span = self.span("performed");
		let details = vec![
			("Site", concepts(value, "/bodySite")),
			("Reason", concepts(value, "/reasonCode").or_else(|| self.named_all("/reasonReference", ""))),
			("Performed by", self.named_all("/performer", "actor")),
			("At", self.named(value.get("location"))),
			("Outcome", concept(value.get("outcome"))),
			("Complication", concepts(value, "/complication")),
			("Follow-up", concepts(value, "/followUp")),
			("When", string(value, "/performedString").map(clean)),
			("Not done", concept(value.get("statusReason"))),
			("Note", self.notes()),
		];
		let mut entry = self.entry(concept(value.get("code")), value.get("code"), span, details);
		entry.span.ongoing = entry.span.ongoing && entry.status == "in progress";
		entry.current = entry.status == "in progress";
		entry
	}

	fn immunization(&self) -> Entry {
		let value = self.value();
		let doses: Vec<_> = items(value, "/protocolApplied")
			.iter()
			.enumerate()
			.filter_map(|(index, dose)| {
				let index = index.to_string();
				let number = ["doseNumberPositiveInt", "doseNumberString"].iter().find_map(|name| {
					let raw = crate::fhir::canonical::raw_at(
						self.resource().canonical(),
						&["protocolApplied", &index, name],
					)?;
					Some(raw.trim_matches('"').to_owned())
				});
				let against = concepts(dose, "/targetDisease");
				match (number, against) {
					(Some(number), Some(against)) => Some(format!("{number} against {against}")),
					(number, against) => number.or(against),
				}
			})
			.collect();
		let details = vec![
			("Dose", (!doses.is_empty()).then(|| doses.join(", "))),
			("Quantity", quantity(self.resource(), &["doseQuantity"])),
			("Lot", string(value, "/lotNumber").map(clean)),
			("Maker", self.named(value.get("manufacturer"))),
			("Given by", self.named_all("/performer", "actor")),
			("At", self.named(value.get("location"))),
			("Reason", concept(value.get("statusReason"))),
			("When", string(value, "/occurrenceString").map(clean)),
			("Note", self.notes()),
		];
		self.entry(concept(value.get("vaccineCode")), value.get("vaccineCode"), self.span("occurrence"), details)
	}

	/// The medicine of a request, dispensing, administration or statement: coded, contained, or a resource of its own.
	fn medicine_name(&self) -> (Option<String>, Option<&'a Value>) {
		let value = self.value();
		if let Some(coded) = value.get("medicationCodeableConcept") {
			return (concept(Some(coded)), Some(coded));
		}
		let reference = value.get("medicationReference");
		let coded = reference.and_then(|reference| self.target(reference)).and_then(|target| target.get("code"));
		(concept(coded).or_else(|| self.named(reference)), coded)
	}

	fn medicine(&self) -> Option<Medicine> {
		let value = self.value();
		let resource = self.resource();
		let (event, doses) = match resource.resource_type() {
			"MedicationRequest" => ("prescribed", "dosageInstruction"),
			"MedicationDispense" => ("dispensed", "dosageInstruction"),
			"MedicationAdministration" => ("given", "dosage"),
			"MedicationStatement" => ("taken", "dosage"),
			_ => return None,
		};
		let mut span = match event {
			"prescribed" => self.bounds().unwrap_or_default(),
			"dispensed" => Span::at(date(value, "/whenHandedOver").or_else(|| date(value, "/whenPrepared"))),
			_ => self.span("effective"),
		};
		if span.start.is_none() {
			span.start = date(value, "/authoredOn").or_else(|| date(value, "/dateAsserted"));
		}
		if event == "dispensed" {
			span.stated = raw_number(resource, &["daysSupply", "value"])
				.map(|days| format!("supply for {days} {}", if days == "1" { "day" } else { "days" }));
		}
		let status = self.status();
		span.ongoing = span.end.is_none()
			&& span.stated.is_none()
			&& matches!((event, status.as_str()), ("prescribed" | "taken", "active"));
		let details = vec![
			("Reason", concepts(value, "/reasonCode").or_else(|| self.named_all("/reasonReference", ""))),
			(
				"Quantity",
				quantity(resource, &["quantity"]).or_else(|| quantity(resource, &["dispenseRequest", "quantity"])),
			),
			("Refills", raw_number(resource, &["dispenseRequest", "numberOfRepeatsAllowed"])),
			("Prescribed by", self.named(value.get("requester"))),
			("By", self.named_all("/performer", "actor")),
			("Status", concept(value.get("statusReason")).or_else(|| concepts(value, "/statusReason"))),
			("Note", self.notes()),
		];
		let (name, coded) = self.medicine_name();
		let mut entry = self.entry(name, coded, span, details);
		entry.current = entry.span.ongoing;
		Some(Medicine { event, entry, dosage: self.dosage(doses) })
	}

	/// When a prescription is to be taken: the bounds of its doses, or when it may be dispensed.
	fn bounds(&self) -> Option<Span> {
		let value = self.value();
		let of_doses = items(value, "/dosageInstruction").iter().enumerate().find_map(|(index, dose)| {
			let period = dose.pointer("/timing/repeat/boundsPeriod");
			let stated = quantity(
				self.resource(),
				&["dosageInstruction", &index.to_string(), "timing", "repeat", "boundsDuration"],
			);
			let (start, end) = period.map_or((None, None), |period| (date(period, "/start"), date(period, "/end")));
			(start.is_some() || end.is_some() || stated.is_some()).then_some(Span {
				start,
				end,
				ongoing: false,
				stated,
			})
		});
		of_doses.or_else(|| {
			let stated = quantity(self.resource(), &["dispenseRequest", "expectedSupplyDuration"]);
			stated
				.map(|stated| Span { stated: Some(format!("supply for {}", stated.to_lowercase())), ..Span::default() })
		})
	}

	fn dosage(&self, element: &str) -> String {
		let value = self.value();
		let doses: Vec<&Value> = match value.get(element) {
			Some(Value::Array(items)) => items.iter().collect(),
			Some(single) => vec![single],
			None => Vec::new(),
		};
		let is_list = value.get(element).is_some_and(Value::is_array);
		let texts = doses.iter().enumerate().map(|(index, dose)| {
			if let Some(text) = string(dose, "/text").or_else(|| string(dose, "/patientInstruction")) {
				return clean(text);
			}
			let index = index.to_string();
			let base: &[&str] = if is_list { &[element, &index] } else { &[element] };
			let at = |path: &[&'static str]| [base, path].concat();
			let amount = quantity(self.resource(), &at(&["doseAndRate", "0", "doseQuantity"]))
				.or_else(|| range(self.resource(), &at(&["doseAndRate", "0", "doseRange"])))
				.or_else(|| quantity(self.resource(), &at(&["dose"])));
			let parts = [
				amount,
				concept(dose.pointer("/timing/code")),
				concept(dose.get("route")),
				concept(dose.get("method")),
			];
			parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
		});
		texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("; ")
	}

	fn measurement(&self) -> Measurement {
		let value = self.value();
		let resource = self.resource();
		let mut parts = Vec::new();
		for (index, component) in items(value, "/component").iter().enumerate() {
			let index = index.to_string();
			let name = concept(component.get("code")).unwrap_or_default();
			parts.push((name, value_x(resource, &["component", &index]).unwrap_or_default()));
		}
		let ranges = items(value, "/referenceRange").iter().enumerate().filter_map(|(index, found)| {
			let text = range(resource, &["referenceRange", &index.to_string()]);
			text.or_else(|| string(found, "/text").map(clean))
		});
		let span = self.span("effective");
		let span = if span.start.is_some() { span } else { Span::at(date(value, "/issued")) };
		let span = Span { ongoing: false, ..span };
		let details = vec![
			("Site", concept(value.get("bodySite"))),
			("Method", concept(value.get("method"))),
			("By", self.named_all("/performer", "")),
			("Conclusion", string(value, "/conclusion").map(clean)),
			("Finding", concepts(value, "/conclusionCode")),
			("Note", self.notes()),
		];
		let mut entry = self.entry(concept(value.get("code")), value.get("code"), span, details);
		let interpretation = concepts(value, "/interpretation").unwrap_or_default();
		let codes = items(value, "/interpretation").iter().filter_map(|item| string(item, "/coding/0/code"));
		entry.alert = codes.into_iter().any(|code| matches!(code, "HH" | "LL" | "AA" | "H" | "L" | "A" | "POS"));
		Measurement {
			entry,
			value: value_x(resource, &[]).unwrap_or_default(),
			reference_range: ranges.collect::<Vec<_>>().join("; "),
			interpretation,
			parts,
		}
	}

	fn is_blood_group(&self) -> bool {
		items(self.value(), "/code/coding").iter().any(|coding| {
			string(coding, "/system") == Some("http://loinc.org")
				&& matches!(string(coding, "/code"), Some("882-1" | "883-9" | "10331-7"))
		})
	}
}

type Details = Vec<(&'static str, Option<String>)>;

fn raw_number(resource: &Resource, path: &[&str]) -> Option<String> {
	crate::fhir::canonical::raw_at(resource.canonical(), path)
}

/// What is the same moment or later comes first; what has no date comes last.
fn newest_first(entry: &Entry) -> Reverse<Option<OffsetDateTime>> {
	Reverse(entry.span.start.as_ref().map(FhirDate::start))
}

fn person(value: &Value, name: String) -> Person {
	let names = items(value, "/name");
	let usual = names.iter().find(|name| string(name, "/use") == Some("official")).or(names.first());
	let identifiers = items(value, "/identifier").iter().filter_map(|identifier| {
		let number = string(identifier, "/value")?;
		let by = reference(identifier.get("assigner")).or_else(|| concept(identifier.get("type")));
		Some(by.map_or(number.to_owned(), |by| format!("{number} ({by})")))
	});
	let telecoms = items(value, "/telecom").iter().filter_map(|telecom| string(telecom, "/value")).map(clean);
	let addresses = items(value, "/address")
		.iter()
		.filter(|address| string(address, "/use") != Some("old"))
		.filter_map(|address| {
			if let Some(text) = string(address, "/text") {
				return Some(clean(text));
			}
			let lines = items(address, "/line").iter().filter_map(Value::as_str);
			let rest =
				["/postalCode", "/city", "/state", "/country"].into_iter().filter_map(|name| string(address, name));
			let text = lines.chain(rest).map(clean).collect::<Vec<_>>().join(", ");
			(!text.is_empty()).then_some(text)
		});
	let died = date(value, "/deceasedDateTime").map(|date| super::duration::date_text(&date));
	let died = died.or_else(|| (value.get("deceasedBoolean") == Some(&Value::Bool(true))).then(|| "yes".to_owned()));
	Person {
		reference: None,
		name: usual.and_then(human_name).unwrap_or(name),
		born: date(value, "/birthDate"),
		died,
		gender: string(value, "/gender").map(status),
		identifiers: identifiers.collect(),
		contacts: addresses.chain(telecoms).collect(),
	}
}

pub(super) fn report(items: Vec<ReportItem>, patient: Option<String>, generated: OffsetDateTime) -> Report {
	let by_name: BTreeMap<String, &Resource> = items
		.iter()
		.flat_map(|item| {
			let resource = &item.resource;
			let names = [resource.reference(), resource.full_url().map(str::to_owned)];
			names.into_iter().flatten().map(move |name| (name, resource))
		})
		.collect();
	let found = items.iter().find(|item| item.resource.resource_type() == "Patient");
	let name = patient.clone().unwrap_or_else(|| "Unknown patient".to_owned());
	let mut report = Report {
		person: Person {
			reference: patient,
			..found
				.map_or(Person { name: name.clone(), ..Person::default() }, |item| person(item.resource.value(), name))
		},
		generated,
		blood_group: Vec::new(),
		allergies: Vec::new(),
		conditions: Vec::new(),
		medicines: Vec::new(),
		operations: Vec::new(),
		results: Vec::new(),
		immunizations: Vec::new(),
		others: BTreeMap::new(),
		in_error: Vec::new(),
		items: Vec::new(),
	};
	for item in &items {
		let source = Source { item, by_name: &by_name };
		if source.in_error() {
			report.in_error.push(item.resource.name());
			continue;
		}
		match item.resource.resource_type() {
			"Patient" => {},
			"AllergyIntolerance" => report.allergies.push(source.allergy()),
			"Condition" => report.conditions.push(source.condition()),
			"Procedure" => report.operations.push(source.operation()),
			"Immunization" => report.immunizations.push(source.immunization()),
			"Observation" => {
				let measurement = source.measurement();
				if source.is_blood_group() {
					report.blood_group.push(measurement.clone());
				}
				report.results.push(measurement);
			},
			"DiagnosticReport" => report.results.push(source.measurement()),
			other => match source.medicine() {
				Some(medicine) => report.medicines.push(medicine),
				None => {
					let count = report.others.entry(other.to_owned()).or_default();
					*count = count.saturating_add(1);
				},
			},
		}
	}
	let current_first = |entry: &Entry| (!entry.current, !entry.alert, newest_first(entry));
	report.allergies.sort_by_key(current_first);
	report.conditions.sort_by_key(current_first);
	report.medicines.sort_by_key(|medicine| newest_first(&medicine.entry));
	report.operations.sort_by_key(newest_first);
	report.immunizations.sort_by_key(newest_first);
	report.results.sort_by_key(|result| newest_first(&result.entry));
	report.blood_group.sort_by_key(|result| newest_first(&result.entry));
	report.items = items;
	report
}

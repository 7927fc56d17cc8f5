//! What commands print: text for people, or one JSON object per line for programs. Progress and prose go to stderr.

use super::words;
use clap::ValueEnum;
use comfy_table::{ContentArrangement, LineStyle, Table, TableStyle};
use indicatif::{ProgressBar, ProgressStyle};
use salus_client::chain::Included;
use serde_json::{json, Value};
use std::{
	io::{ErrorKind, Write},
	process,
	time::Duration,
};

/// The form of what is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
	/// Text and tables, for people.
	Text,
	/// One JSON object per line, for programs.
	Json,
}

/// Tables have a line below their headers and no other.
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// One row of a list: as JSON, and as the cells of a table.
pub type Row = (Value, Vec<String>);

/// Where and how results are printed.
#[derive(Clone, Copy, Debug)]
pub struct Output {
	format: Format,
}

/// Writes to stdout. Whoever reads no further, such as `head`, has seen enough.
fn write(bytes: &[u8]) {
	let mut stdout = std::io::stdout().lock();
	match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
		Err(error) if error.kind() == ErrorKind::BrokenPipe => process::exit(0),
		Err(error) => {
			eprintln!("salus: cannot write: {error}");
			process::exit(1)
		},
		Ok(()) => {},
	}
}

impl Output {
	/// Prints in this form.
	pub fn new(format: Format) -> Self {
		Self { format }
	}

	/// Whether programs read it.
	pub fn is_json(self) -> bool {
		self.format == Format::Json
	}

	/// Prints a line to stdout.
	pub fn line(self, text: &str) {
		write(format!("{text}\n").as_bytes());
	}

	/// Prints bytes to stdout as they are.
	pub fn bytes(self, bytes: &[u8]) {
		write(bytes);
	}

	/// Prints a result.
	pub fn result(self, json: &Value, text: &str) {
		match self.format {
			Format::Json => self.line(&json.to_string()),
			Format::Text => self.line(text),
		}
	}

	/// Prints something beside the results.
	pub fn note(self, text: &str) {
		eprintln!("{text}");
	}

	/// Prints one thing, field by field.
	pub fn fields(self, json: &Value, fields: &[(&str, String)]) {
		if self.is_json() {
			return self.line(&json.to_string());
		}
		let width = fields.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
		for (name, value) in fields {
			let indented = value.replace('\n', &format!("\n{:width$}  ", ""));
			self.line(&format!("{name:width$}  {indented}"));
		}
	}

	/// Prints a list: a table, or an object per line. `none` is said when it is empty.
	pub fn rows(self, headers: &[&str], rows: Vec<Row>, none: &str) {
		if rows.is_empty() {
			return self.note(none);
		}
		if self.is_json() {
			return rows.iter().for_each(|(json, _)| self.line(&json.to_string()));
		}
		let mut table = Table::new();
		table.load_style(STYLE).set_content_arrangement(ContentArrangement::Dynamic);
		table.set_header(headers.to_vec());
		for (_, cells) in rows {
			table.add_row(cells);
		}
		self.line(&table.trim_fmt());
	}

	/// Prints what a transaction brought about, and where it is.
	pub fn receipt(self, included: &Included, mut json: Value, text: &str) {
		if let Some(object) = json.as_object_mut() {
			object.insert("transaction".into(), transaction(included));
		}
		self.result(&json, &format!("{text}\n  {}", place_and_price(included)));
	}

	/// A bar for `length` steps of long work.
	pub fn bar(self, length: usize, what: &'static str) -> ProgressBar {
		let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}");
		ProgressBar::new(length as u64)
			.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
			.with_message(what)
	}

	/// A sign of life while something is waited for.
	pub fn spinner(self, what: &'static str) -> ProgressBar {
		let spinner = ProgressBar::new_spinner().with_message(what);
		spinner.enable_steady_tick(Duration::from_millis(120));
		spinner
	}
}

fn transaction(included: &Included) -> Value {
	json!({
		"block": included.number,
		"block_hash": format!("{:?}", included.block),
		"fee": words::tokens(included.fee),
		"fee_plancks": included.fee.to_string(),
		"finalized_ms": included.finalized_after.map(|span| u64::try_from(span.as_millis()).unwrap_or(u64::MAX)),
	})
}

fn place_and_price(included: &Included) -> String {
	let fee = match included.fee {
		0 => "free of fee".to_owned(),
		fee => format!("fee {}", words::tokens(fee)),
	};
	let finality = match included.finalized_after {
		Some(span) => format!("final after {}", words::seconds(span)),
		None => "not waited until final".to_owned(),
	};
	format!("in block {} ({:?}), {fee}, {finality}", included.number, included.block)
}

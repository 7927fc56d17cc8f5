//! The journey: everything Salus is for, played once.

use super::{context::Context, failure::usage};
use salus_client::journey;
use std::path::PathBuf;

/// Playing the journey.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
	/// Folder of the official FHIR R4 examples; scripts/fetch-fhir-examples.sh prints it.
	#[arg(long, env = "SALUS_FHIR_EXAMPLES", value_name = "DIR")]
	fhir_examples: PathBuf,
	/// File for the patient's report, one HTML page.
	#[arg(long, default_value = "salus-report.html", value_name = "FILE")]
	report: PathBuf,
}

/// Plays the journey.
pub async fn run(context: &Context, options: Options) -> anyhow::Result<()> {
	// Before anything is sent, since the examples are read in the middle of the journey only.
	if !options.fhir_examples.is_dir() {
		return Err(usage(format!(
			"{} is no folder: give --fhir-examples the one that scripts/fetch-fhir-examples.sh prints",
			options.fhir_examples.display()
		)));
	}
	let options = journey::Options {
		url: context.url().to_owned(),
		examples: options.fhir_examples,
		store: context.store_url()?,
		report: options.report,
		json: context.out.is_json(),
	};
	Ok(Box::pin(journey::run(&options, &mut std::io::stdout())).await?)
}

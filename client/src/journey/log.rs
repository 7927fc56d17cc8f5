//! What happened, step by step, as a table for people and a line of JSON per step for programs.

use super::JourneyError;
use crate::{
	actions::ActionError,
	chain::{Chain, ChainError, Included},
};
use comfy_table::{presets::UTF8_HORIZONTAL_ONLY, Table};
use salus_runtime::{Balance, HLT};
use serde::Serialize;
use std::{
	future::Future,
	io::Write,
	sync::{Arc, Mutex},
	time::{Duration, Instant},
};

/// How a step ended. Each ends as it should, or the journey ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
	/// Done.
	Done,
	/// Checked, without a transaction.
	Checked,
	/// Refused, as it had to be.
	Refused,
}

/// A step of the journey.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
	/// Its number, from 1.
	pub step: usize,
	/// What was done, and by whom.
	pub what: String,
	/// How it ended.
	pub outcome: Outcome,
	/// What was seen.
	pub detail: String,
	/// The block of its transaction.
	pub block: Option<u32>,
	/// Milliseconds from sending until finality was seen.
	pub finality_ms: Option<u64>,
	/// What it cost its signer, in plancks. A free call costs 0.
	pub fee: Option<Balance>,
	#[serde(skip)]
	sent: Option<Instant>,
}

/// When which block was seen to be final.
type Finalized = Arc<Mutex<Vec<(u32, Instant)>>>;

/// Collects and prints the steps.
pub struct Log<'a, W> {
	json: bool,
	out: &'a mut W,
	steps: Vec<Step>,
	finalized: Finalized,
	started: Instant,
}

/// How long to wait at the end for the last blocks to become final.
const FINALITY_PATIENCE: Duration = Duration::from_secs(60);

impl<'a, W: Write> Log<'a, W> {
	/// A log that watches finality from now on.
	pub async fn new(chain: Chain, json: bool, out: &'a mut W) -> Result<Self, JourneyError> {
		let finalized = Finalized::default();
		let mut heads = chain.rpc().chain_subscribe_finalized_heads().await.map_err(ChainError::from)?;
		let seen = finalized.clone();
		tokio::spawn(async move {
			while let Some(Ok(header)) = heads.next().await {
				if let Ok(mut seen) = seen.lock() {
					seen.push((header.number, Instant::now()));
				}
			}
		});
		Ok(Self { json, out, steps: Vec::new(), finalized, started: Instant::now() })
	}

	/// A headline.
	pub fn scene(&mut self, title: &str) -> Result<(), JourneyError> {
		if !self.json {
			writeln!(self.out, "\n{title}")?;
		}
		Ok(())
	}

	/// A step that has to succeed.
	pub async fn done<T>(
		&mut self,
		what: impl Into<String>,
		action: impl Future<Output = Result<(T, Included), ActionError>>,
		detail: impl FnOnce(&T) -> String,
	) -> Result<T, JourneyError> {
		let what = what.into();
		let sent = Instant::now();
		let (value, included) = action.await.map_err(|source| JourneyError::Failed { step: what.clone(), source })?;
		self.push(Step {
			step: 0,
			what,
			outcome: Outcome::Done,
			detail: detail(&value),
			block: Some(included.number),
			finality_ms: None,
			fee: Some(included.fee),
			sent: Some(sent),
		})?;
		Ok(value)
	}

	/// A step that has to be refused with just this error of this pallet.
	pub async fn refused_by<T>(
		&mut self,
		what: impl Into<String>,
		action: impl Future<Output = Result<T, ActionError>>,
		pallet: &str,
		name: &str,
	) -> Result<(), JourneyError> {
		let expected = format!("{pallet}.{name}");
		self.refused(
			what,
			action,
			&expected,
			|error| matches!(error, ActionError::Chain(ChainError::Refused(refusal)) if refusal.is(pallet, name)),
		)
		.await
	}

	/// A step that has to be refused in a way that `is_expected` knows.
	pub async fn refused<T>(
		&mut self,
		what: impl Into<String>,
		action: impl Future<Output = Result<T, ActionError>>,
		expected: &str,
		is_expected: impl FnOnce(&ActionError) -> bool,
	) -> Result<(), JourneyError> {
		let what = what.into();
		let not_refused =
			|found: String| JourneyError::NotRefused { step: what.clone(), expected: expected.into(), found };
		let error = match action.await {
			Ok(_) => return Err(not_refused("it succeeded".into())),
			Err(error) => error,
		};
		if !is_expected(&error) {
			return Err(not_refused(format!("it failed otherwise: {error}")));
		}
		self.push(Step {
			step: 0,
			what,
			outcome: Outcome::Refused,
			detail: error.to_string(),
			block: None,
			finality_ms: None,
			fee: None,
			sent: None,
		})
	}

	/// Something that has to hold, without a transaction.
	pub fn checked(&mut self, what: impl Into<String>, holds: bool, detail: String) -> Result<(), JourneyError> {
		let what = what.into();
		if !holds {
			return Err(JourneyError::DoesNotHold(format!("{what}: {detail}")));
		}
		self.push(Step {
			step: 0,
			what,
			outcome: Outcome::Checked,
			detail,
			block: None,
			finality_ms: None,
			fee: None,
			sent: None,
		})
	}

	fn push(&mut self, step: Step) -> Result<(), JourneyError> {
		let step = Step { step: self.steps.len() + 1, ..step };
		if !self.json {
			let mark = match step.outcome {
				Outcome::Done | Outcome::Checked => "✓",
				Outcome::Refused => "✗",
			};
			writeln!(self.out, "  {mark} {}: {}", step.what, step.detail)?;
			self.out.flush()?;
		}
		self.steps.push(step);
		Ok(())
	}

	/// Waits until all blocks are final, and prints the steps with their blocks, finality times and fees.
	pub async fn finish(mut self) -> Result<(), JourneyError> {
		let last = self.steps.iter().filter_map(|step| step.block).max().unwrap_or_default();
		let patience = Instant::now() + FINALITY_PATIENCE;
		while !self.is_final(last) && Instant::now() < patience {
			tokio::time::sleep(Duration::from_millis(100)).await;
		}
		if !self.is_final(last) {
			return Err(JourneyError::DoesNotHold(format!("block {last} did not become final")));
		}
		let finalized = self.finalized.lock().map(|seen| seen.clone()).unwrap_or_default();
		for step in &mut self.steps {
			let (Some(block), Some(sent)) = (step.block, step.sent) else { continue };
			let at = finalized.iter().find(|(number, _)| *number >= block).map(|(_, at)| *at);
			step.finality_ms = at.map(|at| at.saturating_duration_since(sent).as_millis() as u64);
		}
		if self.json {
			for step in &self.steps {
				serde_json::to_writer(&mut *self.out, step).map_err(std::io::Error::from)?;
				writeln!(self.out)?;
			}
			return Ok(());
		}
		self.print_table()
	}

	fn is_final(&self, block: u32) -> bool {
		self.finalized.lock().is_ok_and(|seen| seen.iter().any(|(number, _)| *number >= block))
	}

	fn print_table(&mut self) -> Result<(), JourneyError> {
		let mut table = Table::new();
		table.load_style(UTF8_HORIZONTAL_ONLY).set_header(["", "step", "outcome", "block", "final after", "fee"]);
		for step in &self.steps {
			table.add_row([
				step.step.to_string(),
				step.what.clone(),
				match step.outcome {
					Outcome::Done => "done",
					Outcome::Checked => "checked",
					Outcome::Refused => "refused",
				}
				.into(),
				step.block.map(|block| format!("#{block}")).unwrap_or_default(),
				step.finality_ms.map(|ms| format!("{}.{} s", ms / 1_000, ms % 1_000 / 100)).unwrap_or_default(),
				step.fee.map(fee_in_words).unwrap_or_default(),
			]);
		}
		let done = self.steps.iter().filter(|step| step.outcome != Outcome::Refused).count();
		let refused = self.steps.len() - done;
		let fees: Balance = self.steps.iter().filter_map(|step| step.fee).sum();
		let mut finality: Vec<_> = self.steps.iter().filter_map(|step| step.finality_ms).collect();
		finality.sort_unstable();
		let median = finality.get(finality.len() / 2).copied().unwrap_or_default();
		writeln!(self.out, "\n{table}")?;
		writeln!(
			self.out,
			"{} steps in {} s: {done} done, {refused} refused as they had to be. Fees {} in all; half of the transactions were \
			 final within {}.{} s.",
			self.steps.len(),
			self.started.elapsed().as_secs(),
			fee_in_words(fees),
			median / 1_000,
			median % 1_000 / 100,
		)?;
		Ok(())
	}
}

/// A fee in HLT, to the millionth.
fn fee_in_words(fee: Balance) -> String {
	if fee == 0 {
		return "free".into();
	}
	format!("{}.{:06} HLT", fee / HLT, fee % HLT / (HLT / 1_000_000))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn fees_are_shown_to_the_millionth() {
		assert_eq!(fee_in_words(0), "free");
		assert_eq!(fee_in_words(HLT), "1.000000 HLT");
		assert_eq!(fee_in_words(HLT / 1_000 * 2_345), "2.345000 HLT");
		assert_eq!(fee_in_words(1_234_567), "0.000001 HLT");
	}
}

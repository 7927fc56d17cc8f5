//! What the institutions decide together: motions, votes, and the few things that take a motion.

use super::{
	context::Context,
	failure::{general, usage},
	files, parameters,
	values::{self, Hex},
	words,
};
use codec::Decode;
use pallet_collective::Instance1;
use salus_client::{
	actions::council::{self, Motion, Moved},
	chain::{Chain, ChainError, Refusal},
};
use salus_primitives::roles::GroupSet;
use salus_runtime::{
	configs::system::{
		dynamic_params::health::{self, BreakGlassBond, FreeCallsPerDay},
		RuntimeParameters,
	},
	AccountId, Balance, Hash, Runtime, RuntimeCall, RuntimeEvent,
};
use serde_json::{json, Value};
use sp_runtime::traits::{BlakeTwo256, Hash as _};
use std::path::{Path, PathBuf};

/// What the institutions decide together.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum Command {
	/// Who has a seat.
	Members,
	/// What the council may tune, as it is now.
	Parameters,
	/// What is proposed and how the votes stand.
	Motions,
	/// Propose something, with your vote for it. A motion with enough votes is then closed.
	#[command(subcommand)]
	Propose(Proposal),
	/// Vote on a motion.
	Vote {
		/// The motion: its number or its hash.
		motion: String,
		/// Vote against it.
		#[arg(long)]
		against: bool,
	},
	/// Close a motion that has its votes, so that it is done; or one that failed.
	Close {
		/// The motion: its number or its hash.
		motion: String,
	},
	/// Upload a runtime that the council has authorised. Anybody may.
	ApplyUpgrade {
		/// The runtime, compact or compressed WebAssembly.
		wasm: PathBuf,
	},
}

/// How a motion is put.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct MotionOptions {
	/// How many votes it takes; by default two thirds of the council, which is what most decisions need.
	#[arg(long, value_name = "N")]
	threshold: Option<u32>,
}

/// What can be proposed.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum Proposal {
	/// Authorise a certification authority.
	AuthorizeAuthority {
		/// The authority.
		#[arg(value_parser = values::account)]
		account: AccountId,
		/// Whom it may certify: patient, provider, health-authority, financial-entity.
		#[arg(long, value_parser = values::groups)]
		groups: GroupSet,
		#[command(flatten)]
		motion: MotionOptions,
	},
	/// Take a certification authority's authorisation back.
	RevokeAuthority(AccountMotion),
	/// Admit an institution that applied.
	Admit(AccountMotion),
	/// Decline an application.
	Decline(AccountMotion),
	/// Suspend an institution.
	Suspend(AccountMotion),
	/// Reinstate a suspended institution.
	Reinstate(AccountMotion),
	/// Remove an institution.
	Remove(AccountMotion),
	/// Set how many calls a day a patient may make without a fee.
	FreeCalls {
		/// How many.
		calls: u32,
		#[command(flatten)]
		motion: MotionOptions,
	},
	/// Set the bond that is held while a provider breaks the glass.
	BreakGlassBond {
		/// In HLT.
		#[arg(value_parser = values::amount)]
		bond: Balance,
		#[command(flatten)]
		motion: MotionOptions,
	},
	/// Authorise a runtime, by its hash. It is uploaded afterwards with apply-upgrade.
	AuthorizeUpgrade {
		/// The runtime, compact or compressed WebAssembly.
		wasm: PathBuf,
		#[command(flatten)]
		motion: MotionOptions,
	},
	/// Stop all but the council and what keeps the chain running, for four hours.
	SafeModeEnter(MotionOptions),
	/// Prolong safe mode by four hours.
	SafeModeExtend(MotionOptions),
	/// End safe mode.
	SafeModeExit(MotionOptions),
}

/// A motion about one account.
#[derive(Clone, Debug, clap::Args)]
pub struct AccountMotion {
	/// Whom it is about.
	#[arg(value_parser = values::account)]
	account: AccountId,
	#[command(flatten)]
	motion: MotionOptions,
}

/// How the votes on a motion stand, as the chain keeps it.
#[derive(Clone, Debug, Decode)]
struct Ballot {
	index: u32,
	threshold: u32,
	ayes: Vec<AccountId>,
	nays: Vec<AccountId>,
	end: u32,
}

/// Does what was asked for.
pub async fn run(context: &Context, command: Command) -> anyhow::Result<()> {
	match command {
		Command::Members => members(context).await,
		Command::Parameters => show_parameters(context).await,
		Command::Motions => motions(context).await,
		Command::Propose(proposal) => propose_one(context, proposal).await,
		Command::Vote { motion, against } => vote(context, &motion, !against).await,
		Command::Close { motion } => close(context, &motion).await,
		Command::ApplyUpgrade { wasm } => apply_upgrade(context, &wasm).await,
	}
}

/// The accounts with a seat.
async fn seats(chain: &Chain) -> anyhow::Result<Vec<AccountId>> {
	let key = pallet_collective::Members::<Runtime, Instance1>::hashed_key();
	Ok(chain.storage(&key).await?.unwrap_or_default())
}

fn ensure_seat(seats: &[AccountId], account: &AccountId) -> anyhow::Result<()> {
	match seats.contains(account) {
		true => Ok(()),
		false => Err(general(format!("{account} has no seat in the council: see salus council members"))),
	}
}

async fn ballot(chain: &Chain, hash: &Hash) -> anyhow::Result<Option<(Ballot, RuntimeCall)>> {
	let votes = pallet_collective::Voting::<Runtime, Instance1>::hashed_key_for(hash);
	let call = pallet_collective::ProposalOf::<Runtime, Instance1>::hashed_key_for(hash);
	Ok(chain.storage(&votes).await?.zip(chain.storage(&call).await?))
}

async fn open_motions(chain: &Chain) -> anyhow::Result<Vec<(Hash, Ballot, RuntimeCall)>> {
	let key = pallet_collective::Proposals::<Runtime, Instance1>::hashed_key();
	let mut motions = Vec::new();
	for hash in chain.storage::<Vec<Hash>>(&key).await?.unwrap_or_default() {
		motions.extend(ballot(chain, &hash).await?.map(|(ballot, call)| (hash, ballot, call)));
	}
	motions.sort_by_key(|(_, ballot, _)| ballot.index);
	Ok(motions)
}

/// The open motion with this number or hash.
async fn motion_of(chain: &Chain, name: &str) -> anyhow::Result<(Motion, Ballot, RuntimeCall)> {
	let hash = name.parse::<Hex<32>>().ok().map(|hex| Hash::from(hex.0));
	let found = open_motions(chain).await?.into_iter().find(|(other, ballot, _)| match hash {
		Some(hash) => hash == *other,
		None => name == ballot.index.to_string(),
	});
	let (hash, ballot, call) =
		found.ok_or_else(|| general(format!("there is no open motion {name}: see salus council motions")))?;
	Ok((Motion { hash, index: ballot.index }, ballot, call))
}

/// The call of a motion, in a form that people can read.
fn describe(call: &RuntimeCall) -> String {
	use pallet_consortium::Call as Consortium;
	use pallet_participants::Call as Participants;
	match call {
		RuntimeCall::Participants(Participants::authorize_authority { account, scope }) => {
			format!("authorize-authority {account} for {}", words::group_names(*scope).join(", "))
		},
		RuntimeCall::Participants(Participants::revoke_authority { account }) => format!("revoke-authority {account}"),
		RuntimeCall::Consortium(Consortium::admit { institution, .. }) => format!("admit {institution}"),
		RuntimeCall::Consortium(Consortium::decline { institution }) => format!("decline {institution}"),
		RuntimeCall::Consortium(Consortium::suspend { institution }) => format!("suspend {institution}"),
		RuntimeCall::Consortium(Consortium::reinstate { institution }) => format!("reinstate {institution}"),
		RuntimeCall::Consortium(Consortium::remove { institution }) => format!("remove {institution}"),
		RuntimeCall::Consortium(pallet_consortium::Call::execute_as_root { call }) => {
			format!("as root: {call:?}")
		},
		call => format!("{call:?}"),
	}
}

async fn members(context: &Context) -> anyhow::Result<()> {
	let chain = context.connect().await?;
	let mut rows = Vec::new();
	for account in seats(&chain).await? {
		let view = pallet_consortium::InstitutionViewFunction::<Runtime>::new(account.clone());
		let institution = chain.view(view).await?;
		let name = institution.map(|institution| String::from_utf8_lossy(&institution.name).into_owned());
		let json = json!({ "account": account, "name": name });
		rows.push((json, vec![name.unwrap_or_default(), account.to_string()]));
	}
	context.out.rows(&["institution", "account"], rows, "nobody has a seat");
	Ok(())
}

async fn show_parameters(context: &Context) -> anyhow::Result<()> {
	let chain = context.connect().await?;
	let (calls, bond) = (parameters::free_calls_per_day(&chain).await?, parameters::break_glass_bond(&chain).await?);
	let json = json!({ "free_calls_per_day": calls, "break_glass_bond_plancks": bond.to_string() });
	let fields = [("free calls a day", calls.to_string()), ("break-glass bond", words::tokens(bond))];
	context.out.fields(&json, &fields);
	Ok(())
}

async fn motions(context: &Context) -> anyhow::Result<()> {
	let chain = context.connect().await?;
	let rows = open_motions(&chain)
		.await?
		.into_iter()
		.map(|(hash, ballot, call)| {
			let text = describe(&call);
			let json = json!({
				"motion": ballot.index,
				"hash": format!("{hash:?}"),
				"ayes": ballot.ayes,
				"nays": ballot.nays,
				"threshold": ballot.threshold,
				"end": ballot.end,
				"call": text,
			});
			let votes = format!("{} of {} for, {} against", ballot.ayes.len(), ballot.threshold, ballot.nays.len());
			(json, vec![ballot.index.to_string(), votes, format!("block {}", ballot.end), text])
		})
		.collect();
	context.out.rows(&["motion", "votes", "ends", "call"], rows, "no motions are open");
	Ok(())
}

async fn propose_one(context: &Context, proposal: Proposal) -> anyhow::Result<()> {
	use pallet_consortium::Call as Consortium;
	use pallet_participants::Call as Participants;
	let (call, text, motion) = match proposal {
		Proposal::AuthorizeAuthority { account, groups, motion } => {
			let text = format!("{account} may certify {}", words::group_names(groups).join(", "));
			let call = RuntimeCall::Participants(Participants::authorize_authority { account, scope: groups });
			(call, text, motion)
		},
		Proposal::RevokeAuthority(AccountMotion { account, motion }) => {
			let text = format!("{account} may certify nobody any more");
			(RuntimeCall::Participants(Participants::revoke_authority { account }), text, motion)
		},
		Proposal::Admit(AccountMotion { account, motion }) => {
			let applied = application(&context.connect().await?, &account).await?;
			let text = format!("{account} is admitted");
			let call = Consortium::admit { institution: account, applied };
			(RuntimeCall::Consortium(call), text, motion)
		},
		Proposal::Decline(AccountMotion { account, motion }) => {
			let text = format!("the application of {account} is declined");
			(RuntimeCall::Consortium(Consortium::decline { institution: account }), text, motion)
		},
		Proposal::Suspend(AccountMotion { account, motion }) => {
			let text = format!("{account} is suspended");
			(RuntimeCall::Consortium(Consortium::suspend { institution: account }), text, motion)
		},
		Proposal::Reinstate(AccountMotion { account, motion }) => {
			let text = format!("{account} is reinstated");
			(RuntimeCall::Consortium(Consortium::reinstate { institution: account }), text, motion)
		},
		Proposal::Remove(AccountMotion { account, motion }) => {
			let text = format!("{account} is removed");
			(RuntimeCall::Consortium(Consortium::remove { institution: account }), text, motion)
		},
		Proposal::FreeCalls { calls, motion } => {
			let set = health::Parameters::FreeCallsPerDay(FreeCallsPerDay, Some(calls));
			(set_parameter(set), format!("patients have {calls} free calls a day"), motion)
		},
		Proposal::BreakGlassBond { bond, motion } => {
			let set = health::Parameters::BreakGlassBond(BreakGlassBond, Some(bond));
			(set_parameter(set), format!("breaking the glass takes a bond of {}", words::tokens(bond)), motion)
		},
		Proposal::AuthorizeUpgrade { wasm, motion } => {
			let code_hash = BlakeTwo256::hash(&runtime_code(&wasm)?);
			let call = RuntimeCall::System(frame_system::Call::authorize_upgrade { code_hash });
			let call = RuntimeCall::Consortium(Consortium::execute_as_root { call: Box::new(call) });
			(call, format!("the runtime {code_hash:?} is authorised"), motion)
		},
		Proposal::SafeModeEnter(motion) => {
			let call = RuntimeCall::SafeMode(pallet_safe_mode::Call::force_enter {});
			(call, "safe mode begins".into(), motion)
		},
		Proposal::SafeModeExtend(motion) => {
			let call = RuntimeCall::SafeMode(pallet_safe_mode::Call::force_extend {});
			(call, "safe mode is prolonged".into(), motion)
		},
		Proposal::SafeModeExit(motion) => {
			let call = RuntimeCall::SafeMode(pallet_safe_mode::Call::force_exit {});
			(call, "safe mode ends".into(), motion)
		},
	};
	propose(context, call, &text, &motion).await
}

fn set_parameter(parameter: health::Parameters) -> RuntimeCall {
	RuntimeCall::Parameters(pallet_parameters::Call::set_parameter { key_value: RuntimeParameters::Health(parameter) })
}

/// When the institution applied: what is voted on is this application and no other.
async fn application(chain: &Chain, account: &AccountId) -> anyhow::Result<salus_primitives::Moment> {
	let view = pallet_consortium::InstitutionViewFunction::<Runtime>::new(account.clone());
	match chain.view(view).await?.map(|institution| institution.status) {
		Some(pallet_consortium::Status::Applicant { since, .. }) => Ok(since),
		_ => Err(general(format!("{account} has no open application: see salus consortium list"))),
	}
}

/// The bytes of a runtime, as far as they look like one.
fn runtime_code(wasm: &Path) -> anyhow::Result<Vec<u8>> {
	/// How WebAssembly begins, and how compressed WebAssembly of Substrate does.
	const BEGINNINGS: [&[u8]; 2] = [b"\0asm", &[82, 188, 83, 118, 70, 219, 142, 5]];
	let code = files::bytes(wasm)?;
	if !BEGINNINGS.iter().any(|beginning| code.starts_with(beginning)) {
		return Err(usage(format!("{} is no WebAssembly", wasm.display())));
	}
	Ok(code)
}

/// Puts a motion; `text` says what it brings about.
pub async fn propose(context: &Context, call: RuntimeCall, text: &str, options: &MotionOptions) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	let seats = seats(&chain).await?;
	ensure_seat(&seats, &me.account_id())?;
	let threshold = options.threshold.unwrap_or((seats.len() as u32 * 2).div_ceil(3));
	if threshold == 0 || threshold as usize > seats.len() {
		return Err(usage(format!("the council has {} seats", seats.len())));
	}
	// All that can be proposed here takes two thirds: with fewer votes it would be refused once it is closed.
	if threshold as usize * 3 < seats.len() * 2 {
		return Err(usage(format!(
			"this takes two thirds of the {} seats, that is {} votes",
			seats.len(),
			(seats.len() * 2).div_ceil(3)
		)));
	}
	let spinner = context.out.spinner("waiting for the chain");
	let moved = council::propose(&chain, &me, call, threshold).await;
	spinner.finish_and_clear();
	match moved? {
		Moved::Executed(included) => {
			context.out.receipt(
				&included,
				json!({ "executed": true, "motion": Value::Null }),
				&format!("decided: {text}"),
			);
		},
		Moved::Open(motion, included) => {
			let json = json!({
				"executed": false,
				"motion": motion.index,
				"hash": format!("{:?}", motion.hash),
				"threshold": threshold,
			});
			let text = format!(
				"proposed as motion {}: {text}\n  it takes {threshold} votes: salus council vote {}, then salus council close {}",
				motion.index, motion.index, motion.index
			);
			context.out.receipt(&included, json, &text);
		},
	}
	Ok(())
}

async fn vote(context: &Context, name: &str, approve: bool) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	ensure_seat(&seats(&chain).await?, &me.account_id())?;
	let (motion, ballot, call) = motion_of(&chain, name).await?;
	context.out.note(&format!("motion {}: {}", motion.index, describe(&call)));
	let included = council::vote(&chain, &me, motion, approve).await?;
	let already = if approve { &ballot.ayes } else { &ballot.nays };
	let votes = already.iter().filter(|voter| **voter != me.account_id()).count() + 1;
	let side = if approve { "for" } else { "against" };
	let json = json!({ "motion": motion.index, "approve": approve, "votes": votes, "threshold": ballot.threshold });
	let mut text = format!("{votes} votes {side}, it takes {}", ballot.threshold);
	if approve && votes >= ballot.threshold as usize {
		text = format!("{text}: close it with salus council close {}", motion.index);
	}
	context.out.receipt(&included, json, &text);
	Ok(())
}

async fn close(context: &Context, name: &str) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	let (motion, ballot, call) = motion_of(&chain, name).await?;
	let spinner = context.out.spinner("waiting for the chain");
	let closed = council::close(&chain, &me, motion, &call).await;
	spinner.finish_and_clear();
	let passed = ballot.ayes.len() >= ballot.threshold as usize;
	let text = if passed { "passed and done" } else { "closed without having passed" };
	let json = json!({ "motion": motion.index, "passed": passed });
	context.out.receipt(&closed?, json, &format!("motion {}: {text}", motion.index));
	Ok(())
}

async fn apply_upgrade(context: &Context, wasm: &Path) -> anyhow::Result<()> {
	let code = runtime_code(wasm)?;
	let (chain, me) = context.signed().await?;
	let call = RuntimeCall::System(frame_system::Call::apply_authorized_upgrade { code });
	let included = context.send(&chain, &me, call).await?;
	// The chain takes the call and its authorisation even where it rejects the runtime, and says so in an event.
	for event in &included.events {
		if let RuntimeEvent::System(frame_system::Event::RejectedInvalidAuthorizedUpgrade { error, .. }) = event {
			return Err(anyhow::Error::from(ChainError::Refused(Refusal::of(error))).context(
				"the runtime was rejected and its authorisation is used up: propose one of the same name with a higher spec_version",
			));
		}
	}
	context.out.receipt(
		&included,
		json!({ "upgraded": true }),
		"the chain runs the new runtime from the next block on",
	);
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::Encode;

	#[test]
	fn a_ballot_has_the_form_in_which_the_chain_keeps_it() {
		let votes = pallet_collective::Votes::<AccountId, u32>::decode(
			&mut (3u32, 2u32, vec![AccountId::new([1; 32])], Vec::<AccountId>::new(), 99u32).encode().as_slice(),
		);
		let ballot = Ballot::decode(&mut votes.unwrap().encode().as_slice()).unwrap();
		assert_eq!((ballot.index, ballot.threshold, ballot.ayes.len(), ballot.end), (3, 2, 1, 99));
		assert!(ballot.nays.is_empty());
	}
}

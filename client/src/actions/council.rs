//! What institutions decide together.

use super::{outcome, ActionError};
use crate::{
	chain::{Chain, Included, Refusal, Wait},
	keys::Persona,
};
use codec::Encode;
use salus_runtime::{Hash, RuntimeCall, RuntimeEvent};

/// An open motion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Motion {
	/// By what the motion is known.
	pub hash: Hash,
	/// Its number.
	pub index: u32,
}

/// How a motion ended or goes on.
#[derive(Debug)]
pub enum Moved {
	/// The proposer's vote was enough; the call was made.
	Executed(Included),
	/// It waits for votes.
	Open(Motion, Included),
}

/// Proposes a call to the council, with an affirmative vote of the proposer's own. A council of one decides at once.
///
/// # Errors
/// [`ActionError::Chain`]; also when the motion passed at once and its call was refused.
pub async fn propose(chain: &Chain, member: &Persona, call: RuntimeCall, threshold: u32) -> Result<Moved, ActionError> {
	let length_bound = call.encoded_size() as u32;
	let proposed = chain
		.send(
			member,
			RuntimeCall::Council(pallet_collective::Call::propose {
				threshold,
				proposal: Box::new(call),
				length_bound,
			}),
			Wait::Finalized,
		)
		.await?;
	if executed(&proposed)? {
		return Ok(Moved::Executed(proposed));
	}
	let motion = outcome(&proposed, "the motion", |event| match event {
		RuntimeEvent::Council(pallet_collective::Event::Proposed { proposal_hash, proposal_index, .. }) => {
			Some(Motion { hash: *proposal_hash, index: *proposal_index })
		},
		_ => None,
	})?;
	if threshold < 2 {
		return Ok(Moved::Open(motion, proposed));
	}
	let voted = vote(chain, member, motion, true).await?;
	Ok(Moved::Open(motion, voted))
}

/// Votes on a motion.
///
/// # Errors
/// [`ActionError::Chain`].
pub async fn vote(chain: &Chain, member: &Persona, motion: Motion, approve: bool) -> Result<Included, ActionError> {
	let call =
		RuntimeCall::Council(pallet_collective::Call::vote { proposal: motion.hash, index: motion.index, approve });
	Ok(chain.send(member, call, Wait::InBlock).await?)
}

/// Closes a motion that has its votes, so that its call is made.
///
/// # Errors
/// [`ActionError::Chain`]; also when the motion's call was refused.
pub async fn close(
	chain: &Chain,
	member: &Persona,
	motion: Motion,
	call: &RuntimeCall,
) -> Result<Included, ActionError> {
	use frame_support::dispatch::GetDispatchInfo;
	let close = RuntimeCall::Council(pallet_collective::Call::close {
		proposal_hash: motion.hash,
		index: motion.index,
		proposal_weight_bound: call.get_dispatch_info().call_weight,
		length_bound: call.encoded_size() as u32,
	});
	let closed = chain.send(member, close, Wait::Finalized).await?;
	// Whether or not its call went well, the motion is over and its proposer's deposit free. Not in one batch with the closing,
	// since safe mode lets single calls of the council through only.
	let release = RuntimeCall::Council(pallet_collective::Call::release_proposal_cost { proposal_hash: motion.hash });
	chain.send(member, release, Wait::InBlock).await?;
	executed(&closed)?;
	Ok(closed)
}

/// Whether the events tell of a motion whose call was made. A call that was made and refused is an error, since the motion
/// changed nothing.
fn executed(included: &Included) -> Result<bool, ActionError> {
	for event in &included.events {
		if let RuntimeEvent::Council(pallet_collective::Event::Executed { result, .. }) = event {
			return match result {
				Ok(()) => Ok(true),
				Err(error) => Err(crate::chain::ChainError::from(Refusal::of(error)).into()),
			};
		}
	}
	Ok(false)
}

/// Passes a call through the whole council: the first member proposes, the others vote until two thirds have agreed.
///
/// # Errors
/// [`ActionError::Chain`], when the call is refused or there are too few members for two thirds.
pub async fn decide(chain: &Chain, members: &[Persona], call: RuntimeCall) -> Result<Included, ActionError> {
	let threshold = (members.len() * 2).div_ceil(3);
	let Some((first, others)) = members.split_first() else { return Err(ActionError::NoEvent("a council")) };
	let motion = match propose(chain, first, call.clone(), threshold as u32).await? {
		Moved::Executed(included) => return Ok(included),
		Moved::Open(motion, _) => motion,
	};
	for member in others.iter().take(threshold.saturating_sub(1)) {
		vote(chain, member, motion, true).await?;
	}
	close(chain, first, motion, &call).await
}

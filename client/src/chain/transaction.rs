//! Signing, sending and following transactions.

use super::{Chain, ChainError, Refusal};
use crate::keys::Persona;
use codec::{Decode, Encode};
use frame_system::{EventRecord, Phase};
use salus_runtime::{
	Balance, Hash, Nonce, Runtime, RuntimeCall, RuntimeEvent, Signature, TxExtension, UncheckedExtrinsic,
};
use sp_runtime::{
	generic::{Era, SignedPayload},
	traits::TransactionExtension,
};
use std::time::{Duration, Instant};
use subxt::rpcs::{client::RpcSubscription, methods::legacy::TransactionStatus};

/// How many blocks a transaction may wait before it is void: about four minutes.
const MORTALITY: u64 = 128;

/// Until when to follow a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
	/// Until it is in a block, which can still be replaced by another.
	InBlock,
	/// Until its block is final.
	Finalized,
}

/// A transaction that succeeded.
#[derive(Clone, Debug)]
pub struct Included {
	/// The block it is in.
	pub block: Hash,
	/// That block's number.
	pub number: u32,
	/// What it brought about.
	pub events: Vec<RuntimeEvent>,
	/// What it cost the signer, in plancks; nothing for a free call.
	pub fee: Balance,
	/// Time from sending until it was final, if that was waited for.
	pub finalized_after: Option<Duration>,
}

impl Chain {
	/// Signs and sends a call and follows it.
	///
	/// # Errors
	/// [`ChainError::Refused`] when the chain refuses the call, [`ChainError::NotAccepted`] when it is not even taken.
	pub async fn send(&self, signer: &Persona, call: RuntimeCall, wait: Wait) -> Result<Included, ChainError> {
		let nonce = self.next_nonce(&signer.account_id()).await?;
		let encoded = self.sign(signer, call, nonce).await?.encode();
		let sent = Instant::now();
		let progress = self.rpc.author_submit_and_watch_extrinsic(&encoded).await?;
		self.follow(progress, &encoded, sent, wait).await
	}

	/// Signs and sends several calls, which need not wait for one another, and follows them all. The answers come in the order of
	/// the calls. If one is not even taken, those after it are not sent, and there are fewer answers than calls.
	///
	/// # Errors
	/// When not even the first is taken; how the others fared is among the answers.
	pub async fn send_all(
		&self,
		signer: &Persona,
		calls: Vec<RuntimeCall>,
		wait: Wait,
	) -> Result<Vec<Result<Included, ChainError>>, ChainError> {
		let mut nonce = self.next_nonce(&signer.account_id()).await?;
		let (mut followed, mut refused) = (Vec::new(), None);
		for call in calls {
			let encoded = self.sign(signer, call, nonce).await?.encode();
			let sent = Instant::now();
			match self.rpc.author_submit_and_watch_extrinsic(&encoded).await {
				Ok(progress) => {
					followed.push(async move { self.follow(progress, &encoded, sent, wait).await });
				},
				Err(error) if followed.is_empty() => return Err(error.into()),
				Err(error) => {
					refused = Some(Err(error.into()));
					break;
				},
			}
			nonce = nonce.saturating_add(1);
		}
		let mut answers = futures::future::join_all(followed).await;
		answers.extend(refused);
		Ok(answers)
	}

	/// Follows a transaction that was sent.
	async fn follow(
		&self,
		mut progress: RpcSubscription<TransactionStatus<Hash>>,
		encoded: &[u8],
		sent: Instant,
		wait: Wait,
	) -> Result<Included, ChainError> {
		let mut in_block = None;
		while let Some(status) = progress.next().await {
			match status? {
				TransactionStatus::InBlock(block) if wait == Wait::InBlock => {
					return self.included(block, encoded, None).await
				},
				TransactionStatus::InBlock(block) => in_block = Some(block),
				TransactionStatus::Finalized(block) => {
					return self.included(block, encoded, Some(sent.elapsed())).await
				},
				TransactionStatus::FinalityTimeout(_) => return Err(ChainError::Dropped("it did not become final")),
				TransactionStatus::Usurped(_) => {
					return Err(ChainError::Dropped("another transaction of the account took its place"))
				},
				TransactionStatus::Dropped => return Err(ChainError::Dropped("the pool is full")),
				TransactionStatus::Invalid => return Err(ChainError::Dropped("it became invalid")),
				TransactionStatus::Future
				| TransactionStatus::Ready
				| TransactionStatus::Broadcast(_)
				| TransactionStatus::Retracted(_) => {},
			}
		}
		match in_block {
			Some(block) => self.included(block, encoded, None).await,
			None => Err(ChainError::Dropped("the connection ended")),
		}
	}

	/// What the call would cost, in plancks, unless it is free. The node is asked about a transaction of the right length whose
	/// signature is none, so that it learns nothing that it could send in the signer's name.
	///
	/// # Errors
	/// [`ChainError::Rpc`] and [`ChainError::Undecodable`].
	pub async fn estimate_fee(&self, signer: &Persona, call: RuntimeCall) -> Result<Balance, ChainError> {
		let nonce = self.next_nonce(&signer.account_id()).await?;
		let (call, extension, _) = self.payload(call, nonce).await?.deconstruct();
		let nobodys = Signature::Sr25519(sp_core::sr25519::Signature::default());
		let encoded = UncheckedExtrinsic::new_signed(call, signer.account_id().into(), nobodys, extension).encode();
		let mut parameters = encoded.clone();
		(encoded.len() as u32).encode_to(&mut parameters);
		let answer = self.rpc.state_call("TransactionPaymentApi_query_info", Some(&parameters), None).await?;
		let info = pallet_transaction_payment::RuntimeDispatchInfo::<Balance>::decode(&mut answer.as_slice())?;
		Ok(info.partial_fee)
	}

	/// Signs a call as the account's transaction number `nonce`.
	///
	/// # Errors
	/// [`ChainError::Rpc`].
	pub async fn sign(
		&self,
		signer: &Persona,
		call: RuntimeCall,
		nonce: Nonce,
	) -> Result<UncheckedExtrinsic, ChainError> {
		let payload = self.payload(call, nonce).await?;
		let signature = payload.using_encoded(|bytes| signer.sign(bytes));
		let (call, extension, _) = payload.deconstruct();
		Ok(UncheckedExtrinsic::new_signed(call, signer.account_id().into(), Signature::Sr25519(signature), extension))
	}

	/// What is signed of a call as an account's transaction number `nonce`.
	async fn payload(
		&self,
		call: RuntimeCall,
		nonce: Nonce,
	) -> Result<SignedPayload<RuntimeCall, TxExtension>, ChainError> {
		let (number, checkpoint) = self.finalized().await?;
		let era = Era::mortal(MORTALITY, number.into());
		let extension: TxExtension = (
			frame_system::AuthorizeCall::new(),
			frame_system::CheckNonZeroSender::new(),
			frame_system::CheckSpecVersion::new(),
			frame_system::CheckTxVersion::new(),
			frame_system::CheckGenesis::new(),
			frame_system::CheckEra::from(era),
			frame_system::CheckNonce::from(nonce),
			frame_system::CheckWeight::new(),
			pallet_participants::CountFreeCalls::new(),
			pallet_transaction_payment::ChargeTransactionPayment::<Runtime>::from(0).into(),
			frame_metadata_hash_extension::CheckMetadataHash::new(false),
			frame_system::WeightReclaim::new(),
		);
		type Implicit = <TxExtension as TransactionExtension<RuntimeCall>>::Implicit;
		let implicit: Implicit =
			((), (), self.spec_version, self.transaction_version, self.genesis, checkpoint, (), (), (), (), None, ());
		Ok(SignedPayload::from_raw(call, extension, implicit))
	}

	/// Finds the transaction in its block and reads what it brought about.
	async fn included(
		&self,
		block: Hash,
		encoded: &[u8],
		finalized_after: Option<Duration>,
	) -> Result<Included, ChainError> {
		let details = self.rpc.chain_get_block(Some(block)).await?.ok_or(ChainError::UnknownBlock(block))?;
		let position = details.block.extrinsics.iter().position(|other| other.0 == encoded);
		let position = position.ok_or(ChainError::UnknownBlock(block))?;
		let key = frame_support::storage::storage_prefix(b"System", b"Events");
		let bytes = self.rpc.state_get_storage(&key, Some(block)).await?.unwrap_or_default();
		let records = Vec::<EventRecord<RuntimeEvent, Hash>>::decode(&mut bytes.as_slice())?;
		let events: Vec<_> = records
			.into_iter()
			.filter(|record| matches!(record.phase, Phase::ApplyExtrinsic(index) if index as usize == position))
			.map(|record| record.event)
			.collect();
		let mut fee = 0;
		for event in &events {
			match event {
				RuntimeEvent::TransactionPayment(pallet_transaction_payment::Event::TransactionFeePaid {
					actual_fee,
					..
				}) => fee = *actual_fee,
				RuntimeEvent::System(frame_system::Event::ExtrinsicFailed { dispatch_error, .. }) => {
					return Err(Refusal::of(dispatch_error).into())
				},
				_ => {},
			}
		}
		let number = details.block.header.number;
		Ok(Included { block, number, events, fee, finalized_after })
	}
}

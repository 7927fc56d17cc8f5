//! Access to a running chain.
//!
//! The client speaks the runtime's own types: a call is a [`salus_runtime::RuntimeCall`], a read is one of the pallets' view functions, an event a
//! [`salus_runtime::RuntimeEvent`]. What the compiler accepts here is what the chain decodes. [`Chain::connect`] checks that the chain runs a
//! runtime with the same encoding of calls (its `transaction_version`) and refuses another.

mod error;
mod transaction;

pub use error::{ChainError, Refusal};
pub use transaction::{Included, Wait};

use codec::{Decode, Encode};
use frame_support::view_functions::ViewFunction;
use salus_runtime::{AccountId, Balance, Hash, Header, Nonce, SessionKeys, VERSION};
use std::time::Duration;
use subxt::rpcs::{
	client::rpc_params,
	methods::legacy::{LegacyRpcMethods, SystemProperties},
	RpcClient, RpcConfig,
};

/// The types of the chain, as its RPC names them.
#[derive(Clone, Copy, Debug)]
pub enum SalusRpc {}

impl RpcConfig for SalusRpc {
	type AccountId = AccountId;
	type Hash = Hash;
	type Header = Header;
}

/// How long a connection may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// A connection to a node.
#[derive(Clone)]
pub struct Chain {
	client: RpcClient,
	rpc: LegacyRpcMethods<SalusRpc>,
	genesis: Hash,
	spec_version: u32,
	transaction_version: u32,
}

impl Chain {
	/// Connects to the node at a WebSocket address such as `ws://127.0.0.1:9944`, or `wss://` for a node elsewhere: what a node says
	/// about keys is believed, so nobody may stand between.
	///
	/// # Errors
	/// [`ChainError::Unreachable`], and [`ChainError::OtherRuntime`] when the chain runs a runtime whose calls are encoded
	/// otherwise.
	pub async fn connect(url: &str) -> Result<Self, ChainError> {
		let unreachable = |reason: String| ChainError::Unreachable { url: url.to_owned(), reason };
		let client = tokio::time::timeout(CONNECT_TIMEOUT, RpcClient::from_url(url))
			.await
			.map_err(|_| unreachable("no answer in time".into()))?
			.map_err(|error| unreachable(error.to_string()))?;
		let rpc = LegacyRpcMethods::<SalusRpc>::new(client.clone());
		let genesis = rpc.genesis_hash().await?;
		let version = rpc.state_get_runtime_version(None).await?;
		let spec_name = version.other.get("specName").and_then(|name| name.as_str()).unwrap_or_default();
		if spec_name != VERSION.spec_name || version.transaction_version != VERSION.transaction_version {
			return Err(ChainError::OtherRuntime {
				found: format!("{spec_name} with transaction version {}", version.transaction_version),
				expected: format!("{} with transaction version {}", VERSION.spec_name, VERSION.transaction_version),
			});
		}
		Ok(Self {
			client,
			rpc,
			genesis,
			spec_version: version.spec_version,
			transaction_version: version.transaction_version,
		})
	}

	/// Hash of the first block, which tells one chain from another.
	pub fn genesis_hash(&self) -> Hash {
		self.genesis
	}

	/// The standard RPC of the node.
	pub fn rpc(&self) -> &LegacyRpcMethods<SalusRpc> {
		&self.rpc
	}

	/// What a pallet's view function answers at the newest block.
	///
	/// # Errors
	/// [`ChainError::Rpc`] and [`ChainError::Undecodable`].
	pub async fn view<V: ViewFunction + Encode>(&self, view: V) -> Result<V::ReturnType, ChainError>
	where
		V::ReturnType: Decode,
	{
		type Answer = Result<Vec<u8>, frame_support::view_functions::ViewFunctionDispatchError>;
		let parameters = (V::id(), view.encode()).encode();
		let answer = self.rpc.state_call("RuntimeViewFunction_execute_view_function", Some(&parameters), None).await?;
		let bytes = Answer::decode(&mut answer.as_slice())?.map_err(|error| ChainError::View(format!("{error:?}")))?;
		Ok(V::ReturnType::decode(&mut bytes.as_slice())?)
	}

	/// The number of the next transaction of an account, those that wait in the pool included.
	///
	/// # Errors
	/// [`ChainError::Rpc`].
	pub async fn next_nonce(&self, account: &AccountId) -> Result<Nonce, ChainError> {
		Ok(self.client.request("system_accountNextIndex", rpc_params![account]).await?)
	}

	/// Tokens of an account that it can spend, in plancks.
	///
	/// # Errors
	/// [`ChainError::Rpc`] and [`ChainError::Undecodable`].
	pub async fn balance(&self, account: &AccountId) -> Result<Balance, ChainError> {
		let key = frame_system::Account::<salus_runtime::Runtime>::hashed_key_for(account);
		let Some(bytes) = self.rpc.state_get_storage(&key, None).await? else { return Ok(0) };
		let info =
			frame_system::AccountInfo::<Nonce, pallet_balances::AccountData<Balance>>::decode(&mut bytes.as_slice())?;
		Ok(info.data.free)
	}

	/// The time of the newest block, in Unix milliseconds: what the chain means by now.
	///
	/// # Errors
	/// [`ChainError::Rpc`] and [`ChainError::Undecodable`].
	pub async fn now(&self) -> Result<salus_primitives::Moment, ChainError> {
		let key = pallet_timestamp::Now::<salus_runtime::Runtime>::hashed_key();
		let bytes = self.rpc.state_get_storage(&key, None).await?.unwrap_or_default();
		Ok(Decode::decode(&mut bytes.as_slice()).unwrap_or_default())
	}

	/// What is stored under a key at the newest block, for what no view function tells.
	///
	/// # Errors
	/// [`ChainError::Rpc`] and [`ChainError::Undecodable`].
	pub async fn storage<T: Decode>(&self, key: &[u8]) -> Result<Option<T>, ChainError> {
		let bytes = self.rpc.state_get_storage(key, None).await?;
		Ok(bytes.map(|bytes| T::decode(&mut bytes.as_slice())).transpose()?)
	}

	/// All that is stored under a prefix at the newest block, each with its key.
	///
	/// # Errors
	/// [`ChainError::Rpc`] and [`ChainError::Undecodable`].
	pub async fn entries<T: Decode>(&self, prefix: &[u8]) -> Result<Vec<(Vec<u8>, T)>, ChainError> {
		const PAGE: u32 = 500;
		let mut entries = Vec::new();
		let mut last: Option<Vec<u8>> = None;
		loop {
			let keys = self.rpc.state_get_keys_paged(prefix, PAGE, last.as_deref(), None).await?;
			for key in &keys {
				if let Some(value) = self.storage(key).await? {
					entries.push((key.clone(), value));
				}
			}
			if keys.len() < PAGE as usize {
				return Ok(entries);
			}
			last = keys.into_iter().next_back();
		}
	}

	/// Lets the node make new session keys for a validator account, and prove that it holds them. Nodes answer this to their own
	/// machine only.
	///
	/// # Errors
	/// [`ChainError::Rpc`], also for a node that does not give a proof, and [`ChainError::Undecodable`].
	pub async fn generate_session_keys(&self, owner: &AccountId) -> Result<(SessionKeys, Vec<u8>), ChainError> {
		let owner = format!("0x{}", hex::encode(AsRef::<[u8; 32]>::as_ref(owner)));
		let made: serde_json::Value = self.client.request("author_rotateKeysWithOwner", rpc_params![owner]).await?;
		let bytes = |name: &str| {
			let digits = made.get(name).and_then(|text| text.as_str()).and_then(|text| text.strip_prefix("0x"));
			digits.and_then(|digits| hex::decode(digits).ok())
		};
		match (bytes("keys"), bytes("proof")) {
			(Some(keys), Some(proof)) => Ok((SessionKeys::decode(&mut keys.as_slice())?, proof)),
			_ => Err(ChainError::Rpc("the node made no session keys with a proof".into())),
		}
	}

	/// Number and hash of the last finalized block.
	///
	/// # Errors
	/// [`ChainError::Rpc`].
	pub async fn finalized(&self) -> Result<(u32, Hash), ChainError> {
		let hash = self.rpc.chain_get_finalized_head().await?;
		Ok((self.header(hash).await?.number, hash))
	}

	/// Name and properties of the chain.
	///
	/// # Errors
	/// [`ChainError::Rpc`].
	pub async fn properties(&self) -> Result<(String, SystemProperties), ChainError> {
		Ok((self.rpc.system_chain().await?, self.rpc.system_properties().await?))
	}

	async fn header(&self, hash: Hash) -> Result<Header, ChainError> {
		self.rpc.chain_get_header(Some(hash)).await?.ok_or(ChainError::UnknownBlock(hash))
	}
}

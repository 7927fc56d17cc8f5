//! What all commands share: who signs, which chain, which blob store.

use super::{
	failure::{general, usage},
	output::{Format, Output},
};
use clap::ValueEnum;
use salus_client::{
	chain::{Chain, Included, Wait},
	keys::{Persona, PersonaId, Root, Seed},
	store::BlobStore,
};
use salus_runtime::{AccountId, RuntimeCall};
use std::{
	env,
	io::{stdin, IsTerminal},
	path::{Path, PathBuf},
	sync::OnceLock,
};
use zeroize::Zeroizing;

/// Until when a transaction is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Until {
	/// Until it is in a block, which another may still replace.
	InBlock,
	/// Until its block is final.
	Finalized,
}

/// Options of every command.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Options of every command")]
pub struct GlobalOptions {
	/// WebSocket address of a node.
	#[arg(long, global = true, env = "SALUS_URL", default_value = "ws://127.0.0.1:9944", value_name = "URL")]
	pub url: String,
	/// Recovery phrase or secret URI of the account. Better given as SALUS_SURI, since others may see command lines.
	#[arg(long, global = true, env = "SALUS_SURI", hide_env_values = true, value_name = "SECRET")]
	pub suri: Option<String>,
	/// The account as a polkadot.js JSON file, version 3. Its password is asked for, or taken from SALUS_PASSWORD.
	#[arg(long, global = true, value_name = "FILE")]
	pub account_file: Option<PathBuf>,
	/// Which of the account's personas: a number or a name; 0 is the account itself.
	#[arg(long, global = true, env = "SALUS_PERSONA", default_value = "0", value_name = "NAME|N")]
	pub persona: PersonaId,
	/// Blob store: a folder or a URL (file://, s3://, gs://, az://). By default a folder among the user's data.
	#[arg(long, global = true, env = "SALUS_STORE", value_name = "URL")]
	pub store: Option<String>,
	/// Form of the output.
	#[arg(long, global = true, value_enum, default_value_t = Format::Text)]
	pub output: Format,
	/// Until when to follow transactions.
	#[arg(long, global = true, value_enum, default_value_t = Until::Finalized)]
	pub wait: Until,
}

/// What a command works with.
#[derive(Debug)]
pub struct Context {
	options: GlobalOptions,
	/// The account, once it was opened: its password is asked for once.
	root: OnceLock<Root>,
	/// Where results go.
	pub out: Output,
}

impl Context {
	/// From the options of the command line.
	pub fn new(options: GlobalOptions) -> Self {
		let out = Output::new(options.output);
		Self { options, root: OnceLock::new(), out }
	}

	/// Until when to follow transactions.
	pub fn wait(&self) -> Wait {
		match self.options.wait {
			Until::InBlock => Wait::InBlock,
			Until::Finalized => Wait::Finalized,
		}
	}

	/// A connection to the node.
	pub async fn connect(&self) -> anyhow::Result<Chain> {
		Ok(Chain::connect(&self.options.url).await?)
	}

	/// The secret URI or phrase that was given.
	pub fn secret(&self) -> Option<&str> {
		self.options.suri.as_deref().map(str::trim).filter(|secret| !secret.is_empty())
	}

	/// The file of the account, if one was given.
	pub fn account_file(&self) -> Option<&Path> {
		self.options.account_file.as_deref()
	}

	/// The account from which the personas follow.
	pub fn root(&self) -> anyhow::Result<&Root> {
		match self.root.get() {
			Some(root) => Ok(root),
			None => {
				let root = self.open_root()?;
				Ok(self.root.get_or_init(|| root))
			},
		}
	}

	fn open_root(&self) -> anyhow::Result<Root> {
		if let Some(file) = &self.options.account_file {
			let json = std::fs::read_to_string(file)
				.map_err(|error| usage(format!("the account file {} cannot be read: {error}", file.display())))?;
			return Ok(Root::from_json(&json, &password("Password of the account")?)?);
		}
		let secret = self.secret().ok_or_else(|| {
			usage(
				"this needs your account: set SALUS_SURI to your recovery phrase, or give --account-file with the JSON file of \
				 your wallet. 'salus keys generate' makes a new account",
			)
		})?;
		// A plain phrase has errors of its own, by which a mistyped word is found.
		if secret.contains(' ') && !secret.contains('/') {
			return Ok(Seed::from_phrase(secret)?.root()?);
		}
		Ok(Root::from_uri(secret)?)
	}

	/// The account that signs.
	pub fn me(&self) -> anyhow::Result<Persona> {
		Ok(self.root()?.persona(self.options.persona.clone()))
	}

	/// The account that signs, and a connection. The account comes first: what is wrong with it is known at once.
	pub async fn signed(&self) -> anyhow::Result<(Chain, Persona)> {
		let me = self.me()?;
		Ok((self.connect().await?, me))
	}

	/// The account given, or else the signer's.
	pub fn or_mine(&self, account: Option<AccountId>) -> anyhow::Result<AccountId> {
		match account {
			Some(account) => Ok(account),
			None => Ok(self.me()?.account_id()),
		}
	}

	/// The address of the node.
	pub fn url(&self) -> &str {
		&self.options.url
	}

	/// The URL of the blob store. A folder is named by its path, or left out.
	pub fn store_url(&self) -> anyhow::Result<String> {
		let folder = match &self.options.store {
			Some(url) if url.contains("://") => return Ok(url.clone()),
			Some(folder) => std::path::absolute(folder)?,
			None => data_folder()?.join("records"),
		};
		let url = url::Url::from_directory_path(&folder)
			.map_err(|()| usage(format!("{} is no folder that can be named by a URL", folder.display())))?;
		Ok(url.into())
	}

	/// The blob store.
	pub fn store(&self) -> anyhow::Result<BlobStore> {
		Ok(BlobStore::open(&self.store_url()?)?)
	}

	/// Signs and sends a call and follows it.
	pub async fn send(&self, chain: &Chain, me: &Persona, call: RuntimeCall) -> anyhow::Result<Included> {
		let spinner = self.out.spinner("waiting for the chain");
		let sent = chain.send(me, call, self.wait()).await;
		spinner.finish_and_clear();
		Ok(sent?)
	}

	/// Asks for a yes, unless it was given beforehand.
	pub fn confirm(&self, question: &str, yes: bool) -> anyhow::Result<()> {
		if yes {
			return Ok(());
		}
		if !stdin().is_terminal() {
			return Err(usage(format!("{question} Nobody is here to answer: add --yes to agree")));
		}
		match dialoguer::Confirm::new().with_prompt(question).default(false).interact()? {
			true => Ok(()),
			false => Err(general("nothing was done")),
		}
	}
}

/// A password, from `SALUS_PASSWORD` or typed unseen.
pub fn password(prompt: &str) -> anyhow::Result<Zeroizing<String>> {
	if let Ok(password) = env::var("SALUS_PASSWORD") {
		return Ok(Zeroizing::new(password));
	}
	if !stdin().is_terminal() {
		return Err(usage("a password is needed: set SALUS_PASSWORD, or run this in a terminal"));
	}
	Ok(Zeroizing::new(dialoguer::Password::new().with_prompt(prompt).allow_empty_password(true).interact()?))
}

/// The folder of this user's data.
fn data_folder() -> anyhow::Result<PathBuf> {
	let variable = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
	variable("XDG_DATA_HOME")
		.or_else(|| variable("LOCALAPPDATA"))
		.or_else(|| variable("HOME").map(|home| home.join(".local").join("share")))
		.map(|folder| folder.join("salus"))
		.ok_or_else(|| usage("there is no home folder to keep records in: give --store"))
}

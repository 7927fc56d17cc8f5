//! Keys: made, looked at, shared out. Nothing here needs a chain, except to see which personas are registered.

use super::{
	context::{password, Context},
	failure::{general, usage},
	files,
	values::{self, Hex},
};
use salus_client::keys::{
	shares::{combine, split, Share},
	PersonaId, Root, Seed, Words,
};
use salus_runtime::{AccountId, Runtime};
use serde_json::{json, Value};
use sp_core::crypto::Ss58Codec;
use std::{
	io::{stdin, IsTerminal},
	path::{Path, PathBuf},
};
use zeroize::Zeroizing;

/// Make, look at and share out keys.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum Command {
	/// Make a new account: a recovery phrase to write down.
	Generate {
		/// How many words: 12 or 24.
		#[arg(long, default_value = "24", value_parser = words)]
		words: Words,
	},
	/// Show address and public keys of your account, or of an address.
	Inspect {
		/// An address; your own account if absent.
		#[arg(value_parser = values::account)]
		account: Option<AccountId>,
		/// Version of the encryption key to show, if it was rotated.
		#[arg(long, default_value_t = 0)]
		key_version: u32,
	},
	/// Check that a polkadot.js JSON file and its password give an account.
	Import {
		/// The file, as the wallet exports it.
		file: PathBuf,
	},
	/// The accounts that follow from yours, which nobody else can link.
	#[command(subcommand)]
	Persona(PersonaCommand),
	/// Split your recovery phrase into shares, some of which bring it back.
	Split {
		/// How many shares are needed to bring it back.
		#[arg(long, value_name = "M")]
		threshold: u8,
		/// How many shares are made.
		#[arg(long, value_name = "N")]
		shares: u8,
		/// Folder for one file per share; without it they are printed.
		#[arg(long, value_name = "DIR")]
		folder: Option<PathBuf>,
	},
	/// Bring a recovery phrase back from its shares.
	Combine {
		/// Files with shares, one per line; standard input if absent.
		files: Vec<PathBuf>,
		/// Print the recovery phrase. Without this only the account is shown.
		#[arg(long)]
		reveal: bool,
	},
}

/// Personas.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum PersonaCommand {
	/// List numbered personas, and any that you name.
	List {
		/// Personas with names, which cannot be guessed.
		names: Vec<PersonaId>,
		/// How many numbered ones, from 0.
		#[arg(long, default_value_t = 5)]
		count: u32,
		/// Ask the chain which are registered.
		#[arg(long)]
		registered: bool,
	},
	/// Show one persona.
	Show {
		/// Its number or name.
		persona: PersonaId,
	},
}

fn words(text: &str) -> Result<Words, String> {
	match text {
		"12" => Ok(Words::Twelve),
		"24" => Ok(Words::TwentyFour),
		_ => Err("a recovery phrase has 12 or 24 words".into()),
	}
}

/// Does what was asked for.
pub async fn run(context: &Context, command: Command) -> anyhow::Result<()> {
	match command {
		Command::Generate { words } => generate(context, words),
		Command::Inspect { account: Some(account), .. } => {
			inspect_address(context, &account);
			Ok(())
		},
		Command::Inspect { account: None, key_version } => inspect(context, key_version),
		Command::Import { file } => import(context, &file),
		Command::Persona(PersonaCommand::List { names, count, registered }) => {
			list_personas(context, names, count, registered).await
		},
		Command::Persona(PersonaCommand::Show { persona }) => {
			show(context, context.root()?, persona, 0);
			Ok(())
		},
		Command::Split { threshold, shares, folder } => split_seed(context, threshold, shares, folder.as_deref()),
		Command::Combine { files, reveal } => combine_shares(context, &files, reveal),
	}
}

fn generate(context: &Context, words: Words) -> anyhow::Result<()> {
	let seed = Seed::generate(words)?;
	let (phrase, account) = (seed.phrase()?, seed.root()?.account_id());
	let json = json!({ "phrase": phrase.as_str(), "account": account });
	context.out.result(&json, &format!("{}\n\naccount  {account}", phrase.as_str()));
	context.out.note(
		"\nWrite the words down on paper, in this order. Whoever has them has your account and can read your records; without \
		 them nobody brings either back. 'salus keys split' shares them out among people you trust.",
	);
	Ok(())
}

fn show(context: &Context, root: &Root, id: PersonaId, key_version: u32) {
	let persona = root.persona(id);
	let (account, encryption) = (persona.account_id(), persona.encryption_key(key_version).public());
	let public = Hex(*AsRef::<[u8; 32]>::as_ref(&account));
	let json = json!({
		"persona": persona.id().to_string(),
		"path": persona.id().path(),
		"account": account,
		"public_key": public,
		"encryption_key": Hex(encryption.0),
		"encryption_key_version": key_version,
	});
	let path = match persona.id().path() {
		path if path.is_empty() => "the account itself".to_owned(),
		path => path,
	};
	context.out.fields(
		&json,
		&[
			("account", account.to_string()),
			("public key", public.to_string()),
			("encryption key", format!("{} (version {key_version})", Hex(encryption.0))),
			("persona", format!("{} ({path})", persona.id())),
		],
	);
}

fn inspect(context: &Context, key_version: u32) -> anyhow::Result<()> {
	let me = context.me()?;
	show(context, context.root()?, me.id().clone(), key_version);
	Ok(())
}

fn inspect_address(context: &Context, account: &AccountId) {
	let public = Hex(*AsRef::<[u8; 32]>::as_ref(account));
	let polkadot = account.to_ss58check_with_version(0u16.into());
	let json = json!({ "account": account, "public_key": public, "polkadot": polkadot });
	context.out.fields(
		&json,
		&[("account", account.to_string()), ("public key", public.to_string()), ("on Polkadot", polkadot)],
	);
}

fn import(context: &Context, file: &Path) -> anyhow::Result<()> {
	let json = Zeroizing::new(String::from_utf8(files::bytes(file)?).map_err(|_| usage("the file is no text"))?);
	let root = Root::from_json(&json, &password("Password of the account")?)?;
	let account = root.account_id();
	context.out.result(
		&json!({ "account": account, "file": file }),
		&format!("{account}\n  use it with --account-file {}", file.display()),
	);
	Ok(())
}

async fn list_personas(context: &Context, names: Vec<PersonaId>, count: u32, registered: bool) -> anyhow::Result<()> {
	let root = context.root()?;
	let chain = if registered { Some(context.connect().await?) } else { None };
	let mut rows = Vec::new();
	for id in (0..count).map(PersonaId::Number).chain(names) {
		let account = root.persona(id.clone()).account_id();
		let mut json = json!({ "persona": id.to_string(), "account": account, "path": id.path() });
		let mut cells = vec![id.to_string(), account.to_string()];
		if let Some(chain) = &chain {
			let standing = chain
				.view(pallet_participants::ParticipantViewFunction::<Runtime>::new(account))
				.await?
				.map(|info| super::words::kebab(&info.standing));
			json["standing"] = standing.clone().map_or(Value::Null, Value::from);
			cells.push(standing.unwrap_or_else(|| "not registered".into()));
		}
		rows.push((json, cells));
	}
	let headers: &[&str] = if registered { &["persona", "account", "standing"] } else { &["persona", "account"] };
	context.out.rows(headers, rows, "no personas asked for");
	Ok(())
}

/// The seed behind the phrase that was given; a URI with a path or a password is no phrase.
fn seed(context: &Context) -> anyhow::Result<Seed> {
	// Its file holds no phrase; and the phrase of the environment is another account's.
	if context.account_file().is_some() {
		return Err(usage(
			"an account file holds no recovery phrase: leave --account-file out, and set SALUS_SURI to the phrase",
		));
	}
	let phrase = match context.secret() {
		Some(phrase) => Zeroizing::new(phrase.to_owned()),
		None if stdin().is_terminal() => {
			Zeroizing::new(dialoguer::Password::new().with_prompt("Recovery phrase").interact()?)
		},
		None => return Err(usage("set SALUS_SURI to the recovery phrase that is to be split")),
	};
	if phrase.contains('/') || phrase.starts_with("0x") {
		return Err(usage("only a recovery phrase can be split, without a path or password behind it"));
	}
	Ok(Seed::from_phrase(&phrase)?)
}

fn split_seed(context: &Context, threshold: u8, count: u8, folder: Option<&Path>) -> anyhow::Result<()> {
	let seed = seed(context)?;
	let shares = split(&seed, threshold, count)?;
	if let Some(folder) = folder {
		std::fs::create_dir_all(folder)?;
	}
	for share in &shares {
		let text = share.to_text();
		let json = json!({ "share": share.index(), "needed": threshold, "seed": hex::encode(share.fingerprint()) });
		match folder {
			Some(folder) => {
				let file = folder.join(format!("share-{}-of-{count}.txt", share.index()));
				files::put_secret(&file, &format!("{}\n", text.as_str()))?;
				let mut json = json;
				json["file"] = json!(file);
				context.out.result(&json, &file.display().to_string());
			},
			None => {
				let mut json = json;
				json["text"] = json!(text.as_str());
				context.out.result(&json, &text);
			},
		}
	}
	context.out.note(&format!(
		"Give each share to another keyholder. Any {threshold} of the {count} bring the phrase back; fewer say nothing about it."
	));
	Ok(())
}

fn combine_shares(context: &Context, files: &[PathBuf], reveal: bool) -> anyhow::Result<()> {
	let stdin_only = [PathBuf::from("-")];
	let mut shares: Vec<Share> = Vec::new();
	for file in if files.is_empty() { &stdin_only } else { files } {
		let text = Zeroizing::new(files::bytes(file)?);
		let text = core::str::from_utf8(&text).map_err(|_| usage(format!("{} is no text", file.display())))?;
		for line in text.lines().filter(|line| !line.trim().is_empty()) {
			shares.push(line.parse()?);
		}
	}
	let seed = combine(&shares)?;
	let account = seed.root()?.account_id();
	let mut json = json!({ "account": account, "seed": hex::encode(seed.fingerprint()) });
	if !reveal {
		context.out.result(&json, &format!("the shares fit together; they give account {account}"));
		context.out.note("Add --reveal to print the recovery phrase.");
		return Ok(());
	}
	let phrase = seed.phrase().map_err(|error| general(error.to_string()))?;
	json["phrase"] = json!(phrase.as_str());
	context.out.result(&json, &format!("{}\n\naccount  {account}", phrase.as_str()));
	Ok(())
}

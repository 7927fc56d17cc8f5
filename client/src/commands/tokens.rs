//! Tokens of an account, and sending them.

use super::{
	context::Context,
	failure::{general, usage},
	values, words,
};
use salus_client::chain::Chain;
use salus_runtime::{AccountId, Balance, Nonce, Runtime, RuntimeCall, HLT};
use serde_json::{json, Value};

/// Looking at an account's tokens.
#[derive(Clone, Debug, clap::Args)]
pub struct BalanceOptions {
	/// Whose; your own if absent.
	#[arg(value_parser = values::account)]
	account: Option<AccountId>,
}

/// Sending tokens.
#[derive(Clone, Debug, clap::Args)]
pub struct TransferOptions {
	/// To whom.
	#[arg(value_parser = values::account)]
	to: AccountId,
	/// How much, in HLT.
	#[arg(value_parser = values::amount)]
	amount: Balance,
	/// Let your account end if too little remains in it.
	#[arg(long)]
	allow_death: bool,
}

/// What an account has.
#[derive(Clone, Copy, Debug, Default)]
pub struct Funds {
	/// Free.
	pub free: Balance,
	/// Held, as deposits and bonds.
	pub held: Balance,
	/// What cannot be spent of all.
	pub frozen: Balance,
}

impl Funds {
	/// What can be spent.
	pub fn spendable(&self) -> Balance {
		self.free.saturating_sub(self.frozen.saturating_sub(self.held))
	}
}

/// The funds of an account.
pub async fn funds(chain: &Chain, account: &AccountId) -> anyhow::Result<Funds> {
	type Info = frame_system::AccountInfo<Nonce, pallet_balances::AccountData<Balance>>;
	let key = frame_system::Account::<Runtime>::hashed_key_for(account);
	let info = chain.storage::<Info>(&key).await?;
	Ok(info.map_or(Funds::default(), |info| Funds {
		free: info.data.free,
		held: info.data.reserved,
		frozen: info.data.frozen,
	}))
}

/// Shows the tokens of an account.
pub async fn balance(context: &Context, options: BalanceOptions) -> anyhow::Result<()> {
	let account = context.or_mine(options.account)?;
	let chain = context.connect().await?;
	let funds = funds(&chain, &account).await?;
	let free_calls =
		chain.view(pallet_participants::FreeCallsRemainingViewFunction::<Runtime>::new(account.clone())).await?;
	let json = json!({
		"account": account,
		"free": words::tokens(funds.free),
		"free_plancks": funds.free.to_string(),
		"held_plancks": funds.held.to_string(),
		"spendable_plancks": funds.spendable().to_string(),
		"free_calls": free_calls,
	});
	let mut fields = vec![("account", account.to_string()), ("free", words::tokens(funds.free))];
	if funds.held > 0 {
		fields.push(("held", format!("{} as deposits and bonds", words::tokens(funds.held))));
	}
	if free_calls > 0 {
		fields.push(("free calls", format!("{free_calls} left today")));
	}
	context.out.fields(&json, &fields);
	Ok(())
}

/// Sends tokens.
pub async fn transfer(context: &Context, options: TransferOptions) -> anyhow::Result<()> {
	let TransferOptions { to, amount, allow_death } = options;
	if amount == 0 {
		return Err(usage("nothing is to be sent"));
	}
	let (chain, me) = context.signed().await?;
	if me.account_id() == to {
		return Err(usage("you send tokens to yourself"));
	}
	let dest = to.clone().into();
	let call = RuntimeCall::Balances(match allow_death {
		true => pallet_balances::Call::transfer_allow_death { dest, value: amount },
		false => pallet_balances::Call::transfer_keep_alive { dest, value: amount },
	});
	let fee = chain.estimate_fee(&me, call.clone()).await?;
	let mine = funds(&chain, &me.account_id()).await?;
	let spendable = mine.spendable();
	if amount.saturating_add(fee) > spendable {
		return Err(general(format!(
			"{} and a fee of about {} are more than the {} that you can spend",
			words::tokens(amount),
			words::tokens(fee),
			words::tokens(spendable)
		)));
	}
	let smallest = HLT / 1_000;
	if !allow_death && mine.free.saturating_sub(amount).saturating_sub(fee) < smallest {
		return Err(general(format!(
			"less than {} would remain, with which an account ends: send less, or add --allow-death",
			words::tokens(smallest)
		)));
	}
	if amount < smallest && funds(&chain, &to).await?.free == 0 {
		return Err(usage(format!("{to} has no tokens yet, and an account begins with {}", words::tokens(smallest))));
	}
	let included = context.send(&chain, &me, call).await?;
	let json: Value = json!({ "to": to, "amount": words::tokens(amount), "amount_plancks": amount.to_string() });
	context.out.receipt(&included, json, &format!("{} sent to {to}", words::tokens(amount)));
	Ok(())
}

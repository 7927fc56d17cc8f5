//! Money outside of the chain, as it is typed and shown: `60.00 EUR`, `0.001 BTC`, `2 ETH`.

use pallet_health_token::types::{Currency, Money};

/// Currencies of ISO 4217 that are not divided by a hundred, with the decimals of their minor units.
const DECIMALS: [(&[&str], usize); 3] = [
	(
		&[
			"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF",
			"XOF", "XPF",
		],
		0,
	),
	(&["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
	(&["CLF", "UYW"], 4),
];

/// The name of a currency.
pub fn name(currency: Currency) -> String {
	match currency {
		Currency::Fiat(letters) => String::from_utf8_lossy(&letters).into_owned(),
		Currency::Btc => "BTC".into(),
		Currency::Eth => "ETH".into(),
	}
}

/// How many decimals the minor unit of a currency is.
fn decimals(currency: Currency) -> usize {
	match currency {
		Currency::Btc => 8,
		Currency::Eth => 18,
		Currency::Fiat(_) => {
			let name = name(currency);
			let found = DECIMALS.iter().find(|(names, _)| names.contains(&name.as_str()));
			found.map_or(2, |(_, decimals)| *decimals)
		},
	}
}

fn currency(text: &str) -> Option<Currency> {
	match text.to_ascii_uppercase().as_str() {
		"BTC" => Some(Currency::Btc),
		"ETH" => Some(Currency::Eth),
		letters => {
			let letters: [u8; 3] = letters.as_bytes().try_into().ok()?;
			letters.iter().all(u8::is_ascii_uppercase).then_some(Currency::Fiat(letters))
		},
	}
}

/// An amount of money, such as `60.50 EUR`, `60.50EUR` or `0.001 BTC`.
pub fn money(text: &str) -> Result<Money, String> {
	let text = text.trim();
	let wrong =
		|| format!("'{text}' is no amount of money: use an amount and a currency, such as 60.50EUR or 0.001BTC");
	let start = text.find(|letter: char| letter.is_ascii_alphabetic()).ok_or_else(wrong)?;
	let (number, currency_name) = text.split_at(start);
	let currency = currency(currency_name).ok_or_else(wrong)?;
	let number = number.trim_end().replace('_', "");
	let (whole, fraction) = number.split_once('.').unwrap_or((&number, ""));
	let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
	if (whole.is_empty() && fraction.is_empty()) || !digits(whole) || !digits(fraction) {
		return Err(wrong());
	}
	let decimals = decimals(currency);
	if fraction.len() > decimals {
		return Err(format!("'{text}' has too many decimals: {} has {decimals}", name(currency)));
	}
	let amount = format!("{whole}{fraction:0<decimals$}").parse::<u128>().map_err(|_| wrong())?;
	let money = Money { currency, amount };
	if !money.is_valid() {
		return Err(format!("'{text}' is nothing"));
	}
	Ok(money)
}

/// An amount of money for people.
pub fn words(money: &Money) -> String {
	let decimals = decimals(money.currency);
	let digits = format!("{:0>width$}", money.amount, width = decimals + 1);
	let (whole, fraction) = digits.split_at(digits.len() - decimals);
	let fraction = match money.currency {
		Currency::Fiat(_) => fraction,
		Currency::Btc | Currency::Eth => fraction.trim_end_matches('0'),
	};
	let point = if fraction.is_empty() { "" } else { "." };
	format!("{whole}{point}{fraction} {}", name(money.currency))
}

#[cfg(test)]
mod tests {
	use super::*;

	fn euro(amount: u128) -> Money {
		Money { currency: Currency::Fiat(*b"EUR"), amount }
	}

	#[test]
	fn money_is_counted_in_minor_units() {
		assert_eq!(money("60.50 EUR"), Ok(euro(6_050)));
		assert_eq!(money("60.5eur"), Ok(euro(6_050)));
		assert_eq!(money("1_000EUR"), Ok(euro(100_000)));
		assert_eq!(money("500JPY"), Ok(Money { currency: Currency::Fiat(*b"JPY"), amount: 500 }));
		assert_eq!(money("1.005 KWD"), Ok(Money { currency: Currency::Fiat(*b"KWD"), amount: 1_005 }));
		assert_eq!(money("0.001BTC"), Ok(Money { currency: Currency::Btc, amount: 100_000 }));
		assert_eq!(money("2 ETH"), Ok(Money { currency: Currency::Eth, amount: 2_000_000_000_000_000_000 }));
	}

	#[test]
	fn what_is_no_money_is_refused() {
		for wrong in
			["", "60", "EUR", "60.555EUR", "500.5JPY", "60 EURO", "6,50EUR", "-1EUR", "0EUR", "60 E1R", "1e3EUR"]
		{
			assert!(money(wrong).is_err(), "{wrong}");
		}
	}

	#[test]
	fn money_is_shown_as_it_is_read() {
		for text in ["60.50 EUR", "0.05 EUR", "500 JPY", "1.005 KWD", "0.001 BTC", "2 ETH"] {
			assert_eq!(money(text).map(|money| words(&money)), Ok(text.to_owned()));
		}
	}
}

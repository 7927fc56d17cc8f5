//! Health money: prices that everybody can compare, tokens issued against money, bills paid at the published price, tokens promised
//! and handed back in.

use super::{founding::short, Stage, DAY};
use crate::{
	actions::{council, money, ActionError},
	chain::Wait,
	journey::{log::Log, JourneyError},
	keys::Persona,
};
use pallet_health_token::types::{Currency, InvoiceState, Money, RedemptionState};
use salus_primitives::{Commitment, ContentDigest, InvoiceId, Period, Salt, ServiceCode};
use salus_runtime::{AccountId, Balance, Runtime, HLT};
use std::io::Write;

/// The code system of the journey.
const SYSTEM: &str = "urn:salus:journey";

/// What an authority says a scan should cost.
const REFERENCE: Balance = 12 * HLT;

/// The most that may be charged for a scan.
const CEILING: Balance = 20 * HLT;

/// What the hospital charges for a scan.
const HOSPITAL_SCAN: Balance = 12 * HLT;

/// What the second hospital charges for a scan, after it tried more than the ceiling.
const SECOND_SCAN: Balance = 15 * HLT;

/// What the laboratory charges for a scan.
const LABORATORY_SCAN: Balance = 10 * HLT;

/// What the hospital charges for a visit at first.
const VISIT: Balance = 3 * HLT;

/// How much the bank may issue in thirty days.
const ALLOWANCE: Balance = 1_000 * HLT;

/// What the bank has in reserve.
const RESERVES: Balance = 500 * HLT;

/// What the patient buys.
const BOUGHT: Balance = 60 * HLT;

/// What the patient paid for it outside of the chain, in cents.
const PAID: Money = Money { currency: Currency::Fiat(*b"EUR"), amount: 6_000 };

/// What the patient promises the laboratory.
const PROMISED: Balance = 15 * HLT;

/// What the patient hands in again.
const HANDED_IN: Balance = 20 * HLT;

fn commitment(to: &[u8]) -> Result<Commitment, JourneyError> {
	Ok(Commitment::new(&Salt(*crate::keys::Secret::random()?.expose()), &ContentDigest::of(to)))
}

/// Plancks in whole HLT: all amounts of the scene are.
fn hlt(amount: Balance) -> String {
	format!("{} HLT", amount / HLT)
}

/// What is charged for in the scene.
struct Services {
	scan: ServiceCode,
	visit: ServiceCode,
}

impl Services {
	/// Codes that are new in each run, since the reference of a former run's regulator stays that regulator's.
	fn of_run(stage: &Stage) -> Result<Self, JourneyError> {
		let hospital = hex::encode(AsRef::<[u8; 32]>::as_ref(&stage.cast.hospital.account_id()));
		let run: String = hospital.chars().take(12).collect();
		Ok(Self {
			scan: money::service(SYSTEM, &format!("scan-{run}"))?,
			visit: money::service(SYSTEM, &format!("visit-{run}"))?,
		})
	}
}

impl Stage {
	/// Prices are published and compared, tokens bought, spent, promised and handed in, and all of them are accounted for.
	pub async fn handle_money(&self, log: &mut Log<'_, impl Write>) -> Result<(), JourneyError> {
		let services = Services::of_run(self)?;
		self.publish_prices(log, &services).await?;
		self.compare_prices(log, &services).await?;
		self.open_desk(log).await?;
		self.buy_tokens(log).await?;
		let invoice = self.invoice_scan(log, &services).await?;
		self.pay_once(log, invoice).await?;
		self.promise_and_capture(log, &services).await?;
		self.hand_in(log).await?;
		self.explain_issuance(log).await
	}

	async fn publish(
		&self,
		log: &mut Log<'_, impl Write>,
		what: &str,
		provider: &Persona,
		service: &ServiceCode,
		price: Balance,
	) -> Result<(), JourneyError> {
		let unit = money::unit("1")?;
		let publish =
			money::publish_price(&self.chain, provider, service.clone(), unit, price, Period::ALWAYS, Wait::InBlock);
		log.done(what, publish, |version| format!("{}, version {} of its prices", hlt(price), version.0)).await?;
		Ok(())
	}

	async fn publish_prices(&self, log: &mut Log<'_, impl Write>, services: &Services) -> Result<(), JourneyError> {
		let (cast, chain) = (&self.cast, &self.chain);
		log.refused_by(
			"the insurer says what a scan should cost",
			money::set_reference(chain, &cast.insurer, services.scan.clone(), REFERENCE, Some(CEILING), Wait::InBlock),
			"HealthToken",
			"NotAuthority",
		)
		.await?;
		log.done(
			"the regulator says what a scan should cost, and the most that may be charged",
			async {
				let scan = services.scan.clone();
				let included =
					money::set_reference(chain, &cast.regulator, scan, REFERENCE, Some(CEILING), Wait::InBlock).await?;
				Ok(((), included))
			},
			|()| format!("reference {}, ceiling {}", hlt(REFERENCE), hlt(CEILING)),
		)
		.await?;
		self.publish(log, "the hospital publishes its price of a scan", &cast.hospital, &services.scan, HOSPITAL_SCAN)
			.await?;
		self.publish(log, "the hospital publishes its price of a visit", &cast.hospital, &services.visit, VISIT)
			.await?;
		log.refused_by(
			"the second hospital asks for more than the ceiling",
			money::publish_price(
				chain,
				&cast.second_hospital,
				services.scan.clone(),
				money::unit("1")?,
				CEILING + HLT,
				Period::ALWAYS,
				Wait::InBlock,
			),
			"HealthToken",
			"AboveCeiling",
		)
		.await?;
		self.publish(
			log,
			"the second hospital publishes a price that may be charged",
			&cast.second_hospital,
			&services.scan,
			SECOND_SCAN,
		)
		.await?;
		self.publish(
			log,
			"the laboratory publishes its price of a scan",
			&cast.laboratory,
			&services.scan,
			LABORATORY_SCAN,
		)
		.await
	}

	/// Everybody sees all prices, cheapest first.
	async fn compare_prices(&self, log: &mut Log<'_, impl Write>, services: &Services) -> Result<(), JourneyError> {
		let cast = &self.cast;
		let view = pallet_health_token::PricesViewFunction::<Runtime>::new(services.scan.clone(), 0, 100);
		let found: Vec<(AccountId, Balance)> =
			self.chain.view(view).await?.into_iter().map(|(provider, price)| (provider, price.price)).collect();
		let expected = [
			(cast.laboratory.account_id(), LABORATORY_SCAN),
			(cast.hospital.account_id(), HOSPITAL_SCAN),
			(cast.second_hospital.account_id(), SECOND_SCAN),
		];
		let prices: Vec<_> =
			found.iter().map(|(provider, price)| format!("{} {}", short(provider), hlt(*price))).collect();
		log.checked("anybody compares what a scan costs, cheapest first", found == expected, prices.join(", "))
	}

	/// The council authorises the bank, which issues nothing before somebody else attests its reserves.
	async fn open_desk(&self, log: &mut Log<'_, impl Write>) -> Result<(), JourneyError> {
		let (cast, chain) = (&self.cast, &self.chain);
		let bank = cast.bank.account_id();
		let authorize = money::authorize_desk(bank.clone(), ALLOWANCE, 30 * DAY, cast.regulator.account_id());
		log.done(
			"the council authorises the bank as a desk",
			async { Ok(((), council::decide(chain, &cast.council, authorize).await?)) },
			|()| format!("{} in thirty days; the regulator attests its reserves", hlt(ALLOWANCE)),
		)
		.await?;
		log.refused_by(
			"the bank issues tokens before its reserves are attested",
			self.issue(commitment(b"a transfer of 60 EUR")?),
			"HealthToken",
			"AttestationExpired",
		)
		.await?;
		let (report, as_of) = (commitment(b"the auditor's report")?, chain.now().await?);
		log.refused_by(
			"the bank attests its own reserves",
			money::attest(chain, &cast.bank, &bank, report, RESERVES, as_of, Wait::InBlock),
			"HealthToken",
			"NotAttestor",
		)
		.await?;
		log.done(
			"the regulator attests the bank's reserves",
			async {
				let included =
					money::attest(chain, &cast.regulator, &bank, report, RESERVES, as_of, Wait::InBlock).await?;
				Ok(((), included))
			},
			|()| hlt(RESERVES),
		)
		.await
	}

	/// The bank issues to the patient's persona for payments, for money that it got outside of the chain.
	async fn issue(&self, receipt: Commitment) -> Result<((), crate::chain::Included), ActionError> {
		let (cast, payer) = (&self.cast, self.cast.payments.account_id());
		let issue = money::issue(&self.chain, &cast.bank, &payer, BOUGHT, receipt, PAID, Wait::InBlock);
		Ok(((), issue.await?))
	}

	async fn buy_tokens(&self, log: &mut Log<'_, impl Write>) -> Result<(), JourneyError> {
		let payer = self.cast.payments.account_id();
		let participant =
			self.chain.view(pallet_participants::ParticipantViewFunction::<Runtime>::new(payer.clone())).await?;
		log.checked(
			"the patient pays under a persona of its own",
			participant.is_none() && payer != self.cast.patient.account_id(),
			format!("{}, registered as nothing, from the same recovery phrase", short(&payer)),
		)?;
		let receipt = commitment(b"another transfer of 60 EUR")?;
		log.done("the persona pays 60 EUR, and the bank issues tokens for it", self.issue(receipt), |()| {
			format!("{} and a commitment to the outside receipt", hlt(BOUGHT))
		})
		.await?;
		log.refused_by(
			"the bank uses the same outside receipt again",
			self.issue(receipt),
			"HealthToken",
			"ReceiptUsed",
		)
		.await?;
		let reserve =
			self.chain.view(pallet_health_token::ReserveViewFunction::<Runtime>::new(self.cast.bank.account_id()));
		let Some(reserve) = reserve.await? else {
			return Err(JourneyError::DoesNotHold("the bank is a desk".into()));
		};
		log.checked(
			"anybody sees how the bank's tokens are covered",
			reserve.liabilities == BOUGHT && reserve.reserves == RESERVES,
			format!("reserves {}, owed {}", hlt(reserve.reserves), hlt(reserve.liabilities)),
		)
	}

	/// An invoice keeps the prices at which it was made.
	async fn invoice_scan(
		&self,
		log: &mut Log<'_, impl Write>,
		services: &Services,
	) -> Result<InvoiceId, JourneyError> {
		let (cast, chain) = (&self.cast, &self.chain);
		let items = money::items(vec![(services.scan.clone(), 1), (services.visit.clone(), 2)])?;
		let (payer, due) = (cast.payments.account_id(), chain.now().await? + 30 * DAY);
		let patient = commitment(b"the hospital's number of the patient")?;
		let expected = HOSPITAL_SCAN + 2 * VISIT;
		let (invoice, total) = log
			.done(
				"the hospital invoices the persona for a scan and two visits",
				money::invoice(chain, &cast.hospital, &payer, patient, items, due, Wait::InBlock),
				|(invoice, total)| format!("invoice {invoice}: {}, at the published prices", hlt(*total)),
			)
			.await?;
		self.publish(log, "the hospital raises its price of a visit", &cast.hospital, &services.visit, VISIT + 2 * HLT)
			.await?;
		let kept = chain.view(pallet_health_token::InvoiceInfoViewFunction::<Runtime>::new(invoice)).await?;
		let lines: Vec<Balance> = match kept.as_ref().map(|kept| &kept.state) {
			Some(InvoiceState::Open { lines, .. }) => lines.iter().map(|line| line.unit_price).collect(),
			_ => Vec::new(),
		};
		log.checked(
			"the invoice keeps the old price",
			total == expected && lines == [HOSPITAL_SCAN, VISIT] && kept.is_some_and(|kept| kept.total == expected),
			format!("{} as before", hlt(total)),
		)?;
		Ok(invoice)
	}

	async fn pay_once(&self, log: &mut Log<'_, impl Write>, invoice: InvoiceId) -> Result<(), JourneyError> {
		let (cast, chain) = (&self.cast, &self.chain);
		let total = HOSPITAL_SCAN + 2 * VISIT;
		log.refused_by(
			"the insurer pays the persona's invoice",
			money::pay(chain, &cast.insurer, invoice, total, Wait::InBlock),
			"HealthToken",
			"NotPayer",
		)
		.await?;
		let receipt = log
			.done("the persona pays", money::pay(chain, &cast.payments, invoice, total, Wait::InBlock), |receipt| {
				format!("receipt {receipt}, which claims can cite")
			})
			.await?;
		log.refused_by(
			"the persona pays the same invoice again",
			money::pay(chain, &cast.payments, invoice, total, Wait::InBlock),
			"HealthToken",
			"InvoiceClosed",
		)
		.await?;
		let found = chain.view(pallet_health_token::ReceiptInfoViewFunction::<Runtime>::new(receipt)).await?;
		let Some(found) = found else {
			return Err(JourneyError::DoesNotHold(format!("receipt {receipt} is on chain")));
		};
		log.checked(
			"the receipt shows the persona, never the account that holds the records",
			found.payer == cast.payments.account_id() && found.total == total,
			format!("{} lines, {}", found.lines.len(), hlt(found.total)),
		)
	}

	/// A promise is captured in part, and the rest given back.
	async fn promise_and_capture(
		&self,
		log: &mut Log<'_, impl Write>,
		services: &Services,
	) -> Result<(), JourneyError> {
		let (cast, chain) = (&self.cast, &self.chain);
		let laboratory = cast.laboratory.account_id();
		let until = chain.now().await? + 7 * DAY;
		let id = log
			.done(
				"the persona promises the laboratory tokens for a week",
				money::authorize(chain, &cast.payments, &laboratory, PROMISED, until, Wait::InBlock),
				|id| format!("pre-authorisation {id}, up to {}", hlt(PROMISED)),
			)
			.await?;
		let scans = |count| money::items(vec![(services.scan.clone(), count)]);
		let patient = commitment(b"the laboratory's number of the patient")?;
		log.refused_by(
			"the laboratory captures more than was promised",
			money::capture(chain, &cast.laboratory, id, patient, scans(2)?, Wait::InBlock),
			"HealthToken",
			"RemainderExceeded",
		)
		.await?;
		let captured = log
			.done(
				"the laboratory delivers a scan and captures its price",
				money::capture(chain, &cast.laboratory, id, patient, scans(1)?, Wait::InBlock),
				|captured| {
					format!(
						"receipt {}: {}, {} are left",
						captured.receipt,
						hlt(captured.total),
						hlt(captured.remaining)
					)
				},
			)
			.await?;
		let released = log
			.done(
				"the laboratory releases the rest",
				money::release(chain, &cast.laboratory, id, Wait::InBlock),
				|returned| format!("{} are the persona's again", hlt(*returned)),
			)
			.await?;
		log.checked(
			"what was promised is spent or given back",
			captured.total == LABORATORY_SCAN && captured.total + released == PROMISED,
			format!("{} and {}", hlt(captured.total), hlt(released)),
		)
	}

	/// Tokens are handed in, the bank pays outside of the chain, and the tokens are burnt.
	async fn hand_in(&self, log: &mut Log<'_, impl Write>) -> Result<(), JourneyError> {
		let (cast, chain) = (&self.cast, &self.chain);
		let bank = cast.bank.account_id();
		let payout = commitment(b"to the account from which was paid, in EUR")?;
		let before = chain.view(pallet_health_token::IssuanceViewFunction::<Runtime>::new()).await?;
		let (redemption, _) = log
			.done(
				"the persona hands in tokens for money",
				money::redeem(chain, &cast.payments, &bank, HANDED_IN, payout, Wait::InBlock),
				|(redemption, _)| format!("redemption {redemption}: {} held until the bank has paid", hlt(HANDED_IN)),
			)
			.await?;
		let payment = commitment(b"a transfer of 20 EUR")?;
		log.refused_by(
			"the regulator settles it in the bank's place",
			money::settle(chain, &cast.regulator, redemption, payment, Wait::InBlock),
			"HealthToken",
			"NotOwnDesk",
		)
		.await?;
		log.done(
			"the bank pays and settles it",
			async {
				let included = money::settle(chain, &cast.bank, redemption, payment, Wait::InBlock).await?;
				Ok(((), included))
			},
			|()| "the tokens are burnt".into(),
		)
		.await?;
		let settled = chain.view(pallet_health_token::RedemptionInfoViewFunction::<Runtime>::new(redemption)).await?;
		let after = chain.view(pallet_health_token::IssuanceViewFunction::<Runtime>::new()).await?;
		log.checked(
			"the tokens handed in are no more",
			settled.is_some_and(|settled| matches!(settled.state, RedemptionState::Settled { .. }))
				&& after.redeemed - before.redeemed == HANDED_IN,
			format!("{} fewer", hlt(HANDED_IN)),
		)
	}

	/// Every token came from genesis or a desk.
	async fn explain_issuance(&self, log: &mut Log<'_, impl Write>) -> Result<(), JourneyError> {
		let issuance = self.chain.view(pallet_health_token::IssuanceViewFunction::<Runtime>::new()).await?;
		let gone = issuance.redeemed + issuance.burnt_elsewhere;
		log.checked(
			"every token on the chain is explained",
			issuance.unexplained == 0 && issuance.total + gone == issuance.genesis + issuance.issued,
			format!(
				"genesis {}, issued {}, redeemed {}; unexplained {}",
				hlt(issuance.genesis),
				hlt(issuance.issued),
				hlt(issuance.redeemed),
				issuance.unexplained
			),
		)
	}
}

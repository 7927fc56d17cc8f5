//! Care put out to tender: a hip replacement from posting to the last payment, a second opinion that is disputed, and a counselling
//! group. The patient pays under a persona of its own, of which nobody knows whose records belong to it.
//!
//! The three overlap, so that nobody waits for a deadline without doing something else meanwhile.

use super::{founding::short, Stage};
use crate::{
	actions::{
		bounded, consent, council,
		market::{self, BidOpening, GroupOffer, Specification},
		ActionError,
	},
	chain::{ChainError, Wait},
	journey::{log::Log, JourneyError},
	keys::Persona,
};
use pallet_care_market::types::{
	best, BidState, Candidate, Escrow, Exclusion, GroupOutcome, GroupPhase, Kind, Schedule, TenderPhase, TenderState,
};
use pallet_emr_consent::types::{Provision, Ruling};
use salus_primitives::{
	consent::{ActionSet, Actor, Obligations},
	purpose::Purpose,
	records::RecordClass,
	Commitment, DocumentId, GroupId, Moment, ServiceCode, TenderId,
};
use salus_runtime::{
	configs::system::{
		dynamic_params::market::{LeaveNotice, MinAcceptance, MinPhase, Parameters},
		RuntimeParameters,
	},
	AccountId, Balance, Nonce, Runtime, RuntimeCall, HLT,
};
use sp_runtime::{Percent, Permill};
use std::{
	io::Write,
	time::{Duration, Instant},
};

/// A second of the chain's time in milliseconds.
const SECOND: Moment = 1_000;

/// What the scene's phases are at least: shortest phase, shortest time for acceptance, notice before leaving a group.
const SHORT: [Moment; 3] = [8 * SECOND, 8 * SECOND, 2 * SECOND];

/// How long to wait for a moment of the chain's time before something must be wrong.
const PATIENCE: Duration = Duration::from_secs(180);

/// What the patient's persona gets to pay with.
const PURSE: Balance = 2_000 * HLT;

/// What each who bids gets on top, for bonds.
const BONDS: Balance = 200 * HLT;

/// What each member of the group gets.
const POCKET_MONEY: Balance = 50 * HLT;

/// More than a few calls cost in fees. What moves is compared up to this.
const FEES: Balance = 2 * HLT;

/// How much the price counts for the hip replacement.
const PRICE_WEIGHT: Permill = Permill::from_percent(60);

const HIP_BUDGET: Balance = 1_000 * HLT;
const OPINION_PRICE: Balance = 150 * HLT;
const PLACE_PRICE: Balance = 20 * HLT;

/// The class of what comes of the hip replacement.
const HIP_CLASS: RecordClass = RecordClass::Procedure;

/// The class of what comes of the second opinion.
const OPINION_CLASS: RecordClass = RecordClass::Document;

/// Who bid for the hip replacement, with what opens the bids.
struct Bids<'a> {
	/// Those within the budget.
	honest: Vec<(&'static str, &'a Persona, BidOpening)>,
	/// The one above it.
	dear: BidOpening,
}

/// A tender with its deadlines.
struct Posted {
	id: TenderId,
	schedule: Schedule,
}

/// A group with its deadline for joining.
struct Offered {
	id: GroupId,
	join_by: Moment,
}

/// An amount, to the hundredth.
fn hlt(amount: Balance) -> String {
	format!("{}.{:02} HLT", amount / HLT, amount % HLT / (HLT / 100))
}

fn service(code: &str) -> Result<ServiceCode, ActionError> {
	Ok(ServiceCode {
		system: bounded("bytes of a code system", b"http://example.org/services".to_vec())?,
		code: bounded("bytes of a code", code.as_bytes().to_vec())?,
	})
}

/// Commits to what stays off chain. The journey opens none of these, and so forgets the salts.
fn sealed_words(words: &str) -> Result<Commitment, ActionError> {
	market::commit(words.as_bytes()).map(|(commitment, _)| commitment)
}

/// The council's call that sets the market's shortest phases, or with nothing given takes back to what the runtime presets.
fn set_phases_call(phases: Option<[Moment; 3]>) -> RuntimeCall {
	let [phase, acceptance, notice] = match phases {
		Some(phases) => phases.map(Some),
		None => [None; 3],
	};
	let set = |parameter: Parameters| {
		RuntimeCall::Parameters(pallet_parameters::Call::set_parameter {
			key_value: RuntimeParameters::Market(parameter),
		})
	};
	let calls = vec![
		set(Parameters::MinPhase(MinPhase, phase)),
		set(Parameters::MinAcceptance(MinAcceptance, acceptance)),
		set(Parameters::LeaveNotice(LeaveNotice, notice)),
	];
	RuntimeCall::Utility(pallet_utility::Call::batch_all { calls })
}

/// Whether `after` is `before` and `gain`, less some fees.
fn gained(before: Balance, after: Balance, gain: Balance) -> bool {
	let most = before.saturating_add(gain);
	(most.saturating_sub(FEES)..=most).contains(&after)
}

/// Whether `after` is `before` less `loss` and some fees.
fn lost(before: Balance, after: Balance, loss: Balance) -> bool {
	gained(after, before, loss.saturating_add(FEES))
}

impl Stage {
	/// Tender, second opinion and group, with phases of seconds. The presets are restored however it ends.
	pub async fn tender_care(&self, log: &mut Log<'_, impl Write>) -> Result<(), JourneyError> {
		self.set_phases(log, "the council lets phases last seconds, for this chain of development", Some(SHORT))
			.await?;
		let played = self.trade_care(log).await;
		let restored = self.set_phases(log, "the council takes that back", None).await;
		played.and(restored)
	}

	async fn trade_care(&self, log: &mut Log<'_, impl Write>) -> Result<(), JourneyError> {
		self.prepare_market(log).await?;
		let hip = self.post_hip(log).await?;
		let bids = self.bid_for_hip(log, hip.id).await?;
		let opinion = self.post_opinion(log).await?;
		let opinion_bid = self.bid_for_opinion(log, opinion.id).await?;
		let group = self.form_group(log).await?;

		self.wait_until_after(hip.schedule.bid_by).await?;
		self.reveal_hip(log, hip.id, &bids).await?;
		// They do nothing from here on, so that what they lose is to be seen to the planck.
		let before = self.worth_of_unopened().await?;
		self.wait_until_after(opinion.schedule.bid_by).await?;
		log.done(
			"the doctor opens the bid for the second opinion",
			async { Ok(((), market::reveal(&self.chain, &self.cast.doctor, &opinion_bid, Wait::InBlock).await?)) },
			|()| hlt(opinion_bid.price),
		)
		.await?;
		self.wait_until_after(group.join_by).await?;
		self.hold_group(log, group.id).await?;

		self.wait_until_after(hip.schedule.reveal_by).await?;
		let winner = self.award_hip(log, hip.id).await?;
		self.check_lost_bonds(log, hip.id, before).await?;
		let before = self.worth(&winner.account_id()).await?;
		let accept_by = self.deliver_hip(log, hip.id, winner).await?;
		self.wait_until_after(opinion.schedule.reveal_by).await?;
		self.dispute_opinion(log, opinion.id).await?;
		self.wait_until_after(accept_by).await?;
		self.settle_by_silence(log, hip.id).await?;
		let (after, price) = (self.worth(&winner.account_id()).await?, self.price_of(hip.id).await?);
		log.checked(
			"the whole price of the hip replacement has arrived",
			gained(before, after, price),
			format!("{} of {}, less fees", hlt(after.saturating_sub(before)), hlt(price)),
		)
	}

	async fn set_phases(
		&self,
		log: &mut Log<'_, impl Write>,
		what: &str,
		phases: Option<[Moment; 3]>,
	) -> Result<(), JourneyError> {
		log.done(
			what,
			async { Ok(((), council::decide(&self.chain, &self.cast.council, set_phases_call(phases)).await?)) },
			|()| match phases {
				Some([phase, ..]) => format!("a phase lasts {} s at least", phase / SECOND),
				None => "as the runtime presets them".into(),
			},
		)
		.await
	}

	/// Waits until the chain's time is past a moment, which is the last of some phase.
	async fn wait_until_after(&self, moment: Moment) -> Result<(), JourneyError> {
		let patience = Instant::now() + PATIENCE;
		while self.chain.now().await? <= moment {
			if Instant::now() > patience {
				return Err(JourneyError::DoesNotHold(format!("the chain's time goes beyond {moment}")));
			}
			tokio::time::sleep(Duration::from_millis(200)).await;
		}
		Ok(())
	}

	/// All tokens of an account, those held included.
	async fn worth(&self, account: &AccountId) -> Result<Balance, JourneyError> {
		type Info = frame_system::AccountInfo<Nonce, pallet_balances::AccountData<Balance>>;
		let key = frame_system::Account::<Runtime>::hashed_key_for(account);
		let info = self.chain.storage::<Info>(&key).await?;
		Ok(info.map_or(0, |info| info.data.free.saturating_add(info.data.reserved)))
	}

	async fn price_of(&self, tender: TenderId) -> Result<Balance, JourneyError> {
		match market::tender(&self.chain, tender).await?.state {
			TenderState::Awarded(order) => Ok(order.price),
			_ => Err(JourneyError::DoesNotHold(format!("tender {tender} is awarded"))),
		}
	}

	async fn phase_of(&self, tender: TenderId) -> Result<Option<TenderPhase>, JourneyError> {
		Ok(self.chain.view(pallet_care_market::TenderPhaseViewFunction::<Runtime>::new(tender)).await?)
	}

	/// Tokens, a persona for payments, and a doctor who works for a ministry besides.
	async fn prepare_market(&self, log: &mut Log<'_, impl Write>) -> Result<(), JourneyError> {
		let cast = &self.cast;
		let [first, second] = &cast.members;
		let gifts = [
			(&cast.market, PURSE),
			(&cast.hospital, BONDS),
			(&cast.second_hospital, BONDS),
			(&cast.clinic, BONDS),
			(&cast.laboratory, BONDS),
			(&cast.emergency_doctor, BONDS),
			(&cast.doctor, BONDS),
			(first, POCKET_MONEY),
			(second, POCKET_MONEY),
		];
		let calls = gifts
			.iter()
			.map(|(persona, value)| {
				let dest = persona.account_id().into();
				RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive { dest, value: *value })
			})
			.collect();
		let batch = RuntimeCall::Utility(pallet_utility::Call::batch_all { calls });
		log.done(
			"bidders, members and a persona of the patient's get tokens",
			async { Ok(((), self.send(cast.founder(), batch).await?)) },
			|()| format!("{} accounts", gifts.len()),
		)
		.await?;
		log.done(
			"the persona for payments is enrolled by the second hospital",
			async {
				let included = self.enrol(&cast.market, &cast.second_hospital).await.map_err(|error| match error {
					JourneyError::Action(error) => error,
					_ => ActionError::NoEvent("the enrolment"),
				})?;
				Ok(((), included))
			},
			|()| "it holds no records, and nothing ties it to those that do".into(),
		)
		.await?;
		log.done(
			"the doctor works for a ministry as well",
			async {
				let propose = pallet_participants::Call::propose_affiliation { other: cast.doctor.account_id() };
				let accept = pallet_participants::Call::accept_affiliation { other: cast.ministry.account_id() };
				self.send(&cast.ministry, RuntimeCall::Participants(propose)).await?;
				Ok(((), self.send(&cast.doctor, RuntimeCall::Participants(accept)).await?))
			},
			|()| "both sides signed".into(),
		)
		.await
	}

	async fn post_hip(&self, log: &mut Log<'_, impl Write>) -> Result<Posted, JourneyError> {
		let bid_by = self.chain.now().await?.saturating_add(40 * SECOND);
		let reveal_by = bid_by.saturating_add(36 * SECOND);
		let schedule = Schedule {
			bid_by,
			reveal_by,
			choose_by: reveal_by,
			award_by: reveal_by.saturating_add(60 * SECOND),
			deliver_by: reveal_by.saturating_add(300 * SECOND),
			acceptance: 16 * SECOND,
		};
		let specification = Specification {
			kind: Kind::Procedure,
			service: service("hip-replacement")?,
			terms: sealed_words("left hip, cementless, rehabilitation included")?,
			class: HIP_CLASS,
			budget: HIP_BUDGET,
			price_weight: PRICE_WEIGHT,
			exclusion: Exclusion::none(),
			schedule,
			milestones: bounded("milestones", vec![Percent::from_percent(40), Percent::from_percent(60)])?,
		};
		let id = log
			.done(
				"the persona puts a hip replacement out to tender",
				market::post(&self.chain, &self.cast.market, specification, Wait::InBlock),
				|id| format!("tender {id}, at most {}, price counts 60 %, two milestones", hlt(HIP_BUDGET)),
			)
			.await?;
		Ok(Posted { id, schedule })
	}

	/// Three bid within the budget, one above it, one with a copy; an insurer may not.
	async fn bid_for_hip(&self, log: &mut Log<'_, impl Write>, tender: TenderId) -> Result<Bids<'_>, JourneyError> {
		let (cast, chain) = (&self.cast, &self.chain);
		let opening = |price: Balance| -> Result<BidOpening, ActionError> {
			BidOpening::new(tender, price * HLT, sealed_words("operation, stay of six days, twelve sessions")?)
		};
		let honest = vec![
			("the hospital", &cast.hospital, opening(900)?),
			("the second hospital", &cast.second_hospital, opening(820)?),
			("the clinic", &cast.clinic, opening(870)?),
		];
		let dear = opening(1_200)?;
		let bid = |bidder, seal| market::bid(chain, bidder, tender, seal, None, Wait::InBlock);
		for (name, persona, opening) in &honest {
			log.done(format!("{name} bids, sealed"), bid(*persona, opening.seal(&persona.account_id())), |bond| {
				format!("a bond of {}", hlt(*bond))
			})
			.await?;
		}
		log.refused_by(
			"the insurer bids",
			bid(&cast.insurer, dear.seal(&cast.insurer.account_id())),
			"CareMarket",
			"NotProvider",
		)
		.await?;
		let copied = first_seal(&honest)?;
		log.done("the laboratory bids with a copy of the hospital's seal", bid(&cast.laboratory, copied), |_| {
			"a seal does not show whose it is".into()
		})
		.await?;
		log.done(
			"the emergency doctor bids more than the budget",
			bid(&cast.emergency_doctor, dear.seal(&cast.emergency_doctor.account_id())),
			|_| "nobody can see it yet".into(),
		)
		.await?;
		let bids = chain.view(pallet_care_market::BidsViewFunction::<Runtime>::new(tender)).await?;
		log.checked(
			"nobody sees a price while bids are taken",
			bids.len() == 5 && bids.iter().all(|(_, bid)| matches!(bid.state, BidState::Sealed { .. })),
			format!("{} seals", bids.len()),
		)?;
		Ok(Bids { honest, dear })
	}

	async fn reveal_hip(
		&self,
		log: &mut Log<'_, impl Write>,
		tender: TenderId,
		bids: &Bids<'_>,
	) -> Result<(), JourneyError> {
		let (cast, chain) = (&self.cast, &self.chain);
		for (name, persona, opening) in &bids.honest {
			log.done(
				format!("{name} opens its bid"),
				async { Ok(((), market::reveal(chain, persona, opening, Wait::InBlock).await?)) },
				|()| hlt(opening.price),
			)
			.await?;
		}
		let Some((_, _, copied)) = bids.honest.first() else { return Ok(()) };
		log.refused_by(
			"the laboratory opens its copy with what the hospital showed",
			market::reveal(chain, &cast.laboratory, copied, Wait::InBlock),
			"CareMarket",
			"SealMismatch",
		)
		.await?;
		log.refused_by(
			"the emergency doctor opens the bid above the budget",
			market::reveal(chain, &cast.emergency_doctor, &bids.dear, Wait::InBlock),
			"CareMarket",
			"OverBudget",
		)
		.await?;
		let phase = self.phase_of(tender).await?;
		log.checked("the bids are on the table", phase == Some(TenderPhase::Revealing), format!("tender {tender}"))
	}

	/// What those own who cannot open their bids: the laboratory and the emergency doctor.
	async fn worth_of_unopened(&self) -> Result<[Balance; 2], JourneyError> {
		let (laboratory, doctor) = (self.cast.laboratory.account_id(), self.cast.emergency_doctor.account_id());
		Ok([self.worth(&laboratory).await?, self.worth(&doctor).await?])
	}

	/// Who did not open its bid has lost the bond, which nobody got.
	async fn check_lost_bonds(
		&self,
		log: &mut Log<'_, impl Write>,
		tender: TenderId,
		before: [Balance; 2],
	) -> Result<(), JourneyError> {
		let bond = market::tender(&self.chain, tender).await?.bond;
		let after = self.worth_of_unopened().await?;
		let lost: Vec<_> = before.iter().zip(after).map(|(before, after)| before.saturating_sub(after)).collect();
		log.checked(
			"the laboratory and the emergency doctor could not open their bids, and lost their bonds",
			lost == [bond, bond],
			format!("{} each", hlt(bond)),
		)
	}

	/// The best by score wins, found by the client as by the chain.
	async fn award_hip(&self, log: &mut Log<'_, impl Write>, tender: TenderId) -> Result<&Persona, JourneyError> {
		let (cast, chain) = (&self.cast, &self.chain);
		let ranking = market::ranking(chain, tender).await?;
		let candidates: Vec<_> = ranking
			.iter()
			.map(|bid| Candidate { price: bid.price, quality: bid.quality, number: bid.number })
			.collect();
		let expected = best(PRICE_WEIGHT, &candidates);
		let first = ranking.first();
		log.checked(
			"the client ranks the bids as the chain does",
			expected.is_some() && expected == first.map(|bid| bid.number) && ranking.len() == 3,
			first.map_or_else(String::new, |bid| format!("{} asks {}", short(&bid.bidder), hlt(bid.price))),
		)?;
		let award = log
			.done(
				"the persona awards the tender by score",
				market::award(chain, &cast.market, tender, Wait::InBlock),
				|award| format!("to {}, for {}", short(&award.provider), hlt(award.price)),
			)
			.await?;
		let is_best = first.is_some_and(|bid| bid.bidder == award.provider);
		[&cast.hospital, &cast.second_hospital, &cast.clinic]
			.into_iter()
			.find(|persona| is_best && persona.account_id() == award.provider)
			.ok_or_else(|| JourneyError::DoesNotHold("the best of the bidders has won".into()))
	}

	/// The patient lets a provider write what comes of a tender, and nothing else.
	async fn let_collect(
		&self,
		log: &mut Log<'_, impl Write>,
		provider: &AccountId,
		class: RecordClass,
	) -> Result<(), JourneyError> {
		let root = Provision {
			decision: Ruling::Permit,
			actor: Actor::Account(provider.clone()),
			terms: consent::terms(vec![class], ActionSet::COLLECT, vec![Purpose::Treatment])?,
			obligations: Obligations::NONE,
		};
		let call = RuntimeCall::EmrConsent(pallet_emr_consent::Call::direct { root, exceptions: Default::default() });
		log.done(
			"the persona lets the winner write what comes of it",
			async { Ok(((), self.send(&self.cast.market, call).await?)) },
			|()| format!("class {class:?}, for treatment"),
		)
		.await
	}

	/// Two milestones: the first is accepted, the second delivered. Gives the moment after which silence accepts the second.
	async fn deliver_hip(
		&self,
		log: &mut Log<'_, impl Write>,
		tender: TenderId,
		winner: &Persona,
	) -> Result<Moment, JourneyError> {
		let (cast, chain) = (&self.cast, &self.chain);
		let deliver = |milestone: u32| {
			let document = DocumentId(u64::from(milestone).saturating_add(1));
			market::deliver(chain, winner, tender, milestone, document, Wait::InBlock)
		};
		log.refused_by("the winner delivers without the patient's consent", deliver(0), "CareMarket", "ConsentMissing")
			.await?;
		self.let_collect(log, &winner.account_id(), HIP_CLASS).await?;
		log.done("the winner delivers the operation", deliver(0), |_| "named by a document".into()).await?;
		let before = self.worth(&winner.account_id()).await?;
		let paid = log
			.done("the persona accepts it", market::accept(chain, &cast.market, tender, 0, Wait::InBlock), |paid| {
				format!("{} are paid", hlt(*paid))
			})
			.await?;
		let after = self.worth(&winner.account_id()).await?;
		let price = self.price_of(tender).await?;
		log.checked(
			"two fifths of the price have arrived, to the planck",
			after == before.saturating_add(paid) && paid == Percent::from_percent(40).mul_floor(price),
			hlt(paid),
		)?;
		log.done("the winner delivers the rehabilitation", deliver(1), |_| "now the patient is silent".into()).await
	}

	/// Silence has lasted; anybody settles, if the chain has not done so by itself.
	async fn settle_by_silence(&self, log: &mut Log<'_, impl Write>, tender: TenderId) -> Result<(), JourneyError> {
		let (cast, chain) = (&self.cast, &self.chain);
		let what = "silence counts as acceptance, and the hospital, which is no party, settles it";
		match market::settle(chain, &cast.hospital, tender, Wait::InBlock).await {
			Ok(included) => log.done(what, async { Ok(((), included)) }, |()| "the rest is paid".into()).await?,
			// The chain settled it by itself meanwhile, as what follows shows.
			Err(ActionError::Chain(ChainError::Refused(refusal))) if refusal.is("CareMarket", "NothingDue") => {},
			Err(source) => return Err(JourneyError::Failed { step: what.into(), source }),
		}
		let state = market::tender(chain, tender).await?.state;
		let released = matches!(
			&state,
			TenderState::Awarded(order)
				if matches!(order.escrow, Escrow::Released { .. }) && order.released == order.price
		);
		log.checked("the hip replacement is delivered and paid", released, format!("tender {tender}"))
	}

	/// A second opinion, from somebody who has nothing to do with the first.
	async fn post_opinion(&self, log: &mut Log<'_, impl Write>) -> Result<Posted, JourneyError> {
		let bid_by = self.chain.now().await?.saturating_add(24 * SECOND);
		let reveal_by = bid_by.saturating_add(40 * SECOND);
		let choose_by = reveal_by.saturating_add(60 * SECOND);
		let schedule = Schedule {
			bid_by,
			reveal_by,
			choose_by,
			award_by: choose_by.saturating_add(30 * SECOND),
			deliver_by: choose_by.saturating_add(300 * SECOND),
			acceptance: 30 * SECOND,
		};
		let specification = Specification {
			kind: Kind::SecondOpinion,
			service: service("second-opinion")?,
			terms: sealed_words("is the operation needed at all?")?,
			class: OPINION_CLASS,
			budget: 200 * HLT,
			price_weight: Permill::from_percent(30),
			exclusion: Exclusion { organisation: Some(self.cast.hospital.account_id()), region: None },
			schedule,
			milestones: bounded("milestones", vec![Percent::from_percent(100)])?,
		};
		let id = log
			.done(
				"the persona asks for a second opinion, not from the hospital",
				market::post(&self.chain, &self.cast.market, specification, Wait::InBlock),
				|id| format!("tender {id}"),
			)
			.await?;
		Ok(Posted { id, schedule })
	}

	async fn bid_for_opinion(
		&self,
		log: &mut Log<'_, impl Write>,
		tender: TenderId,
	) -> Result<BidOpening, JourneyError> {
		let (cast, chain) = (&self.cast, &self.chain);
		let opening = BidOpening::new(tender, OPINION_PRICE, sealed_words("an opinion in writing")?)?;
		let seal = |bidder: &Persona| opening.seal(&bidder.account_id());
		log.refused_by(
			"the hospital bids for it all the same",
			market::bid(chain, &cast.hospital, tender, seal(&cast.hospital), None, Wait::InBlock),
			"CareMarket",
			"Excluded",
		)
		.await?;
		let house = Some(cast.second_hospital.account_id());
		log.done(
			"the doctor bids, in the name of the second hospital",
			market::bid(chain, &cast.doctor, tender, seal(&cast.doctor), house, Wait::InBlock),
			|bond| format!("a bond of {}", hlt(*bond)),
		)
		.await?;
		Ok(opening)
	}

	/// Awarded by choice, delivered, disputed, and decided by an authority that is no party.
	async fn dispute_opinion(&self, log: &mut Log<'_, impl Write>, tender: TenderId) -> Result<(), JourneyError> {
		let (cast, chain) = (&self.cast, &self.chain);
		let doctor = cast.doctor.account_id();
		let reason = sealed_words("known for this operation")?;
		log.done(
			"the persona chooses the doctor, with a reason",
			market::award_to(chain, &cast.market, tender, doctor.clone(), reason, Wait::InBlock),
			|award| hlt(award.price),
		)
		.await?;
		self.let_collect(log, &doctor, OPINION_CLASS).await?;
		log.done(
			"the doctor delivers the opinion",
			market::deliver(chain, &cast.doctor, tender, 0, DocumentId(1), Wait::InBlock),
			|_| "named by a document".into(),
		)
		.await?;
		let reason = sealed_words("one line, and no look at the images")?;
		log.done(
			"the persona disputes it",
			market::dispute(chain, &cast.market, tender, reason, Wait::InBlock),
			|_| "the money waits for an arbiter".into(),
		)
		.await?;
		let share = Percent::from_percent(40);
		let resolve = |arbiter| market::resolve(chain, arbiter, tender, share, false, Wait::InBlock);
		log.refused_by(
			"the ministry for which the doctor works decides it",
			resolve(&cast.ministry),
			"CareMarket",
			"ConflictOfInterest",
		)
		.await?;
		log.refused_by("the hospital decides it", resolve(&cast.hospital), "CareMarket", "NotArbiter").await?;
		let before = self.worth(&doctor).await?;
		let split = log
			.done("the regulator gives the doctor 40 %", resolve(&cast.regulator), |split| {
				format!("{} to the doctor, {} back", hlt(split.to_provider), hlt(split.to_payer))
			})
			.await?;
		let earned = self.worth(&doctor).await?.saturating_sub(before);
		let (record, _) = chain.view(pallet_care_market::ProviderRecordViewFunction::<Runtime>::new(doctor)).await?;
		log.checked(
			"the money is split as decided, and the doctor's record shows the dispute",
			split.to_provider == share.mul_floor(OPINION_PRICE)
				&& split.to_provider.saturating_add(split.to_payer) == OPINION_PRICE
				&& earned == split.to_provider
				&& record.disputed == 1,
			format!("{} of {}", hlt(split.to_provider), hlt(OPINION_PRICE)),
		)
	}

	/// The clinic offers three places; two accounts of which nobody knows anything join.
	async fn form_group(&self, log: &mut Log<'_, impl Write>) -> Result<Offered, JourneyError> {
		let (cast, chain) = (&self.cast, &self.chain);
		let join_by = chain.now().await?.saturating_add(30 * SECOND);
		let offer = GroupOffer {
			service: service("counselling")?,
			terms: sealed_words("an evening on living with a new hip")?,
			price: PLACE_PRICE,
			places: 3,
			minimum: 2,
			join_by,
			deliver_by: join_by.saturating_add(180 * SECOND),
			acceptance: 30 * SECOND,
		};
		let id = log
			.done(
				"the clinic offers counselling to a group",
				market::offer_group(chain, &cast.clinic, offer, Wait::InBlock),
				|id| format!("group {id}, three places at {}, two are enough", hlt(PLACE_PRICE)),
			)
			.await?;
		log.refused_by(
			"the clinic takes a place of its own",
			market::join(chain, &cast.clinic, id, Wait::InBlock),
			"CareMarket",
			"OwnGroup",
		)
		.await?;
		for member in &cast.members {
			log.done(
				"somebody joins, under an account without a role",
				async { Ok(((), market::join(chain, member, id, Wait::InBlock).await?)) },
				|()| format!("{} are held", hlt(PLACE_PRICE)),
			)
			.await?;
		}
		Ok(Offered { id, join_by })
	}

	/// The group is held; one member accepts, one disputes, and the regulator halves that price.
	async fn hold_group(&self, log: &mut Log<'_, impl Write>, id: GroupId) -> Result<(), JourneyError> {
		let (cast, chain) = (&self.cast, &self.chain);
		let [content, unhappy] = &cast.members;
		let host = self.worth(&cast.clinic.account_id()).await?;
		let member = self.worth(&unhappy.account_id()).await?;
		log.done(
			"enough have joined; the clinic holds the group and says so",
			market::deliver_group(chain, &cast.clinic, id, DocumentId(1), Wait::InBlock),
			|_| "named by a document".into(),
		)
		.await?;
		log.done("one member accepts", market::accept_place(chain, content, id, Wait::InBlock), |paid| {
			format!("{} are paid", hlt(*paid))
		})
		.await?;
		let reason = sealed_words("it ended after ten minutes")?;
		log.done(
			"the other disputes",
			async { Ok(((), market::dispute_place(chain, unhappy, id, reason, Wait::InBlock).await?)) },
			|()| "the price of the place waits for an arbiter".into(),
		)
		.await?;
		let half = Percent::from_percent(50);
		let split = log
			.done(
				"the regulator gives the clinic half of that place",
				market::resolve_place(chain, &cast.regulator, id, unhappy.account_id(), half, Wait::InBlock),
				|split| format!("{} each", hlt(split.to_provider)),
			)
			.await?;
		let earned = PLACE_PRICE.saturating_add(split.to_provider);
		let (host_now, member_now) =
			(self.worth(&cast.clinic.account_id()).await?, self.worth(&unhappy.account_id()).await?);
		let phase = chain.view(pallet_care_market::GroupPhaseViewFunction::<Runtime>::new(id)).await?;
		log.checked(
			"the group is over and all its money where it belongs",
			phase == Some(GroupPhase::Ended(GroupOutcome::Completed))
				&& gained(host, host_now, earned)
				&& lost(member, member_now, split.to_provider),
			format!("{} earned by the clinic, less fees", hlt(earned)),
		)
	}
}

/// The seal of the first of the bids, as everybody can read it on chain.
fn first_seal(honest: &[(&'static str, &Persona, BidOpening)]) -> Result<Commitment, JourneyError> {
	let first = honest.first().map(|(_, persona, opening)| opening.seal(&persona.account_id()));
	first.ok_or_else(|| JourneyError::DoesNotHold("somebody bids".into()))
}

//! Requests: made, listed, agreed to, turned down.

use super::terms::{self, TermsOptions};
use crate::commands::{
	context::Context,
	failure::general,
	participants::{ensure_certified, ensure_not_self, ensure_patient},
	values, words,
};
use pallet_emr_consent::{
	types::{RequestStanding, RequestState},
	Call, RequestOf,
};
use salus_client::{actions::consent, chain::Chain};
use salus_primitives::{consent::ActionSet, Moment, RequestId};
use salus_runtime::{AccountId, Runtime, RuntimeCall};
use serde_json::{json, Value};

/// Asking.
#[derive(Clone, Debug, clap::Args)]
pub struct RequestOptions {
	/// The patient.
	#[arg(value_parser = values::account)]
	patient: AccountId,
	#[command(flatten)]
	terms: TermsOptions,
}

/// Listing.
#[derive(Clone, Debug, clap::Args)]
pub struct ListOptions {
	/// One request, whatever became of it.
	request: Option<u64>,
	/// Requests to this patient; to you if absent.
	#[arg(long, value_parser = values::account, value_name = "ACCOUNT", conflicts_with = "request")]
	patient: Option<AccountId>,
}

/// A request, whatever became of it.
pub async fn request_of(chain: &Chain, id: RequestId) -> anyhow::Result<RequestOf<Runtime>> {
	let view = pallet_emr_consent::RequestInfoViewFunction::<Runtime>::new(id);
	chain.view(view).await?.ok_or_else(|| general(format!("there is no request {id}")))
}

/// Asks.
pub async fn request(context: &Context, options: RequestOptions) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	ensure_not_self(&me, &options.patient)?;
	let terms = options.terms.terms(chain.now().await?)?;
	ensure_certified(&chain, &me.account_id()).await?;
	ensure_patient(&chain, &options.patient).await?;
	let spinner = context.out.spinner("waiting for the chain");
	let asked = consent::request(&chain, &me, &options.patient, terms.clone(), context.wait()).await;
	spinner.finish_and_clear();
	let (id, included) = asked?;
	let made = request_of(&chain, id).await?;
	let json = json!({ "request": id, "patient": options.patient, "awaits": awaited(&made), "deadline": words::instant(made.deadline) });
	let text = format!(
		"request {id}: {}\n  {}; it can be granted until {}",
		terms::summary(&terms),
		awaits(&made, made.requested),
		words::moment(made.deadline)
	);
	context.out.receipt(&included, json, &text);
	if terms.actions.contains(ActionSet::COLLECT) {
		context
			.out
			.note("To write, you also need the patient's matching keys: salus records share-matching-keys --to you");
	}
	Ok(())
}

/// The accounts whose agreement a request awaits next.
fn awaited(request: &RequestOf<Runtime>) -> Vec<AccountId> {
	let RequestState::Requested(approvals) = &request.state else { return Vec::new() };
	if !approvals.custodians_done() {
		return approvals.custodians_pending.to_vec();
	}
	if !approvals.co_approvers_done() {
		let agreed = &approvals.co_approved;
		return approvals.co_approvers.iter().filter(|one| !agreed.contains(one)).cloned().collect();
	}
	vec![request.patient.clone()]
}

/// What a request waits for, in words.
pub fn awaits(request: &RequestOf<Runtime>, now: Moment) -> String {
	let names = || awaited(request).iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
	match request.standing(now) {
		RequestStanding::AwaitingCustodians => format!("it awaits the organisations that hold the data: {}", names()),
		RequestStanding::AwaitingCoApprovers => {
			let missing = match &request.state {
				RequestState::Requested(approvals) => {
					(approvals.threshold as usize).saturating_sub(approvals.co_approved.len())
				},
				_ => 0,
			};
			format!("it awaits {missing} of the patient's co-approvers: {}", names())
		},
		RequestStanding::AwaitingPatient => "it awaits the patient".into(),
		standing => format!("it is {}", words::kebab(&standing)),
	}
}

fn to_json(id: RequestId, request: &RequestOf<Runtime>, now: Moment) -> Value {
	let mut json = terms::to_json(&request.terms);
	json["request"] = json!(id);
	json["patient"] = json!(request.patient);
	json["requester"] = json!(request.requester);
	json["requested"] = json!(words::instant(request.requested));
	json["deadline"] = json!(words::instant(request.deadline));
	json["standing"] = json!(words::kebab(&request.standing(now)));
	json["awaits"] = json!(awaited(request));
	match &request.state {
		RequestState::Granted { directive } => json["directive"] = json!(directive),
		RequestState::Denied { by } => json["denied_by"] = json!(by),
		RequestState::Requested(_) | RequestState::Withdrawn => {},
	}
	json
}

/// Lists open requests, or shows one.
pub async fn list(context: &Context, options: ListOptions) -> anyhow::Result<()> {
	if let Some(id) = options.request.map(RequestId) {
		let chain = context.connect().await?;
		let (request, now) = (request_of(&chain, id).await?, chain.now().await?);
		let mut fields = vec![
			("request", id.to_string()),
			("patient", request.patient.to_string()),
			("requester", request.requester.to_string()),
			("standing", awaits(&request, now)),
			("deadline", words::moment(request.deadline)),
		];
		if let RequestState::Granted { directive } = &request.state {
			fields.push(("directive", directive.to_string()));
		}
		fields.extend(terms::fields(&request.terms));
		context.out.fields(&to_json(id, &request, now), &fields);
		return Ok(());
	}
	let patient = context.or_mine(options.patient)?;
	let chain = context.connect().await?;
	let now = chain.now().await?;
	let open = chain.view(pallet_emr_consent::OpenRequestsViewFunction::<Runtime>::new(patient)).await?;
	let rows = open
		.iter()
		.map(|(id, request)| {
			let cells = vec![
				id.to_string(),
				request.requester.to_string(),
				terms::summary(&request.terms),
				words::kebab(&request.standing(now)),
				words::moment(request.deadline),
			];
			(to_json(*id, request, now), cells)
		})
		.collect();
	context.out.rows(&["request", "who asks", "for what", "standing", "until"], rows, "no requests are open");
	Ok(())
}

/// Refuses to answer a request that cannot be answered any more.
async fn ensure_open(chain: &Chain, id: RequestId) -> anyhow::Result<RequestOf<Runtime>> {
	let request = request_of(chain, id).await?;
	match request.standing(chain.now().await?) {
		RequestStanding::AwaitingCustodians
		| RequestStanding::AwaitingCoApprovers
		| RequestStanding::AwaitingPatient => Ok(request),
		standing => Err(general(format!("request {id} is {}", words::kebab(&standing)))),
	}
}

async fn answer(context: &Context, id: RequestId, call: Call<Runtime>, text: &str) -> anyhow::Result<()> {
	let (chain, me) = context.signed().await?;
	let included = context.send(&chain, &me, RuntimeCall::EmrConsent(call)).await?;
	let (request, now) = (request_of(&chain, id).await?, chain.now().await?);
	let json = json!({ "request": id, "standing": words::kebab(&request.standing(now)), "awaits": awaited(&request) });
	context.out.receipt(&included, json, &format!("{text}; {}", awaits(&request, now)));
	Ok(())
}

/// Agrees as a custodian.
pub async fn agree(context: &Context, id: u64) -> anyhow::Result<()> {
	let (id, me) = (RequestId(id), context.me()?.account_id());
	let request = ensure_open(&context.connect().await?, id).await?;
	if let RequestState::Requested(approvals) = &request.state {
		if approvals.custodians_agreed.contains(&me) {
			return Err(general(format!("you agreed to request {id} before")));
		}
		if !approvals.custodians_pending.contains(&me) {
			return Err(general(format!("request {id} does not await you as an organisation that holds the data")));
		}
	}
	answer(context, id, Call::agree_as_custodian { request: id }, "you agreed").await
}

/// Agrees as a co-approver.
pub async fn co_approve(context: &Context, id: u64) -> anyhow::Result<()> {
	let (id, me) = (RequestId(id), context.me()?.account_id());
	let chain = context.connect().await?;
	let request = ensure_open(&chain, id).await?;
	if let RequestState::Requested(approvals) = &request.state {
		if !approvals.co_approvers.contains(&me) {
			return Err(general(format!("you are not among the co-approvers of request {id}")));
		}
		if request.requester == me {
			return Err(general("nobody agrees to a request of one's own"));
		}
		if !approvals.custodians_done() {
			return Err(general(awaits(&request, chain.now().await?)));
		}
	}
	answer(context, id, Call::agree_as_co_approver { request: id }, "you agreed").await
}

/// Turns a request down.
pub async fn deny(context: &Context, id: u64) -> anyhow::Result<()> {
	let id = RequestId(id);
	ensure_open(&context.connect().await?, id).await?;
	answer(context, id, Call::deny { request: id }, "you turned it down").await
}

/// Takes a request back.
pub async fn withdraw(context: &Context, id: u64) -> anyhow::Result<()> {
	let (id, me) = (RequestId(id), context.me()?.account_id());
	let request = request_of(&context.connect().await?, id).await?;
	if request.requester != me {
		return Err(general(format!("request {id} was made by {}", request.requester)));
	}
	if !matches!(request.state, RequestState::Requested(_)) {
		return Err(general(format!("request {id} is {}", words::kebab(&request.state))));
	}
	answer(context, id, Call::withdraw { request: id }, "you took it back").await
}

//! What the council may tune, as it is now.

use frame_support::traits::Get;
use salus_client::chain::Chain;
use salus_primitives::Moment;
use salus_runtime::{
	configs::system::{
		dynamic_params::{
			health::{self, BreakGlassBond, FreeCallsPerDay},
			market::{self, LeaveNotice, MinAcceptance, MinPhase},
		},
		RuntimeParametersKey, RuntimeParametersValue,
	},
	Balance, Runtime,
};

/// What a parameter is where the council has not set it.
fn preset<T>(parameter: impl FnOnce() -> T) -> T {
	// Parameters are read from storage; in an empty one they are as the runtime presets them.
	sp_io::TestExternalities::default().execute_with(parameter)
}

async fn stored(chain: &Chain, key: health::ParametersKey) -> anyhow::Result<Option<health::ParametersValue>> {
	let key = pallet_parameters::Parameters::<Runtime>::hashed_key_for(RuntimeParametersKey::Health(key));
	let value: Option<RuntimeParametersValue> = chain.storage(&key).await?;
	Ok(value.and_then(|value| match value {
		RuntimeParametersValue::Health(value) => Some(value),
		RuntimeParametersValue::Market(_) => None,
	}))
}

/// The bond that is held while a provider breaks the glass.
pub async fn break_glass_bond(chain: &Chain) -> anyhow::Result<Balance> {
	match stored(chain, health::ParametersKey::BreakGlassBond(BreakGlassBond)).await? {
		Some(health::ParametersValue::BreakGlassBond(bond)) => Ok(bond),
		_ => Ok(preset(<BreakGlassBond as Get<Balance>>::get)),
	}
}

/// How many calls a patient may make a day without a fee.
pub async fn free_calls_per_day(chain: &Chain) -> anyhow::Result<u32> {
	match stored(chain, health::ParametersKey::FreeCallsPerDay(FreeCallsPerDay)).await? {
		Some(health::ParametersValue::FreeCallsPerDay(calls)) => Ok(calls),
		_ => Ok(preset(<FreeCallsPerDay as Get<u32>>::get)),
	}
}

async fn stored_market(chain: &Chain, key: market::ParametersKey) -> anyhow::Result<Option<market::ParametersValue>> {
	let key = pallet_parameters::Parameters::<Runtime>::hashed_key_for(RuntimeParametersKey::Market(key));
	let value: Option<RuntimeParametersValue> = chain.storage(&key).await?;
	Ok(value.and_then(|value| match value {
		RuntimeParametersValue::Market(value) => Some(value),
		RuntimeParametersValue::Health(_) => None,
	}))
}

/// The shortest phase of a tender or group, in milliseconds.
pub async fn min_phase(chain: &Chain) -> anyhow::Result<Moment> {
	match stored_market(chain, market::ParametersKey::MinPhase(MinPhase)).await? {
		Some(market::ParametersValue::MinPhase(phase)) => Ok(phase),
		_ => Ok(preset(<MinPhase as Get<Moment>>::get)),
	}
}

/// The shortest time for accepting or disputing a delivery, in milliseconds.
pub async fn min_acceptance(chain: &Chain) -> anyhow::Result<Moment> {
	match stored_market(chain, market::ParametersKey::MinAcceptance(MinAcceptance)).await? {
		Some(market::ParametersValue::MinAcceptance(span)) => Ok(span),
		_ => Ok(preset(<MinAcceptance as Get<Moment>>::get)),
	}
}

/// How long before the joining ends a member of a group may leave at last, in milliseconds.
pub async fn leave_notice(chain: &Chain) -> anyhow::Result<Moment> {
	match stored_market(chain, market::ParametersKey::LeaveNotice(LeaveNotice)).await? {
		Some(market::ParametersValue::LeaveNotice(span)) => Ok(span),
		_ => Ok(preset(<LeaveNotice as Get<Moment>>::get)),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::{Decode, Encode};
	use salus_runtime::HLT;

	#[test]
	fn parameters_are_preset_and_stored_as_values() {
		assert_eq!(preset(<BreakGlassBond as Get<Balance>>::get), 10 * HLT);
		let value = RuntimeParametersValue::Health(health::ParametersValue::FreeCallsPerDay(7));
		assert_eq!(RuntimeParametersValue::decode(&mut value.encode().as_slice()).unwrap(), value);
	}
}

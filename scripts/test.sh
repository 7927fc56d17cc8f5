#!/usr/bin/env bash
# Everything that has to hold before a change is done, stage by stage, up to the first that fails.
#   test.sh           all of it
#   test.sh --quick   up to the tests; without documentation, journey, polkadot.js and zombienet
#
# All stages use the release profile and build the wasm (SKIP_WASM_BUILD stays unset): another value of either would
# compile the runtime and all above it once more, each time it changes.
set -euo pipefail
# shellcheck source=env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$SALUS_ROOT"

quick=no
case "${1:-}" in
	"") ;;
	--quick) quick=yes ;;
	*) sed -n '2,4s/^# \?//p' "${BASH_SOURCE[0]}" >&2 && exit 2 ;;
esac
unset SKIP_WASM_BUILD

summary=()
current=""
began=0
finish() {
	local status=$?
	if [[ -n "$current" ]]; then summary+=("$(printf '%5d s  FAILED  %s' $((SECONDS - began)) "$current")"); fi
	printf '\n== Summary, %d s\n' "$SECONDS"
	printf '%s\n' "${summary[@]}"
	exit "$status"
}
trap finish EXIT

# stage TITLE COMMAND ARGUMENT...
stage() {
	current=$1
	began=$SECONDS
	printf '\n== %s\n' "$current"
	"${@:2}"
	summary+=("$(printf '%5d s  ok      %s' $((SECONDS - began)) "$current")")
	current=""
}

setup() {
	scripts/setup.sh
	# Again, since setup may have chosen the toolchain just now.
	# shellcheck source=env.sh
	. scripts/env.sh
	SALUS_FHIR_EXAMPLES="$(scripts/fetch-fhir-examples.sh)"
	export SALUS_FHIR_EXAMPLES
}

lint() { cargo clippy --release --workspace --all-targets -- -D warnings; }

# The crates of the runtime deny what may panic or round where they are compiled for the chain. The SDK knows that case by
# the same flag that the wasm builder sets.
lint_wasm() {
	CARGO_TARGET_WASM32V1_NONE_RUSTFLAGS="--cfg substrate_runtime" \
		cargo clippy --release -p salus-runtime --no-default-features --target wasm32v1-none -- -D warnings
}

build() { cargo build --release -p salus-node -p salus-client; }

unit_tests() { cargo nextest run --release --workspace --no-fail-fast; }

# The examples in the documentation are tests of their own, which nextest does not run.
documentation() {
	RUSTDOCFLAGS="-D warnings" cargo doc --release --no-deps --workspace
	cargo test --release --workspace --doc
}

# The command fails by itself where a step does not end as it should. What is checked besides is that its JSON can be
# relied on: a line per step, numbered through, refusals among them, and what was sent has become final.
journey() {
	local work
	work="$(mktemp -d)"
	# shellcheck disable=SC2016 # the address is known to the command only
	scripts/with-dev-node.sh bash -c '"$1" journey --url "$SALUS_URL" --output json --store "$2/records" \
		--report "$2/report.html" >"$2/steps.json"' journey "$CARGO_TARGET_DIR/release/salus" "$work"
	jq --raw-output '"\(.step)\t\(.outcome)\t\(.what)"' "$work/steps.json"
	jq --slurp --exit-status '
		length > 0 and map(.step) == [range(1; length + 1)]
		and all(.outcome | IN("done", "checked", "refused")) and any(.outcome == "refused")
		and all(.block == null or (.finality_ms != null and .fee != null))' "$work/steps.json" >/dev/null || {
		echo "the journey's JSON is not as it should be, see $work/steps.json" >&2
		return 1
	}
	rm -rf "$work"
}

polkadot_js() { scripts/with-dev-node.sh polkadot-js/run.sh; }

zombienet_smoke() { scripts/zombienet.sh smoke; }

stage "setup" setup
stage "format" cargo fmt --all --check
stage "lints" lint
stage "lints of the runtime as wasm" lint_wasm
stage "build" build
stage "tests" unit_tests
if [[ "$quick" == no ]]; then
	stage "documentation" documentation
	stage "a patient's journey" journey
	if [[ -d polkadot-js ]]; then
		stage "polkadot.js" polkadot_js
	else
		summary+=("          absent  polkadot.js (there is no folder polkadot-js)")
	fi
	stage "zombienet smoke" zombienet_smoke
fi

#!/usr/bin/env bash
# Builds Salus, starts a chain on this machine, walks through a patient's journey on it, and leaves it running until
# Ctrl-C. Another start takes seconds.
set -euo pipefail
# shellcheck source=env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
# shellcheck source=chain.sh
. "$SALUS_ROOT/scripts/chain.sh"

usage() {
	cat <<-EOF
		scripts/run.sh [--consortium] [--fresh] [--no-journey]

		  --consortium   four validators (Alice, Bob, Charlie, Dave) instead of one
		  --fresh        start the chain anew instead of going on with the one of the last start
		  --no-journey   do not walk through the patient's journey

		Environment: SALUS_RPC_PORT (9944), SALUS_METRICS_PORT (9615), SALUS_P2P_PORT (30333); a consortium uses four ports
		in a row from each. SALUS_CHAINS is where chains are kept (~/.cache/salus/chains).
	EOF
}

die() {
	echo "run: $*" >&2
	exit 1
}

chain=dev fresh=no journey=yes
names=(alice)
for argument in "$@"; do
	case "$argument" in
		--consortium) chain=local names=(alice bob charlie dave) ;;
		--fresh) fresh=yes ;;
		--no-journey) journey=no ;;
		-h | --help) usage && exit 0 ;;
		*) usage >&2 && exit 2 ;;
	esac
done
rpc_port="${SALUS_RPC_PORT:-9944}"
metrics_port="${SALUS_METRICS_PORT:-9615}"
p2p_port="${SALUS_P2P_PORT:-30333}"

# Before the build, which may take long: a port that is taken should not be learnt after it.
for index in "${!names[@]}"; do
	for setting in SALUS_RPC_PORT:$((rpc_port + index)) SALUS_METRICS_PORT:$((metrics_port + index)) \
		SALUS_P2P_PORT:$((p2p_port + index)); do
		port_is_free "${setting#*:}" || die "port ${setting#*:} is taken; stop what uses it, or set ${setting%:*}"
	done
done

"$SALUS_ROOT/scripts/setup.sh"
# Again, since setup may have chosen the toolchain just now.
# shellcheck source=env.sh
. "$SALUS_ROOT/scripts/env.sh"
# From within the checkout, where cargo finds its settings.
(cd "$SALUS_ROOT" && cargo build --release -p salus-node -p salus-client)

# A chain goes on only with the genesis that began it: a runtime that was changed since gets a chain of its own.
genesis="$("$SALUS_NODE" export-chain-spec --chain "$chain" 2>/dev/null | sha256sum | cut -c1-12)"
folder="${SALUS_CHAINS:-$SALUS_CACHE/chains}/$chain-$genesis"
if [[ "$fresh" == yes ]]; then rm -rf "$folder"; fi
mkdir -p "$folder"

# shellcheck disable=SC2317 # called by the trap
finish() {
	local status=$?
	trap - INT TERM
	echo "stopping" >&2
	stop_nodes
	exit "$status"
}
trap finish EXIT
trap 'exit 0' INT TERM

# Every node of a consortium knows the addresses of all, so that it does not matter which is up first.
bootnodes=()
if [[ "$chain" != dev ]]; then
	for index in "${!names[@]}"; do
		peer="$("$SALUS_NODE" key inspect-node-key --file <(node_key $((index + 1))))"
		bootnodes+=(--bootnodes "/ip4/127.0.0.1/tcp/$((p2p_port + index))/p2p/$peer")
	done
fi

for index in "${!names[@]}"; do
	name="${names[index]}"
	arguments=(--base-path "$folder/$name" "${bootnodes[@]}")
	if [[ "$chain" == dev ]]; then arguments+=(--dev); else arguments+=(--chain "$chain" "--$name"); fi
	start_node "$folder/$name.log" $((rpc_port + index)) $((p2p_port + index)) $((metrics_port + index)) \
		$((index + 1)) "${arguments[@]}"
	echo "$name writes its log to $folder/$name.log"
done

wait_for_finality "$rpc_port" 180 "${NODE_PIDS[0]}" || {
	show_log "$folder/alice.log"
	die "the chain finalises no blocks"
}

if [[ "$journey" == yes ]]; then
	SALUS_FHIR_EXAMPLES="$("$SALUS_ROOT/scripts/fetch-fhir-examples.sh")"
	export SALUS_FHIR_EXAMPLES
	"$CARGO_TARGET_DIR/release/salus" journey --url "ws://127.0.0.1:$rpc_port" \
		--store "$folder/records" --report "$folder/report.html" || {
		show_log "$folder/alice.log"
		die "the journey ended early"
	}
fi

cat <<-EOF

	The chain is running, finalised to block $(finalized_height "$rpc_port").
EOF
for index in "${!names[@]}"; do
	cat <<-EOF
		  ${names[index]}
		    WebSocket and HTTP RPC   ws://127.0.0.1:$((rpc_port + index))
		    polkadot.js apps         https://polkadot.js.org/apps/?rpc=ws://127.0.0.1:$((rpc_port + index))
		    Prometheus metrics       http://127.0.0.1:$((metrics_port + index))/metrics
	EOF
done
echo "Ctrl-C stops it."

# Returns as soon as any node ends; only a node that fails does so by itself.
wait -n "${NODE_PIDS[@]}" || true
for index in "${!names[@]}"; do
	kill -0 "${NODE_PIDS[index]}" 2>/dev/null || show_log "$folder/${names[index]}.log"
done
echo "run: a node ended by itself" >&2
exit 1

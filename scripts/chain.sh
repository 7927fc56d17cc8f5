# shellcheck shell=bash
# Sourced by the scripts that run nodes: starting, asking and stopping them. Needs env.sh.

SALUS_NODE="${SALUS_NODE:-$CARGO_TARGET_DIR/release/salus-node}"
NODE_PIDS=()

port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Prints the first of COUNT ports in a row that nobody listens on.
free_ports() {
	local count=$1 first port
	while :; do
		first=$((20000 + RANDOM % 10000))
		for ((port = first; port < first + count; port++)); do
			port_is_free "$port" || continue 2
		done
		echo "$first"
		return
	done
}

# rpc PORT METHOD [PARAMS]: prints the result, fails where there is none.
rpc() {
	curl --silent --fail --max-time 5 -H 'Content-Type: application/json' \
		-d "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"$2\",\"params\":${3:-[]}}" "http://127.0.0.1:$1" |
		jq --exit-status --raw-output '.result'
}

finalized_height() {
	local hash
	hash="$(rpc "$1" chain_getFinalizedHead)" || return 1
	printf '%d\n' "$(rpc "$1" chain_getHeader "[\"$hash\"]" | jq --raw-output '.number')"
}

# The secret behind a node's network address, from its number, so that addresses are known before nodes are up. Everybody
# knows these: they are for chains of one machine only.
node_key() { printf '%064x' "$1"; }

# start_node LOG RPC_PORT P2P_PORT METRICS_PORT NUMBER ARGUMENT...: only this machine can reach the node.
start_node() {
	local log=$1 rpc_port=$2 p2p_port=$3 metrics_port=$4 number=$5
	shift 5
	"$SALUS_NODE" "$@" --rpc-port "$rpc_port" --listen-addr "/ip4/127.0.0.1/tcp/$p2p_port" \
		--prometheus-port "$metrics_port" --node-key "$(node_key "$number")" \
		--no-telemetry --no-mdns >"$log" 2>&1 &
	NODE_PIDS+=("$!")
}

# wait_for_finality PORT SECONDS PID: waits for a block more than the node had finalised when it first answered, since one
# that goes on with a chain has blocks from the start. Fails early where the process has ended.
wait_for_finality() {
	local port=$1 deadline=$((SECONDS + $2)) pid=$3 first="" seen
	while ((SECONDS < deadline)); do
		kill -0 "$pid" 2>/dev/null || return 1
		if seen="$(finalized_height "$port" 2>/dev/null)"; then
			first="${first:-$seen}"
			if ((seen > first)); then return 0; fi
		fi
		sleep 0.3
	done
	return 1
}

# Asks the nodes to stop, so that they close their databases, and makes sure that they did.
stop_nodes() {
	local pid deadline=$((SECONDS + 15))
	((${#NODE_PIDS[@]})) || return 0
	kill -TERM "${NODE_PIDS[@]}" 2>/dev/null || true
	for pid in "${NODE_PIDS[@]}"; do
		while kill -0 "$pid" 2>/dev/null && ((SECONDS < deadline)); do sleep 0.1; done
		kill -KILL "$pid" 2>/dev/null || true
		wait "$pid" 2>/dev/null || true
	done
	NODE_PIDS=()
}

show_log() {
	echo "--- the end of $1" >&2
	tail -n "${2:-30}" "$1" >&2 || true
	echo "---" >&2
}

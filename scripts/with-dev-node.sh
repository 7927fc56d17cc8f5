#!/usr/bin/env bash
# Runs a command against a development chain that exists only for it: with-dev-node.sh COMMAND ARGUMENT...
# The command finds the node's address in SALUS_URL. Its exit status is this script's.
set -euo pipefail
# shellcheck source=env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
# shellcheck source=chain.sh
. "$SALUS_ROOT/scripts/chain.sh"

work="$(mktemp -d)"
finish() {
	local status=$?
	stop_nodes
	if ((status)); then show_log "$work/node.log" 10; fi
	rm -rf "$work"
	exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

port="$(free_ports 3)"
start_node "$work/node.log" "$port" $((port + 1)) $((port + 2)) 1 --dev --base-path "$work/node"
wait_for_finality "$port" 120 "${NODE_PIDS[0]}" || {
	echo "the development chain finalised no block" >&2
	exit 1
}
export SALUS_URL="ws://127.0.0.1:$port"
"$@"

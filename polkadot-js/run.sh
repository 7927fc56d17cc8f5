#!/usr/bin/env bash
# Does a patient's whole part by polkadot.js on a running development chain, whose address is in SALUS_URL. A chain that exists
# only for it: scripts/with-dev-node.sh polkadot-js/run.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# npm notes what it installed here, and takes what it fetched before from its own cache. No package's scripts need to run.
if [[ ! node_modules/.package-lock.json -nt package-lock.json ]]; then
	npm ci --ignore-scripts --prefer-offline --no-audit --no-fund --loglevel=error
	touch node_modules/.package-lock.json
fi

export SALUS_URL="${SALUS_URL:-ws://127.0.0.1:9944}"
exec node patient.mjs

#!/usr/bin/env bash
# Runs a network test of zombienet/ with nodes of this checkout: zombienet.sh NAME, for zombienet/NAME.zndsl.
# Everything the network writes is in $SALUS_CACHE/zombienet/NAME, and stays there until the next run.
set -euo pipefail
# shellcheck source=env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

name="${1:?zombienet.sh NAME, one of: $(cd "$SALUS_ROOT/zombienet" && echo *.zndsl)}"
name="${name%.zndsl}"
# The network files refer to it.
export SALUS_NODE="${SALUS_NODE:-$CARGO_TARGET_DIR/release/salus-node}"
cd "$SALUS_ROOT/zombienet"
[[ -r "$name.zndsl" ]] || {
	echo "there is no zombienet/$name.zndsl" >&2
	exit 1
}
[[ -x "$SALUS_NODE" ]] || {
	echo "there is no $SALUS_NODE: cargo build --release -p salus-node" >&2
	exit 1
}

# npm notes what it installed here. No package's scripts need to run.
if [[ ! node_modules/.package-lock.json -nt package-lock.json ]]; then
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	touch node_modules/.package-lock.json
fi

folder="$SALUS_CACHE/zombienet/$name"
rm -rf "$folder"
mkdir -p "$(dirname "$folder")"
node_modules/.bin/zombienet --provider native --logType "${ZOMBIENET_LOG:-text}" --dir "$folder" --force test "$name.zndsl"

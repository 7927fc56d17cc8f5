# shellcheck shell=bash
# Sourced by every script: which Rust builds Salus, and where what is built goes. Whatever is set outside wins.

SALUS_ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
SALUS_CACHE="${SALUS_CACHE:-$HOME/.cache/salus}"
export SALUS_ROOT SALUS_CACHE

# One target folder outside the checkout, so that every checkout on a machine shares one compiled set of dependencies.
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-${SALUS_TARGET_DIR:-$SALUS_CACHE/target}}"
export PATH="$SALUS_CACHE/tools/bin:$PATH:$HOME/.cargo/bin"

# setup.sh notes here which toolchain it chose. Rustup's default needs no word; Debian's is linked as "system".
if [[ -z "${RUSTUP_TOOLCHAIN:-}" && -r "$SALUS_CACHE/toolchain" ]]; then
	read -r salus_toolchain <"$SALUS_CACHE/toolchain"
	if [[ "$salus_toolchain" == system ]]; then export RUSTUP_TOOLCHAIN=system; fi
	unset salus_toolchain
fi

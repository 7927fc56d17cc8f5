#!/usr/bin/env bash
# Installs what building, running and testing Salus needs. Where all of it is there, this takes about a second and says
# nothing.
#
# Rust comes from rustup where rustup can fetch. Where it cannot (behind a mirror of Debian and crates.io only), it comes
# from Debian's packages, and the wasm target's `core` and `alloc` are built once from their sources. What was found is
# noted in $SALUS_CACHE/toolchain ("default" or "system"); remove that file to have it decided anew.
set -euo pipefail
# shellcheck source=env.sh
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

readonly MIN_RUST=1.95
readonly NEXTEST=0.9.143
readonly WASM_TARGET=wasm32v1-none
# A rustup that cannot reach its server may hang instead of failing.
readonly RUSTUP_SECONDS=60

say() { echo "setup: $*" >&2; }
die() {
	say "$*"
	exit 1
}
has() { command -v "$1" >/dev/null; }
as_root() { if ((EUID == 0)); then "$@"; else sudo "$@"; fi; }

apt_install() {
	has apt-get || die "please install with your package manager, and start again: $*"
	say "installing $*"
	# A stale list of one source should not stop an installation from the others.
	as_root apt-get update -qq || say "apt-get update failed; going on with the lists at hand"
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
}

install_commands() {
	local packages=()
	has cc && has c++ && has make && has perl || packages+=(build-essential)
	has protoc || packages+=(protobuf-compiler)
	has curl || packages+=(curl ca-certificates)
	has jq || packages+=(jq)
	has node || packages+=(nodejs)
	has npm || packages+=(npm)
	if ((${#packages[@]})); then apt_install "${packages[@]}"; fi
}

# Runs a command with a toolchain: "system" is Debian's in /usr/bin, "default" is what is first in PATH, which may be a
# rustup that wants to fetch something.
with_toolchain() {
	local toolchain=$1
	shift
	if [[ "$toolchain" == system ]]; then PATH="/usr/bin:$PATH" "$@"; else timeout "$RUSTUP_SECONDS" "$@"; fi
}

is_new_enough() {
	local version
	version="$(with_toolchain "$1" rustc --version 2>/dev/null | cut -d' ' -f2)"
	[[ -n "$version" && "$(printf '%s\n' "$MIN_RUST" "$version" | sort -V | head -n1)" == "$MIN_RUST" ]]
}

# Compiling a small library tells more than looking for files: it needs the target, its bitcode and a linker.
builds_wasm() {
	local out
	out="$(mktemp -d)"
	local status=0
	with_toolchain "$1" rustc --edition 2021 --crate-type cdylib --target "$WASM_TARGET" -O -C lto=fat \
		--out-dir "$out" "$SALUS_ROOT/scripts/wasm-probe.rs" >/dev/null 2>&1 || status=$?
	rm -rf "$out"
	return "$status"
}

is_complete() {
	is_new_enough "$1" && builds_wasm "$1" &&
		with_toolchain "$1" cargo-clippy --version >/dev/null 2>&1 &&
		with_toolchain "$1" cargo-fmt --version >/dev/null 2>&1
}

fetch_rustup() {
	say "trying to install rustup"
	local installer
	installer="$(mktemp)"
	# The installer is fetched whole before it runs, so that a broken connection does not run half of it.
	curl --proto '=https' --tlsv1.2 -sSf --max-time 20 -o "$installer" https://sh.rustup.rs &&
		timeout 300 sh "$installer" -y --no-modify-path --profile minimal >&2
}

complete_by_rustup() {
	has rustup || fetch_rustup || return 1
	is_new_enough default || say "rustup's default toolchain is older than Rust $MIN_RUST (rustup update mends that)"
	is_new_enough default || return 1
	say "asking rustup for $WASM_TARGET (at most $RUSTUP_SECONDS s)"
	timeout "$RUSTUP_SECONDS" rustup target add "$WASM_TARGET" >&2 &&
		timeout "$RUSTUP_SECONDS" rustup component add clippy rustfmt >&2 &&
		is_complete default
}

# Builds `core` and `alloc` with their bitcode, which the runtime's link-time optimisation reads, and puts them where
# rustup would have put them.
build_wasm_std() {
	local sysroot=$1 build
	say "building core and alloc for $WASM_TARGET"
	build="$(mktemp -d)"
	mkdir "$build/src"
	cp "$SALUS_ROOT/scripts/wasm-probe.rs" "$build/src/lib.rs"
	cat >"$build/Cargo.toml" <<-EOF
		[package]
		name = "wasm-probe"
		version = "0.0.0"
		edition = "2021"
		[lib]
		crate-type = ["cdylib"]
	EOF
	(
		cd "$build"
		CARGO_TARGET_DIR="$build/target" RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Cembed-bitcode=yes \
			with_toolchain system cargo build --quiet --release -Z build-std=core,alloc --target "$WASM_TARGET"
	)
	as_root rm -rf "$sysroot/lib/rustlib/$WASM_TARGET/lib"
	as_root install -D -m 644 -t "$sysroot/lib/rustlib/$WASM_TARGET/lib" \
		"$build/target/$WASM_TARGET/release/deps"/lib{core,alloc,compiler_builtins}-*.rlib
	rm -rf "$build"
}

complete_by_debian() {
	has apt-get || die "no Rust that builds $WASM_TARGET: please install one by https://rustup.rs"
	local packages=(rustc-web cargo-web rust-web-src rust-web-clippy rustfmt-web) lld sysroot host
	lld="$(apt-cache search --names-only '^lld-[0-9]+$' | cut -d' ' -f1 | sort -V | tail -n1)"
	dpkg -s "${packages[@]}" "$lld" >/dev/null 2>&1 || apt_install "${packages[@]}" "$lld"

	sysroot="$(with_toolchain system rustc --print sysroot)"
	host="$(with_toolchain system rustc -vV | sed -n 's/^host: //p')"
	# rustc looks for its linker in this folder of its own before it looks in PATH.
	as_root mkdir -p "$sysroot/lib/rustlib/$host/bin"
	as_root ln -sfn "/usr/bin/$lld" "$sysroot/lib/rustlib/$host/bin/rust-lld"
	builds_wasm system || build_wasm_std "$sysroot"
	is_complete system || die "Debian's Rust is installed, but does not build $WASM_TARGET"
}

choose_toolchain() {
	local chosen=""
	if [[ -r "$SALUS_CACHE/toolchain" ]]; then read -r chosen <"$SALUS_CACHE/toolchain"; fi
	if [[ -n "$chosen" ]] && is_complete "$chosen"; then
		:
	elif [[ "$chosen" != system && "${RUSTUP_TOOLCHAIN:-}" != system ]] &&
		{ is_complete default || complete_by_rustup; }; then
		chosen=default
	else
		chosen=system
		is_complete system || complete_by_debian
	fi
	mkdir -p "$SALUS_CACHE"
	echo "$chosen" >"$SALUS_CACHE/toolchain"

	if [[ "$chosen" == system ]] && has rustup && [[ ! -e "${RUSTUP_HOME:-$HOME/.rustup}/toolchains/system" ]]; then
		say "linking Debian's Rust as rustup's toolchain \"system\""
		rustup toolchain link system /usr
	fi
}

install_nextest() {
	if cargo-nextest nextest --version >/dev/null 2>&1; then return; fi
	say "installing cargo-nextest $NEXTEST (some minutes, once)"
	# A target folder of its own: this is a tool, and shares no dependency's features with us.
	CARGO_TARGET_DIR="$SALUS_CACHE/tools/target" \
		cargo install "cargo-nextest@$NEXTEST" --locked --root "$SALUS_CACHE/tools" >&2
	rm -rf "$SALUS_CACHE/tools/target"
}

install_commands
choose_toolchain
# Again, since the choice made just now decides the toolchain of what follows.
# shellcheck source=env.sh
. "$SALUS_ROOT/scripts/env.sh"
install_nextest

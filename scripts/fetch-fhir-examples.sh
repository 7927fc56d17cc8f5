#!/usr/bin/env bash
# Fetches the official HL7 FHIR R4 examples (CC0) from the npm registry and prints the folder that holds them.
#
#   export SALUS_FHIR_EXAMPLES="$(scripts/fetch-fhir-examples.sh)"
#
# They are kept in $SALUS_CACHE/fhir, by default ~/.cache/salus/fhir. What is there already is checked and used without network.
set -euo pipefail

package=hl7.fhir.r4.examples
version=4.0.1
# The registry's own integrity value, `npm view hl7.fhir.r4.examples@4.0.1 dist.integrity`, in hexadecimal.
sha512=0d705d21939e41a48a220094ef0e87382eecc3fe81cf29668a92e4056e1ffffa53f8173de31fbc2c89b04ddbda35384f2683b3a41cefc40ccdaa37aedd7ff32f

cache="${SALUS_CACHE:-$HOME/.cache/salus}/fhir"
archive="$cache/$package-$version.tgz"
folder="$cache/$package-$version"

is_intact() {
	[[ -f "$1" ]] && echo "$sha512  $1" | sha512sum --check --status
}

mkdir -p "$cache"
if ! is_intact "$archive"; then
	command -v npm > /dev/null || { echo "npm is needed to fetch $package@$version" >&2; exit 1; }
	download="$(mktemp -d -p "$cache")"
	trap 'rm -rf "$download"' EXIT
	npm pack --silent --pack-destination "$download" "$package@$version" > /dev/null
	if ! is_intact "$download/$package-$version.tgz"; then
		echo "$package@$version is not the package that it should be: its checksum differs" >&2
		exit 1
	fi
	mv "$download/$package-$version.tgz" "$archive"
	rm -rf "$folder"
fi

# Unpacked beside its final place and moved there, so that an interrupted run leaves no half of it.
if [[ ! -d "$folder" ]]; then
	unpacking="$(mktemp -d -p "$cache")"
	tar -xzf "$archive" -C "$unpacking" --strip-components=1
	chmod 755 "$unpacking"
	mv "$unpacking" "$folder"
fi

echo "$folder"

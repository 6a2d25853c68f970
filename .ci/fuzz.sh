#!/usr/bin/env bash
# Runs every fuzz target, one after the other, each for $FUZZTIME, and says at
# the end which of them found something. What is found stands as a file in the
# testdata/fuzz of the target's package: it belongs into the commit that mends it.
#
#   FUZZTIME=30s bash .ci/fuzz.sh [PATTERN]   only targets whose PACKAGE.NAME matches
set -uo pipefail
cd "$(dirname "$0")/.."

pattern=${1:-.}
duration=${FUZZTIME:-5m}
failed=()
count=0

# targets prints "PACKAGE NAME" for each one in the tree.
targets() {
	grep -rno --include='*_test.go' '^func Fuzz[A-Za-z0-9_]*' . |
		sed -E 's#^(.*)/[^/]+_test\.go:[0-9]+:func (Fuzz.*)$#\1 \2#' | sort -u
}

while read -r package name; do
	grep -qE "$pattern" <<<"$package.$name" || continue
	count=$((count + 1))
	printf '== %s %s for %s\n' "$package" "$name" "$duration"
	go test -run='^$' -fuzz="^$name\$" -fuzztime="$duration" -parallel="${FUZZ_PARALLEL:-1}" "$package" </dev/null ||
		failed+=("$package.$name")
done < <(targets)

if [ "$count" -eq 0 ]; then
	echo "no target matches $pattern" >&2
	exit 2
fi
if [ "${#failed[@]}" -gt 0 ]; then
	printf 'found something: %s\n' "${failed[@]}"
	exit 1
fi
printf 'fuzzed %d targets, nothing found\n' "$count"

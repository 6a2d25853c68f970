#!/usr/bin/env bash
# Makes the release twice, from two copies of the newest commit in folders of
# different names and with nothing built before, and compares every byte. Takes
# a few minutes; ARCHS=amd64 makes it half.
set -euo pipefail
cd "$(dirname "$0")/.."

commit=$(git rev-parse HEAD)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for folder in one another/folder; do
	mkdir -p "$work/$folder"
	git clone -q --no-hardlinks . "$work/$folder/yousaid"
	(
		cd "$work/$folder/yousaid"
		git checkout -q "$commit" # it stays, whatever is committed meanwhile
		export GOCACHE="$work/cache" # empty
		bash .ci/release.sh >/dev/null
	)
	rm -rf "$work/cache"
done
(cd "$work/one/yousaid/dist" && cat SHA256SUMS)
diff -r "$work/one/yousaid/dist" "$work/another/folder/yousaid/dist"
echo 'the same bytes from both folders'

#!/usr/bin/env bash
# Writes dist/: for each platform an archive with the binary and what an
# operator needs beside it, and its bill of materials (CycloneDX); SHA256SUMS
# over all of them. The same commit and the same Go give the same bytes.
#
# VERSION, COMMIT and SOURCE_DATE_EPOCH come from git; without git, set them.
# Needs GNU tar (on macOS: brew install gnu-tar, and TAR=gtar).
set -euo pipefail
cd "$(dirname "$0")/.."

tar=${TAR:-tar}
limit=40000000 # bytes of a binary: DESIGN §7
"$tar" --version 2>/dev/null | grep -q GNU || { echo "release: $tar is not GNU tar; set TAR" >&2; exit 1; }

VERSION=${VERSION:-$(git describe --tags --always --dirty --match 'v[0-9]*' | sed 's/^v//')}
COMMIT=${COMMIT:-$(git rev-parse HEAD)}
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git show -s --format=%ct HEAD)}
export VERSION COMMIT SOURCE_DATE_EPOCH
export LC_ALL=C TZ=UTC

rm -rf dist
mkdir dist
for arch in ${ARCHS:-amd64 arm64}; do
	name="yousaid_${VERSION}_linux_$arch"
	folder="dist/$name"
	mkdir -p "$folder/monitoring"
	GOOS=linux GOARCH=$arch bash .ci/build.sh "$folder/yousaid"
	size=$(wc -c <"$folder/yousaid")
	if [ "$size" -ge "$limit" ]; then
		echo "release: $name has $size bytes, and may have $limit" >&2
		exit 1
	fi
	go run ./cmd/supply sbom "$folder/yousaid" >"dist/$name.cdx.json"
	cp README.md CHANGELOG.md docs/configuration.md docs/operations.md docs/licences.md "$folder/"
	cp docs/monitoring/alerts.yaml docs/monitoring/dashboard.json "$folder/monitoring/"
	chmod -R u=rwX,go=rX "$folder"
	chmod 755 "$folder/yousaid"
	"$tar" --create --format=ustar --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
		--directory=dist "$name" | gzip -9 -n >"dist/$name.tar.gz"
	rm -r "$folder"
	printf '%s: %d bytes\n' "$name" "$size"
done
(cd dist && sha256sum -- *.tar.gz *.cdx.json >SHA256SUMS && cat SHA256SUMS)

#!/usr/bin/env bash
# Builds the program as it is shipped: the same bytes wherever the folder is.
#
#   bash .ci/build.sh OUT          GOOS and GOARCH as Go takes them
#   VERSION=1.2.0 COMMIT=... bash .ci/build.sh OUT     where git can't say
set -euo pipefail
cd "$(dirname "$0")/.."

out=$1
version=${VERSION:-$(git describe --tags --always --dirty --match 'v[0-9]*' 2>/dev/null | sed 's/^v//' || true)}
commit=${COMMIT:-$(git rev-parse HEAD 2>/dev/null || true)}

# No turn, filing or delivery runs these: the stand-in for Redis, River's pages,
# migrations, signing in by OpenID. Without inlining they are smaller.
cold=()
for package in github.com/alicebob/... github.com/yuin/... riverqueue.com/... github.com/gabriel-vasile/... github.com/go-playground/... \
	github.com/leodido/... github.com/pressly/... github.com/coreos/... github.com/go-jose/... golang.org/x/oauth2/...; do
	cold+=("-gcflags=$package=-l")
done

flags=$(bash .ci/lean.sh)
read -ra lean <<<"$flags"
CGO_ENABLED=0 go build -buildvcs=false -trimpath "${lean[@]}" "${cold[@]}" \
	-ldflags="-s -w -buildid= -X main.version=$version -X main.commit=$commit" -o "$out" ./cmd/yousaid

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

# These are off the way of a turn, or wait for a network when they are on it:
# without inlining they are smaller.
flags=()
for package in \
	github.com/alicebob/... github.com/beevik/... github.com/boombuler/... github.com/caarlos0/... github.com/coreos/... \
	github.com/gabriel-vasile/... github.com/go-jose/... github.com/go-playground/... github.com/goccy/... github.com/jackc/... \
	github.com/leodido/... github.com/nicksnyder/... github.com/pressly/... github.com/redis/... github.com/riverqueue/... \
	github.com/tidwall/... github.com/wneessen/... github.com/yuin/... golang.org/x/oauth2/... google.golang.org/protobuf/... \
	riverqueue.com/... golang.org/x/text/... github.com/nyaruka/... github.com/prometheus/... github.com/twilio/... \
	crypto/x509 encoding/asn1 image/gif image/png mime/multipart net/mail net/smtp regexp/syntax \
	database/sql encoding/xml html/template text/template text/template/parse go.opentelemetry.io/... \
	yousaid/bot yousaid/bot/console yousaid/bot/desk yousaid/bot/email yousaid/bot/jobs yousaid/bot/hooks yousaid/bot/mydata yousaid/bot/open311 yousaid/bot/page yousaid/bot/public \
	yousaid/bot/sandbox yousaid/cmd/yousaid yousaid/flows/mine \
	yousaid/flows/partnership yousaid/flows/plan yousaid/flows/report yousaid/flows/talk yousaid/flows/updates yousaid/flows/voice yousaid/storage/local yousaid/storage/postgres; do
	flags+=("-gcflags=$package=-l")
done

CGO_ENABLED=0 go build -buildvcs=false -trimpath -overlay "$(bash .ci/lean.sh)" "${flags[@]}" \
	-ldflags="-s -w -buildid= -funcalign=16 -X main.version=$version -X main.commit=$commit" -o "$out" ./cmd/yousaid

# `make run` and `make test` first install what the machine lacks (.ci/setup.sh),
# so that Go is all that has to be there. Works with GNU make 3.81.

SHELL := /bin/bash
export PATH := $(PATH):/usr/local/go/bin

# Stamping needs git and its trust in the folder's owner; CI has neither for sure.
export GOFLAGS := -buildvcs=false $(GOFLAGS)

LINT_VERSION := v2.15.0
LINT := .bin/golangci-lint-$(LINT_VERSION)

# Most packages under test start servers of their own, so more at a time than
# this gains little and strains a small machine.
TEST_PACKAGES_AT_A_TIME ?= 2

.PHONY: help
help:
	@echo 'make run      start everything and print one address (ARGS=--fresh begins anew)'
	@echo 'make test     all tests, with the race detector'
	@echo 'make faults   the fault tests at full length, with a table of what held'
	@echo 'make fuzz     every fuzz target for 5 minutes (FUZZTIME=30s; FUZZ=pattern of package.Name)'
	@echo 'make check    formatting, vet and lint'
	@echo 'make pack     texts, plan and word lists as they are built in, anew from their files'
	@echo 'make licences docs/licences.md, anew from the modules'
	@echo 'make sbom     what the binary is made of, as yousaid.cdx.json (CycloneDX)'
	@echo 'make monitoring  the alert rules, by promtool (part of check)'
	@echo 'make format   put every file into the one format'
	@echo 'make eval     how well triage reads what people write'
	@echo 'make bench    the service beside a bare handler, into docs/performance.md, in ten minutes (QUICK=1: two)'
	@echo 'make build    the binary ./yousaid'
	@echo 'make release  dist/: archives for linux on amd64 and arm64, SHA256SUMS, bills of materials'
	@echo 'make reproducible  the release from two folders, and whether it is the same bytes (some minutes)'
	@echo 'make clean    remove what was built (data stay: make run ARGS=--fresh)'

.PHONY: run
run:
	@bash .ci/setup.sh run
	go build -o yousaid ./cmd/yousaid
	./yousaid dev $(ARGS)

.PHONY: test
test:
	@bash .ci/setup.sh test
	CGO_ENABLED=1 go test -race -shuffle=on -timeout=20m -p=$(TEST_PACKAGES_AT_A_TIME) ./...

# `make test` has all of them, too, at a shorter length. From the folder itself,
# as go prints what a package says only there.
.PHONY: faults
faults:
	@bash .ci/setup.sh test
	cd cmd/yousaid/faults && FAULTS=all go test -count=1 -timeout=30m

# Each target in turn, on one core unless told otherwise, so that it can run
# beside other work. A finding is written to the package's testdata/fuzz.
FUZZTIME ?= 5m
FUZZ ?= .

.PHONY: fuzz
fuzz:
	FUZZTIME='$(FUZZTIME)' bash .ci/fuzz.sh '$(FUZZ)'

.PHONY: check
check: $(LINT)
	go vet ./...
	$(LINT) run ./...
	go run ./cmd/supply licences --check
	@$(MAKE) --no-print-directory monitoring

# The alert rules, by promtool. A test has it look at the metrics as well.
.PHONY: monitoring
monitoring:
	@tool=$$(bash .ci/promtool.sh) && if [ -n "$$tool" ]; then cd docs/monitoring && \
		"$$tool" check rules alerts.yaml && "$$tool" test rules alerts_test.yaml; fi

.PHONY: format
format: $(LINT)
	$(LINT) fmt ./...

# Named by its version, so that it is compiled once for each: that takes a
# minute or two. gofumpt is part of it.
$(LINT):
	@echo 'building golangci-lint $(LINT_VERSION), once' >&2
	mkdir -p .bin
	CGO_ENABLED=0 GOBIN='$(CURDIR)/.bin' go install -trimpath -ldflags='-s -w' \
		github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION)
	mv .bin/golangci-lint $@

# All Go benchmarks there are: go test -run='^$' -bench=. ./...
.PHONY: bench
bench:
	@bash .ci/setup.sh run
	go run ./cmd/bench

.PHONY: eval
eval:
	go run ./flows/triage/eval

.PHONY: build
build:
	bash .ci/build.sh yousaid

.PHONY: release
release:
	bash .ci/release.sh

.PHONY: reproducible
reproducible:
	bash .ci/reproducible.sh

.PHONY: licences
licences:
	go run ./cmd/supply licences

.PHONY: pack
pack:
	go generate ./flows/locale ./flows/partnership ./flows/triage/internal/...

.PHONY: sbom
sbom: build
	go run ./cmd/supply sbom yousaid >yousaid.cdx.json
	@echo 'yousaid.cdx.json is of the binary ./yousaid'

.PHONY: clean
clean:
	rm -rf yousaid yousaid.cdx.json coverage.out dist .bin/lean
	find . -name '*.test' -type f -not -path './.data/*' -exec rm -f {} +

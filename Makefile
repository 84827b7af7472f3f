# The Whereby plugin. `make help` lists what can be done here.
# Needed: Go, Node.js 20 or newer, npm, git. Everything else comes from the Go
# module proxy and the npm registry, into git-ignored folders.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

GOLANGCI_LINT_VERSION := v2.12.2
GOTESTSUM_VERSION := v1.13.0

# One set of flags for all that is compiled, so that a bare machine compiles the
# packages that the plugin, Mattermost and the tests share only once.
export CGO_ENABLED := 0
export GOFLAGS := $(strip $(shell go env GOFLAGS) -trimpath -buildvcs=false)

BIN := $(CURDIR)/.bin
REPORTS := $(CURDIR)/.reports
GOLANGCI_LINT := $(BIN)/golangci-lint-$(GOLANGCI_LINT_VERSION)
# A cache of this checkout's own: a shared one answers with the paths of whichever
# checkout filled it, which the exclusions by path then miss.
export GOLANGCI_LINT_CACHE := $(BIN)/lint-cache
GOTESTSUM := go run gotest.tools/gotestsum@$(GOTESTSUM_VERSION) --format testname --format-hide-empty-pkg --hide-summary all

# Read by `make run`: PORT, SANDBOX_PORT (free ones by default), ONCE=1 (end
# after the call is posted), MATTERMOST_CLIENT_DIR (a built Mattermost web app
# to serve in place of e2e/host), WHEREBY_API_KEY (real Whereby, not the sandbox).
export PORT SANDBOX_PORT ONCE MATTERMOST_CLIENT_DIR

WEBAPP_SOURCES := $(shell find webapp -type f -not -path 'webapp/node_modules/*' -not -path 'webapp/dist/*')
HOST_SOURCES := $(shell find e2e/host -type f -not -path 'e2e/host/node_modules/*' -not -path 'e2e/host/dist/*')

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | while IFS=$$'\t' read -r target text; do printf '  %-11s %s\n' "$$target" "$$text"; done

.PHONY: run
run: harness ## boot Mattermost, the sandbox and the plugin; post a call; stay up until Ctrl-C
	@cd e2e && go build -o .cache/run ./cmd/run && WHEREBY_PREPARED=1 exec .cache/run

.PHONY: test
test: harness webapp/node_modules/.stamp ## every test, on a real Mattermost server and in Chromium
	@rm -rf $(REPORTS) && mkdir -p $(REPORTS)
	@$(call test_server) || true
	@$(call test_webapp) || true
	@cd e2e && WHEREBY_PREPARED=1 $(GOTESTSUM) --jsonfile $(REPORTS)/e2e.json -- -count=1 -timeout 80m ./... || true
	@go run ./build summary server=$(REPORTS)/server.json webapp=$(REPORTS)/webapp.json end-to-end=$(REPORTS)/e2e.json

.PHONY: test-unit
test-unit: webapp/node_modules/.stamp ## the quick tests: Go with -race, and the web app's
	@rm -rf $(REPORTS) && mkdir -p $(REPORTS)
	@$(call test_server) || true
	@$(call test_webapp) || true
	@go run ./build summary server=$(REPORTS)/server.json webapp=$(REPORTS)/webapp.json

# The race detector needs a C compiler.
RACE = $(if $(shell command -v $$(go env CC)),-race)
test_server = $(GOTESTSUM) --jsonfile $(REPORTS)/server.json --raw-command -- env CGO_ENABLED=$(if $(RACE),1,0) go test -json $(RACE) ./...
test_webapp = (cd webapp && npx --no-install vitest run --reporter=default --reporter=json --outputFile.json=$(REPORTS)/webapp.json)

# Without e2e/mattermost: ten lines, which would let the linter read all of Mattermost.
E2E_PACKAGES := ./browser/... ./cmd/... ./contract/... ./history/... ./load/... ./stack/... ./tests/... ./workday/...

.PHONY: test-faults
test-faults: harness ## what the plugin depends on breaks, one after the other (part of make test)
	cd e2e && WHEREBY_PREPARED=1 go test -count=1 -timeout 20m -v -run '^TestFaults$$' ./tests

.PHONY: check
check: $(GOLANGCI_LINT) webapp/dist/main.js e2e/host/node_modules/.stamp ## linters, formats, types, manifest, licences, vulnerabilities
	go run ./build check
	go run ./build vulns
	go mod tidy -diff
	cd e2e && go mod tidy -diff
	test -z "$$(gofmt -l $$(git ls-files '*.go') | tee /dev/stderr)"
	$(GOLANGCI_LINT) run --allow-parallel-runners ./...
	cd e2e && $(GOLANGCI_LINT) run --allow-parallel-runners --config ../.golangci.yml $(E2E_PACKAGES)
	GOOS=windows go vet ./server/...
	GOOS=darwin go vet ./server/...
	cd webapp && npm run check
	cd e2e/host && npm run check

.PHONY: generate
generate: webapp/dist/main.js ## write NOTICE.txt and the generated parts of README.md
	go run ./build generate

.PHONY: dist
dist: webapp/dist/main.js ## dist/whereby-<version>.tar.gz for all platforms, and SHA256SUMS
	go run ./build pack

# The other clone has its own paths, file modes, time zone, packages of npm and
# results of the compiler.
.PHONY: dist-twice
dist-twice: ## make dist here and in another clone of the last commit, and compare the bytes
	@test -z "$$(git status --porcelain)" || { echo "commit first: the other clone has the last commit only" >&2; exit 1; }
	@$(MAKE) dist
	@elsewhere=$$(mktemp -d) && trap 'rm -rf "$$elsewhere"' EXIT && (umask 077 && git clone --quiet . "$$elsewhere/clone" && \
		TZ=Pacific/Auckland GOCACHE="$$elsewhere/cache" $(MAKE) -C "$$elsewhere/clone" dist) && \
		diff dist/SHA256SUMS "$$elsewhere/clone/dist/SHA256SUMS" && echo "the same bytes twice: $$(cat dist/SHA256SUMS)"

.PHONY: dist-dev
dist-dev: webapp/dist/main.js ## dist/whereby-<version>-dev.tar.gz for this machine only
	go run ./build pack -dev

.PHONY: bench
bench: harness ## the benchmarks, on a real Mattermost server
	go test -run '^$$' -bench . ./...
	cd e2e && WHEREBY_PREPARED=1 go test -run '^$$' -bench . -timeout 30m -v ./tests

USERS ?= 50
CALLS ?= 20
MINUTES ?= 10

.PHONY: load
load: harness ## people at work: USERS=50 start CALLS=20 each within MINUTES=10; fails if anything is lost
	@cd e2e && go build -o .cache/workday ./cmd/workday && WHEREBY_PREPARED=1 exec .cache/workday -users $(USERS) -calls-per-user $(CALLS) -minutes $(MINUTES)

.PHONY: history
history: CALLS = 1000000
history: harness ## how long reports, exports and deleting take with CALLS=1000000 calls of the past
	@cd e2e && go build -o .cache/history ./cmd/history && WHEREBY_PREPARED=1 exec .cache/history -measure -calls $(CALLS)

.PHONY: clean
clean: ## remove everything made by these targets
	rm -rf .bin .reports dist server/dist webapp/dist webapp/node_modules e2e/node_modules e2e/host/node_modules e2e/host/dist e2e/.cache e2e/.run

# What the end-to-end stack is started from.
.PHONY: harness
harness: dist-dev $(if $(MATTERMOST_CLIENT_DIR),,e2e/host/dist/.stamp) e2e/node_modules/.stamp e2e/.cache/mattermost

# The package counter shows that something goes on: the first build takes minutes.
e2e/.cache/mattermost: e2e/go.mod e2e/go.sum e2e/mattermost/main.go
	@echo "building the Mattermost server from its Go modules; the first time this takes some minutes"
	@set -o pipefail; cd e2e && total=$$(go list -deps ./mattermost | wc -l) && go build -v -o .cache/mattermost ./mattermost 2>&1 \
		| awk -v total=$$total '/^[^ ]+$$/ { if (++n % 50 == 0) { print "  " n " of up to " total " packages compiled"; fflush() } next } { print }'
	@touch $@

# npm ci only when the lock file changed.
%/node_modules/.stamp: %/package-lock.json
	cd $* && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

webapp/dist/main.js: webapp/node_modules/.stamp $(WEBAPP_SOURCES)
	cd webapp && npm run build
	@touch $@

e2e/host/dist/.stamp: e2e/host/node_modules/.stamp $(HOST_SOURCES)
	cd e2e/host && npm run build
	@touch $@

$(GOLANGCI_LINT):
	@echo "building golangci-lint $(GOLANGCI_LINT_VERSION); the first time this takes some minutes"
	GOBIN=$(BIN)/build go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_LINT_VERSION)
	mv $(BIN)/build/golangci-lint $@

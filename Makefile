# Everything one does here is one of these commands. `make` alone lists them.

# Pinned, so that the same code gives the same answer next year.
STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOSEC = github.com/securego/gosec/v2/cmd/gosec@v2.22.4
GOVULNCHECK = golang.org/x/vuln/cmd/govulncheck@v1.1.4
# Rules of gosec that are not asked: G407 falls over on Go 1.26's new(value); G304 is every file the operator names, by setting
# or on the command line; G115 is every conversion of a number, and those of ours are held by checks and databases. What is
# left and is right as it stands says so beside it, with its reason.
GOSEC_WITHOUT = G407,G304,G115
# How long each fuzz target runs under `make fuzz`.
FUZZTIME ?= 20s
# Which rows `make bench` measures, over how many events (1000, 10000, 100000), on which databases (sqlite postgres).
BENCH ?= .
SIZE ?= 10000
ENGINES ?= sqlite

.PHONY: help demo test check offline lint vulnerabilities doors cover race tools bench fuzz build generate

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' Makefile

demo: ## run the product on a realistic region, in an embedded database
	go run ./cmd/vardkas demo

test: tools check ## install what the tests need and run them all, on both databases
	test/with-postgres go test -timeout 9m ./...

check: ## judge the code without running it
	@unformatted=$$(gofmt -l .); test -z "$$unformatted" || { echo "gofmt would change:"; echo "$$unformatted"; exit 1; }
	go vet ./...
	go run $(STATICCHECK) ./...

offline: ## build everything with the modules at hand, asking no network
	GOPROXY=off GOFLAGS=-mod=readonly go build ./...

lint: ## look for unsafe code (some minutes)
	go run $(GOSEC) -quiet -exclude-generated -exclude=$(GOSEC_WITHOUT) ./...

vulnerabilities: ## look up known weaknesses of the modules (asks vuln.go.dev)
	go run $(GOVULNCHECK) ./...

doors: ## try every record at every door for everybody (an hour or less)
	go test -timeout 90m -run 'Door|Finds' -v ./test/story -every-door

cover: ## tell which part of the statements the tests run, all of them and those that decide
	test/with-postgres go test -timeout 20m -coverpkg=./internal/... -coverprofile=/tmp/vardkas-cover.out ./internal/... ./test/story
	@go tool cover -func=/tmp/vardkas-cover.out | tail -1
	go test -cover ./internal/access ./internal/deadline ./internal/trail

race: ## run what works side by side with the race detector
	CGO_ENABLED=1 test/with-postgres go test -race -timeout 30m ./internal/store ./internal/job ./internal/web ./internal/app

tools: ## install Chromium and PostgreSQL if they are missing (Debian)
	@test/tools

bench: ## measure against the limit of this machine, with SIZE events
	SIZE=$(SIZE) ENGINES="$(ENGINES)" go test -run '^$$' -bench '$(BENCH)' -benchtime 1x -timeout 60m ./bench

fuzz: ## run every fuzz target for FUZZTIME each
	@test/with-postgres test/fuzz $(FUZZTIME)

build: ## build the program into bin/
	CGO_ENABLED=0 go build -trimpath -ldflags "-s -w" -o bin/vardkas ./cmd/vardkas

generate: ## write the Go code of the pages anew from their templates
	go tool templ generate

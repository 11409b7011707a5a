# Everything one does here is one of these commands. `make` alone lists them.

# Pinned, so that the same code gives the same answer next year.
STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2
# How long each fuzz target runs under `make fuzz`.
FUZZTIME ?= 20s
# Which rows `make bench` measures, over how many events (1000, 10000, 100000), on which databases (sqlite postgres).
BENCH ?= .
SIZE ?= 10000
ENGINES ?= sqlite

.PHONY: help demo test check tools bench fuzz build generate

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

demo: ## run the product on a realistic region, in an embedded database
	go run ./cmd/vardkas demo

test: tools check ## install what the tests need and run them all, on both databases
	test/with-postgres go test -timeout 9m ./...

check: ## judge the code without running it
	@unformatted=$$(gofmt -l .); test -z "$$unformatted" || { echo "gofmt would change:"; echo "$$unformatted"; exit 1; }
	go vet ./...
	go run $(STATICCHECK) ./...

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

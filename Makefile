# make run    a demo on 127.0.0.1:53053, without any configuration
# make test   type check, lint and the whole suite; one file of it: npx mocha dist/test/zone/serial.test.js
# make bench  prints figures, judges nothing; BENCH_FLAGS=--quick for a first look (docs/PERFORMANCE.md)
# make secondaries  ten minutes of flapping backends before BIND, Knot, NSD and PowerDNS
# make fuzz   a minute for every fuzz target; FUZZ_SECONDS=10 for less, FUZZ_TARGETS="zone-files tsig" for some, FUZZ_SEED=1 for the same draws
# make answers  thousands of changed verdicts, the answers compared with a reference and verified; ANSWER_ROUNDS=10000 for more
# make fuzz-messages  a million drawn messages that sign, change and transfer zones; TEST_SEED=random for others
# make fuzz-sockets   half a million packets at a daemon of each UDP engine, over UDP and TCP; FUZZ_PACKETS=4000000 for more
# make clean  removes everything that was built or installed here
# make deb, make pack, make e2e: see packaging/targets.mk
#
# Each installs what it needs: compiler and libsystemd headers through apt, npm packages from package-lock.json.

SHELL := /bin/bash
.DEFAULT_GOAL := run
.PHONY: run test bench secondaries answers fuzz fuzz-messages fuzz-sockets build tools clean

SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
# sd-notify's addon needs a C++ compiler, make, python3 and systemd's headers. Without apt nothing is installed: the addon
# is optional.
PACKAGES := build-essential python3 libsystemd-dev

run: build
	@node dist/src/bin/entry.js demo

# The processes that tests start are the bundle that packages ship: it starts in half the time that dist takes, which other tests
# and npm's users start. `make test TEST_PROGRAM=` takes dist for all.
ifeq ($(shell uname),Linux)
test: export TEST_PROGRAM := build/tested/main.mjs
endif
test: node_modules/.installed packaging/tools/node_modules/.installed
	npm run --silent lint
	npm run --silent build
	[ -z "$$TEST_PROGRAM" ] || packaging/bundle.sh build/tested "$$(node -p process.arch)"
	npm run --silent mocha
	TEST_UDP_ENGINE=dgram npm run --silent conformance

bench: build
	node --enable-source-maps dist/test/bench/bench.js $(BENCH_FLAGS)
	node --enable-source-maps dist/test/bench/probe-schedule.js
	node --enable-source-maps dist/test/bench/probe-kinds.js
	node --enable-source-maps dist/test/bench/probed-latency.js
	node --enable-source-maps dist/test/bench/verdict-to-answer.js
	node --enable-source-maps dist/test/bench/tcp-attack.js
	node dist/test/bench/first-answer.js
	node dist/test/bench/many-zones.js
	node --expose-gc dist/test/bench/history.js
	node --enable-source-maps dist/test/bench/sign-zone.js
	node --expose-gc dist/test/bench/load-master-file.js
	node --enable-source-maps dist/test/bench/signed-daemon.js
	node --enable-source-maps dist/test/bench/secondaries.js
	node --enable-source-maps dist/test/bench/amplification.js
	node --enable-source-maps dist/test/bench/scrape.js
	node --enable-source-maps dist/test/bench/watched.js

secondaries: build
	SECONDARY_FLAPS=100 SECONDARY_SECONDS=600 npx mocha 'dist/test/secondaries/*.test.js'

answers: build
	ANSWER_ROUNDS=$(or $(ANSWER_ROUNDS),2000) npx --no-install mocha --timeout 1800000 'dist/test/answers/*-answers.test.js'

fuzz: build
	@node --enable-source-maps dist/test/fuzz/fuzz.js

fuzz-sockets: build
	@node --enable-source-maps dist/test/fuzz/over-sockets/attack-daemon.js

fuzz-messages: build
	FUZZ_MESSAGES=1000000 FUZZ_SOCKET_MESSAGES=50000 npx --no-install mocha 'dist/test/updates/fuzz*.test.js'

build: node_modules/.installed
	npm run --silent build

node_modules/.installed: package.json package-lock.json | tools
	npm ci --no-audit --no-fund
	@touch $@

include packaging/targets.mk

tools:
	@command -v node >/dev/null && command -v npm >/dev/null \
	  || { echo "Node 20.19 or newer and npm are required: get them from https://nodejs.org or your distribution" >&2; exit 1; }
	@node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' \
	  || { echo "Node 20.19 or newer is required, this is $$(node --version): get it from https://nodejs.org" >&2; exit 1; }
	@if command -v apt-get >/dev/null && ! dpkg -s $(PACKAGES) >/dev/null 2>&1; then \
	  echo "installing $(PACKAGES)"; \
	  $(SUDO) apt-get update -q && $(SUDO) apt-get install -y -q --no-install-recommends $(PACKAGES); \
	fi

clean:
	rm -rf dist build node_modules prebuilt packaging/*/node_modules

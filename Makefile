# Kotiseteli's commands. `make run` and `make test` are the two that a newcomer needs; each brings what it lacks.

PYTHON ?= python3
# Where `make run` keeps its data, and that it is filled with the demo county (docs/running.md).
run migrate rotate-key: export KOTISETELI_DATA ?= $(CURDIR)/.data
run migrate rotate-key: export KOTISETELI_DEMO ?= 1
# Reaches the product and the tests alike, whether given to make or set before; empty is the embedded database.
export DATABASE_URL ?=

BRING := $(PYTHON) -m setup.bring
OURS := .venv/bin
NPM := $(OURS)/python setup/npm.py
# uv that was brought, or the one on the PATH.
UV = $(shell $(PYTHON) -c "from setup.uv import find_uv; print(find_uv() or 'uv')")
LOCK = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --exclude-newer "14 days" \
       --no-annotate --no-header --no-emit-index-url --no-emit-find-links
# What must also hold on a server of its own: migrations, routes, sync.
SERVER_TESTS := tests/migrations tests/routes tests/sync
# Two processes, each with files, a database and a browser of its own: as many as CI has cores.
TWO := --numprocesses=2 --dist=loadfile

.DEFAULT_GOAL := help
.PHONY: help setup run test test-server check form types app house audit e2e bench chaos kills leaks fuzz contract migrate rotate-key picture lock format clean

help: ## Print this list
	@echo "make run starts the product, make test proves it; both bring what they need. All targets:"
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  \1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name what; do printf '%-14s %s\n' "$$name" "$$what"; done

setup: ## Bring everything that running and testing need: packages, Node, the built app, a browser
	@$(BRING) test

run: ## Start the product with the demo county on its own database, at localhost:8000 (KOTISETELI_PORT)
	@$(BRING) run
	@exec $(OURS)/kotiseteli serve

test: setup ## Prove everything: check, Python and TypeScript tests, journeys in a browser (DATABASE_URL=... on a server)
	@$(MAKE) --no-print-directory check
	$(OURS)/pytest $(TWO) --ignore=tests/house
	$(NPM) run --silent size
	$(NPM) test
	$(OURS)/pytest $(TWO) e2e

test-server: ## Prove migrations, routes and sync on the PostgreSQL of DATABASE_URL
	@test -n "$(DATABASE_URL)" || { echo "Say which server: make test-server DATABASE_URL=postgresql://..."; exit 1; }
	@$(BRING) check
	$(OURS)/pytest $(TWO) $(SERVER_TESTS)

check: ## Format, lint, types and house rules of both languages, under a minute
	@$(BRING) check
	@$(MAKE) --no-print-directory --keep-going --jobs=2 --output-sync=target types app form house audit

# The parts of check: two at a time, each to its end, so that one run tells all that is wrong.
form:
	$(OURS)/ruff format --check --quiet
	$(OURS)/ruff check --quiet
types:
	$(OURS)/mypy
app:
	$(NPM) run --silent check
house:
	$(OURS)/pytest --quiet tests/house

audit: ## Ask whether a locked package has a known hole
	$(OURS)/python setup/audit.py

e2e: setup ## Only the journeys in a browser
	$(OURS)/pytest $(TWO) e2e

bench: setup ## Measure, print the table, keep it as JSON; never part of the tests
	$(OURS)/python -m tests.bench

chaos: setup ## Break it on purpose: a million records through cut lines, killed servers, crashed databases (ARGS="--records 100000")
	$(OURS)/python -m tests.chaos $(ARGS)

kills: setup ## Kill the browser at "saved" 100 times, cut the power, kill one of two tabs; nothing may be lost (ARGS="--kills 5")
	$(OURS)/python -m e2e.kills $(ARGS)

leaks: setup ## Ask 100,000 random things as random people; an oracle of its own must find no leak (ARGS="--requests 1000000 --seed 7")
	$(OURS)/pytest tests/leaks --requests 100000 $(ARGS)

fuzz: setup ## Ask every operation, as everyone, a hundred things it allows and does not; none may break (ARGS="--examples 500 --seed 7")
	$(OURS)/pytest tests/contract --examples 100 $(ARGS)

contract: ## Write docs/openapi.json and pwa/src/api/schema.ts from the routes
	@$(BRING) check
	$(OURS)/kotiseteli contract

migrate: ## Bring the database up to date without serving
	@$(BRING) run
	$(OURS)/kotiseteli migrate

rotate-key: ## A new key from the next start on, what the old one signed or sealed stays good (KEY=vouchers|receipts|sealing)
	@$(BRING) run
	@$(OURS)/kotiseteli rotate-key $(KEY)

picture: setup ## Take the README's picture from the real app
	$(OURS)/python -m e2e.picture

lock: ## Pin everything that pyproject.toml and package.json lead to, by hash; of Python only what is 14 days old
	@$(BRING) check
	$(LOCK) pyproject.toml --upgrade -o requirements.txt
	$(LOCK) pyproject.toml --upgrade --group dev --constraint requirements.txt -o requirements-dev.txt
	$(LOCK) --upgrade --group installer -o setup/uv.txt
	$(NPM) install --package-lock-only --ignore-scripts
	$(NPM) --in setup/browser-from-npm install --package-lock-only --ignore-scripts
	$(NPM) --in tests/openid install --package-lock-only --ignore-scripts

format: ## Put both languages into their one form
	@$(BRING) check
	$(OURS)/ruff check --fix --quiet || true
	$(OURS)/ruff format
	$(NPM) run format

clean: ## Remove what was brought and built; the data folder stays
	rm -rf .venv .tools pwa/dist pwa/node_modules setup/browser-from-npm/node_modules tests/openid/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

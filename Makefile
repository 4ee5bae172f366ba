# What a person does with Parley. Needed: Python 3.11 or newer with venv, make and git; the rest is installed.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin

# The newest Python that really runs here (a version manager's stub may be on PATH and only print an error).
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3; do \
	if $$python -c 'import ensurepip, sqlite3, ssl, sys, venv; sys.exit(sys.version_info < (3, 11))' \
		>/dev/null 2>&1; then command -v $$python; break; fi; done)

# The whole product is told its own bun, so that no other JavaScript tools on the machine matter.
export PATH := $(CURDIR)/$(BIN):$(PATH)
export REFLEX_TELEMETRY_ENABLED := false

WORKERS ?= 2
CHAOS_SEEDS ?= 1 2 3 4 5 6 7 8 9 10

.DEFAULT_GOAL := help
.PHONY: help run build dev test check lint unit bench bench-compare chaos soak screens docs icons format clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /make \1	/p' Makefile | sed 's/[$$][$$]/$$/' | expand -t 20

run: $(VENV)/requirements.txt ## install what is missing, build, migrate and serve on $$PORT (3000)
	@exec $(BIN)/python -m chat_app serve

build: $(VENV)/requirements.txt ## install what is missing and build the frontend, and end
	@$(BIN)/python -m chat_app build

dev: $(VENV)/requirements.txt ## the development server, with hot reload
	@exec $(BIN)/reflex run

# The browser tests have a run of their own: Playwright keeps an event loop in its process. One that fails is
# tried once more, as two cores that draw six browsers now and then miss a click; the summary names it.
# The others go beside it, as much of them is waiting; the longest files come first. What is done to whole
# installations comes last, with the machine to itself: it promises seconds. Its storm is a short one, and
# always the same: others are a matter of `make chaos`.
test: $(VENV)/requirements-dev.txt ## every test suite (under 20 minutes)
	@sh tests/support/find_chromium.sh
	@sh tests/support/find_haproxy.sh
	@$(BIN)/python -m chat_app build
	@status=0; others=$$(mktemp); beside=; \
	trap 'trap - INT TERM; kill $$beside; wait $$beside; cat "$$others"; rm -f "$$others"; exit 130' INT TERM; \
	$(BIN)/bun test tests/unit/client || status=1; \
	$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder --ignore tests/browser --ignore tests/chaos \
		tests >"$$others" 2>&1 & beside=$$!; \
	$(BIN)/pytest -n $(WORKERS) --dist loadfile --reruns 1 -r fER tests/browser || status=$$?; \
	wait $$beside || status=$$?; trap - INT TERM; cat "$$others"; rm -f "$$others"; \
	CHAOS_SEED=1 $(BIN)/pytest -n $(WORKERS) --dist loadfile tests/chaos || status=$$?; \
	exit $$status

check: $(VENV)/requirements-dev.txt ## linters, types, layers and unit tests (under a minute)
	@$(MAKE) --no-print-directory -j 2 lint unit

lint: $(VENV)/requirements-dev.txt
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/basedpyright
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/python -m tests.support.audit

unit: $(VENV)/requirements-dev.txt
	$(BIN)/bun test tests/unit/client
	$(BIN)/pytest -q -n $(WORKERS) --dist loadfile tests/unit

format: $(VENV)/requirements-dev.txt ## lay the code out, repair what can be repaired
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# BENCH="--quick", or BENCH="rooms storm": what `python -m bench --help` tells.
bench: $(VENV)/requirements-dev.txt ## measure: rates, latency, storms, growth, what a browser shows when (90 minutes)
	@sh tests/support/find_chromium.sh
	@$(BIN)/python -m chat_app build
	$(BIN)/python -m bench $(BENCH)

# REV=<commit>; SCENARIOS="posts storm" and ROUNDS=9 if wished.
bench-compare: $(VENV)/requirements-dev.txt ## measure this checkout against the commit REV, in turn
	@test -n "$(REV)" || { echo "Which commit? make bench-compare REV=…" >&2; exit 2; }
	$(BIN)/python -m bench.compare $(if $(ROUNDS),--rounds $(ROUNDS)) $(REV) $(SCENARIOS)

# Each seed is another storm, of every kind of fault; all of them go on though one fails.
chaos: $(VENV)/requirements-dev.txt ## the failure tests in their long form, with each of $$CHAOS_SEEDS
	@sh tests/support/find_haproxy.sh
	@status=0; \
	CHAOS=long $(BIN)/pytest -v --ignore tests/chaos/test_storm.py tests/chaos || status=1; \
	for seed in $(CHAOS_SEEDS); do \
		CHAOS=long CHAOS_SEED=$$seed $(BIN)/pytest -v -s tests/chaos/test_storm.py || status=1; \
	done; \
	$(BIN)/python -m tests.chaos.report; exit $$status

soak: $(VENV)/requirements-dev.txt ## $$SOAK_MINUTES under load with a fault each minute: how much was available
	@sh tests/support/find_haproxy.sh
	@$(BIN)/python -m tests.chaos.soak; status=$$?; $(BIN)/python -m tests.chaos.report; exit $$status

screens: $(VENV)/requirements-dev.txt ## pictures of every screen and state into docs/screens/
	@sh tests/support/find_chromium.sh
	@$(BIN)/python -m chat_app build
	SCREENS=1 $(BIN)/pytest -v tests/browser -k screens

docs: $(VENV)/requirements-dev.txt ## write the pages that are made from the code
	$(BIN)/python -m tests.support.permission_table

icons: $(VENV)/requirements-dev.txt ## draw the app's icons anew after a change to the mark
	@sh tests/support/find_chromium.sh
	$(BIN)/python -m tests.support.draw_icons

clean: ## remove everything that was made here, except the data of installations
	rm -rf $(VENV) .build .web .states assets/external .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Installed is what the copies in the environment say: a changed file is installed anew, an unchanged one
# costs nothing, whatever the clock or git did to its date.
$(VENV)/requirements.txt: FORCE
	@if ! $(BIN)/python -c '' 2>/dev/null; then \
		if [ -z "$(PYTHON)" ]; then \
			echo "Parley needs Python 3.11 or newer with venv, ssl and sqlite3 (on Debian: apt install python3-venv)." >&2; \
			exit 1; \
		fi; \
		echo "Making the virtual environment with $(PYTHON)"; \
		rm -rf $(VENV); "$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); exit 1; }; \
	fi
	@cmp -s requirements.txt $@ || { \
		echo "Installing requirements.txt"; \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt && cp requirements.txt $@; \
	}

$(VENV)/requirements-dev.txt: $(VENV)/requirements.txt FORCE
	@cmp -s requirements-dev.txt $@ || { \
		echo "Installing requirements-dev.txt"; \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt && cp requirements-dev.txt $@; \
	}

FORCE:

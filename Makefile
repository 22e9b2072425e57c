# make run    start the hotline with its demo county     make test   run the whole suite
# make check  everything that must hold before a commit  make help   all targets

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

VENV ?= .venv
HOTLINE_HOME ?= $(CURDIR)/var
PORT ?= 8501
# Tests that drive Chromium wait more than they work: three keep two cores busy.
JOBS ?= 3
JUDGED ?= ../shared/data/search
export HOTLINE_HOME

BIN := $(VENV)/bin
PRODUCT := $(VENV)/product.stamp
TOOLS := $(VENV)/tools.stamp
PIP := $(BIN)/pip --disable-pip-version-check install --quiet --use-pep517 --constraint constraints.txt

.PHONY: help run demo migrate test check format format-check lint types contracts bench pins clean

help:
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 16

$(PRODUCT): requirements.txt constraints.txt scripts/make_venv.sh
	@echo "Setting up $(VENV) (once, about a minute) ..."
	@scripts/make_venv.sh $(VENV)
	@$(PIP) --requirement requirements.txt
	@touch $@

$(TOOLS): $(PRODUCT) requirements-dev.txt
	@echo "Adding the tools for tests and checks ..."
	@$(PIP) --requirement requirements-dev.txt
	@touch $@

run: $(PRODUCT) ## start the hotline; makes the demo county first when there is no database yet
	@if [ -z "$${HOTLINE_DATABASE_URL:-}" ] && [ ! -e "$(HOTLINE_HOME)/hotline.db" ]; then \
	    $(BIN)/python -m demo; \
	fi
	@$(MAKE) --no-print-directory migrate
	@echo "http://127.0.0.1:$(PORT)"
	@exec $(BIN)/streamlit run app.py --server.port $(PORT)

demo: $(PRODUCT) ## build the demo county anew in HOTLINE_HOME (default ./var)
	@$(BIN)/python -m demo

migrate: $(PRODUCT) ## bring the database to the newest schema
	@$(BIN)/python -c 'from core.store import db; db.open_database().migrate()'

test: $(TOOLS) ## run the whole suite, on SQLite, PostgreSQL and in Chromium
	@scripts/test_setup.sh
	@HOTLINE_TEST_REQUIRE_ALL=1 $(BIN)/pytest --numprocesses $(JOBS)

check: format-check lint types contracts test ## everything that must hold before a commit

format: $(TOOLS) ## lay out the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --select I --fix --quiet .

format-check: $(TOOLS)
	@$(BIN)/ruff format --check .

lint: $(TOOLS) ## ruff
	@$(BIN)/ruff check .

types: $(TOOLS) ## mypy, strict
	@$(BIN)/mypy

contracts: $(TOOLS) ## who may import whom
	@$(BIN)/lint-imports

bench: $(PRODUCT) ## measure search, quality and speed, on the judged sets in JUDGED
	@for set in $(JUDGED)/*/; do echo "$$set"; $(BIN)/python -m kb evaluate "$$set"; done

pins: ## write constraints.txt anew after a version in requirements*.txt has changed
	@scripts/pin.sh

clean: ## remove the environment and every cache; HOTLINE_HOME stays
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# From a bare clone: `make run` serves the first page, `make test` checks everything.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip -qq --disable-pip-version-check --no-input
IN_ENV_FILE := $(shell sed -n 's/^HANDSLAG_DATA_DIR=//p' .env 2>/dev/null | tail -n 1)
DATA_DIR := $(or $(HANDSLAG_DATA_DIR),$(IN_ENV_FILE),var)
TRAINED := $(DATA_DIR)/trained.stamp

.DEFAULT_GOAL := help
.PHONY: help run test lint types talk talks bench soak test-peers test-rasa pictures lock chromium strace

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

run: .venv/run.stamp $(TRAINED) ## the panel and the robot on http://localhost:8000
	@$(BIN)/handslag migrate
	@exec $(BIN)/handslag run

talk: .venv/run.stamp $(TRAINED) ## a talk with the robot in this terminal
	@exec $(BIN)/handslag talk

test: .venv/test.stamp chromium strace lint types ## everything that must hold: lint, import rules, types, tests
	@$(BIN)/pytest -q --numprocesses 2 --dist loadfile --no-loadscope-reorder -m "not alone"
	@$(BIN)/pytest -q -m alone tests/promises

lint: .venv/test.stamp ## style, and what may lean on what
	@$(BIN)/ruff check --quiet bot admin tests
	@$(BIN)/lint-imports --no-logo

types: .venv/test.stamp ## mypy, strict
	@$(BIN)/mypy --no-error-summary

talks: .venv/test.stamp ## write the talks down as they now go; then read the diff
	@$(BIN)/python -m tests.transcript
	@$(BIN)/python -m tests.test_documents

bench: .venv/test.stamp $(TRAINED) ## how fast, against plain SQLite on the same machine; also in var/bench.json
	@$(BIN)/python -m tests.bench

soak: .venv/test.stamp chromium strace ## the promises, ten times as far as in make test
	@$(BIN)/pytest -q --soak -m promise

test-peers: .venv/test.stamp chromium ## a Telegram, a login, an HTML validator, Lighthouse, LibreOffice and what is Twilio's own, none of them ours; needs Node.js
	@$(BIN)/pytest -q -rs tests/peers/telegram.py tests/peers/twilio.py tests/peers/oidc.py tests/peers/html.py tests/peers/lighthouse.py tests/peers/libreoffice.py

test-rasa: .venv/test.stamp ## a real Rasa, on Python 3.10, learns from the examples and reads for us
	@$(BIN)/python -m tests.peers.rasa

pictures: .venv/test.stamp chromium $(TRAINED) ## the screenshots in docs/, renewed
	@$(BIN)/python -m tests.pictures

lock: ## choose newer parts and write down their hashes; needs uv
	@command -v uv >/dev/null || { echo "uv is missing: see https://docs.astral.sh/uv/" >&2; exit 1; }
	uv pip compile $(LOCK) --extra build --output-file requirements/run.txt pyproject.toml
	uv pip compile $(LOCK) --extra build --extra postgresql --extra aiogram --extra test --output-file requirements/test.txt pyproject.toml
	sed -n 's/^postgresql = \["\(.*\)"\]$$/\1/p' pyproject.toml | \
		uv pip compile $(LOCK) --constraint requirements/run.txt --output-file requirements/postgresql.txt -
	sed -n 's/^aiogram = \["\(.*\)"\]$$/\1/p' pyproject.toml | \
		uv pip compile $(LOCK) --constraint requirements/run.txt --output-file requirements/aiogram.txt -
LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet --upgrade

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Python 3.11 or newer is needed; name it with: make PYTHON=python3.11 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python's venv is missing; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv .venv

.venv/run.stamp: requirements/run.txt pyproject.toml | $(BIN)/pip
	@echo "Installing what Håndslag needs into .venv; the first time takes a minute or two ..."
	@$(PIP) install --require-hashes -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/test.stamp: requirements/test.txt .venv/run.stamp
	@echo "Installing what the tests need ..."
	@$(PIP) install --require-hashes -r requirements/test.txt
	@touch $@

$(TRAINED): $(wildcard data/training/*.yml) $(wildcard bot/nlu/*.py) .venv/run.stamp
	@$(BIN)/handslag train
	@touch $@

chromium:
	@if ! $(HAS_CHROMIUM) && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium for the browser tests ..."; \
		{ apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; } >/dev/null || true; \
	fi
	@if ! $(HAS_CHROMIUM); then \
		echo "Chromium is missing, so the browser tests cannot run; on Debian: apt install chromium" >&2; \
		[ "$$CI" != true ]; \
	fi
HAS_CHROMIUM := { command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null

strace:
	@if ! command -v strace >/dev/null && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing strace for the tests that end lives ..."; \
		{ apt-get update -qq && apt-get install -y -qq --no-install-recommends strace; } >/dev/null || true; \
	fi

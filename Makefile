# The entry points a contributor needs. Each makes .venv first when it is missing.
VENV ?= .venv
# The newest Python from 3.11 on that is there; PYTHON=... chooses another.
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3 python; do \
	if $$name -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; \
	then echo $$name; break; fi; done)
BIN := $(abspath $(VENV))/bin
READY := $(VENV)/.ready
LINT_READY := $(VENV)/.lint-ready
CORPUS := $(abspath corpora/ons-user-engagement)

.PHONY: help demo test lint types bench
help:
	@echo "make demo    set up and run the whole job on the shipped example, into demo/"
	@echo "make test    set up and pass the tests"
	@echo "make lint    ruff: style and format"
	@echo "make types   mypy --strict on package and tests"
	@echo "make bench   small runs of the benchmarks on synthetic answers"

$(READY): setup.cfg pyproject.toml
	@test -n "$(PYTHON)" || { echo "This needs Python 3.11, 3.12 or 3.13 with its venv module (Debian: apt-get install python3-venv)."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[test]"
	@touch $@

$(LINT_READY): $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[test,lint]"
	@touch $@

demo: $(READY)
	@BIN=$(BIN) sh corpora/demo.sh demo

test: $(READY)
	$(BIN)/python -m pytest

lint: $(LINT_READY)
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .

types: $(LINT_READY)
	$(BIN)/python -m mypy

bench: $(READY)
	$(BIN)/python -m tests.benchmarks.main_job --small

# `make` alone prints the targets.
SERVE ?= 1
SIZE ?= M
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help demo test check fix docs bench lock clean

help:  ## Print the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 10

demo: $(VENV)/.product  ## Make the demo company, load it, print its KPIs, write its report and serve it (SERVE=0: all but serve)
	@$(BIN)/dangol demo $(if $(filter 0,$(SERVE)),--no-serve,)

test: $(VENV)/.development system  ## Install what the tests need and run them all
	$(BIN)/pytest -n auto $(TESTS)

check: $(VENV)/.development system  ## Format, lint and types; then the tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n auto $(TESTS)

fix: $(VENV)/.development  ## Format and mend what the linter can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(VENV)/.product  ## Write the generated pages of docs/ anew
	$(BIN)/python -m docs.generate

bench: $(VENV)/.development  ## Time every metric against plain SQL, loads, reports, and the pages in a browser (SIZE=S, M or L)
	$(BIN)/python -m bench.metrics --size $(SIZE)
	$(BIN)/python -m bench.load --size $(SIZE)
	$(BIN)/python -m bench.durations --size $(SIZE)
	$(BIN)/python -m bench.reports --size $(SIZE)
	$(BIN)/python -m bench.pages

lock:  ## Choose the versions of all dependencies anew
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header -o requirements.lock
	uv pip compile pyproject.toml --group dev --extra spark --universal --python-version 3.11 --generate-hashes --no-header -c requirements.lock -o requirements-dev.lock

clean:  ## Remove what the other targets made
	rm -rf $(VENV) demo .pytest_cache .mypy_cache .ruff_cache

$(BIN)/pip:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Dangol needs Python 3.11 or newer: make PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.product: requirements.lock pyproject.toml | $(BIN)/pip
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(VENV)/.development: requirements-dev.lock $(VENV)/.product
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

# The tests read PDFs with poppler, drive a Chromium and start a PostgreSQL of their own.
.PHONY: system
system:
	@sh tests/install_system.sh

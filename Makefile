# Everything works on a machine that has only Python 3.11 and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: serve test lint format check docs clean

serve: $(STAMP)  ## Build a release where the sources have changed, and serve it on 127.0.0.1:8000
	@$(BIN)/depositary serve

test: $(STAMP) lint  ## Lint, types, import contract, Turtle format and every test
	@$(BIN)/depositary check
	@$(BIN)/python -m pytest

lint: $(STAMP)
	@$(BIN)/ruff check server tests benchmarks
	@$(BIN)/ruff format --check server tests benchmarks
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

format: $(STAMP)  ## Put Python and Turtle into their pinned formats
	@$(BIN)/ruff format server tests benchmarks
	@$(BIN)/ruff check --fix server tests benchmarks
	@$(BIN)/depositary format ontology shapes graphs tests/world

check: $(STAMP)  ## Show every fault of the data with its file and line
	@$(BIN)/depositary check

docs: $(STAMP)  ## Write the parts of docs/ that come from the program
	@$(BIN)/python docs/generate.py

$(STAMP): pyproject.toml
	@echo "Making $(VENV) and installing, once …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Depositary needs Python 3.11 or newer; name one: make PYTHON=python3.12")'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
	@touch $@

clean:
	rm -rf $(VENV) build

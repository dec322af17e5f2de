# Everything a contributor runs. Each target builds .venv when it is missing or pyproject.toml changed.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
WORKERS ?= 2

.PHONY: help demo test check lint format types api layers pages site bench docs gate mutants soak

help:
	@echo "make demo    the whole main job on a SQLite file; look at demo-out/"
	@echo "make test    the tests, with branch coverage: 5 minutes on two cores"
	@echo "make check   lint, format, types, layers, generated pages, documentation"
	@echo "make bench   our speed beside its yardsticks"
	@echo "make docs    the documentation as a site, in site/"
	@echo "make gate    the larger runs that stand before a change lands: 16 minutes on two cores"
	@echo "make mutants changes money, numbering, chains and calculation a bit at a time: who notices?"
	@echo "make soak    the long runs: many more examples, every slow test"

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "invoicekit needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1). Try: make PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[all,dev]'
	@touch $@

demo: $(STAMP)
	$(BIN)/python -m invoicekit demo demo-out

test: $(STAMP)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup --cov --cov-report=term

check: lint format types api layers pages site

lint: $(STAMP)
	$(BIN)/ruff check .

format: $(STAMP)
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

api: $(STAMP)
	$(BIN)/pyright

layers: $(STAMP)
	$(BIN)/lint-imports

pages: $(STAMP)
	$(if $(wildcard docs/generate.py),$(BIN)/python docs/generate.py --check)
	$(BIN)/python docs/generate_async.py --check

site: $(STAMP)
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet --site-dir .venv/site

bench: $(STAMP)
	$(BIN)/python -m benchmarks

docs: $(STAMP)
	$(if $(wildcard docs/generate.py),$(BIN)/python docs/generate.py)
	$(BIN)/python docs/generate_async.py
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --site-dir site

gate: $(STAMP)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup --gate

mutants: $(STAMP)
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m tests.mutants

soak: $(STAMP)
	HYPOTHESIS_PROFILE=soak $(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup --soak
	$(MAKE) mutants

# The commands of the warehouse; `make help` lists them.

PYTHON ?= python3
EXPORTS ?= data
WAREHOUSE ?= $(or $(KTO_WAREHOUSE),warehouse/warehouse.duckdb)
PUBLISHED ?= published

BIN := .venv/bin
export KTO_WAREHOUSE := $(WAREHOUSE)

.DEFAULT_GOAL := help

.PHONY: help
help: ## this list
	@echo "KTO warehouse: make TARGET [EXPORTS=folder] [WAREHOUSE=file]"
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) \
		| awk -F ':.*## ' '{printf "  %-16s %s\n", $$1, $$2}'

.PHONY: build
build: load ## environment, load the exports, dbt build, publish
	$(BIN)/dbt build
	$(BIN)/python -m scripts.publish --out "$(PUBLISHED)"

.PHONY: load
load: .venv/installed ## load the exports in EXPORTS (the demo's by default)
	@$(BIN)/python -m scripts.load_exports "$(EXPORTS)"

.PHONY: test
test: .venv/installed ## every test, on warehouses of their own
	$(BIN)/pytest

.PHONY: lint
lint: .venv/installed ## sqlfluff, ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy scripts
	$(BIN)/sqlfluff lint --disable-progress-bar models tests

.PHONY: format
format: .venv/installed ## put SQL and Python in the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/sqlfluff fix --disable-progress-bar models tests

.PHONY: dashboard
dashboard: .venv/installed ## the dashboard in dashboard/build, from published/ (needs Node 20)
	$(BIN)/python -m scripts.build_dashboard --published "$(PUBLISHED)"

.PHONY: test-dashboard
test-dashboard: .venv/dashboard-installed ## the dashboard in a real browser (needs Node 20 and Chromium)
	$(BIN)/pytest --override-ini addopts= -q tests/dashboard

.PHONY: docs
docs: .venv/installed ## dbt's documentation as one file, docs/dbt/index.html
	$(BIN)/dbt seed --quiet
	$(BIN)/dbt docs generate --static
	@mkdir -p docs/dbt && cp target/static_index.html docs/dbt/index.html
	@echo "docs/dbt/index.html"

.PHONY: validate
validate: .venv/installed ## false alarms and power of the tests, in simulated surveys
	$(BIN)/python -m scripts.validate_significance

.PHONY: bench
bench: .venv/installed ## time of 100,000 comparisons
	$(BIN)/python -m scripts.bench_significance

.PHONY: demo-exports
demo-exports: .venv/installed ## make the synthetic demo exports again
	$(BIN)/python -m scripts.make_demo_exports

.PHONY: lock
lock: ## requirements.txt from requirements.in (needs uv)
	uv pip compile --quiet --generate-hashes --no-strip-extras --python-version 3.11 \
		--no-header --no-emit-index-url requirements.in -o requirements.txt

.PHONY: clean
clean: ## remove what was built, not what was delivered
	rm -rf target logs "$(PUBLISHED)" warehouse/*.duckdb*

.venv/dashboard-installed: .venv/installed tests/dashboard/requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes \
		-r tests/dashboard/requirements.txt
	@touch $@

.venv/installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or later is needed; $(PYTHON) is $$($(PYTHON) --version 2>&1). Set PYTHON=…"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

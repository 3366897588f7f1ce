# The commands of the warehouse; `make help` lists them.

PYTHON ?= python3
EXPORTS ?= data
WAREHOUSE ?= $(or $(KTO_WAREHOUSE),warehouse/warehouse.duckdb)
PUBLISHED ?= published
# the tests spend their time in programs of their own: one process per core and one more;
# a process that is done takes over from another (worksteal)
TEST_PROCESSES ?= 3

BIN := .venv/bin
export KTO_WAREHOUSE := $(WAREHOUSE)

.DEFAULT_GOAL := help

.PHONY: help
help: ## this list
	@echo "KTO warehouse: make TARGET [EXPORTS=folder] [WAREHOUSE=file]"
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) \
		| awk -F ':.*## ' '{printf "  %-16s %s\n", $$1, $$2}'

.PHONY: build
build: .venv/checks-codebook ## environment, load the exports, dbt build, publish [VERBOSE=1]
	@$(BIN)/python -m scripts build "$(EXPORTS)" --out "$(PUBLISHED)" $(if $(VERBOSE),--verbose)

.PHONY: load
load: .venv/checks-codebook ## load the exports in EXPORTS (the demo's by default)
	@$(BIN)/python -m scripts load "$(EXPORTS)"

.PHONY: test
test: .venv/checks-installed ## every test, on warehouses of their own
	$(BIN)/pytest -n $(TEST_PROCESSES) --dist worksteal

.PHONY: coverage
coverage: .venv/checks-installed ## which lines of statistics, publication, deliveries no test reaches
	$(BIN)/pytest -n $(TEST_PROCESSES) --dist worksteal tests/statistics tests/publication tests/deliveries --cov

# the last digits of the mutants that a run tries: one digit is a tenth of them
DIGITS ?= 7

.PHONY: mutants
mutants: .venv/checks-installed ## which changes of statistics, checks and suppression no test notices (half an hour)
	$(BIN)/python tests/mutants.py --digits $(DIGITS)

.PHONY: lint
lint: .venv/checks-installed ## sqlfluff, ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy scripts
	$(BIN)/sqlfluff lint --disable-progress-bar models tests/data

.PHONY: judges
judges: .venv/checks-codebook .venv/checks-installed ## what dbt-score (at least 9.5) and dbt-bouncer say of the dbt project
	$(BIN)/dbt --quiet parse
	PYTHONPATH=. $(BIN)/dbt-score lint --manifest target/manifest.json --show failing-rules
	$(BIN)/dbt-bouncer run --only manifest_checks

.PHONY: metrics
metrics: .venv/checks-installed ## what MetricFlow answers of the semantic models, held against the marts
	$(BIN)/pytest --override-ini addopts= -q tests/semantic

.PHONY: format
format: .venv/checks-installed ## put SQL and Python in the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/sqlfluff fix --disable-progress-bar models tests/data

.PHONY: dashboard
dashboard: .venv/installed ## the dashboard in dashboard/build, from published/ (needs Node 20)
	$(BIN)/python -m scripts dashboard --published "$(PUBLISHED)" \
		$(if $(QUOTES),--quotes "$(QUOTES)" --warehouse "$(WAREHOUSE)")

.PHONY: report
report: .venv/installed ## the yearly report in published/report [YEAR=2023] [TEMPLATE=file.pptx]
	$(BIN)/python -m scripts report --published "$(PUBLISHED)" \
		$(if $(YEAR),--year "$(YEAR)") $(if $(TEMPLATE),--template "$(TEMPLATE)") \
		$(if $(QUOTES),--quotes "$(QUOTES)" --warehouse "$(WAREHOUSE)")

.PHONY: test-report
test-report: .venv/checks-installed ## the report's slides in LibreOffice (needs libreoffice-impress)
	$(BIN)/pytest --override-ini addopts= -q -m slow tests/report

.PHONY: test-dashboard
test-dashboard: .venv/dashboard-installed ## the dashboard in a real browser (needs Node 20 and Chromium)
	$(BIN)/pytest --override-ini addopts= -q tests/dashboard tests/publication/test_starter.py

.PHONY: docs
docs: .venv/checks-codebook ## dbt's documentation as one file, docs/dbt/index.html
	$(BIN)/dbt seed --quiet
	$(BIN)/dbt docs generate --static
	@mkdir -p docs/dbt && cp target/static_index.html docs/dbt/index.html
	@echo "docs/dbt/index.html"

.PHONY: soak
soak: .venv/checks-installed ## kills, full disks, odd files, readers; writes docs/reliability
	$(BIN)/pytest --override-ini addopts= -q -m slow tests/soak

.PHONY: attack
attack: .venv/checks-installed ## what an attacker finds in whole publications; writes docs/reliability
	$(BIN)/pytest --override-ini addopts= -q -m slow tests/publication/test_attack.py

.PHONY: surveys
surveys: .venv/checks-installed ## whole made-up surveys, from exports to dashboard data, and other long runs (needs Node 20)
	$(BIN)/pytest --override-ini addopts= -q -n $(TEST_PROCESSES) tests/pipeline/test_surveys.py
	$(BIN)/pytest --override-ini addopts= -q -n $(TEST_PROCESSES) -m slow \
		tests/pipeline/test_foreign_surveys.py tests/pipeline/test_weighted_survey.py \
		tests/pipeline/test_retained_figures.py \
		tests/benchmark tests/semantic

.PHONY: spark
spark: .venv-spark/installed ## an environment for those who outgrow one machine (needs Java 17)
	@.venv-spark/bin/python -m scripts.spark.needed
	@echo "Next: make load, .venv-spark/bin/python -m scripts spark; docs/performance.md"

.PHONY: test-spark
test-spark: .venv-spark/checks-installed ## both engines side by side, and a cluster of two workers (needs Java 17)
	.venv-spark/bin/pytest --override-ini addopts= -q tests/spark

.PHONY: validate
validate: .venv/installed ## false alarms, power and stability; writes docs/statistics.md
	$(BIN)/python -m scripts validate --page docs/statistics.md
	@if [ -f "$(WAREHOUSE)" ]; then \
		$(BIN)/python -m scripts validate --page docs/statistics.md \
			--warehouse "$(WAREHOUSE)"; \
	fi

# how many respondents `make bench` tries; 10000000 takes half an hour and 30 GB of disk
SIZES ?= 10000 100000 1000000

.PHONY: bench
bench: .venv/checks-installed ## what it costs by the number of respondents; writes docs/performance.md
	$(BIN)/python -m scripts bench $(SIZES) --page docs/performance.md

.PHONY: bench-significance
bench-significance: .venv/installed ## time of 100,000 comparisons
	$(BIN)/python -m scripts bench-significance

.PHONY: demo-exports
demo-exports: .venv/installed ## make the synthetic demo exports again
	$(BIN)/python -m scripts demo

.PHONY: lock
lock: ## the requirements-*.txt from the *.in files (needs uv)
	for file in requirements requirements-checks requirements-spark tests/dashboard/requirements; do \
		uv pip compile --quiet --generate-hashes --no-strip-extras --python-version 3.11 \
			--no-header --no-emit-index-url $$file.in -o $$file.txt; \
	done

.PHONY: clean
clean: ## remove what was built, not what was delivered, nor keys and the ledger
	rm -rf target logs "$(PUBLISHED)"
	find warehouse -maxdepth 1 -name "*.duckdb*" ! -name "*.ledger" ! -name "*key" \
		! -name "*.forgotten" -exec rm -rf {} +

# uv installs in seconds; pip does the same where uv is not there
INSTALL = if command -v uv >/dev/null; \
	then uv pip install --quiet --python $(BIN)/python --require-hashes -r $(1); \
	else $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $(1); fi

.venv/dashboard-installed: .venv/checks-installed tests/dashboard/requirements.txt
	@$(call INSTALL,tests/dashboard/requirements.txt)
	@touch $@

.venv/checks-installed: .venv/checks-codebook requirements-checks.txt
	@$(call INSTALL,requirements-checks.txt)
	@touch $@

# dbt looks for modules named dbt_* on Python's path: ours checks the codebook first
BEFORE_DBT := $(CURDIR)/scripts/codebook/before_dbt
CHECK_CODEBOOK_FIRST = $(BIN)/python -c 'import pathlib, sys, sysconfig; \
	path = pathlib.Path(sysconfig.get_path("purelib"), "kto.pth"); \
	path.write_text(sys.argv[1] + "\n", encoding="utf-8")' "$(BEFORE_DBT)"

.venv/checks-codebook: .venv/installed
	@$(CHECK_CODEBOOK_FIRST)
	@touch $@

PYTHON_IS_NEW_ENOUGH = $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	|| { echo "Python 3.11 or later is needed; $(PYTHON) is $$($(PYTHON) --version 2>&1). Set PYTHON=…"; exit 1; }

.venv/installed: requirements.txt
	@$(PYTHON_IS_NEW_ENOUGH)
	$(PYTHON) -m venv .venv
	@$(call INSTALL,requirements.txt)
	@touch $@

# Spark has an environment of its own: the usual one carries none of it
.venv-spark/%: BIN := .venv-spark/bin

.venv-spark/installed: requirements.txt requirements-spark.txt
	@$(PYTHON_IS_NEW_ENOUGH)
	$(PYTHON) -m venv .venv-spark
	@$(call INSTALL,requirements.txt)
	@$(call INSTALL,requirements-spark.txt)
	@$(CHECK_CODEBOOK_FIRST)
	@touch $@

.venv-spark/checks-installed: .venv-spark/installed requirements-checks.txt
	@$(call INSTALL,requirements-checks.txt)
	@touch $@

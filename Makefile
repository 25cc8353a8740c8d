# Every target makes .venv first if need be. PYTHON names the interpreter, 3.11 or newer.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
export NO_MKDOCS_2_WARNING := 1

.PHONY: serve test golden check lint fix site record bench lock

serve: $(READY)
	$(BIN)/mkdocs serve

test: $(READY)
	OPENBLAS_NUM_THREADS=1 $(BIN)/pytest -n auto

# The tests that must hold on every processor, with another kernel of OpenBLAS.
golden: $(READY)
	OPENBLAS_NUM_THREADS=1 OPENBLAS_CORETYPE=$(or $(KERNEL),Nehalem) $(BIN)/pytest -n auto -m golden

# The programs of one page in each language, and the gates on the texts.
check: $(READY)
	$(if $(wildcard docs/*/$(PAGE).md),,$(error PAGE=$(PAGE): expected the name of a page, such as make check PAGE=rnn))
	OPENBLAS_NUM_THREADS=1 $(BIN)/pytest docs/*/$(PAGE).md \
		tests/literate/test_check.py::test_the_sources_pass \
		tests/literate/test_prose.py::test_the_sources_pass

lint: $(READY)
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy

fix: $(READY)
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

site: $(READY)
	$(BIN)/mkdocs build --strict
	@test -n "$$SITE_URL" || echo "site/ names no address of its own: set SITE_URL to publish it"

# All, or PAGE=rnn: what a page prints, or RESULT=course: one file of docs/experiments/results.
record: $(READY)
	PYTHONPATH=docs $(BIN)/python -m experiments.record $(PAGE:%=--page %) $(RESULT:%=--result %)

bench: $(READY)
	PYTHONPATH=docs $(BIN)/python -m experiments.bench

# Pin the newest releases that pyproject.toml allows, for every Python and platform.
lock: $(READY)
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
		--python-version 3.11 --group site --group test --group lint --group build \
		--output-file requirements.txt --upgrade pyproject.toml

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python %d.%d: expected 3.11 or newer, try make PYTHON=python3.12" % sys.version_info[:2])'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	touch $@

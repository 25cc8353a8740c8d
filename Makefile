# Every target makes .venv first if need be. PYTHON names the interpreter, 3.11 or newer.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
export NO_MKDOCS_2_WARNING := 1

.PHONY: serve test golden lint site record bench lock

serve: $(READY)
	$(BIN)/mkdocs serve

test: $(READY)
	OPENBLAS_NUM_THREADS=1 $(BIN)/pytest -n auto

# The tests that must hold on every processor, with another kernel of OpenBLAS.
golden: $(READY)
	OPENBLAS_NUM_THREADS=1 OPENBLAS_CORETYPE=$(or $(KERNEL),Nehalem) $(BIN)/pytest -n auto -m golden

lint: $(READY)
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy

site: $(READY)
	$(BIN)/mkdocs build --strict

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

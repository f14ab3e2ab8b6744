# Only Python 3.11+ and make are assumed. `make run` opens the app on the sample company; `make test` runs the tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: run test check bench bench-search lock clean

run: $(READY)
	$(BIN)/coach demo

test: $(READY)
	$(BIN)/python -m pytest -n 2 --dist loadgroup --cov --cov-report=term:skip-covered --cov-report=xml

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)
	$(BIN)/python -m benchmarks

bench-search: $(READY)
	$(BIN)/python -m benchmarks.search

$(READY): pyproject.toml uv.lock
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Python 3.11 or newer is needed: make run PYTHON=python3.12')"
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet uv
	UV_PROJECT_ENVIRONMENT=$(VENV) VIRTUAL_ENV= $(BIN)/uv sync --frozen --inexact --extra postgres
	touch $(READY)

lock: $(READY)
	$(BIN)/uv lock

clean:
	rm -rf $(VENV) dist build .coverage coverage.xml artefacts

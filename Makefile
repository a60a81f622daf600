# Two commands on a fresh machine: `make demo` runs the main job, `make test` passes the tests.
# Each makes its own .venv with what it needs.

PYTHON ?= python3
BIN := .venv/bin
SHOP := examples/fastapi_shop

.PHONY: help demo test check versions slow bench clean

help: ## what there is to make
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

.venv/.installed: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --editable . --group check
	@touch $@

demo: .venv/.installed ## run the example shop's suite on a private database
	cd $(SHOP) && ../../$(BIN)/python -m pytest tests -p no:cacheprovider
	@test ! -e $(SHOP)/shop.db && echo "The shop's own database, $(SHOP)/shop.db, was never opened: it is not even there."

test: .venv/.installed ## pass the tests
	$(BIN)/python -m pytest --numprocesses 2
	cd examples/fastapi_shop && ../../$(BIN)/python -m pytest tests -q -p no:cacheprovider
	cd examples/fastapi_shop && ../../$(BIN)/python -m pytest -p no:apiproof tests_plain -q -p no:cacheprovider
	cd examples/flask_shop && ../../$(BIN)/python -m pytest tests -q -p no:cacheprovider
	cd examples/flask_shop && ../../$(BIN)/python -m pytest -p no:apiproof tests_plain -q -p no:cacheprovider

check: .venv/.installed ## lint, types, layers
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

versions: .venv/.installed ## a slice of the tests on the versions that people run, by tox; needs an index
	.ci/versions $(ENVIRONMENTS)

slow: .venv/.installed ## the runs on real apps and on the built wheel; needs an index and minutes
	$(BIN)/python -m pytest tests/real_apps --run-slow

bench: .venv/.installed ## what every figure in the README came from
	$(BIN)/python -m benchmarks.requests
	$(BIN)/python -m benchmarks.isolation
	$(BIN)/python -m benchmarks.thousand
	$(BIN)/python -m benchmarks.routes

clean: ## remove what the others made
	rm -rf .venv .tox .cache .mypy_cache .pytest_cache .ruff_cache .import_linter_cache dist

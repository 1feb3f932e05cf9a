# Two commands: `make run` opens MuseGen, `make test` runs everything. `make help` lists the rest.
SHELL := /bin/sh
PY := .venv/bin/python
export PYTHONUTF8 := 1
export ORT_DISABLE_TELEMETRY := 1

.DEFAULT_GOAL := help
.PHONY: help run test test-quick check train-extra installer setup setup-build setup-test clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup ## open the window (FILE=song.mid opens a song)
	@exec $(PY) -m musegen_app $(FILE)

test: setup-test check ## everything: format, lint, types, layers, then all tests
	@.ci/with-display $(PY) -m pytest $(ARGS)

test-quick: setup-test ## unit tests only, under two minutes
	@MUSEGEN_HYPOTHESIS=quick .ci/with-display $(PY) -m pytest -m "not slow and not torch and not jack" $(ARGS)

check: setup-test ## format, lint, types and layers without the tests
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@.venv/bin/lint-imports --no-logo

train-extra: ## install what training needs (torch)
	@.ci/setup.sh train

installer: setup-build ## the program as a folder that needs no Python: dist/MuseGen
	@$(PY) -m installer.build

setup:
	@.ci/setup.sh base

setup-build:
	@.ci/setup.sh build

setup-test:
	@.ci/setup.sh test

clean: ## remove .venv and caches (songs, settings and models stay)
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

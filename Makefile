# Everything people run, and the hosted checks run the same. Each target does its own set-up.
PYTHON ?= python3
BIN := .venv/bin

# An empty environment has no PATH, and make would find no program at all.
ifeq ($(PATH),)
export PATH := /usr/local/bin:/usr/bin:/bin
endif

.PHONY: run test soak bench bench-quick lint pictures lock setup setup-dev

run: setup
	@exec $(BIN)/python -m bot

setup:
	@$(PYTHON) scripts/set_up.py run

setup-dev:
	@$(PYTHON) scripts/set_up.py dev

test: setup-dev
	$(BIN)/python -m pytest -rs

soak: setup-dev
	ZHAIJU_SOAK=1 $(BIN)/python -m pytest -rA --tb=short

bench: setup-dev
	$(BIN)/python -m bench

bench-quick: setup-dev
	$(BIN)/python -m bench --quick

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

pictures: setup-dev
	$(BIN)/python scripts/pictures.py

# Pins every dependency with its hashes; index addresses stay out of the files.
PIP_COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-trusted-host \
	--no-emit-find-links --strip-extras --no-header --no-annotate --allow-unsafe
lock: setup-dev
	$(PIP_COMPILE) -o requirements/build.lock requirements/build.in
	$(PIP_COMPILE) -c requirements/build.lock -o requirements/run.lock pyproject.toml
	$(PIP_COMPILE) -c requirements/run.lock --extra dev --extra bench -o requirements/dev.lock pyproject.toml

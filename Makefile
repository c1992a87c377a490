# Zhiyin 知音. `make run` serves the product with the sample organisation; `make test` checks everything quick.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PARALLEL ?= 2
# Neighbouring tests stay on one worker, so that what a module shares is made once; who is done takes from the other's end.
PYTEST := $(BIN)/pytest -n $(PARALLEL) --dist worksteal
# Bytecode is kept whatever the terminal says: the tests start a hundred processes, each would compile everything anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help run run-empty test test-all lint bench bench-large models evaluate clean

help:
	@echo "make run         serve the product with the sample organisation on http://127.0.0.1:8000"
	@echo "make run-empty   serve an empty installation (its own data directory)"
	@echo "make test        style, types, architecture and tests on SQLite"
	@echo "make test-all    the same tests on PostgreSQL, then browser and crash tests"
	@echo "make bench       the numbers, each beside the raw limit of the same run"
	@echo "make models      train the text models from ../shared/data (about half an hour)"
	@echo "make evaluate    print the model cards' tables anew"

$(VENV)/bin/uv:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

$(VENV)/.product: pyproject.toml constraints.txt | $(VENV)/bin/uv
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python -c constraints.txt -e .
	@touch $@

$(VENV)/.development: pyproject.toml constraints.txt | $(VENV)/bin/uv
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python -c constraints.txt -e . --group dev
	@touch $@ $(VENV)/.product

$(VENV)/.training: pyproject.toml constraints.txt | $(VENV)/bin/uv
	$(BIN)/uv pip install --quiet --python $(BIN)/python -c constraints.txt -e . --group training
	@touch $@ $(VENV)/.product $(VENV)/.development

run: $(VENV)/.product
	$(BIN)/zhiyin up --demo

run-empty: $(VENV)/.product
	$(BIN)/zhiyin --data data-empty up

lint: $(VENV)/.development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/messages.py check

test: lint
	$(PYTEST) -m "not browser and not crash and not postgres"

test-all: $(VENV)/.development
	$(BIN)/python tools/on_postgres.py $(PYTEST) -m "not browser and not crash"
	$(PYTEST) -m "browser or crash"

bench: $(VENV)/.development
	$(BIN)/python -m bench

bench-large: $(VENV)/.development
	$(BIN)/python -m bench --large

models: $(VENV)/.training
	$(BIN)/python -m training

evaluate: $(VENV)/.development
	$(BIN)/python -m training.evaluate

clean:
	rm -rf $(VENV) data data-empty

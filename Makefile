# make demo: environment, installation and the main job. make test: the same environment, everyday tests; make test-all: all.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo workshop test test-all findings docs lint clean

demo: $(VENV)/installed
	$(BIN)/coopsim compare scenarios/harz.toml

workshop: $(VENV)/installed-workshop  ## the workshop page in the browser
	$(BIN)/coopsim workshop

test: $(VENV)/installed-test
	$(BIN)/python -m pytest -n auto -m "not slow"

test-all: $(VENV)/installed-test  ## with the slow tests: many kills, long examples, a real browser
	$(BIN)/python -m pytest -n auto

findings: $(VENV)/installed-test  ## all numbers of docs/findings.md and docs/sensitivity.md; without these sizes narrower intervals, and longer
	$(BIN)/coopsim findings --runs 400 --out docs/tables
	$(BIN)/coopsim sensitivity --runs 40 --trajectories 5 --size 64 --count 8 --out docs/tables
	$(BIN)/python docs/generate.py

docs: $(VENV)/installed-test  ## tables in docs/ that come from the code, and the site in site/
	$(BIN)/python docs/generate.py
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs site
	@echo "The handbook is in site/index.html"

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "coopsim needs Python 3.11 or newer; found " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 demo")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/installed-test: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	@touch $@

$(VENV)/installed-workshop: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[workshop]'
	@touch $@

lint: $(VENV)/bin/python  ## style and types
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	$(BIN)/ruff check .
	$(BIN)/mypy coopsim

clean:
	rm -rf $(VENV) results build dist site

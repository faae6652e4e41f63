# Environments, and what is run in them. `make demo`: installation and the main job; `make test`: the everyday tests.
# `.ci/run` runs all checks. Another Python: make PYTHON=python3.13 VENV=.venv-3.13 test
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := -m pip install --quiet --disable-pip-version-check

# Tests of the model, of every way to run it, of Mesa and of the README, for other versions of the libraries
MODEL := tests/test_model.py tests/test_doors.py tests/test_baseline.py tests/test_replacement.py tests/mesa_view \
	tests/experiment/test_experiment_exchange.py tests/docs/test_docs.py::test_examples_run

.PHONY: benchmarks wheel demo workshop test slow browser test-all newest oldest lint findings docs clean

demo: $(VENV)/installed
	$(BIN)/coopsim compare scenarios/harz.toml

workshop: $(VENV)/installed-workshop  ## the workshop page in the browser
	$(BIN)/coopsim workshop

test: $(VENV)/installed-test  ## everyday tests, minutes
	$(BIN)/python -m pytest -n auto -m "not slow"

slow: $(VENV)/installed-test  ## docking in full, many kills, long examples, benchmarks and published numbers
	$(BIN)/python -m pytest -n auto -m "slow and not browser" --durations 15

browser: $(VENV)/installed-test  ## the workshop page and reports in a real browser, accessibility; needs Chromium
	$(BIN)/python -m pytest -n auto -m browser --durations 5

test-all: $(VENV)/installed-test  ## all of them
	$(BIN)/python -m pytest -n auto

newest: RESOLUTION := highest
oldest: RESOLUTION := lowest-direct
newest oldest: %: $(VENV)-%/bin/python  ## the model with the newest or oldest versions that pyproject.toml allows
	$(VENV)-$@/bin/python $(INSTALL) uv
	$(VENV)-$@/bin/uv pip install --quiet --no-cache --python $(VENV)-$@/bin/python --upgrade --resolution $(RESOLUTION) -e '.[test]'
	$(VENV)-$@/bin/python -m pytest -n auto -m "not slow" $(MODEL)

BENCHMARKS := compare_speed compare_mesa scaling profile_steps cold_start experiments analysis workshop browser interval_coverage precision why

benchmarks: $(VENV)/installed-test  ## all of benchmarks/RESULTS.md, on a machine that does nothing else; an hour
	$(BIN)/coopsim experiment run approaches_by_governance
	for name in $(BENCHMARKS); do $(BIN)/python benchmarks/$$name.py || exit 1; done

wheel: $(VENV)/installed-dev  ## the package, with its rules compiled for the usual machines, in dist/
	$(BIN)/python -m coopsim.run.shipping
	$(BIN)/python -m build --wheel

lint: $(VENV)/installed-dev  ## style, format, types, and which room may use which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy coopsim paper
	$(BIN)/lint-imports

findings: $(VENV)/installed-test  ## all numbers of docs/findings.md and docs/sensitivity.md; without the sizes of the sensitivity narrower intervals, and longer
	$(BIN)/python -m paper findings --out docs/tables --replace
	$(BIN)/python -m paper sensitivity --runs 40 --trajectories 5 --size 64 --count 8 --out docs/tables --replace
	$(BIN)/python docs/generate.py

docs: $(VENV)/installed-test  ## tables in docs/ that come from the code, and the site in site/
	$(BIN)/python docs/generate.py
	$(BIN)/python docs/house.py
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs site
	@echo "The handbook is in site/index.html"

$(BIN)/python $(VENV)-newest/bin/python $(VENV)-oldest/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "coopsim needs Python 3.11 or newer; found " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 demo")'
	$(PYTHON) -m venv $(@:/bin/python=)

$(VENV)/installed: $(BIN)/python pyproject.toml constraints.txt
	$(BIN)/python $(INSTALL) -c constraints.txt -e .
	@touch $@

$(VENV)/installed-%: $(VENV)/installed
	$(BIN)/python $(INSTALL) -c constraints.txt -e '.[$*]'
	@touch $@

clean:
	rm -rf $(VENV) $(VENV)-newest $(VENV)-oldest results build dist site

# make site   both sites of the demo, into dist/
# make test   the tests, without the long attacks that are marked as slow
# make check  lint, types, import contracts, every test: what CI runs
# make docs   the manual, into dist/manual/
# make lock   the exact versions anew

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# What Python compiled is kept from run to run; without it every process compiles kept anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: site docs pictures test every-test check lint types contracts lock clean machine

site: .venv/installed
	@$(BIN)/kept build
	@echo
	@echo "The public site is in dist/public, the internal one in dist/internal. To look at them:"
	@echo "  $(PYTHON) -m http.server --directory dist/public 8000     then open http://localhost:8000"
	@echo "  $(PYTHON) -m http.server --directory dist/internal 8001   then open http://localhost:8001"

docs: .venv/installed
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict --config-file manual.yml
	@echo "The manual is in dist/manual. To read it: $(PYTHON) -m http.server --directory dist/manual 8002"

# The manual's pictures anew, from the demo's sites; needs a Chromium.
pictures: .venv/installed-dev site
	@$(BIN)/python docs/pictures/draw.py

test: .venv/installed-dev
	@$(BIN)/python -m pytest -m "not slow" $(TESTS)

every-test: .venv/installed-dev
	@$(BIN)/python -m pytest $(TESTS)

check: lint types contracts every-test

lint: .venv/installed-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: .venv/installed-dev
	@$(BIN)/mypy

contracts: .venv/installed-dev
	@$(BIN)/lint-imports

lock: .venv/installed-dev
	@$(BIN)/uv pip compile -q pyproject.toml --group build --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-header -o requirements.txt
	@$(BIN)/uv pip compile -q pyproject.toml --extra dev --group build --constraint requirements.txt --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-header --no-annotate -o requirements-dev.txt

clean:
	rm -rf .venv .kept dist

# Says in one line what a bare machine lacks, before anything is downloaded.
machine:
	@command -v git >/dev/null || { echo "git is missing: install it (Debian, Ubuntu: apt install git)." >&2; exit 1; }
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is missing: install Python 3.11 or newer." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name it with: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "Python's ensurepip is missing: install it (Debian, Ubuntu: apt install python3-venv)." >&2; exit 1; }

.venv/bin/python: | machine
	@echo "Setting up .venv (once) ..."
	@$(PYTHON) -m venv .venv

# The development set contains the other one, so whoever has it needs no second installation.
.venv/installed: requirements.txt pyproject.toml | .venv/bin/python
	@test -e .venv/installed-dev || $(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/installed-dev: requirements-dev.txt pyproject.toml | .venv/bin/python
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

# Two commands do everything on a fresh machine with Python 3.11, make and apt: make quote, make test.
PYTHON ?= python3
BIN = .venv/bin
SUDO := $(shell [ "$$(id -u)" = 0 ] || command -v sudo 2>/dev/null)

.PHONY: help setup dev libreoffice quote test check bench templates clean

help:
	@echo "make quote   price examples/regional_hospital.yaml; Word, Excel and JSON go to out/"
	@echo "make test    run every test (installs LibreOffice where it may)"
	@echo "make check   formatting, types, facts"
	@echo "make bench   measure speed and memory, write benchmarks/README.md"

setup: .venv/.ready
dev: .venv/.ready-dev

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; set PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv || { rm -rf .venv; $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq python3-venv && $(PYTHON) -m venv .venv; }

.venv/.ready: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

.venv/.ready-dev: .venv/.ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

quote: setup
	$(BIN)/costmodel quote examples/regional_hospital.yaml --seller examples/seller.yaml --out out --force

# LibreOffice reads the documents back in the tests. Where it cannot be installed those tests are skipped, loudly.
libreoffice:
	@{ command -v soffice && command -v pdftotext; } >/dev/null || { \
	  echo "Installing LibreOffice for the tests that read documents back ..."; \
	  { $(SUDO) apt-get update -qq && DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq --no-install-recommends \
	    libreoffice-writer libreoffice-calc fonts-liberation fonts-crosextra-carlito poppler-utils >/dev/null; } || \
	  echo "LibreOffice could not be installed: its tests will be skipped (under CI=true they fail)."; }

test: dev libreoffice
	$(BIN)/python -m pytest -n auto -rs

check: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/costmodel check

bench: dev .venv/rivals/.ready
	$(BIN)/python benchmarks/bench.py

# Libraries that are only measured against live apart, since they need other versions than ours.
.venv/rivals/.ready: benchmarks/rivals.txt | dev
	@{ $(BIN)/python -m venv .venv/rivals && .venv/rivals/bin/python -m pip install --quiet --disable-pip-version-check \
	  -r benchmarks/rivals.txt && touch $@; } || { rm -rf .venv/rivals; \
	  echo "mcerp and monaco could not be installed: they are left out of the benchmarks."; }

templates: setup
	$(BIN)/python templates/build_proposal.py
	$(BIN)/python templates/build_comparison.py

clean:
	rm -rf .venv out dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis

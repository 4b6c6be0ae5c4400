# Three commands do everything on a fresh machine with Python 3.11, make and apt: make app, make quote, make test.
PYTHON ?= python3
BIN = .venv/bin
SUDO := $(shell [ "$$(id -u)" = 0 ] || command -v sudo 2>/dev/null)

.PHONY: help setup dev libreoffice chromium quote app test coverage mutants fuzz floors extras check docs bench release notebooks templates clean

help:
	@echo "make quote   price examples/regional_hospital.yaml; Word, Excel and JSON go to out/"
	@echo "make app     open the quoting app on this computer"
	@echo "make test    run every test (installs LibreOffice and Chromium where it may)"
	@echo "make coverage  run every test and measure what they reach; 97 % at least"
	@echo "make mutants put faults into the sums, the money and the formulas, and list those that no test finds"
	@echo "make fuzz    run the property tests on new examples, ten times as many; prints their seed"
	@echo "make check   formatting, strict types (of the tests and templates too), facts"
	@echo "make floors  use every command with the lowest version of each dependency that pyproject.toml allows"
	@echo "make extras  use every command in a plain install, and with each extra alone"
	@echo "make docs    the guides and the reference as pages in docs/build/"
	@echo "make bench   measure speed and memory, write benchmarks/README.md"
	@echo "make release build the wheel and the source distribution into dist/ and try both; uploads nothing"
	@echo "make notebooks  run the notebooks again and keep what they show"
	@echo "make templates  build the shipped Word templates again"
	@echo "make clean   take away everything that was made"

setup: .venv/.ready
dev: .venv/.ready-dev

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; set PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv || { rm -rf .venv; $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq python3-venv && $(PYTHON) -m venv .venv; }

.venv/.ready: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[all]'
	@touch $@

.venv/.ready-dev: .venv/.ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

quote: setup
	$(BIN)/costmodel quote examples/regional_hospital.yaml --seller examples/seller.yaml --out out --force

app: setup
	$(BIN)/costmodel app

# LibreOffice reads the documents back in the tests. Where it cannot be installed those tests are skipped, loudly.
libreoffice:
	@{ command -v soffice && command -v pdftotext && fc-list | grep -i NotoSansArabic; } >/dev/null || { \
	  echo "Installing LibreOffice for the tests that read documents back ..."; \
	  { $(SUDO) apt-get update -qq && DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq --no-install-recommends \
	    libreoffice-writer libreoffice-calc fonts-liberation fonts-crosextra-carlito fonts-noto-core poppler-utils >/dev/null; } || \
	  echo "LibreOffice could not be installed: its tests will be skipped (under CI=true they fail)."; }

# Chromium uses the app in the tests as a person does; pictures of it go to out/screenshots/.
chromium:
	@{ command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null || { \
	  echo "Installing Chromium for the tests that use the app in a browser ..."; \
	  { $(SUDO) apt-get update -qq && DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq --no-install-recommends \
	    chromium fonts-noto-core >/dev/null; } || \
	  echo "Chromium could not be installed: its tests will be skipped (under CI=true they fail)."; }

test: dev libreoffice chromium
	$(BIN)/python -m pytest -n auto -rs

# The tests with a measure of what they reach; fails below the floor of pyproject.toml.
coverage: dev libreoffice chromium
	$(BIN)/python -m pytest -n auto -rs --cov

# Faults put into the sums, the money and the formulas one by one: those that no test finds are listed. Takes long; what
# was tried is kept in mutants/, so that it may be stopped and goes on.
mutants: dev
	$(BIN)/mutmut run --max-children $(shell nproc)
	$(BIN)/mutmut results

# The properties alone, with other examples at each run; SEED=… repeats one, FUZZ_TIMES=100 tries ten times as many.
fuzz: SEED := $(or $(SEED),$(shell date +%s))
fuzz: dev
	@echo "seed $(SEED): make fuzz SEED=$(SEED) tries the same examples again"
	$(BIN)/python -m pytest -n auto -m hypothesis --hypothesis-profile=fuzz --hypothesis-seed=$(SEED) || \
	  { echo "found with seed $(SEED)"; exit 1; }

# Every lower bound of pyproject.toml is true: each command runs with the lowest version of every dependency.
floors: dev
	$(BIN)/python tests/environments.py floors

extras: dev
	$(BIN)/python tests/environments.py extras

check: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/costmodel check

# The guides and the reference of the library as pages in docs/build/; every warning is an error.
docs: dev
	$(BIN)/python docs/make_site.py

bench: dev .venv/rivals/.ready
	$(BIN)/python benchmarks/bench.py

# Libraries that are only measured against live apart, since they need other versions than ours.
.venv/rivals/.ready: benchmarks/rivals.txt | dev
	@{ $(BIN)/python -m venv .venv/rivals && .venv/rivals/bin/python -m pip install --quiet --disable-pip-version-check \
	  -r benchmarks/rivals.txt && touch $@; } || { rm -rf .venv/rivals; \
	  echo "mcerp and monaco could not be installed: they are left out of the benchmarks."; }

# Builds dist/ and tries it; it uploads nothing.
release: dev
	$(BIN)/python tests/environments.py release

notebooks: dev
	$(BIN)/python notebooks/run.py

templates: setup
	$(BIN)/python templates/build_proposal.py
	$(BIN)/python templates/build_comparison.py
	$(BIN)/python templates/build_form.py

clean:
	rm -rf .venv out dist build docs/build mutants .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis

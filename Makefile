# Everything the project does for you, one word each. `make` alone lists it.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup setup-dev translations texts run seed test browser check fix bench migration lock docs clean

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
FLASK := $(PY) -m flask --app wsgi
PYTEST := $(PY) -m pytest

# A stamp is named after the content of the lock files: as long as they stay the same, nothing is installed.
READY := $(VENV)/ready-$(shell cat requirements.txt 2>/dev/null | cksum | cut -d ' ' -f 1)
READY_DEV := $(VENV)/ready-dev-$(shell cat requirements.txt requirements-dev.txt 2>/dev/null | cksum | cut -d ' ' -f 1)
TRANSLATIONS := $(patsubst %.po,%.mo,$(wildcard lms/web/translations/*/LC_MESSAGES/*.po))

# uv where it is there and works, otherwise pip; both install exactly what the lock files pin by hash.
PIP = $(PY) -m pip install --quiet --disable-pip-version-check --no-input --root-user-action=ignore --require-hashes $(1)
INSTALL = if uv --version >/dev/null 2>&1; \
	then uv pip install --quiet --python $(PY) --require-hashes --compile-bytecode $(1) || { echo "uv could not; trying pip." >&2; $(PIP); }; \
	else $(PIP); fi

help: ## This list
	@echo "make <word>, where <word> is one of:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' Makefile
	@echo "Settings such as PORT=8001 or SINAU_DATA=folder may follow the word; docs/settings.md lists them."

setup: $(READY) translations ## Install what running the site needs (into .venv)
setup-dev: $(READY_DEV) translations ## Install what building and testing needs as well

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Sinau KIM needs Python 3.11 or newer; name another one with PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "Python cannot make a virtual environment here: install the Debian package python3-venv." >&2; exit 1; }
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)

$(READY): | $(PY)
	@echo "Installing what the site needs; this takes a minute, once."
	@$(call INSTALL,-r requirements.txt)
	@$(PY) -m compileall -q config.py wsgi.py lms migrations
	@touch $@

$(READY_DEV): | $(PY)
	@echo "Installing what building and testing needs; this takes some minutes, once."
	@$(call INSTALL,-r requirements.txt -r requirements-dev.txt)
	@touch $@ $(READY)

translations: $(TRANSLATIONS)

texts: setup-dev ## Bring the catalogues up to date after texts have changed
	@mkdir -p var
	@$(PY) -m babel.messages.frontend --quiet extract -F babel.cfg -k _l --add-location=file -o var/texts.pot lms
	@$(PY) -m babel.messages.frontend --quiet update -i var/texts.pot -d lms/web/translations --no-fuzzy-matching \
	  --ignore-obsolete --ignore-pot-creation-date

%.mo: %.po | $(PY)
	@$(PY) -m babel.messages.frontend --quiet compile --input-file $< --output-file $@

run: setup ## Serve the site on this machine, with invented people at the first start (PORT=8000)
	@exec $(FLASK) serve

seed: setup ## Fill an empty site with invented people, without serving it
	@$(FLASK) set-up && $(FLASK) sample load

test: setup-dev ## Run every test on SQLite, then on PostgreSQL (T=tests/kim for a part)
	@CHROMIUM="$$($(PY) -m tests.chromium)" && export CHROMIUM || exit 1; \
	result=0; \
	echo "On SQLite, with browser:"; \
	$(PYTEST) -n 2 -m "" $(COVERAGE) $(T) || result=1; \
	echo "On PostgreSQL:"; \
	$(PYTEST) -n 2 -m "not browser and not sqlite" --database=postgresql $(COVERAGE:%=% --cov-append) $(T); \
	code=$$?; if [ $$code -ne 0 ] && ! { [ $$code -eq 5 ] && [ -n "$(T)" ]; }; then result=1; fi; \
	exit $$result

browser: setup-dev ## Run only the tests that need a browser
	@CHROMIUM="$$($(PY) -m tests.chromium)" && export CHROMIUM && $(PYTEST) -n 2 -m browser $(T)

check: setup-dev ## The one gate: form, types, layers, templates, migrations, then every test with coverage
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports
	$(PY) -m djlint lms --lint --quiet
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && export SINAU_DATA="$$folder" DATABASE_URL= \
	  && $(FLASK) db upgrade && $(FLASK) db check
	@$(MAKE) --no-print-directory test COVERAGE=--cov

fix: setup-dev ## Put code into form
	@$(PY) -m ruff check --fix . ; $(PY) -m ruff format .

bench: setup-dev ## Measure the pages against the floor
	@$(PY) -m bench $(B)

migration: setup-dev ## Write a migration for the changed models: make migration M="add a column"
	@test -n "$(M)" || { echo 'Say what changes: make migration M="add a column"' >&2; exit 1; }
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && export SINAU_DATA="$$folder" DATABASE_URL= \
	  && $(FLASK) db upgrade && $(FLASK) db migrate -m "$(M)"

LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate
lock: ## Pin the newest allowed packages by hash (needs uv)
	$(LOCK) --upgrade requirements.in -o requirements.txt
	$(LOCK) --upgrade requirements-dev.in -o requirements-dev.txt

docs: ## What there is to read
	@for file in README.md CONTRIBUTING.md CHANGELOG.md docs/*.md docs/adr/*.md; do \
	  if [ -f "$$file" ]; then printf '  %-44s %s\n' "$$file" "$$(sed -n 's/^# //p' "$$file" | head -n 1)"; fi; done

clean: ## Remove what can be made again; never the data in var/
	@rm -rf $(VENV) .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	@find lms migrations tests bench -name __pycache__ -type d -prune -exec rm -rf {} +

# `make serve` and `make test` are all that you need; `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
PORT ?= 8000
export PORT
export D3_DATA_DIR ?= $(CURDIR)/var
export DJANGO_SETTINGS_MODULE ?= d3site.settings

VENV := $(CURDIR)/.venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
LOCK := $(if $(filter postgres%,$(DATABASE_URL))$(CACHE_URL)$(filter granian,$(SERVER)),requirements-extras.txt,requirements.txt)
# The development lock holds the serving lock, so either stamp will do for serving.
SERVE_STAMP := $(VENV)/.$(basename $(LOCK))
DEV_STAMP := $(VENV)/.requirements-dev

.PHONY: help serve prepare backup drill test test-llm screenshots check fix content-check bench bench-desk bench-ncci chaos lighthouse observatory soak audit sbom lock

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

$(BIN)/python:
	@echo "Making .venv"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed.")'
	@$(PYTHON) -m venv $(VENV)

$(SERVE_STAMP): $(LOCK) | $(BIN)/python
	@echo "Installing $(LOCK)"
	@$(PIP_INSTALL) -r $(LOCK)
	@touch $@

$(DEV_STAMP): requirements-dev.txt | $(BIN)/python
	@echo "Installing requirements-dev.txt"
	@$(PIP_INSTALL) -r requirements-dev.txt
	@touch $@

prepare: $(SERVE_STAMP)
	@$(BIN)/python -m d3site.prepare
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py shell --no-imports -c \
	  'import sys; from modifiers.models import Edition; sys.exit(3 if not Edition.objects.exists() else 0)' \
	  || { [ $$? -eq 3 ] && $(BIN)/python manage.py load_content --publish --note "First edition."; }
	@$(BIN)/python manage.py import_ncci --sample
	@manifest="$$D3_DATA_DIR/static/staticfiles.json"; \
	  { [ -e "$$manifest" ] && [ -z "$$(find static $(SERVE_STAMP) -newer "$$manifest" -print -quit)" ]; } \
	  || $(BIN)/python manage.py collectstatic --no-input --verbosity 0

serve: prepare ## Install, migrate, load the content if there is none, serve on 127.0.0.1:8000 (PORT, D3_DATA_DIR, SERVER=granian)
	@echo
	@echo "  The reference:       http://$${D3_BIND:-127.0.0.1}:$(PORT)/"
	@echo "  The editing desk:    http://$${D3_BIND:-127.0.0.1}:$(PORT)/admin/"
	@echo "  An editor account:   .venv/bin/python manage.py createsuperuser"
	@echo "  Stop:                Ctrl-C"
	@echo
	@exec $(if $(filter granian,$(SERVER)),$(BIN)/python -m d3site.granian,$(BIN)/gunicorn -c python:d3site.gunicorn)

test: $(DEV_STAMP) ## Install what testing needs, then run everything: style, types, arrows, content, tests on both databases
	@PATH="$(BIN):$$PATH" tests/run

test-llm: $(DEV_STAMP) ## Test worded summaries with a small real model served here (compiles it first; nothing else needs it)
	@PATH="$(BIN):$$PATH" tests/llm/run

screenshots: $(DEV_STAMP) ## Take the pictures of docs/editing.md anew
	@D3_SCREENSHOTS=$(CURDIR)/docs/editing $(BIN)/pytest -q tests/browser/test_editing.py -k "whole_way and not no-scripts"

check: $(DEV_STAMP) ## Style, types, arrows, migrations, content: without the tests
	@PATH="$(BIN):$$PATH" tests/run check

fix: $(DEV_STAMP) ## Put code and templates into the one style
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format --quiet .
	@git ls-files -z 'templates/*.html' | xargs -0 -r $(BIN)/djade --target-version 5.2 || true

content-check: $(SERVE_STAMP) ## Check the files in fixtures/: schema, sources, links, wording (no database)
	@$(BIN)/python -m d3site.prepare
	@$(BIN)/python manage.py check_content

# Without local configuration, so that the locks name what the public registry holds.
COMPILE := env -u PIP_FIND_LINKS -u PIP_EXTRA_INDEX_URL PIP_CONFIG_FILE=/dev/null CUSTOM_COMPILE_COMMAND="make lock" \
  $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras \
  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options
backup: $(SERVE_STAMP) ## Back up while the site runs; proven by restoring it at once (docs/backups.md)
	@$(BIN)/python manage.py backup

drill: $(DEV_STAMP) ## Build a site, back it up, destroy it, restore it, compare its pages, on both databases: how long each step takes
	@echo "SQLite"
	@$(BIN)/python -m tests.served.drill
	@echo "PostgreSQL"
	@PATH="$(BIN):$$PATH" tests/with_postgres $(BIN)/python -m tests.served.drill \
	  || { [ $$? -eq 77 ] && echo "!! PostgreSQL is not installed: the drill ran on SQLite alone."; }

bench: $(DEV_STAMP) ## Measure pages beside nginx, bare bytes and the ORM, and search, in one run (needs wrk, nginx); writes docs/benchmarks.md
	@$(BIN)/python -m bench.pages $(BENCH)

chaos: $(DEV_STAMP) ## Do to a scratch copy what must not break the site, and tell what happened (ONLY="part of a name")
	@$(BIN)/python -m chaos $(if $(ONLY),"$(ONLY)")

soak: $(DEV_STAMP) ## Mixed load for MINUTES (10) while workers are killed at random
	@$(BIN)/python -m chaos.soak --minutes $(or $(MINUTES),10)

observatory: $(DEV_STAMP) ## Have Mozilla's HTTP Observatory look at the stack over TLS (needs node, npm, nginx)
	@$(BIN)/python -m bench.observatory

bench-desk: $(DEV_STAMP) ## Measure the change form of 59 beside Django's own in the same run; writes docs/benchmarks-desk.md
	@$(BIN)/python -m bench.desk

lighthouse: $(DEV_STAMP) ## Ask Lighthouse about the most-read pages, on a slow phone; writes docs/benchmarks-pages.md (RUNS=2)
	@$(BIN)/python -m bench.lighthouse

bench-ncci: $(DEV_STAMP) ## Measure the import and look-up of a full quarter beside bare tools; writes docs/benchmarks-ncci.md
	@$(BIN)/python -m bench.ncci

audit: $(DEV_STAMP) ## Known vulnerabilities of all that the locks name; .ci/advisories.toml says what is accepted, and until when
	@$(BIN)/python -m tests.supply.audit

sbom: $(DEV_STAMP) ## Everything that a release is made of, as CycloneDX, into sbom.cdx.json of the data directory
	@mkdir -p "$$D3_DATA_DIR"
	@$(BIN)/python -m tests.supply.sbom $(LOCK) > "$$D3_DATA_DIR/sbom.cdx.json"
	@echo "$$D3_DATA_DIR/sbom.cdx.json"

lock: $(DEV_STAMP) ## Write the lock files anew after a change in pyproject.toml (UPGRADE=--upgrade for newer releases)
	@$(COMPILE) $(UPGRADE) --output-file requirements.txt pyproject.toml
	@$(COMPILE) $(UPGRADE) --extra extras --constraint requirements.txt --output-file requirements-extras.txt pyproject.toml
	@$(COMPILE) $(UPGRADE) --extra extras --extra test --extra dev --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml

# make run    the portal at http://127.0.0.1:8000/ (make run PORT=8001 for another port)
# make ready  the same without serving, as needed after an upgrade
# make test   all tests that this machine can run (OPTIONS=… for pytest)
# make lint   style of code and templates
# make bench  measures pages beside yardsticks, N="100000 1000000" entries (see tests/bench/README.md)
# make words  updates the English catalogues from code and templates (needs gettext)
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
PYTHON ?= python3
N ?= 100000
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py

.PHONY: run ready test lint bench fixtures words

run: .venv/installed .env
	@$(BIN)/python -m portal.serving.port
	@$(MAKE) --no-print-directory ready
	@echo "Create an admin in another terminal: $(MANAGE) createsuperuser. Stop with Ctrl-C."
	@exec $(BIN)/gunicorn --config portal/serving/gunicorn.py

ready: .venv/installed .env .static-root/collected
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_catalogue || echo "The portal starts with what the database holds."

test: .venv/tests-installed
	$(BIN)/pytest --numprocesses auto --dist loadfile --no-loadscope-reorder $(OPTIONS)

lint: .venv/tests-installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint templates --lint

bench: .venv/tests-installed .env .static-root/collected .data/datasette/installed
	$(BIN)/python -m tests.bench.reading $(N) $(OPTIONS)

fixtures: .venv/installed .env
	$(MANAGE) build_fixtures

words: .venv/installed .env
	$(MANAGE) makemessages --locale en --no-wrap --add-location never --no-obsolete --ignore .venv --ignore tests
	$(MANAGE) compilemessages --ignore .venv

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; $(PYTHON) is older. Try: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv .venv 2>/dev/null \
		|| { rm -rf .venv; echo "Python's venv module is missing. On Debian: apt-get install python3-venv"; exit 1; }

.venv/installed: requirements.txt | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --requirement requirements.txt
	@touch $@

.venv/tests-installed: tests/requirements.txt requirements.txt | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --requirement tests/requirements.txt
	@touch $@ .venv/installed

.data/datasette/installed: tests/bench/requirements.txt
	@$(PYTHON) -m venv .data/datasette
	.data/datasette/bin/pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

.env: | .venv/installed
	@umask 077; $(BIN)/python -c 'import secrets; print("SECRET_KEY=" + secrets.token_urlsafe(50))' > .env

.static-root/collected: .venv/installed .env $(shell find static -type f)
	@$(MANAGE) collectstatic --noinput --clear --verbosity 0
	@touch $@

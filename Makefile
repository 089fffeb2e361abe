# 科普擂台: `make run` starts the site with a demonstration, `make test` checks everything.
# PORT, DATA_DIR, DATABASE_URL, REDIS_URL and the rest of docs/settings.md come from the environment.
PYTHON ?= python3
VENV := .venv

.PHONY: run test bench messages screenshots lock

run:
	@deploy/venv.sh "$(PYTHON)" $(VENV) requirements.txt
	@exec $(VENV)/bin/python -m config.serve

test:
	@deploy/venv.sh "$(PYTHON)" $(VENV) requirements.txt requirements-dev.txt
	@exec $(VENV)/bin/python tests/run.py

bench:
	@deploy/venv.sh "$(PYTHON)" $(VENV) requirements.txt requirements-dev.txt
	@exec $(VENV)/bin/python benchmarks/run.py

# Needs gettext: every string of the source into locale/en, sorted and without places and dates, so that
# a diff shows words alone; then translate what is new, run it once more, and commit both files.
PO := locale/en/LC_MESSAGES/django.po
messages:
	$(VENV)/bin/python manage.py makemessages -l en -e html,txt,py --no-location --no-wrap --no-obsolete \
		-i $(VENV) -i tests -i data -i docs -i content -i benchmarks
	msgcat --sort-output --no-wrap -o $(PO) $(PO)
	sed -i '/^"POT-Creation-Date:/d' $(PO)
	$(VENV)/bin/python manage.py compilemessages -l en -i $(VENV)

screenshots:
	@deploy/venv.sh "$(PYTHON)" $(VENV) requirements.txt requirements-dev.txt
	@exec $(VENV)/bin/python tests/browser/screenshots.py

# Needs uv; writes the locked files anew from pyproject.toml.
lock:
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header -q -o requirements.txt
	uv pip compile pyproject.toml --extra fitting --universal --python-version 3.11 --generate-hashes --no-header -q -c requirements.txt -o requirements-fitting.txt
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-header -q -c requirements.txt -o requirements-dev.txt

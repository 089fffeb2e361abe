# 科普擂台: `make run` starts the site with a demonstration, `make test` checks everything.
# PORT, DATA_DIR, DATABASE_URL, REDIS_URL and the rest of docs/settings.md come from the environment.
PYTHON ?= python3
VENV := .venv

.PHONY: run test bench lock

run:
	@deploy/venv.sh "$(PYTHON)" $(VENV) requirements.txt
	@exec $(VENV)/bin/python -m config.serve

test:
	@deploy/venv.sh "$(PYTHON)" $(VENV) requirements.txt requirements-dev.txt
	@exec $(VENV)/bin/python tests/run.py

bench:
	@deploy/venv.sh "$(PYTHON)" $(VENV) requirements.txt requirements-dev.txt
	@exec $(VENV)/bin/python benchmarks/run.py

# Needs uv; writes the locked files anew from pyproject.toml.
lock:
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header -q -o requirements.txt
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-header -q -c requirements.txt -o requirements-dev.txt

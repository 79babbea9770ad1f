# make run · make test · make faults · make journeys · make crash · make lint · make bench · make lock · make words · make screenshots
PORT ?= 8501
HOST ?= 127.0.0.1
N ?= 100

.PHONY: run test faults journeys crash lint format bench lock words screenshots setup setup-dev clean

run: setup
	@.venv/bin/python scripts/port_free.py $(HOST) $(PORT)
	@exec .venv/bin/python -m streamlit run app.py --server.address $(HOST) --server.port $(PORT)

test: setup-dev
	@.venv/bin/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

# Every way for Codika, the network and the disk to go wrong, the slow ones too.
faults: setup-dev
	@.venv/bin/python -m pytest tests/faults -m ""

# Every journey through a real browser, the long ones too.
journeys: setup-dev
	@.venv/bin/python -m pytest tests/journeys -m ""

# N rounds of ten runs in a process that is killed again and again; SEED=... repeats one.
crash: setup-dev
	@.venv/bin/python scripts/crash.py --rounds $(N) $(if $(SEED),--seed $(SEED))

lint: setup-dev
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports

format: setup-dev
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

# Every benchmarks/*.py; with JSON=1 standard output holds one JSON list and nothing else.
bench:
	@scripts/setup.sh requirements-dev.txt >&2
	@cd benchmarks && ../.venv/bin/python -m measuring.run_all $(if $(JSON),--json)

# Brings codika/language/*.po up to date with what the code says.
words: setup-dev
	@.venv/bin/python scripts/words.py

screenshots: setup-dev
	@.venv/bin/python scripts/screenshots.py

# Exact versions of everything, for every Python that is supported.
lock: setup-dev
	@.venv/bin/uv pip compile --quiet --universal --no-header --no-emit-index-url --python-version 3.11 \
	    --upgrade pyproject.toml -o requirements.txt
	@.venv/bin/uv pip compile --quiet --universal --no-header --no-emit-index-url --python-version 3.11 \
	    --upgrade --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

setup:
	@scripts/setup.sh requirements.txt

setup-dev:
	@scripts/setup.sh requirements-dev.txt

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

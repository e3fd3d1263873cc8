# Needs only Python >= 3.11 and make: every target first brings .venv in step with uv.lock.

PYTHON ?= python3
PORT ?= 8000
ROUNDS ?= 10
# Not HOST, which some shells export. GATEWAY_DATA_DIR, PUBLIC_URL and DATABASE_URL come from the environment.
BIND ?= 127.0.0.1

READY := .venv/.in-step
BENCH_READY := bench/.venv/.in-step
RUN := .venv/bin/python -m

.PHONY: help serve test test-clients fuzz check soak bench bench-scale missing
.DEFAULT_GOAL := help

help:
	@echo 'make serve         start the gateway with demo data on http://$(BIND):$(PORT) (PORT=…, BIND=…)'
	@echo 'make test          run all tests'
	@echo 'make test-clients  put real front-end clients from npm to the gateway'
	@echo 'make fuzz          send random requests by schemathesis (EXAMPLES=… for each operation)'
	@echo 'make soak          kill, restart and crowd a gateway for some twenty minutes and report the results (ROUNDS=…)'
	@echo 'make bench         measure the gateway against the leanest endpoint and against other systems (BENCH=options)'
	@echo 'make bench-scale   measure lists, searches, stalls and memory on a million deliveries (BENCH=options)'
	@echo 'make check         run the linters, the type checker, the checks of migrations, of both contracts and of the house rules'

serve: $(READY)
	@exec .venv/bin/python -m api serve --demo --host '$(BIND)' --port '$(PORT)'

# Plain calls must cover every branch of the domain, so their tests run first, with coverage.
# The other tests wait for processes and for Postgres: three at a time keep two cores busy.
test: $(READY)
	@exec $(RUN) coverage erase
	@exec $(RUN) coverage run -m pytest -q -n 2 tests/domain tests/usecases
	@exec $(RUN) coverage combine -q
	@exec $(RUN) coverage report --skip-covered
	@exec $(RUN) pytest -q -n 3 --dist loadfile --ignore=tests/domain --ignore=tests/usecases

# Node comes from PyPI, the clients from npm; the other targets do not need them.
test-clients: $(READY)
	@exec .venv/bin/python tools/clients.py

# Minutes; by hand.
fuzz: $(READY)
	@exec .venv/bin/python tools/fuzz.py

check: $(READY)
	@exec $(RUN) ruff check
	@exec $(RUN) ruff format --check
	@exec $(RUN) mypy
	@exec .venv/bin/python .venv/bin/lint-imports
	@exec $(RUN) persistence.migrations check
	@exec $(RUN) api.graphql.contract check
	@exec $(RUN) legacy_rest.openapi check
	@exec .venv/bin/python tools/house_rules.py

# Not part of the tests: it takes long, needs the machine for itself, and measures rather than asserts.
soak: $(READY)
	@exec $(RUN) tests.soak --rounds '$(ROUNDS)'

# By hand, too.
bench: $(READY) $(BENCH_READY)
	@exec $(RUN) bench $(BENCH)

# Minutes for a million deliveries; ten million need --deliveries 10000000 and some hours.
bench-scale: $(READY)
	@exec $(RUN) bench.scale $(BENCH)

# Outside of .venv: packages that only the other systems need.
$(BENCH_READY): uv.lock bench/postgraphile/package-lock.json tools/bench_setup.py | $(READY)
	@exec .venv/bin/python tools/bench_setup.py

# A .venv without a working Python is made again, even if it has the stamp.
$(READY): pyproject.toml uv.lock tools/bootstrap.py $(shell test -x .venv/bin/python || echo missing)
	@exec '$(PYTHON)' tools/bootstrap.py

missing:

# Everything people run, and the hosted checks run the same. Each target does its own set-up.
PYTHON ?= python3
BIN := .venv/bin

# An empty environment has no PATH, and make would find no program at all.
ifeq ($(PATH),)
export PATH := /usr/local/bin:/usr/bin:/bin
endif

TARGETS := run package ocr postgres test calm on-postgres test-fast coverage soak endure bench bench-quick lint pictures \
	lock setup setup-dev
.PHONY: $(TARGETS)

run: setup
	@exec $(BIN)/python -m bot

setup:
	@$(PYTHON) scripts/set_up.py run

# Reads scans, too: 290 MB more.
ocr:
	@$(PYTHON) scripts/set_up.py ocr

# The driver for DATABASE_URL.
postgres:
	@$(PYTHON) scripts/set_up.py postgres

setup-dev:
	@$(PYTHON) scripts/set_up.py dev

# Four at a time on two cores, for some wait; but for those with a browser or with many processes.
BESIDE := -m "not serial" --numprocesses 4 --dist loadfile
# Those are mostly waited for, so three of their modules may run beside each other.
CALM := -m serial --numprocesses 3 --dist loadfile

# Everything, or with T=tests/chat, T=tests/chat/test_links.py::test_… that part.
test: setup-dev
ifdef T
	$(BIN)/python -m pytest -rs $(T)
else
	$(BIN)/python -m pytest -rs $(BESIDE)
	@$(MAKE) --no-print-directory calm on-postgres
endif

calm:
	$(BIN)/python -m pytest -rs $(CALM)

# Once more with stores kept by PostgreSQL, where one is installed: in make test one conversation in
# twenty-four, in make soak all of them.
on-postgres:
	ZHAIJU_ENGINE=postgresql $(BIN)/python -m pytest -rs -q $(UNSAMPLED) $(ON_POSTGRES)

UNSAMPLED := -m "not serial and not samples" --numprocesses 4 --dist loadfile
ON_POSTGRES := $(addprefix tests/store/,daily delivery documents index people proofreading search \
	slogans db/test_writebehind.py) tests/chat tests/bot/test_daily_delivery.py

# What needs no store, no process and no conversation.
FAST := tests/corpus tests/handlers tests/localchat/test_html.py tests/store/delivery \
	tests/store/index/test_cache.py tests/store/search/test_query.py tests/store/search/test_ranking.py \
	tests/test_laws.py tests/test_reliability.py
test-fast: setup-dev
	$(BIN)/python -m pytest -q -m "not slow and not samples" --numprocesses 2 --dist loadfile $(FAST)

# The tests with branch coverage; below the floor in pyproject.toml it fails.
coverage: setup-dev
	$(BIN)/python -m pytest -q $(BESIDE) --cov --cov-report= --cov-fail-under=0
	$(BIN)/python -m pytest -q -m serial --cov --cov-append

soak: setup-dev
	ZHAIJU_SOAK=1 $(BIN)/python -m pytest -v -rA --tb=short $(BESIDE)
	ZHAIJU_SOAK=1 $(BIN)/python -m pytest -v -rA --tb=short $(CALM)
	ZHAIJU_CONVERSATIONS=1 ZHAIJU_ENGINE=postgresql $(BIN)/python -m pytest -v -rs $(UNSAMPLED) \
		$(ON_POSTGRES)

# What draws by chance, again and again with other draws: make endure HOURS=8
HOURS ?= 1
endure: setup-dev
	$(BIN)/python scripts/endure.py $(HOURS)

# The wheel and the source, in dist/.
package: setup-dev
	$(BIN)/python -m build --no-isolation --outdir dist

# All of them, or those that are named: make bench search
bench: setup-dev
	$(BIN)/python -m bench $(NAMED)

bench-quick: setup-dev
	$(BIN)/python -m bench --quick $(NAMED)

ifneq ($(filter bench bench-quick,$(MAKECMDGOALS)),)
NAMED := $(filter-out $(TARGETS),$(MAKECMDGOALS))
.PHONY: $(NAMED)
$(NAMED):
	@:
endif

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/vulture
	$(BIN)/python -m pytest -q tests/test_laws.py

pictures: setup-dev
	$(BIN)/python scripts/pictures.py

# Pins every dependency with its hashes; index addresses stay out of the files. With UPGRADE=1 the
# newest releases that pyproject.toml permits, without it those that are pinned already.
PIP_COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-trusted-host \
	--no-emit-find-links --strip-extras --no-header --no-annotate --allow-unsafe $(if $(UPGRADE),--upgrade)
lock: setup-dev
	$(PIP_COMPILE) -o requirements/build.lock requirements/build.in
	$(PIP_COMPILE) -c requirements/build.lock -o requirements/run.lock pyproject.toml
	$(PIP_COMPILE) -c requirements/run.lock --extra ocr -o requirements/ocr.lock pyproject.toml
	$(PIP_COMPILE) -c requirements/run.lock --extra postgres -o requirements/postgres.lock pyproject.toml
	$(PIP_COMPILE) -c requirements/run.lock --extra dev --extra bench -o requirements/dev.lock pyproject.toml

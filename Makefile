# make run     everything with invented data, on http://localhost:8000 (another port: MOTCUA_PORT=8001 make run)
# make test    all checks and tests; with MOTCUA_DATABASE_URL on that server, else on a throw-away one
# make check-openid   signs in at an unmodified Apache with mod_auth_openidc, which it installs when it is missing
# make check-delegation   ten thousand random acts on rights, then each rule taken away: minutes
# Others       bench, format, lint, types, requirements, clean

BIN := .venv/bin
CODE := motcua config tests tools manage.py
WITH_DATABASE := $(BIN)/python -m motcua.ops.postgres run --
PYTEST := $(BIN)/python -m pytest

.DEFAULT_GOAL := run
.PHONY: run test check-openid check-delegation bench format lint types migrations tests requirements clean

run:
	@tools/setup.sh run
	@exec $(BIN)/motcua demo

test:
	tools/setup.sh test
	$(MAKE) --no-print-directory lint
	chromium=$$(tools/chromium.sh) && export MOTCUA_CHROMIUM="$$chromium" MOTCUA_MODE=test && \
	  $(WITH_DATABASE) $(MAKE) --no-print-directory -j 2 types tests

check-openid:
	tools/check_openid.sh
	tools/setup.sh test
	chromium=$$(tools/chromium.sh) && export MOTCUA_CHROMIUM="$$chromium" MOTCUA_MODE=test && \
	  $(WITH_DATABASE) $(PYTEST) tests/browser/test_apache.py -v

# Random acts on rights, judged by an oracle; then each rule taken away, and the example that then escapes.
check-delegation:
	tools/setup.sh test
	MOTCUA_MODE=test $(WITH_DATABASE) $(PYTEST) -s tests/agencies/proof_of_delegation.py

bench:
	tools/setup.sh test
	tools/setup.sh run
	$(BIN)/python -m motcua.ops.bench --write-docs

format:
	$(BIN)/ruff check --fix --quiet $(CODE)
	$(BIN)/ruff format $(CODE)

# H043 (a type on each button) is left out: in a form, a button without one submits, which is what ours do.
lint:
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/djlint --lint --quiet --profile jinja --ignore H043 motcua
	$(BIN)/lint-imports

types:
	$(BIN)/mypy

# The next two need a database: `make test` gives them one. The types are read meanwhile, on what the tests leave idle.
migrations:
	$(BIN)/python manage.py makemigrations --check --dry-run

tests: migrations
	$(PYTEST) -n 2 --dist loadfile -m "not browser"
	$(PYTEST) -m browser

# The newest versions that fit requirements/*.in, with hashes for every platform.
requirements:
	python3 -m venv var/uv
	var/uv/bin/pip install --quiet uv
	for set in base test; do \
	  var/uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    --output-file requirements/$$set.txt requirements/$$set.in || exit 1; \
	done

# var/ holds data, and stays: remove it by hand to begin anew.
clean:
	rm -rf .venv node_modules .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis *.egg-info
	find motcua config tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
	find locale -name '*.mo' -delete 2>/dev/null || true

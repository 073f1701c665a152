# The task runner: thin on purpose. Each recipe is a script that works on its own, from any folder.
# `make run` and `make test` work on a bare machine; they install what is missing first.

.DEFAULT_GOAL := help
.PHONY: help run test torture dev setup prepare db bench screenshots

help: ## what there is to run (this list)
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## serve the demo marketplace: install, build, Postgres, simulator, server
	@scripts/run.sh

test: ## everything CI checks, on a throw-away Postgres
	@scripts/test.sh

torture: ## kill a market while money moves, and check every cent: SEED=7 RUNS=100, or SHORT=1
	@SEED="$(SEED)" RUNS="$(RUNS)" SHORT="$(SHORT)" scripts/torture.sh

dev: ## serve from a development build, and again after every change
	@scripts/dev.sh

setup: ## install what is missing to build, run and test
	@scripts/setup.sh test

prepare: ## write the queries' metadata (.sqlx) anew after SQL changed
	@scripts/sqlx.sh prepare

db: ## a database for query checks in the editor, made from migrations/; writes .env
	@scripts/db.sh

bench: ## where we stand against every speed and memory budget
	@scripts/bench.sh

screenshots: ## take the pictures in docs/screenshots anew
	@scripts/screenshots.sh

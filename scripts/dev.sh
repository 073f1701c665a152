#!/usr/bin/env bash
# Builds for development, serves, and does both again whenever a file changes.
# A watch has no end, so it leaves the shared build outputs alone and uses the clone's own, as a bare `cargo` does.
CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$(cd "$(dirname "$0")/.." && pwd)/target}"
export CARGO_TARGET_DIR
source "$(dirname "$0")/env.sh"
scripts/setup.sh run
# The site in target/site is about to be the development one.
rm -f target/built
# With `make db`, queries are checked against a living database; without, against .sqlx.
grep -qs '^DATABASE_URL=' .env || export SQLX_OFFLINE=true
exec cargo leptos watch -- serve "$@"

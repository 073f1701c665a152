#!/usr/bin/env bash
# A database for developers: `query!` in a bare `cargo check` or an editor is checked against it (.env says where).
# Made anew from migrations/ at every call; the server stays up, beside the one of `make run`. `stop` ends it.
source "$(dirname "$0")/env.sh"
scripts/setup.sh run
claim_target
step "Building the private Postgres" cargo build -q -p cluster
case ${1:-} in
'') exec "$CARGO_TARGET_DIR/debug/soko-db" dev --migrations migrations 8>&- ;;
stop) exec "$CARGO_TARGET_DIR/debug/soko-db" dev-stop 8>&- ;;
*) fail "usage: scripts/db.sh [stop]" ;;
esac

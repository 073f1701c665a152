#!/usr/bin/env bash
# The checked-in query metadata (.sqlx) without sqlx-cli: the query macros write it themselves while they compile
# against a living database.
#
#   scripts/sqlx.sh prepare         compile against a throw-away database and replace .sqlx
#   scripts/sqlx.sh clippy FOLDER   the native clippy lane with a living DATABASE_URL, collecting metadata in FOLDER
#   scripts/sqlx.sh diff FOLDER     compare FOLDER with .sqlx
source "$(dirname "$0")/env.sh"

# Macros run only in crates that are compiled anew. Clippy compiles our crates anew when its arguments change, and
# leaves the dependencies alone: so it gets an argument that is never the same twice.
clippy() {
  local folder=$1
  shift
  mkdir -p "$folder"
  # shellcheck disable=SC2046 # none, or two words
  SQLX_OFFLINE=false SQLX_OFFLINE_DIR="$folder" cargo clippy --workspace --exclude frontend --all-targets \
    $(test_features) -- "$@" --cfg "collected_at=\"$(date +%s)\""
}

case ${1:-} in
prepare)
  scripts/setup.sh run
  claim_target
  folder=$PWD/target/sqlx-prepare
  rm -rf "$folder"
  if [ -z "${2:-}" ]; then
    step "Building the throw-away Postgres" cargo build -q -p cluster
    exec "$CARGO_TARGET_DIR/debug/soko-db" with --migrations migrations -- scripts/sqlx.sh prepare inside
  fi
  clippy "$folder" -A warnings -A clippy::all
  rm -rf .sqlx
  mv "$folder" .sqlx
  say ".sqlx holds $(find .sqlx -name 'query-*.json' | wc -l) queries; commit it"
  ;;
clippy)
  clippy "$2" -D warnings
  ;;
diff)
  mkdir -p "$2" .sqlx
  diff -rq .sqlx "$2" || fail "the queries' metadata is out of date: run \`make prepare\` and commit .sqlx."
  ;;
*) fail "usage: scripts/sqlx.sh prepare | clippy FOLDER | diff FOLDER" ;;
esac

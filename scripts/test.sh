#!/usr/bin/env bash
# Everything CI checks, on a throw-away Postgres. Runs every check even after one failed, and ends in one plain line.
#
#   scripts/test.sh              all of it
#   scripts/test.sh LANE…        only these: fmt clippy sqlx wasm-clippy graph tests docs site bytes browser
source "$(dirname "$0")/env.sh"

lanes_all=(fmt clippy sqlx wasm-clippy graph tests docs site bytes browser)
logs=$PWD/target/test-logs

if [ -z "${SOKO_TEST_CLUSTER:-}" ]; then
  scripts/setup.sh test
  claim_target
  step "Building the throw-away Postgres" cargo build -q -p cluster
  code=0
  # A copy, because the lanes build it again.
  # Renamed into place: another run may be executing the old one.
  cp "$CARGO_TARGET_DIR/debug/soko-db" target/soko-db.next
  mv target/soko-db.next target/soko-db
  target/soko-db with --migrations migrations -- "$0" "$@" 8>&- || code=$?
  exit "$code"
fi

export SOKO_TARGET_CLAIMED=1
checked_url=$DATABASE_URL # migrated: for the query macros alone
unset DATABASE_URL
export SQLX_OFFLINE=true
# Nothing is built twice in a row there, and the files would only fill the cache.
if [ -n "${CI:-}" ]; then export CARGO_INCREMENTAL=0; fi
mkdir -p "$logs"
metadata=$PWD/target/sqlx-check
native=(--workspace --exclude frontend)
read -ra features <<<"$(test_features)"
if ! have cargo-nextest; then nextest=no; else nextest=yes; fi

# Lanes run in a condition, where `set -e` is off.
lane_fmt() { cargo fmt --all --check; }

lane_clippy() {
  rm -rf "$metadata" "$metadata.complete"
  DATABASE_URL=$checked_url scripts/sqlx.sh clippy "$metadata" || return 1
  touch "$metadata.complete"
}

# Compares what the lane before it collected.
lane_sqlx() {
  [ -e "$metadata.complete" ] || { echo "clippy did not get through, so the queries are not all known"; return 1; }
  scripts/sqlx.sh diff "$metadata"
}

lane_wasm-clippy() { cargo clippy -p frontend --target wasm32-unknown-unknown -- -D warnings; }

# The browser must never get the server's parts. leptos_config names regex for reading files, which the linker drops
# again: what hangs on it alone is not looked at, and the byte budget sees what is left.
lane_graph() {
  local graph found
  graph=$(cargo tree -p frontend --target wasm32-unknown-unknown -e normal,no-proc-macro --prune leptos_config \
    --prefix none --format '{p}') || return 1
  graph=$(cut -d' ' -f1 <<<"$graph" | sort -u)
  grep -qx leptos <<<"$graph" || { echo "the browser's graph is without leptos: it was not read"; return 1; }
  found=$(grep -xE 'sqlx|sqlx-core|tokio|axum|reqwest|argon2|regex|chrono-tz|leptos_router|leptos_meta|flows|store' <<<"$graph" || true)
  [ -z "$found" ] || { echo "in the browser's graph:" $found; return 1; }
}

# Unit tests, and the whole system without a browser. Builds the server that the browser tests use, too.
lane_tests() {
  local code=0
  if [ "$nextest" = yes ]; then
    cargo nextest run --config-file scripts/nextest.toml "${native[@]}" ${features[@]+"${features[@]}"} --no-fail-fast || code=$?
  else
    cargo test "${native[@]}" ${features[@]+"${features[@]}"} --lib --bins --tests --no-fail-fast || code=$?
  fi
  return "$code"
}

lane_docs() { cargo test --doc "${native[@]}" ${features[@]+"${features[@]}"} --no-fail-fast; }

# What the browser loads, as it is released. The stamp of `make run` would no longer be true.
lane_site() {
  # The release build looks for the program by this name once all is compiled; only it would notice, a quarter of an hour later.
  local program
  program=$(sed -n 's/^bin-target = //p' Cargo.toml)
  grep -qx "bin-exe-name = $program" Cargo.toml || { echo "Cargo.toml: bin-exe-name must be $program, like bin-target"; return 1; }
  rm -f target/built
  cargo leptos build --release --precompress --frontend-only
}

lane_bytes() { node scripts/bytes.mjs target/site; }

lane_browser() {
  cargo build -p server --bin soko ${features[@]+"${features[@]}"} || return 1
  cp "$CARGO_TARGET_DIR/debug/soko" target/soko-tested.next || return 1
  mv target/soko-tested.next target/soko-tested || return 1
  site_env
  export SOKO_BIN="$PWD/target/soko-tested" SOKO_CHROMIUM="${SOKO_CHROMIUM:-$(command -v chromium || command -v google-chrome)}"
  cd end2end || return 1
  PLAYWRIGHT_FORCE_TTY=0 playwright test --reporter=list
}

passed=0 failed=0 failures=()
# Counts what a runner says of its tests, or the check itself where there is no runner.
count() {
  local lane=$1 code=$2 log=$3 good=0 bad=0
  case $lane in
  tests | docs)
    good=$(sed -nE 's/.*tests? run: ([0-9]+) passed.*/\1/p; s/^test result: .* ([0-9]+) passed;.*/\1/p' "$log" | awk '{n+=$1} END {print n+0}')
    bad=$(sed -nE 's/.*tests? run: .* ([0-9]+) failed.*/\1/p; s/.*tests? run: .* ([0-9]+) timed out.*/\1/p; s/^test result: .*passed; ([0-9]+) failed;.*/\1/p' "$log" | awk '{n+=$1} END {print n+0}')
    ;;
  browser)
    good=$(sed -nE 's/^ +([0-9]+) passed.*/\1/p' "$log" | tail -n 1)
    bad=$(sed -nE 's/^ +([0-9]+) (failed|flaky|interrupted|did not run).*/\1/p' "$log" | awk '{n+=$1} END {print n+0}')
    ;;
  esac
  good=${good:-0} bad=${bad:-0}
  if [ "$code" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
  if [ "$code" -eq 0 ] && [ "$((good + bad))" -eq 0 ]; then good=1; fi
  passed=$((passed + good)) failed=$((failed + bad))
  if [ "$code" -ne 0 ] || [ "$bad" -ne 0 ]; then failures+=("$lane"); fi
}

logged() { "$2" 2>&1 | sed -u -E 's/\x1b(\[[0-9;]*[A-Za-z]|\(B)//g' | tee "$1"; return "${PIPESTATUS[0]}"; }

lanes=("$@")
[ "${#lanes[@]}" -gt 0 ] || lanes=("${lanes_all[@]}")
began=$SECONDS
for lane in "${lanes[@]}"; do
  declare -F "lane_$lane" >/dev/null || fail "there is no lane $lane (${lanes_all[*]})"
  code=0
  step "$lane" logged "$logs/$lane.log" "lane_$lane" || code=$?
  count "$lane" "$code" "$logs/$lane.log"
done

say "took $(((SECONDS - began) / 60)) min $(((SECONDS - began) % 60)) s; logs in target/test-logs"
[ "${#failures[@]}" -eq 0 ] || say "failed: ${failures[*]}"
echo "$passed passed, $failed failed"
[ "${#failures[@]}" -eq 0 ]

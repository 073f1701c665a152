#!/usr/bin/env bash
# Prints where we stand against the budgets of speed and memory. Measures, never judges: the numbers depend on the machine.
#
#   BENCH_SECONDS=10 BENCH_PRODUCTS=10000 BENCH_PATH=/search scripts/bench.sh
source "$(dirname "$0")/env.sh"

seconds=${BENCH_SECONDS:-10}
connections=16
products=${BENCH_PRODUCTS:-10000}
path=${BENCH_PATH:-/search}
address=127.0.0.1:3900
bare_address=127.0.0.1:3901

if [ -z "${SOKO_TEST_CLUSTER:-}" ]; then
  scripts/setup.sh bench
  scripts/build.sh
  claim_target
  step "Building the throw-away Postgres" cargo build -q -p cluster
  cp "$CARGO_TARGET_DIR/debug/soko-db" target/soko-db
  if [ -f server/examples/bare_list.rs ]; then
    step "Building the bare handler to compare with" env SQLX_OFFLINE=true cargo build -q --release -p server --example bare_list
    cp "$CARGO_TARGET_DIR/release/examples/bare_list" target/bare_list
  fi
  exec target/soko-db with -- "$0" 8>&-
fi

site_env
export MIGRATE_DATABASE_URL=$SOKO_TEST_OWNER_URL DATABASE_URL=$SOKO_TEST_APP_URL
export STOREFRONT_DATABASE_URL=$SOKO_TEST_STOREFRONT_URL WORKER_DATABASE_URL=$SOKO_TEST_WORKER_URL
export RUST_LOG=${RUST_LOG:-error} RATE_LIMITS=off
started=()
trap 'for pid in "${started[@]:-}"; do [ -z "$pid" ] || kill "$pid" 2>/dev/null || true; done; wait' EXIT

# serve NAME ADDRESS command…: starts a server and waits until it answers. Leaves its process id in $pid.
serve() {
  local name=$1 address=$2 tries=0
  shift 2
  "$@" >"target/bench-$name.log" 2>&1 &
  pid=$!
  started+=("$pid")
  until curl -sf -o /dev/null "http://$address/health" || curl -sf -o /dev/null "http://$address/"; do
    tries=$((tries + 1))
    if [ "$tries" -gt 150 ] || ! kill -0 "$pid" 2>/dev/null; then
      tail -n 5 "target/bench-$name.log" >&2
      fail "$name did not start."
    fi
    sleep 0.2
  done
}
memory_mb() { awk '/^VmRSS/ {print int($2 / 1024)}' "/proc/$1/status"; }
# Requests a second, and complaints where the answers were not all good ones.
load() {
  local out
  out=$(wrk -t2 -c"$connections" -d"${seconds}s" "http://$1") || return 1
  grep -E 'Non-2xx|Socket errors' <<<"$out" >&2 || true
  awk '/^Requests\/sec/ {print int($2)}' <<<"$out"
}
line() { printf '  %-52s %12s   %s\n' "$1" "$2" "$3"; }

step "Migrating" target/soko migrate
step "Seeding $products products" target/soko seed --shops 100 --products "$products" --orders 1000

serve soko "$address" env LISTEN_ADDR="$address" PAGE_CACHE=off target/soko serve --no-worker
idle_mb=$(memory_mb "$pid")
load "$address$path" >/dev/null # warm
list=$(load "$address$path")
loaded_mb=$(memory_mb "$pid")
kill "$pid"
wait "$pid" || true

serve soko-cached "$address" env LISTEN_ADDR="$address" target/soko serve --no-worker
load "$address$path" >/dev/null
cached=$(load "$address$path")
kill "$pid"
wait "$pid" || true

bare=
if [ -x target/bare_list ]; then
  serve bare "$bare_address" env LISTEN_ADDR="$bare_address" target/bare_list
  load "$bare_address/" >/dev/null
  bare=$(load "$bare_address/")
fi

echo
echo "on $(nproc) cores, $connections connections, $seconds s each, $products products, $path"
if [ -n "$bare" ] && [ "$bare" -gt 0 ]; then
  line "bare handler, the same 48 rows as JSON" "$bare /s" ""
  line "list page, every request reaching Postgres" "$list /s" "$((list * 100 / bare)) % of bare (budget: 70 %)"
else
  line "list page, every request reaching Postgres" "$list /s" "(no bare handler to compare with)"
fi
line "list page from the page cache" "$cached /s" "budget: 16700 /s"
line "resident memory, idle" "$idle_mb MB" "budget: 64 MB"
line "resident memory, after load" "$loaded_mb MB" "budget: 256 MB"

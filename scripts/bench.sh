#!/usr/bin/env bash
# Prints where we stand against the budgets of speed, memory and bytes. Measures, never judges a change: the numbers depend
# on the machine and on what else it does. Writes nothing but logs under target/.
#
#   BENCH_SECONDS=10 BENCH_PRODUCTS=10000 BENCH_PURCHASES=1000 BENCH_LINES=100000 BENCH_BUYERS=480 BENCH_CROWD=3000 \
#   BENCH_SCHEDULES=1000 scripts/bench.sh
#   BENCH_BUILT=1    measures target/{soko,bare_list,bench_orders,bench_statement,bench_attempts,bench_hold,bench_schedules,bench_risk,site}
#                    as they are
source "$(dirname "$0")/env.sh"

seconds=${BENCH_SECONDS:-10}
connections=16
products=${BENCH_PRODUCTS:-10000}
purchases=${BENCH_PURCHASES:-1000}
lines=${BENCH_LINES:-100000}
buyers=${BENCH_BUYERS:-480}
crowd=${BENCH_CROWD:-3000}
schedules=${BENCH_SCHEDULES:-1000}
address=127.0.0.1:3900
bare_address=127.0.0.1:3901

if [ -z "${SOKO_TEST_CLUSTER:-}" ]; then
  if [ -z "${BENCH_BUILT:-}" ]; then
    scripts/setup.sh bench
    scripts/build.sh
    claim_target
    step "Building what it is compared with" env SQLX_OFFLINE=true cargo build -q --release -p server -p flows --examples
    cp "$CARGO_TARGET_DIR"/release/examples/{bare_list,bench_orders,bench_statement,bench_attempts,bench_hold,bench_schedules,bench_risk} target/
    step "Building the throw-away Postgres" env SQLX_OFFLINE=true cargo build -q -p cluster
    cp "$CARGO_TARGET_DIR/debug/soko-db" target/soko-db
  fi
  # On the disk and waiting for it, as in production: numbers of a database that may forget would mean nothing.
  exec target/soko-db with --durable "target/bench-cluster.$$" -- "$0" 8>&-
fi

site_env
superuser=$DATABASE_URL
export MIGRATE_DATABASE_URL=$SOKO_TEST_OWNER_URL DATABASE_URL=$SOKO_TEST_APP_URL
export STOREFRONT_DATABASE_URL=$SOKO_TEST_STOREFRONT_URL WORKER_DATABASE_URL=$SOKO_TEST_WORKER_URL
export RUST_LOG=${RUST_LOG:-error} RATE_LIMITS=off SIMULATOR_ADDR=127.0.0.1:0 SIMULATOR_CONTROL_ADDR=127.0.0.1:0
MEDIA_ROOT=$(mktemp -d "${TMPDIR:-/tmp}/soko-bench.XXXXXX")
export MEDIA_ROOT
started=()
trap 'for pid in "${started[@]:-}"; do [ -z "$pid" ] || kill "$pid" 2>/dev/null || true; done; wait; rm -rf "$MEDIA_ROOT"' EXIT

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
stop() {
  kill "$pid"
  wait "$pid" || true
}
# memory_mb PID FIELD: VmRSS is what it holds now, VmHWM the most it ever held.
memory_mb() { awk -v field="^$2:" '$0 ~ field {print int($2 / 1024)}' "/proc/$1/status"; }
# load URL header…: requests a second, and complaints where the answers were not all good ones.
load() {
  local out url=http://$1
  shift
  out=$(wrk -t2 -c"$connections" -d"${seconds}s" "$@" "$url") || return 1
  grep -E 'Non-2xx|Socket errors' <<<"$out" >&2 || true
  awk '/^Requests\/sec/ {print int($2)}' <<<"$out"
}
# Bytes on the wire of a page as a browser asks for it, headers included.
page_bytes() {
  curl -s -o /dev/null -H 'Accept-Encoding: br, gzip' -w '%{size_download} %{size_header}' "http://$address$1" | awk '{print $1 + $2}'
}

rows=()
# row WHAT MEASURED UNIT at_least|at_most BUDGET
row() {
  local verdict=missed
  case $4 in
    at_least) [ "$2" -lt "$5" ] || verdict=ok ;;
    at_most) [ "$2" -gt "$5" ] || verdict=ok ;;
  esac
  rows+=("$(printf '%-58s %10s %-4s %9s %6s %-4s %s' "$1" "$2" "$3" "${4/_/ }" "$5" "$3" "$verdict")")
}

step "Migrating" target/soko migrate
step "Seeding $products products in 100 shops" target/soko seed --shops 100 --products "$products"
step "Letting Postgres look at them" psql -q -d "$superuser" -c 'vacuum analyze'

serve bare "$bare_address" env LISTEN_ADDR="$bare_address" target/bare_list
load "$bare_address/" >/dev/null # warm
bare=$(load "$bare_address/")
stop
say "bare handler: $bare /s"

serve soko "$address" env LISTEN_ADDR="$address" PAGE_CACHE=off target/soko serve --no-worker
sleep 2
idle=$(memory_mb "$pid" VmRSS)
load "$address/search" >/dev/null # warm
list=$(load "$address/search")
uncached_peak=$(memory_mb "$pid" VmHWM)
stop
say "list page, nothing kept: $list /s"

serve soko-cached "$address" env LISTEN_ADDR="$address" target/soko serve --no-worker
load "$address/search" >/dev/null # warm
cached=$(load "$address/search" -H 'Accept-Encoding: br')
cached_plain=$(load "$address/search")
cached_peak=$(memory_mb "$pid" VmHWM)
product=$(curl -s "http://$address/search" | grep -o 'href="/p/[^"?]*' | head -n 1 | cut -d'"' -f2)
home_bytes=$(page_bytes /) list_bytes=$(page_bytes /search) product_bytes=$(page_bytes "$product")
stop
say "list page, kept: $cached /s compressed, $cached_plain /s as it is"

psql -q -d "$superuser" -c 'create database pgbench' -c 'checkpoint'
pgbench_url=${superuser/\/soko?/\/pgbench?}
# As many branches as connections, twice: with fewer its transactions wait for each other's branch, and the bar is too low.
pgbench -q -i -s $((2 * connections)) "$pgbench_url" >target/bench-pgbench.log 2>&1
tpcb=$(pgbench -n -c "$connections" -j 2 -T "$seconds" "$pgbench_url" 2>>target/bench-pgbench.log | awk '/^tps/ {print int($3)}')
psql -q -d "$superuser" -c 'drop database pgbench' -c 'checkpoint'
target/bench_orders "$purchases" >target/bench-orders.log 2>&1 || { tail -n 5 target/bench-orders.log >&2; fail "no purchases were measured."; }
placed=$(awk '/^place/ {print $2}' target/bench-orders.log)
settled=$(awk '/^settle/ {print $2}' target/bench-orders.log)
polls=$(awk '/^polls/ {print $2}' target/bench-orders.log)
webhooks=$(awk '/^webhooks/ {print $2}' target/bench-orders.log)
webhook_p99=$(awk '/^webhook_p99/ {print $2}' target/bench-orders.log)
timeout 300 target/bench_statement "$lines" >target/bench-statement.log 2>&1 || { tail -n 5 target/bench-statement.log >&2; fail "no statement was measured."; }
stated=$(awk '/^lines/ {print $2}' target/bench-statement.log)
compared=$(awk '/^seconds/ {print $2}' target/bench-statement.log)
statement_peak=$(awk '/^memory/ {print $2}' target/bench-statement.log)
# The same buyers twice: once the checkout looks before it asks, once it does not.
timeout 600 target/bench_attempts "$buyers" 1 >target/bench-attempts.log 2>&1 || { tail -n 5 target/bench-attempts.log >&2; fail "no first tries were measured."; }
first_off=$(awk '/^first_off/ {print $2}' target/bench-attempts.log)
first_on=$(awk '/^first_on/ {print $2}' target/bench-attempts.log)
preflight_p95=$(awk '/^preflight_p95/ {print $2}' target/bench-attempts.log)
away_p95=$(awk '/^away_p95/ {print $2}' target/bench-attempts.log)
# Buyers at two hundred pieces, and a model of a fixed timer over the same ones.
timeout 600 target/bench_hold "$crowd" 200 30 1 >target/bench-hold.log 2>&1 || { tail -n 5 target/bench-hold.log >&2; fail "no crowd was measured."; }
timeout 900 target/bench_schedules "$schedules" 7 >target/bench-schedules.log 2>&1 || { tail -n 5 target/bench-schedules.log >&2; fail "no schedules were played."; }
of_schedules() { awk -v name="$1" '$1 == name {print $2}' target/bench-schedules.log; }
# of_crowd NAME COLUMN: 2 is ours, 3 is the timer's.
of_crowd() { awk -v name="$1" -v column="$2" '$1 == name {print $column}' target/bench-hold.log; }
# Buyers labelled by us: what the rules about them make of that, not how right they are about anybody.
timeout 600 target/bench_risk 7 2 >target/bench-risk.log 2>&1 || { tail -n 5 target/bench-risk.log >&2; fail "no labelled buyers were scored."; }
precision=$(awk '/^precision/ {print $2}' target/bench-risk.log)
recall=$(awk '/^recall/ {print $2}' target/bench-risk.log)

row "list page, each request to Postgres (bare handler: $bare /s)" "$list" /s at_least $((bare * 70 / 100))
row "the same from the page cache, compressed" "$cached" /s at_least 16700
row "the same from the page cache, uncompressed" "$cached_plain" /s at_least 16700
row "placing, sixteen at once (pgbench TPC-B: $tpcb /s)" "$placed" /s at_least $((tpcb / 2))
row "settling, the simulator asked in process" "$settled" /s at_least $((tpcb / 2))
# Five thousand who wait, each asking every five seconds; and what a provider waits for before it counts us as away is seconds.
row "asking how a waiting payment stands, over HTTP" "$polls" /s at_least 1000
row "callbacks amid all else, 99 of 100 within ($webhooks /s)" "$webhook_p99" ms at_most 250
row "a statement of $lines lines, reconciled ($stated /s)" "$compared" s at_most 60
row "resident memory, most while reconciling it" "$statement_peak" MB at_most 256
row "of $buyers first tries, paid; with nothing looked at before: $first_off" "$first_on" '‰' at_least "$first_off"
row "looking before asking, 95 of 100 within" "$preflight_p95" ms at_most 150
row "the same while every provider is away" "$away_p95" ms at_most 150
row "200 pieces, $crowd buyers: sold; by a timer: $(of_crowd sold 3)" "$(of_crowd sold 2)" '' at_least "$(of_crowd sold 3)"
row "the same: sold beyond what there was" "$(of_crowd oversold 2)" '' at_most 0
row "the same: paid and cancelled; by a timer: $(of_crowd paid_but_cancelled 3)" "$(of_crowd paid_but_cancelled 2)" '' at_most 0
row "the same: idle after a final no, 95 of 100 within" "$(of_crowd idle_p95 2)" s at_most 60
row "$schedules hostile schedules: charged twice, not put right" "$(of_schedules uncompensated)" '' at_most 0
row "the same: shown as failed before the provider said so" "$(of_schedules failed_untold)" '' at_most 0
row "the same: $(of_schedules second) put right, the slowest after news of it" "$(of_schedules told_max)" s at_most 60
row "labelled buyers, synthetic: of the looked at, dishonest" "$precision" '‰' at_least 700
row "labelled buyers, synthetic: of the dishonest, looked at" "$recall" '‰' at_least 400
row "resident memory, idle" "$idle" MB at_most 64
row "resident memory, most under load, nothing kept" "$uncached_peak" MB at_most 256
row "resident memory, most under load, pages kept" "$cached_peak" MB at_most 256
row "home, compressed, headers included" "$home_bytes" B at_most 14600
row "list, compressed, headers included" "$list_bytes" B at_most 14600
row "product, compressed, headers included" "$product_bytes" B at_most 14600

echo
echo "$(nproc) cores, load before us and now: $(cut -d' ' -f1-3 /proc/loadavg); $connections connections, $seconds s each, $products products, $purchases purchases, $buyers and $crowd buyers"
printf '%-58s %10s %-4s %21s %s\n' "budget" "measured" "" "" ""
printf '%s\n' "${rows[@]}"

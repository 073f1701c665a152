#!/usr/bin/env bash
# Kills a market again and again while money moves through it, and looks at every cent afterwards (crates/torture).
#
#   SEED=7 scripts/torture.sh          from that seed on; the same seed is the same schedule
#   RUNS=100 SECONDS_MAX=600           at most so many runs, and none begins after so long
#   SHORT=1                            what `make test` does: under 50 s
source "$(dirname "$0")/env.sh"

seed=${SEED:-$(date +%s)}
if [ -n "${SHORT:-}" ]; then
  runs=${RUNS:-12} limit=${SECONDS_MAX:-30}
else
  runs=${RUNS:-600} limit=${SECONDS_MAX:-600}
fi

scripts/setup.sh test
claim_target
step "Building what tortures" env SQLX_OFFLINE=true cargo build -q -p torture --features flows/failpoints
say "make torture SEED=$seed RUNS=$runs"
"$CARGO_TARGET_DIR/debug/torture" "$seed" "$runs" "$limit" 8>&-

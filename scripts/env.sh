# Sourced by every script: where tools and build outputs live, and the helpers they share. Bash.
#
#   SOKO_CACHE         tools, npm packages and build outputs; outside the clone, so that a fresh clone is warm
#   CARGO_TARGET_DIR   build outputs; set it yourself to use another. A bare `cargo` uses ./target as ever
#
# What belongs to one clone stays in its ./target: the site (css, wasm) in target/site and the server in target/soko,
# because the cache may hold the outputs of another clone by the time they are used.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export SOKO_CACHE="${SOKO_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/soko}"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$SOKO_CACHE/target}"
mkdir -p "$SOKO_CACHE" target
# shellcheck source=versions.env
source scripts/versions.env

# The packages of scripts/npm, one folder per lock file.
npm_key=$(cat scripts/npm/package.json scripts/npm/package-lock.json | cksum | cut -d' ' -f1)
export SOKO_NPM="$SOKO_CACHE/npm/$npm_key"
[ -d "$HOME/.cargo/bin" ] && PATH="$HOME/.cargo/bin:$PATH"
# `make setup` decided for Debian's toolchain.
[ -f "$SOKO_CACHE/debian-rust" ] && PATH="/usr/bin:$PATH"
export PATH="$SOKO_CACHE/tools/bin:$SOKO_NPM/node_modules/.bin:$PATH"

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$'\e[1m' plain=$'\e[0m' red=$'\e[31m'; else bold='' plain='' red=''; fi
say() { printf '%s\n' "${bold}soko${plain} $*"; }
fail() { printf '%s\n' "${red}soko${plain} $*" >&2; exit 1; }

# step "What it does" command…: runs a long step, says what it is doing and how long it took, and shows the whole
# output only when it fails (one line of it where STEP_MAY_FAIL says that there is another way). SOKO_VERBOSE=1 shows it
# as it comes.
step() {
  local name=$1 log began=$SECONDS code=0
  shift
  if [ -n "${SOKO_VERBOSE:-}" ]; then
    say "$name …"
    "$@" || code=$?
  else
    log=$(mktemp "${TMPDIR:-/tmp}/soko-step.XXXXXX")
    "$@" >"$log" 2>&1 </dev/null &
    local child=$!
    trap 'kill '"$child"' 2>/dev/null; rm -f '"$log"'; exit 130' INT TERM
    watch_step "$name" "$log" "$child"
    wait "$child" || code=$?
    trap - INT TERM
    if [ "$code" -ne 0 ]; then
      if [ -n "${STEP_MAY_FAIL:-}" ]; then grep -m1 -i error "$log" >&2 || true; else cat "$log" >&2; fi
    fi
    rm -f "$log"
  fi
  if [ "$code" -ne 0 ]; then
    printf '%s\n' "${red}soko${plain} failed after $((SECONDS - began)) s: $name" >&2
    return "$code"
  fi
  say "$name: $((SECONDS - began)) s"
}

# On a terminal, the last line of the step's output as it goes; elsewhere one line every half minute.
watch_step() {
  local name=$1 log=$2 child=$3 began=$SECONDS told=$SECONDS last
  while kill -0 "$child" 2>/dev/null; do
    if [ -t 1 ]; then
      last=$(tail -c 400 "$log" | tr '\r' '\n' | grep -v '^[[:space:]]*$' | tail -n 1 | cut -c1-60 || true)
      printf '\r\e[K%s %s … %d s  %s' "${bold}soko${plain}" "$name" $((SECONDS - began)) "$last"
    elif [ $((SECONDS - told)) -ge 30 ]; then
      told=$SECONDS
      last=$(tail -c 400 "$log" | tr '\r' '\n' | grep -v '^[[:space:]]*$' | tail -n 1 | cut -c1-100 || true)
      say "$name … $((SECONDS - began)) s  $last"
    fi
    sleep 0.2
  done
  [ -t 1 ] && printf '\r\e[K'
  return 0
}

have() { command -v "$1" >/dev/null 2>&1; }

# Before the first cargo of a script. Clones share CARGO_TARGET_DIR, but to cargo the same crate in two clones is one
# crate, fresh when its files are older than the last build, whichever clone's files that build read. So the clone that
# comes after another one touches its sources first; and one clone builds at a time, until its script ends.
claim_target() {
  [ -z "${SOKO_TARGET_CLAIMED:-}" ] || return 0
  export SOKO_TARGET_CLAIMED=1
  mkdir -p "$CARGO_TARGET_DIR"
  local me owner="$CARGO_TARGET_DIR/.clone"
  if have flock; then
    exec 8>"$CARGO_TARGET_DIR/.building"
    if ! flock -n 8; then
      say "waiting for another build to end"
      flock -w 3600 8 || fail "another build has not ended within an hour."
    fi
  fi
  me="$PWD $(ls -di . | tr -dc '0-9')"
  if [ "$(cat "$owner" 2>/dev/null)" != "$me" ]; then
    find app crates frontend server Cargo.toml migrations \( -name '*.rs' -o -name '*.toml' -o -name '*.sql' \) -exec touch {} +
    printf '%s\n' "$me" >"$owner"
  fi
  # Clones come and go, and cargo never forgets: start over before the disk is full.
  local used_mb
  used_mb=$(du -sm "$CARGO_TARGET_DIR" 2>/dev/null | cut -f1)
  if [ "${used_mb:-0}" -gt "${SOKO_CACHE_MB_MAX:-40000}" ]; then
    say "emptying $CARGO_TARGET_DIR, which has grown to $used_mb MB"
    rm -rf "${CARGO_TARGET_DIR:?}"/{debug,release,front,wasm-release,wasm32-unknown-unknown,tmp}
  fi
}

# Features that only tests build with: kills at named points.
test_features() {
  if grep -q '^failpoints *=' server/Cargo.toml; then echo "--features server/failpoints"; fi
}

# How cargo-leptos told the build, the server must be told.
site_env() {
  export LEPTOS_OUTPUT_NAME=soko LEPTOS_SITE_ROOT="$PWD/target/site" LEPTOS_SITE_PKG_DIR=pkg
}

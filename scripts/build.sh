#!/usr/bin/env bash
# Builds the release server (target/soko) and its site (target/site), unless nothing changed since the last time.
source "$(dirname "$0")/env.sh"
export SQLX_OFFLINE=true # the queries' metadata is in .sqlx: nothing needs a database to compile

stamp=target/built
inputs=(app crates frontend server style public migrations scripts/roles.sql .cargo .sqlx Cargo.toml Cargo.lock)
present=()
for input in "${inputs[@]}"; do [ ! -e "$input" ] || present+=("$input"); done
if [ -f "$stamp" ] && [ -x target/soko ] && [ -d target/site/pkg ] &&
  [ -z "$(find "${present[@]}" -newer "$stamp" -print -quit)" ]; then
  exit 0
fi
claim_target
# Whatever changes while the build runs is newer than this.
rm -f "$stamp"
touch "$stamp.next"
step "Building Soko (the first time takes some minutes)" cargo leptos build --release --precompress
cp "$CARGO_TARGET_DIR/release/soko" target/soko.next
mv target/soko.next target/soko
mv "$stamp.next" "$stamp"

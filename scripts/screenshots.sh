#!/usr/bin/env bash
# Takes the pictures of docs/screenshots anew, at 360 and 1280 px, from the release build.
source "$(dirname "$0")/env.sh"
scripts/setup.sh test
scripts/build.sh
site_env
export SOKO_BIN="$PWD/target/soko" SOKO_CHROMIUM="${SOKO_CHROMIUM:-$(command -v chromium || command -v google-chrome)}"
export SOKO_SCREENSHOTS="$PWD/docs/screenshots"
mkdir -p "$SOKO_SCREENSHOTS"
cd end2end
exec playwright test --project=screenshots --reporter=list

#!/usr/bin/env bash
# Serves Soko from this clone: what is missing is installed, what changed is built, and `soko serve` does the rest
# (private Postgres, migrations, demo marketplace, simulator). Arguments go to `soko serve`.
source "$(dirname "$0")/env.sh"
scripts/setup.sh run
scripts/build.sh
site_env
exec target/soko serve "$@"

#!/usr/bin/env bash
# Installs what is missing to build, run and test Soko. Safe to run again; fast when nothing is missing.
#
#   scripts/setup.sh [run|test|bench]     `test` adds a browser, `bench` the load tool
source "$(dirname "$0")/env.sh"
purpose=${1:-run}

# --- Debian packages ------------------------------------------------------------------------------------------------

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# Installs Debian packages, or says in one sentence what a person has to install.
debian() {
  local what=$1
  shift
  if ! have apt-get; then fail "$what is missing: install it ($*), then run this again."; fi
  if [ "$(id -u)" != 0 ] && ! { have sudo && sudo -n true 2>/dev/null; }; then
    fail "$what is missing: run \`sudo apt-get install $*\`, then this again."
  fi
  if [ -z "${apt_updated:-}" ]; then
    step "Reading the list of Debian packages" as_root apt-get -q -o Acquire::Retries=3 update ||
      say "the list of packages could not be refreshed; going on with the old one"
    apt_updated=yes
  fi
  step "Installing $what" as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Acquire::Retries=3 \
    -o Dpkg::Options::=--force-confold install --no-install-recommends "$@" ||
    fail "$what could not be installed from Debian."
}

postgres_programs() {
  local dir
  for dir in "$(pg_config --bindir 2>/dev/null || true)" /usr/lib/postgresql/*/bin /usr/pgsql-*/bin \
    /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin \
    /Applications/Postgres.app/Contents/Versions/*/bin ${PATH//:/ }; do
    if [ -x "$dir/initdb" ] && [ -x "$dir/postgres" ]; then return 0; fi
  done
  return 1
}

# The package starts a server of its own in a cluster of its own: nobody asked for that.
install_postgres() {
  as_root mkdir -p /etc/postgresql-common
  if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    echo 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
  fi
  debian "Postgres" postgresql postgresql-contrib
}

if ! have cc || ! have c++ || ! have make; then debian "a C compiler" build-essential; fi
if ! have curl || [ ! -e /etc/ssl/certs/ca-certificates.crt ] && [ -e /etc/debian_version ]; then
  debian "curl" curl ca-certificates
fi
if ! have git; then debian "git" git; fi
if ! have node || ! have npm; then debian "Node" nodejs npm; fi
node_major=$(node --version | tr -dc '0-9.' | cut -d. -f1)
[ "$node_major" -ge "$NODE_MAJOR_OLDEST" ] || fail "Node $node_major is too old: version $NODE_MAJOR_OLDEST or newer is needed."
if ! postgres_programs; then
  if have apt-get; then install_postgres; else fail "Postgres $POSTGRES_MAJOR_OLDEST or newer is missing: install it, then run this again."; fi
fi
if [ "$purpose" = test ] && ! have chromium && ! have google-chrome && [ -z "${SOKO_CHROMIUM:-}" ]; then
  debian "Chromium, for the browser tests" chromium fonts-liberation
fi
if [ "$purpose" = bench ] && ! have wrk; then debian "wrk, the load tool" wrk; fi

# --- Rust -----------------------------------------------------------------------------------------------------------

rust_minor() { rustc --version 2>/dev/null | sed -n 's/^rustc 1\.\([0-9]*\)\..*/\1/p'; }
rust_is_new_enough() { local minor; minor=$(rust_minor); [ -n "$minor" ] && [ "$minor" -ge "$RUST_MINOR_OLDEST" ]; }
# Links an empty program: files that lie there may be half a copy, or another compiler's.
wasm_std() { rustc --target wasm32-unknown-unknown --crate-type cdylib -C panic=abort -o target/wasm-std.probe - </dev/null >/dev/null 2>&1; }
clippy_and_fmt() { cargo clippy --version >/dev/null 2>&1 && cargo fmt --version >/dev/null 2>&1; }
rust_is_complete() { rust_is_new_enough && have cargo && wasm_std && clippy_and_fmt; }

# Fetches what rustup can give, each within a minute or five: on a closed network it would hang for much longer.
ask_rustup() {
  have rustup || return 1
  if ! rust_is_new_enough; then
    STEP_MAY_FAIL=1 step "Updating Rust" timeout 300 rustup toolchain install stable --profile minimal --no-self-update || return 1
    export RUSTUP_TOOLCHAIN=stable
  fi
  if ! wasm_std; then
    STEP_MAY_FAIL=1 step "Adding the browser target to Rust" timeout 60 rustup target add wasm32-unknown-unknown || return 1
  fi
  if ! clippy_and_fmt; then
    STEP_MAY_FAIL=1 step "Adding clippy and rustfmt to Rust" timeout 60 rustup component add clippy rustfmt || return 1
  fi
  rust_is_complete
}

# Debian builds a recent Rust for its browsers, without our target: the standard library for it is built here, once.
debian_rust() {
  have apt-get || fail "Rust 1.$RUST_MINOR_OLDEST with the target wasm32-unknown-unknown is missing: install it with rustup (https://rustup.rs), then run this again."
  # shellcheck disable=SC2086 # one word per package
  debian "Debian's Rust" $DEBIAN_RUST_PACKAGES "$DEBIAN_LLD_PACKAGE"
  touch "$SOKO_CACHE/debian-rust"
  PATH="/usr/bin:$PATH"
  unset RUSTUP_TOOLCHAIN
  hash -r
  rust_is_new_enough || fail "Debian's Rust is 1.$(rust_minor), and 1.$RUST_MINOR_OLDEST is needed: install Rust with rustup (https://rustup.rs)."
  if ! wasm_std; then
    step "Building the standard library for the browser" build_wasm_std ||
      fail "the standard library for the browser could not be built."
  fi
}

# Called in conditions, where `set -e` is off: so each step says what happens when it fails. What was built is put beside
# its place and renamed, so that an end in the middle leaves nothing that looks complete.
build_wasm_std() {
  local scratch target
  scratch=$(mktemp -d)
  mkdir -p "$scratch/src" "$scratch/lib"
  printf '[package]\nname = "scratch"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n' >"$scratch/Cargo.toml"
  : >"$scratch/src/lib.rs"
  (
    cd "$scratch"
    # With bitcode, as rustup's: the browser build optimises across crates at the end.
    RUSTC_BOOTSTRAP=1 RUSTFLAGS="-C embed-bitcode=yes" CARGO_TARGET_DIR="$scratch/target" cargo build --release --target wasm32-unknown-unknown \
      -Z build-std=std,panic_abort
  ) || return 1
  find "$scratch/target/wasm32-unknown-unknown/release/deps" \( -name '*.rlib' -o -name '*.rmeta' \) \
    ! -name 'libscratch-*' -exec cp -t "$scratch/lib" {} + || return 1
  target="$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown"
  as_root mkdir -p "$target" || return 1
  as_root rm -rf "$target/lib.next" || return 1
  as_root cp -r "$scratch/lib" "$target/lib.next" || return 1
  as_root chmod -R a+rX "$target/lib.next" || return 1
  as_root rm -rf "$target/lib" || return 1
  as_root mv "$target/lib.next" "$target/lib" || return 1
  rm -rf "$scratch"
}

if ! rust_is_complete; then
  ask_rustup || debian_rust
  rust_is_complete || fail "Rust is not complete: run \`rustup component add clippy rustfmt\` and \`rustup target add wasm32-unknown-unknown\`."
fi

# --- Tools that are Rust --------------------------------------------------------------------------------------------

# Built without optimisation across crates: a tool that builds in half the time is worth more than a faster one.
build_tool() {
  local tool=$1 version=$2
  shift 2
  CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_OPT_LEVEL=1 \
    CARGO_TARGET_DIR="$SOKO_CACHE/tools-build" \
    cargo install "$tool" --version "$version" --force --root "$SOKO_CACHE/tools" "$@"
}
tool() {
  local tool=$1 version=$2
  shift 2
  STEP_MAY_FAIL=1 step "Building $tool $version (once, some minutes)" build_tool "$tool" "$version" --locked "$@" ||
    step "Building $tool $version with newer parts" build_tool "$tool" "$version" "$@" ||
    fail "$tool $version could not be built."
  rm -rf "$SOKO_CACHE/tools-build"
}
installed() { "$SOKO_CACHE/tools/bin/$1" --version 2>/dev/null | tr ' ' '\n' | grep -m1 -x '[0-9][0-9.]*' || true; }

bindgen=$(sed -n '/^name = "wasm-bindgen"$/{n;s/^version = "\(.*\)"$/\1/p;}' Cargo.lock)
if [ "$(installed wasm-bindgen)" != "$bindgen" ]; then tool wasm-bindgen-cli "$bindgen"; fi

leptos=$CARGO_LEPTOS_VERSION
if [ "$(rust_minor)" -ge 96 ]; then leptos=$CARGO_LEPTOS_VERSION_FROM_RUST_96; fi
have_leptos=$(installed cargo-leptos)
if [ "$have_leptos" != "$leptos" ] && [ "$have_leptos" != "$CARGO_LEPTOS_VERSION_FROM_RUST_96" ]; then
  tool cargo-leptos "$leptos" --features no_downloads
fi

# --- Tools that are JavaScript ---------------------------------------------------------------------------------------

install_npm() {
  local aside="$SOKO_NPM.$$"
  rm -rf "$aside"
  mkdir -p "$aside"
  cp scripts/npm/package.json scripts/npm/package-lock.json "$aside"
  (cd "$aside" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --ignore-scripts) || return 1
  rm -rf "$SOKO_NPM"
  mv "$aside" "$SOKO_NPM"
}
if [ ! -x "$SOKO_NPM/node_modules/.bin/tailwindcss" ]; then
  step "Fetching Tailwind, wasm-opt and Playwright" install_npm || fail "the npm packages could not be fetched."
fi
# Tailwind and Playwright look for their packages from the files upwards.
if [ "$(readlink node_modules 2>/dev/null)" != "$SOKO_NPM/node_modules" ]; then
  [ ! -e node_modules ] || [ -L node_modules ] || fail "node_modules is not ours: move it away."
  ln -sfn "$SOKO_NPM/node_modules" node_modules
fi

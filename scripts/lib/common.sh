# shellcheck shell=bash
# What the scripts share. Source it: it sets `root`, `target`, `tools` and changes to the root.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
cd "$root"
target=${CARGO_TARGET_DIR:-$root/target}
# Programs that the scripts install for this project alone.
tools=$target/tools

# The contracts in the order of their names; Cargo's name has a dash where the file has an underscore.
contracts=(access-control certificate-authority identity-registry record-anchor)

# say TEXT...: one line to the reader.
say() { printf '%s\n' "$*"; }

# fail TEXT...: says what is wrong and ends the script.
fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# need PROGRAM HOW: the program must be there; HOW says what to install.
need() {
  command -v "$1" >/dev/null 2>&1 || fail "'$1' is missing. Install $2"
}

# have_rust: whether the toolchain of rust-toolchain.toml is there with its Wasm target and the sources of its library.
have_rust() {
  rustc --version >/dev/null 2>&1 &&
    [ -d "$(rustc --print target-libdir --target wasm32-unknown-unknown)" ] &&
    [ -d "$(rustc --print sysroot)/lib/rustlib/src/rust/library" ]
}

# chartseal ARG...: the program that CHARTSEAL names, or this checkout's as the README runs it.
chartseal() {
  if [ -n "${CHARTSEAL:-}" ]; then "$CHARTSEAL" "$@"; else cargo run --quiet --release --locked -- "$@"; fi
}

# for_tests: the program as the tests build it. It does the same as the optimised one, which takes minutes more to build.
# Cargo is asked for a test of it in the whole workspace: asked for the program alone it would choose fewer features of the
# libraries, and compile them all once more.
for_tests() {
  [ -n "${CHARTSEAL:-}" ] || cargo test --quiet --workspace --locked --no-run --test help
  export CHARTSEAL=${CHARTSEAL:-$target/debug/chartseal}
}

# need_rust: the toolchain that rust-toolchain.toml pins, whole.
need_rust() {
  need cargo "Rust with rustup (https://rustup.rs): it then follows rust-toolchain.toml by itself."
  if ! have_rust; then
    need rustup "rustup (https://rustup.rs), or give your Rust the target wasm32-unknown-unknown and the component rust-src."
    say "Installing the toolchain of rust-toolchain.toml"
    { rustup toolchain install && have_rust; } || fail "the toolchain of rust-toolchain.toml could not be installed: run 'rustup toolchain install' here"
  fi
}

# need_node: Node.js and npm, which run Binaryen.
need_node() {
  local how="Node.js 20 or later with npm (https://nodejs.org, or 'apt-get install nodejs npm')."
  need node "$how"
  need npm "$how"
  [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] ||
    fail "Node.js $(node --version) is too old. Install $how"
}

# cargo_tool PROGRAM VERSION [CARGO OPTION...]: installs a program into $tools unless that version is there.
# Unoptimised: these tools run for seconds, and build in a third of the time.
cargo_tool() {
  local name=$1 version=$2
  shift 2
  if [ "$(cat "$tools/$name.version" 2>/dev/null)" != "$version" ] || [ ! -x "$tools/bin/$name" ]; then
    say "Installing $name $version into $tools"
    cargo install --quiet --debug --locked --force --root "$tools" --target-dir "$tools/build" \
      "$name" --version "$version" "$@" ||
      fail "$name $version could not be installed: see the message of cargo above"
    rm -rf "$tools/build"
    printf '%s\n' "$version" >"$tools/$name.version"
  fi
}

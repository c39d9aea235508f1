# shellcheck shell=bash
# How contracts are compiled to Wasm. Source it after common.sh.

# The flags of rustc, one a line. Every path that rustc may write into the Wasm is given the same name everywhere.
rust_flags() {
  local cargo_home=${CARGO_HOME:-$HOME/.cargo} sysroot commit registry
  sysroot=$(rustc --print sysroot)
  commit=$(rustc --version --verbose | sed -n 's/^commit-hash: //p')
  # The last one that fits wins: the widest come first.
  printf -- '--remap-path-prefix=%s\n' \
    "$cargo_home=/cargo" \
    "$root=/chartseal" \
    "$target=/target" \
    "$sysroot/lib/rustlib/src/rust=/rustc/$commit"
  for registry in "$cargo_home"/registry/src/*/; do
    printf -- '--remap-path-prefix=%s=/registry\n' "${registry%/}"
  done
  # A panic is a trap and nothing else: no message, no place, no backtrace, which is a tenth of the Wasm. The contracts
  # answer every input with a typed error, so nobody misses them.
  printf -- '-Zunstable-options\n-Cpanic=immediate-abort\n'
  # The types that queries return are named by cosmwasm-schema, which leaves them out of the Wasm.
  printf -- '-Aunused_imports\n'
}

# compile_wasm NAME OUT [MANIFEST]: compiles one contract by itself, so that no feature of another package reaches it, and
# the standard library with it: the prebuilt one carries the messages of its panics. RUSTC_BOOTSTRAP lets the pinned
# stable compiler do that; its exact version is in rust-toolchain.toml. An incremental build, which some environments ask
# for, gives other bytes.
compile_wasm() {
  local file=${1//-/_}.wasm
  RUSTC_BOOTSTRAP=1 CARGO_ENCODED_RUSTFLAGS=$(rust_flags | paste -s -d $'\x1f') CARGO_PROFILE_WASM_PANIC=immediate-abort \
    CARGO_TARGET_DIR=$target CARGO_INCREMENTAL=0 cargo rustc --quiet --locked --manifest-path "${3:-Cargo.toml}" --package "$1" --lib --crate-type cdylib \
    --profile wasm --target wasm32-unknown-unknown -Zbuild-std=std -Zpanic-immediate-abort
  # Rust copies memory by bulk-memory instructions, which the chain's VM refuses:
  # Binaryen turns them into loops. It must not undo what the sources keep apart, because the VM takes no function
  # with more than 100 locals either.
  node scripts/node/node_modules/binaryen/bin/wasm-opt "$target/wasm32-unknown-unknown/wasm/$file" -o "$2/$file" -Oz \
    --enable-bulk-memory --enable-bulk-memory-opt --enable-sign-ext --enable-mutable-globals \
    --enable-reference-types --enable-multivalue --enable-nontrapping-float-to-int \
    --llvm-memory-copy-fill-lowering --strip-debug --strip-producers \
    --one-caller-inline-max-function-size=50
}

# need_wasm_tools [MANIFEST]: what compiling to Wasm takes. The sources must be there before their folders can be listed.
need_wasm_tools() {
  need_rust
  need_node
  if [ "$(sed -n 's/.*"version": "\(.*\)".*/\1/p' scripts/node/node_modules/binaryen/package.json 2>/dev/null)" != 132.0.0 ]; then
    say "Installing Binaryen 132"
    npm ci --silent --prefix scripts/node || fail "Binaryen could not be installed: run 'npm ci --prefix scripts/node'"
  fi
  cargo fetch --quiet --locked --target wasm32-unknown-unknown --manifest-path "${1:-Cargo.toml}"
}

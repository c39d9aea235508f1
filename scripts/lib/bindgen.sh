# shellcheck shell=bash
# How the client's Wasm is compiled. Source it after common.sh and wasm.sh.

# compile_crypto OUT: packages/crypto-wasm as chartseal_crypto.js, chartseal_crypto.d.ts and chartseal_crypto_bg.wasm.
# Unlike a contract's, its panics keep the prebuilt library: nothing here may panic, and a browser counts no kilobyte so
# dearly that the library is worth compiling anew.
compile_crypto() {
  local flags
  flags=$(rust_flags | grep -v -e '^-Zunstable-options$' -e '^-Cpanic=' | paste -s -d $'\x1f')
  CARGO_ENCODED_RUSTFLAGS=$flags CARGO_TARGET_DIR=$target CARGO_INCREMENTAL=0 \
    cargo rustc --quiet --locked --package chartseal-crypto-wasm --lib --crate-type cdylib \
    --profile client --target wasm32-unknown-unknown
  cargo run --quiet --locked --manifest-path scripts/bindgen/Cargo.toml --target-dir "$tools/bindgen" -- \
    "$target/wasm32-unknown-unknown/client/chartseal_crypto_wasm.wasm" chartseal_crypto "$1"
  node scripts/node/node_modules/binaryen/bin/wasm-opt "$1/chartseal_crypto_bg.wasm" -o "$1/chartseal_crypto_bg.wasm" -O3 \
    --enable-bulk-memory --enable-bulk-memory-opt --enable-sign-ext --enable-mutable-globals \
    --enable-reference-types --enable-multivalue --enable-nontrapping-float-to-int \
    --strip-debug --strip-producers --strip-target-features
}

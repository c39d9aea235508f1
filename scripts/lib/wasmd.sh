# shellcheck shell=bash
# The local chain's program: wasmd as scripts/wasmd/go.mod pins it, with a clock that tests set (scripts/wasmd/clock). Source
# it after common.sh.

# Where it is, once built. Beside it lies libwasmvm, which it loads.
wasmd=$tools/wasmd/wasmd

# wasmd_release: its version.
wasmd_release() { sed -n 's/.*github\.com\/CosmWasm\/wasmd v\([0-9.]*\).*/\1/p' scripts/wasmd/go.mod; }

# wasmd_library: the file name of libwasmvm here.
wasmd_library() { if [ "$(uname -s)" = Darwin ]; then printf libwasmvm.dylib; else printf 'libwasmvm.%s.so' "$(uname -m)"; fi; }

# wasmd_flags: what the linker is told. Addresses begin with 'chartseal'; without AppName the homes would be called '<appd>'.
# The library is found beside the program, not in Go's cache, which people clean.
wasmd_flags() {
  local origin="\$ORIGIN"
  if [ "$(uname -s)" = Darwin ]; then origin=@loader_path; fi
  printf -- '-s -w -X github.com/CosmWasm/wasmd/app.Bech32Prefix=chartseal'
  printf ' -X github.com/cosmos/cosmos-sdk/version.Name=wasm -X github.com/cosmos/cosmos-sdk/version.AppName=wasmd'
  printf ' -X github.com/cosmos/cosmos-sdk/version.Version=%s -extldflags=-Wl,-rpath,%s' "$(wasmd_release)" "$origin"
}

# need_go [OR]: what builds wasmd; OR says what to do instead.
need_go() { need go "Go 1.26 or later (https://go.dev/dl): it builds wasmd, the chain's program.${1:+ $1}"; }

# build_wasmd: builds wasmd unless what it is built from is what it was. Cold it takes four minutes of two processors.
build_wasmd() {
  local release flags stamp out
  release=$(wasmd_release)
  flags=$(wasmd_flags)
  stamp=$({ cat scripts/wasmd/go.mod scripts/wasmd/go.sum scripts/wasmd/clock/* && printf '%s\n' "$flags"; } | cksum)
  if [ -x "$wasmd" ] && [ "$(cat "$tools/wasmd/stamp" 2>/dev/null)" = "$stamp" ]; then return; fi

  need_go
  need cc "a C compiler (Debian, Ubuntu: apt-get install build-essential; macOS: xcode-select --install)."
  need_node
  say "Building wasmd $release: some minutes, the first time"
  mkdir -p "$tools"
  out=$(mktemp -d "$tools/wasmd.XXXXXX")
  (
    cd scripts/wasmd &&
      node clock/overlay.mjs "$(go list -f '{{.Dir}}' time)" "$out/clock" &&
      go build -trimpath -buildvcs=false -mod=readonly -overlay "$out/clock/overlay.json" -ldflags "$flags" \
        -o "$out/wasmd" github.com/CosmWasm/wasmd/cmd/wasmd &&
      cp "$(go list -m -f '{{.Dir}}' github.com/CosmWasm/wasmvm/v3)/internal/api/$(wasmd_library)" "$out"
  ) || {
    rm -rf "$out"
    fail "wasmd $release could not be built: see the message of go above. It takes Go 1.26 or later, a C compiler, and Go's module proxy within reach"
  }
  # Files of Go's cache are read-only.
  chmod -R u+w "$out"
  rm -rf "$out/clock"
  printf '%s\n' "$stamp" >"$out/stamp"
  rm -rf "$tools/wasmd"
  mv "$out" "$tools/wasmd"
}

# wasmd_in FOLDER COMMAND...: runs it with FOLDER/.wasmd as its home. The home is given by HOME and not by --home, because
# whatever else it is told, wasmd reads the settings for clients from the home of whoever runs it, and makes one there.
wasmd_in() { HOME=$1 "$wasmd" "${@:2}"; }

# shellcheck shell=bash
# How the local chain is made, as a consortium makes its own: keys, a genesis, each member's signed validator. Source it after
# localnet.sh.

# What each member holds: a thousand of voting power, of which a million of stake make one, and fees for more transactions
# than a test sends; the consortium's account has the same fees. The reserve is governance's.
member_stake=1000000000
member_fees=1000000000000
reserve_stake=10000000000

# json EXPRESSION FILE: what the expression gives of `it`, the content of the file. wasmd takes half a second to say as much.
json() { node -p "const it = JSON.parse(require('fs').readFileSync(process.argv[1], 'utf8')); $1" "$2"; }

# make_home FOLDER NUMBER: a node's keys, default configuration, and a clock that is that of the machine.
make_home() {
  wasmd_in "$1/client" init "node-$2" --home "$1/node-$2" --chain-id "$chain_id" --default-denom ustake >/dev/null 2>"$1/said" ||
    fail "wasmd could not make node $2: $(cat "$1/said")"
  json it.node_id "$1/said" >"$1/node-$2/id"
  head -c 8 /dev/zero >"$1/node-$2/clock"
}

# make_key FOLDER NAME: a key in the members' keyring, its 24 words and its address in files.
make_key() {
  wasmd_in "$1/client" keys add "$2" >"$1/said" 2>&1 || fail "wasmd could not make the key of $2: $(cat "$1/said")"
  json it.mnemonic "$1/said" >"$1/members/$2.mnemonic"
  json it.address "$1/said" >"$1/members/$2.address"
}

# sign_validator FOLDER NUMBER: a member's transaction by which its node validates from the first block.
sign_validator() {
  local address key
  address=$(cat "$1/members/member-$2.address")
  key=$(json "JSON.stringify({ '@type': '/cosmos.crypto.ed25519.PubKey', key: it.pub_key.value })" "$1/node-$2/config/priv_validator_key.json")
  node scripts/lib/genesis.mjs validator "node-$2" "$address" "$key" "$member_stake" >"$1/unsigned.json"
  wasmd_in "$1/client" tx sign "$1/unsigned.json" --from "member-$2" --offline --account-number 0 --sequence 0 \
    --output-document "$1/gentx-$2.json" 2>"$1/said" ||
    fail "wasmd could not sign for member $2: $(cat "$1/said")"
}

# make_network VALIDATORS BLOCK_TIME: the whole folder, at its place only when it is complete. Four members at least: who
# tests with one node still wants somebody who is a member and somebody who votes.
make_network() {
  local validators=$1 members=$(($1 > 4 ? $1 : 4)) new=$net.new number address stake list=()
  rm -rf "$new"
  mkdir -p "$new/client" "$new/members"
  cat >"$new/README" <<'EOF'
A local chain of Chartseal, made by scripts/localnet. Its keys are for tests: they lie here readable, worth nothing anywhere
else, and must never be used elsewhere. Delete it with `scripts/localnet reset`.
EOF
  configure_client "$new/client"
  for ((number = 0; number < members; number++)); do
    make_key "$new" "member-$number"
    stake=$member_stake
    [ "$number" -lt "$validators" ] || stake=0
    address=$(cat "$new/members/member-$number.address")
    list+=("{\"address\":\"$address\",\"stake\":\"$stake\",\"fees\":\"$member_fees\"}")
  done
  make_key "$new" consortium
  (
    IFS=,
    printf '{"profile":"local","chain_id":"%s","members":[%s],"consortium":{"address":"%s","fees":"%s"},"reserve":{"stake":"%s","fees":"%s"}}\n' \
      "$chain_id" "${list[*]}" "$(cat "$new/members/consortium.address")" "$member_fees" "$reserve_stake" "$member_fees"
  ) >"$new/genesis-options.json"
  for ((number = 0; number < validators; number++)); do
    make_home "$new" "$number"
    sign_validator "$new" "$number"
  done
  node scripts/lib/genesis.mjs build "$new/genesis-options.json" "$new/node-0/config/genesis.json" "$new"/gentx-*.json >"$new/genesis.json"
  wasmd_in "$new/client" genesis validate "$new/genesis.json" >/dev/null 2>"$new/said" ||
    fail "wasmd refuses the genesis: $(head -n 1 "$new/said")"
  for ((number = 0; number < validators; number++)); do cp "$new/genesis.json" "$new/node-$number/config/genesis.json"; done
  rm -f "$new"/gentx-*.json "$new/unsigned.json" "$new/said"
  save_options "$new" "$validators" "$2"
  mv "$new" "$net"
}

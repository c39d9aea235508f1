# shellcheck shell=bash
# The nodes of the local chain: where they lie, how they are made, configured, started and stopped.
# Source it after common.sh and wasmd.sh.

# Everything of the chain is below this folder.
net=${CHARTSEAL_LOCALNET:-$target/localnet}
case $net in /*) ;; *) net=$root/$net ;; esac
chain_id=chartseal-local-1

# Seconds that a node has to make blocks, and to stop.
patience=${CHARTSEAL_LOCALNET_WAIT:-120}

# option NAME: what `up` was told, now or before.
option() { sed -n "s/^$1=//p" "$net/options" 2>/dev/null || true; }

# save_options FOLDER VALIDATORS BLOCK_TIME
save_options() {
  printf 'validators=%s\nblock_time=%s\nport=%s\n' "$2" "$3" "$port" >"$1/options.new"
  mv "$1/options.new" "$1/options"
}

# RPC of node 0; each node has three ports: its RPC, the one before it for other nodes, the one after it (node 0 only) for REST.
port=${CHARTSEAL_LOCALNET_PORT:-$(option port)}
port=${port:-26657}
[[ $port =~ ^[1-9][0-9]{3,4}$ && $port -le 65000 ]] || fail "CHARTSEAL_LOCALNET_PORT: expected a port from 1000 to 65000, got '$port'"

rpc_port() { printf '%d' $((port + 3 * $1)); }
rpc() { printf 'http://127.0.0.1:%d' "$(rpc_port "$1")"; }
home_of() { printf '%s/node-%d' "$net" "$1"; }

# nodes: the numbers of all nodes, one a line.
nodes() {
  local number=0
  while [ -d "$(home_of "$number")" ]; do
    printf '%d\n' "$number"
    number=$((number + 1))
  done
}

# set_toml FILE SECTION.KEY=VALUE...: replaces settings that the file has; a setting that it lacks is an error.
set_toml() {
  local file=$1
  shift
  if ! SETTINGS=$(printf '%s\n' "$@") awk '
    BEGIN {
      count = split(ENVIRON["SETTINGS"], lines, "\n")
      for (i = 1; i <= count; i++) {
        at = index(lines[i], "=")
        want[substr(lines[i], 1, at - 1)] = substr(lines[i], at + 1)
      }
    }
    /^\[/ { section = substr($0, 2, index($0, "]") - 2) "." }
    $2 == "=" && ((section $1) in want) { print $1 " = " want[section $1]; delete want[section $1]; next }
    { print }
    END { for (key in want) { print "not a setting: " key > "/dev/stderr"; missing = 1 } exit missing }
  ' "$file" >"$file.new"; then
    rm -f "$file.new"
    fail "$file is not what wasmd $(wasmd_release) writes"
  fi
  mv "$file.new" "$file"
}

# peers_of NUMBER: the addresses of all other nodes.
peers_of() {
  local other peers=()
  for other in $(nodes); do
    [ "$other" = "$1" ] || peers+=("$(cat "$(home_of "$other")/id")@127.0.0.1:$(($(rpc_port "$other") - 1))")
  done
  (
    IFS=,
    printf '%s' "${peers[*]:-}"
  )
}

# configure_client FOLDER: what wasmd takes for granted when the members use it.
configure_client() {
  mkdir -p "$1/.wasmd/config"
  cat >"$1/.wasmd/config/client.toml" <<EOF
chain-id = "$chain_id"
keyring-backend = "test"
output = "json"
node = "tcp://127.0.0.1:$port"
broadcast-mode = "sync"
EOF
}

# configure_node NUMBER: settings that depend on ports, block time and the other nodes. Everything listens on loopback.
configure_node() {
  local home rest=false
  home=$(home_of "$1")
  [ "$1" != 0 ] || rest=true
  # Pages of this machine may ask the RPC: wallets run in a browser.
  set_toml "$home/config/config.toml" \
    'log_level="state:info,statesync:info,blocksync:info,*:warn"' \
    "rpc.laddr=\"tcp://127.0.0.1:$(rpc_port "$1")\"" \
    'rpc.pprof_laddr=""' \
    'rpc.cors_allowed_origins=["http://localhost:*", "http://127.0.0.1:*"]' \
    "p2p.laddr=\"tcp://127.0.0.1:$(($(rpc_port "$1") - 1))\"" \
    "p2p.persistent_peers=\"$(peers_of "$1")\"" \
    'p2p.pex=false' \
    'p2p.addr_book_strict=false' \
    'p2p.allow_duplicate_ip=true' \
    "consensus.timeout_commit=\"$(option block_time)\""
  # Nothing is pruned, so that any height can be asked; snapshots let another node join without all blocks.
  set_toml "$home/config/app.toml" \
    'minimum-gas-prices="0.025useal"' \
    'pruning="nothing"' \
    "api.enable=$rest" \
    "api.address=\"tcp://127.0.0.1:$(($(rpc_port "$1") + 1))\"" \
    'grpc.enable=false' \
    'grpc-web.enable=false' \
    'state-sync.snapshot-interval=50' \
    'state-sync.snapshot-keep-recent=4'
}

# running NUMBER: whether that node runs. The file alone proves nothing: the number may be another program's by now.
running() {
  local home pid
  home=$(home_of "$1")
  pid=$(cat "$home/pid" 2>/dev/null) && [ -n "$pid" ] || return 1
  case $(ps -ww -o args= -p "$pid" 2>/dev/null) in
    *"wasmd start --log_no_color --home $home") return 0 ;;
    *) return 1 ;;
  esac
}

# start_node NUMBER: in a process group of its own, so that an interrupt of this script does not reach it.
start_node() {
  local home
  home=$(home_of "$1")
  (
    set -m
    CHARTSEAL_CLOCK=$home/clock HOME=$net/client nohup "$wasmd" start --log_no_color --home "$home" >>"$home/node.log" 2>&1 </dev/null &
    printf '%d\n' $! >"$home/pid"
  )
}

# signal NAME NUMBER...: sends a signal to those of the nodes that run.
signal() {
  local name=$1 number
  shift
  for number in "$@"; do
    if running "$number"; then kill -s "$name" "$(cat "$(home_of "$number")/pid")" 2>/dev/null || true; fi
  done
}

# stop_nodes NUMBER...: asks them to stop, then makes them.
stop_nodes() {
  local number left deadline=$((SECONDS + 20)) name=TERM
  signal TERM "$@"
  while :; do
    left=()
    for number in "$@"; do
      if running "$number"; then left+=("$number"); else rm -f "$(home_of "$number")/pid"; fi
    done
    [ ${#left[@]} -gt 0 ] || return 0
    if [ "$SECONDS" -ge "$deadline" ]; then
      [ "$name" = TERM ] || fail "node ${left[*]} does not end, not even by SIGKILL: its number is in $net/node-${left[0]}/pid"
      say "Node ${left[*]} did not stop in time: killing it"
      name=KILL
      deadline=$((SECONDS + 10))
      signal KILL "${left[@]}"
    fi
    sleep 0.2
  done
}

# log_tail NUMBER: the end of a node's log, for a failure.
log_tail() {
  printf -- '--- the end of %s\n' "$(home_of "$1")/node.log" >&2
  tail -n 20 "$(home_of "$1")/node.log" >&2
}

# shellcheck shell=bash
# What the checks of a running local chain share. Source it after scripts/lib/localnet.sh.

# The members' keys are copied, so that the strangers whom a check makes up stay out of the chain's folder.
box=$(mktemp -d)
trap 'rm -rf "$box"' EXIT
failures=0

# as_client COMMAND...: wasmd with the keys of this check.
as_client() { wasmd_in "$box/client" "$@"; }

open_box() {
  cp -R "$net/client" "$box/client"
}

# key NAME: makes a key; its address.
key() {
  as_client keys add "$1" --output json >/dev/null 2>&1 && as_client keys show "$1" --address
}

# field PATH: one value of the JSON that comes in, such as .code; nothing if it is not there.
field() {
  node -e '
    let value = JSON.parse(require("fs").readFileSync(0, "utf8"));
    for (const key of process.argv[1].split(".").slice(1)) value = value?.[key];
    console.log(value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value));
  ' "$1"
}

# transact FROM MESSAGES [MEMO [GAS [GRANTER]]]: signs and sends a transaction. Gives what became of it: its code, a space, the
# log; code 0 is success.
transact() {
  local from=$1 messages=$2 memo=${3:-} gas=${4:-400000} granter=${5:-} sign=(--from "$1") answer hash
  printf '{"body":{"messages":%s,"memo":"%s","timeout_height":"0","extension_options":[],"non_critical_extension_options":[]},
    "auth_info":{"signer_infos":[],"fee":{"amount":[{"denom":"useal","amount":"%d"}],"gas_limit":"%d","payer":"","granter":"%s"}},
    "signatures":[]}' "$messages" "$memo" $((gas / 40)) "$gas" "$granter" >"$box/unsigned.json"
  # Who has no account signs as if it were the first.
  if ! as_client query auth account "$(as_client keys show "$from" --address)" >/dev/null 2>&1; then
    sign+=(--offline --account-number 0 --sequence 0)
  fi
  as_client tx sign "$box/unsigned.json" "${sign[@]}" --output-document "$box/signed.json" 2>"$box/error" ||
    fail "a check could not sign its transaction: $(head -n 3 "$box/error")"
  answer=$(as_client tx broadcast "$box/signed.json" 2>"$box/error") ||
    fail "a check could not send its transaction: $(head -n 3 "$box/error")"
  if [ "$(field .code <<<"$answer")" = 0 ]; then
    hash=$(field .txhash <<<"$answer")
    answer=$(as_client query wait-tx "$hash" --timeout 60s 2>"$box/error") || fail "no block has transaction $hash: $(head -n 3 "$box/error")"
  fi
  printf '%s\n' "$answer" >"$box/answer.json"
  printf '%s %s\n' "$(field .code <<<"$answer")" "$(field .raw_log <<<"$answer")"
}

# verdict HOLDS TEXT: one line of the report.
verdict() {
  if $1; then
    printf 'ok      %s\n' "$2"
  else
    printf 'FAILED  %s\n' "$2"
    failures=$((failures + 1))
  fi
}

# refused WHAT REASON FROM MESSAGES...: the transaction must fail, for that reason (a regular expression).
refused() {
  local what=$1 reason=$2 outcome
  outcome=$(transact "${@:3}")
  if [[ $outcome != '0 '* && $outcome =~ $reason ]]; then
    verdict true "refused: $what"
  else
    verdict false "$what: expected a refusal that says '$reason', got '$outcome'"
  fi
}

# taken WHAT FROM MESSAGES...: the transaction must succeed.
taken() {
  local what=$1 outcome
  outcome=$(transact "${@:2}")
  if [[ $outcome == '0 '* ]]; then
    verdict true "taken: $what"
  else
    verdict false "$what: expected it to be taken, got '$outcome'"
  fi
}

# event TYPE ATTRIBUTE: of the last transaction.
event() {
  node -e '
    const { events } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
    const found = events.find(({ type }) => type === process.argv[2])?.attributes.find(({ key }) => key === process.argv[3]);
    if (!found) throw new Error(`no event ${process.argv[2]} with ${process.argv[3]}`);
    console.log(found.value);
  ' "$box/answer.json" "$1" "$2"
}

# same WHAT EXPECTED GOT
same() {
  if [ "$2" = "$3" ]; then verdict true "$1"; else verdict false "$1: expected '$2', got '$3'"; fi
}

report() {
  [ "$failures" -eq 0 ] || fail "$failures of the checks failed"
  say "Every check passed"
}

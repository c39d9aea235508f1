# shellcheck shell=bash
# The program's demo as a test. Source it after common.sh.

# play_demo OPTION...: the README's demo, in a home of its own: every step must be as it should be.
play_demo() {
  local home
  home=$(mktemp -d)
  for_tests
  chartseal --home "$home/chartseal" --json demo "$@" >"$home/steps.json" || {
    tail -n 5 "$home/steps.json"
    fail "the demo failed; its home is left at $home"
  }
  node -e '
    const lines = require("fs").readFileSync(process.argv[1], "utf8").trim().split("\n").map(line => JSON.parse(line));
    const { summary } = lines.pop();
    const bad = lines.filter(step => step.ok !== true);
    if (!summary || summary.failed !== 0 || bad.length || summary.steps !== lines.length || !lines.length) {
      console.error("unexpected:", JSON.stringify(summary), JSON.stringify(bad));
      process.exit(1);
    }
    console.log(`${summary.steps} steps, none failed`);
  ' "$home/steps.json" || fail "the demo is not as it should be; its home is left at $home"
  rm -rf "$home"
}

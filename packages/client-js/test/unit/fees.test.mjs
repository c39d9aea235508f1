// Fees that hold, to the unit.

import assert from "node:assert/strict";
import { test } from "node:test";
import { feeFor, gasLimit } from "../../dist/index.js";

test("gas is 1.4 times what the trial took and 25,000, rounded up as in Rust", () => {
  assert.deepEqual([0, 1, 2, 3, 5, 100_000].map(gasLimit), [25_000, 25_002, 25_003, 25_005, 25_007, 165_000]);
});

test("a fee is never short by a fraction", () => {
  const amount = (gas, amount) => feeFor(gas, { amount, denom: "useal" }).amount;
  assert.deepEqual(amount(165_000, "0.025"), [{ denom: "useal", amount: "4125" }]);
  assert.deepEqual(amount(1, "0.025"), [{ denom: "useal", amount: "1" }]);
  assert.deepEqual(amount(3, "0.333333333333333334"), [{ denom: "useal", amount: "2" }]);
  assert.deepEqual(amount(3, "2"), [{ denom: "useal", amount: "6" }]);
  assert.deepEqual(amount(3, "0"), []);
});

test("who grants the fee is named in it", () => {
  const fee = feeFor(40, { amount: "0.025", denom: "useal" }, "chartseal1granter");
  assert.deepEqual(fee, { amount: [{ denom: "useal", amount: "1" }], gas: "40", granter: "chartseal1granter" });
});

// Refusals as wasmd and the Cosmos SDK write them, told as in Rust (packages/ledger/tests/wasmd/refusals.rs).

import assert from "node:assert/strict";
import { test } from "node:test";
import { classify } from "../../dist/refusal.js";

const CONTEXT = { executed: ["first", "second"], sender: "sender", granter: "granter" };
const told = (log) => classify(log, CONTEXT);
const IN_BLOCK = "failed to execute message; message index: 1: ";

test("a contract's words come without what the chain puts around them", () => {
  const message = "expected an active identity, got: a pending one; have it verified: first";
  const log = `${IN_BLOCK}${message}: execute wasm contract failed`;
  const expected = { kind: "Contract", contract: "second", message };
  assert.deepEqual(told(log), expected);
  assert.deepEqual(told(`failed to simulate tx: ${log}`), expected);
  const answer = `${message}: query wasm contract failed: unknown request`;
  assert.deepEqual(classify(answer, { asked: "asked" }), { kind: "Contract", contract: "asked", message });
});

test("a called contract's words are not taken for the caller's", () => {
  const log = `${IN_BLOCK}dispatch: submessages: refused: execute wasm contract failed`;
  assert.deepEqual(told(log), { kind: "Contract", message: "refused" });
});

test("a contract can't pass for the chain", () => {
  for (const message of [
    "account sequence mismatch, expected 9, got 1: incorrect account sequence",
    "out of gas in location: x; gasWanted: 1, gasUsed: 2: out of gas",
    "x: insufficient fee",
    "basic allowance: fee allowance expired",
    "no such contract",
    "x: wasmvm error",
    "failed to execute message; message index: 0: y: execute wasm contract failed",
    "failed to simulate tx: z",
  ]) {
    const log = `${IN_BLOCK}${message}: execute wasm contract failed`;
    assert.deepEqual(told(log), { kind: "Contract", contract: "second", message });
  }
});

test("what the chain refuses has failures of its own", () => {
  assert.deepEqual(told("account sequence mismatch, expected 12, got 11: incorrect account sequence"), {
    kind: "Sequence",
    account: "sender",
    expected: 12,
    got: 11,
  });
  assert.deepEqual(told("out of gas in location: WritePerByte; gasWanted: 70000, gasUsed: 70123: out of gas"), {
    kind: "OutOfGas",
    wanted: 70_000,
    used: 70_123,
  });
  assert.equal(told("insufficient fees; got: 1useal required: 2useal: insufficient fee").kind, "InsufficientFee");
  const funds = told("spendable balance 0useal is smaller than 1750useal: insufficient funds");
  assert.deepEqual([funds.kind, funds.payer], ["InsufficientFunds", "granter"]);
  const account = told("account chartseal1granter does not exist: unknown address");
  assert.deepEqual(account, { kind: "UnknownAccount", account: "granter" });
  const signature = told("signature verification failed; please verify account number (3): unauthorized");
  assert.deepEqual(signature, { kind: "BadSignature" });
  assert.deepEqual(told(`${IN_BLOCK}Error calling the VM: Aborted: wasmvm error`), { kind: "Aborted" });
  const unknown = told(`${IN_BLOCK}chartseal1x: no such contract`);
  assert.deepEqual(unknown, { kind: "UnknownContract", address: "second" });
});

test("a fee grant that does not pay is told with the reason", () => {
  for (const [log, reason] of [
    ["\u0001 does not allow to pay fees for \u0003: fee-grant not found: not found", "there is no such grant"],
    ["x does not allow to pay fees for y: basic allowance: fee allowance expired", "fee allowance expired"],
    ["x does not allow to pay fees for y: period limit: fee limit exceeded", "fee limit exceeded"],
    ["x does not allow: message does not exist in allowed messages: message not allowed", "message not allowed"],
  ]) {
    assert.deepEqual(told(log), { kind: "FeeGrant", granter: "granter", grantee: "sender", reason });
  }
});

// A deployment file is taken whole or refused with the member that is wrong.

import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDeployment } from "../../dist/index.js";
import { CHAIN } from "../support/scripted-node.mjs";
import { addressOf, deploymentFile, failureOf } from "../support/world.mjs";

const failure = (file, chain) => failureOf((async () => parseDeployment(file, chain))());

test("a deployment is read from text and from JSON, whatever else stands in the file", () => {
  const expected = deploymentFile();
  const file = { ...expected, network: "network.json" };
  assert.deepEqual(parseDeployment(file), expected);
  assert.deepEqual(parseDeployment(JSON.stringify(file), CHAIN), expected);
});

test("a deployment of another chain is refused", async () => {
  assert.deepEqual(await failure(deploymentFile(), "chartseal-2"), {
    kind: "WrongChain",
    expected: "chartseal-2",
    got: CHAIN,
  });
});

test("what is missing or of another shape is named", async () => {
  const wrong = [
    ["the file", "{"],
    ["the file", "[]"],
    ["the file", null],
    ["chain_id", { ...deploymentFile(), chain_id: 5 }],
    ["chain_id", { ...deploymentFile(), chain_id: "" }],
    ["identity_registry", { ...deploymentFile(), identity_registry: undefined }],
    ["codes", { ...deploymentFile(), codes: {} }],
    ["codes.id", { ...deploymentFile(), codes: [{ id: "1", checksum: "ab".repeat(32) }] }],
    ["codes.checksum", { ...deploymentFile(), codes: [{ id: 1, checksum: "AB" }] }],
    ["rpc", { ...deploymentFile(), rpc: [] }],
    ["gas_price.amount", { ...deploymentFile(), gas_price: { amount: "0,025", denom: "useal" } }],
    ["gas_price.amount", { ...deploymentFile(), gas_price: { amount: "-1", denom: "useal" } }],
    ["gas_price.denom", { ...deploymentFile(), gas_price: { amount: "1" } }],
  ];
  for (const [at, file] of wrong) {
    const { kind, at: got } = await failure(file);
    assert.deepEqual([kind, got], ["InvalidDeployment", at]);
  }
});

test("addresses are this chain's, whole, in lower case", async () => {
  const good = addressOf(1);
  const swapped = good.slice(0, -1) + (good.endsWith("q") ? "p" : "q");
  for (const bad of [good.toUpperCase(), swapped, good.replace("chartseal", "cosmos"), addressOf(1, 19), "x"]) {
    const { kind, address } = await failure({ ...deploymentFile(), access_control: bad });
    assert.deepEqual([kind, address], ["InvalidAddress", bad]);
  }
});

test("nodes are reached by http or https", async () => {
  for (const url of ["localhost:26657", "ftp://node", "file:///etc/passwd"]) {
    assert.deepEqual(await failure({ ...deploymentFile(), rpc: [url] }), { kind: "InvalidNode", url });
  }
});

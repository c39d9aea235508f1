// A message is sent once, whatever the node does.

import assert from "node:assert/strict";
import { test } from "node:test";
import { clientsOf } from "../../dist/index.js";
import { hashOf, read } from "../support/scripted-node.mjs";
import { failureOf, TIMING, wallet, world } from "../support/world.mjs";

const END_CARE = { organization: "01".repeat(16), patient: "02".repeat(16) };

/** Runs a test in a world, and stops its node. */
function inWorld(name, run, options) {
  test(name, async () => {
    const here = await world(options);
    try {
      const session = await here.join();
      const send = () => clientsOf(session).access.endCare(END_CARE);
      await run({ ...here, session, send });
    } finally {
      await here.node.stop();
    }
  });
}

const different = (node) => new Set(node.broadcasts.map(hashOf)).size;

inWorld("a message is in a block when the promise resolves", async ({ node, send, address, deployment }) => {
  const outcome = await send();
  const [{ bytes, height }] = node.included;
  assert.deepEqual([outcome.txHash, outcome.height, outcome.gasUsed], [hashOf(bytes), height, 101_000]);
  const { body, auth } = read(bytes);
  // 1.4 times what the trial took, and 25,000.
  assert.equal(auth.fee.gasLimit, 165_000n);
  assert.deepEqual(auth.fee.amount, [{ denom: "useal", amount: "4125" }]);
  assert.equal(auth.fee.granter, "");
  assert.equal(body.memo, "");
  assert.equal(body.timeoutHeight, 110n);
  const text = new TextDecoder().decode(body.messages[0].value);
  assert.ok(text.includes(address) && text.includes(deployment.access_control));
  assert.ok(text.includes(JSON.stringify({ end_care: END_CARE })));
});

inWorld("who grants the fees is named", async ({ node, join }) => {
  const feeGranter = node.accounts.keys().next().value;
  await clientsOf(await join({ feeGranter })).access.endCare(END_CARE);
  assert.equal(read(node.included[0].bytes).auth.fee.granter, feeGranter);
});

inWorld("what a contract refuses in the trial is never broadcast", async ({ node, send, deployment }) => {
  node.trial = "failed to execute message; message index: 0: expected x, got y: execute wasm contract failed";
  const failure = await failureOf(send());
  assert.deepEqual(failure, { kind: "Contract", contract: deployment.access_control, message: "expected x, got y" });
  assert.equal(node.broadcasts.length, 0);
});

inWorld("a transaction without a message is refused", async ({ session, node }) => {
  assert.equal((await failureOf(session.submit([]))).kind, "NoMessage");
  assert.equal(node.broadcasts.length, 0);
});

for (const fault of ["do-and-close", "do-and-close-midway", "do-and-hang", { say: "<html>" }]) {
  inWorld(`a lost answer to a broadcast (${JSON.stringify(fault)}) sends nothing twice`, async ({ node, send }) => {
    node.fault("broadcast_tx_sync", fault);
    await send();
    assert.equal(node.included.length, 1);
    assert.equal(different(node), fault.say ? 1 : 1);
  });
}

inWorld("a broadcast that did not arrive is repeated with the same bytes", async ({ node, send }) => {
  node.fault("broadcast_tx_sync", "close", "close");
  await send();
  assert.equal(node.included.length, 1);
  assert.equal(different(node), 1);
});

inWorld("a node that fails after the broadcast is asked until it is back", async ({ node, send }) => {
  node.fault("tx", "close", { say: "" }, { say: "[]" }, { error: { code: -32603, message: "busy" } });
  const { txHash } = await send();
  assert.equal(txHash, hashOf(node.included[0].bytes));
  assert.equal(different(node), 1);
});

inWorld("a node without an index is asked for its blocks", async ({ node, send }) => {
  node.indexes = false;
  const { txHash, height } = await send();
  assert.deepEqual([txHash, height], [hashOf(node.included[0].bytes), node.included[0].height]);
});

inWorld("a transaction that no block took is dead when its last block has passed", async ({ node, send }) => {
  node.includes = false;
  node.blocksAStatus = 20;
  const failure = await failureOf(send());
  assert.equal(failure.kind, "NotIncluded");
  assert.equal(failure.txHash, hashOf(node.broadcasts[0]));
  assert.equal(different(node), 1);
});

inWorld("a chain that stands still leaves it undecided, with the hash to ask for", async ({ node, send }) => {
  node.includes = false;
  const failure = await failureOf(send());
  assert.deepEqual(failure, { kind: "Undecided", txHash: hashOf(node.broadcasts[0]), timeoutHeight: 110 });
  assert.ok(node.broadcasts.length > 1);
  assert.equal(different(node), 1);
});

inWorld("a number that somebody else took before is taken anew", async ({ node, send, address }) => {
  await send();
  node.accounts.get(address).sequence = 9;
  await send();
  assert.deepEqual(
    node.included.map(({ bytes }) => Number(read(bytes).auth.signerInfos[0].sequence)),
    [3, 9],
  );
});

inWorld("messages are signed anew when their number went to another transaction", async ({ node, send, address }) => {
  node.fault("broadcast_tx_sync", "close");
  const sending = send();
  // Somebody else uses the number before the bytes come a second time.
  while (!node.calls.includes("broadcast_tx_sync")) await new Promise((done) => setTimeout(done, 1));
  node.accounts.get(address).sequence = 4;
  node.height += 2;
  await sending;
  assert.equal(node.included.length, 1);
  assert.equal(Number(read(node.included[0].bytes).auth.signerInfos[0].sequence), 4);
});

inWorld("what a block had before its turn is kept, for it can still be executed", async ({ node, send, address }) => {
  node.includes = false;
  const sending = send();
  while (node.pool.length < 1) await new Promise((done) => setTimeout(done, 1));
  const [bytes] = node.pool.splice(0);
  const { sequence } = node.accounts.get(address);
  const log = `account sequence mismatch, expected ${sequence - 1}, got ${sequence}: incorrect account sequence`;
  node.include(bytes, { code: 32, log, events: [] });
  node.accounts.get(address).sequence = sequence;
  // Somebody kept it until its turn.
  node.include(bytes);
  node.height += 2;
  node.includes = true;
  await sending;
  assert.equal(different(node), 1);
});

inWorld("senders of one account need not wait for each other's blocks", async ({ node, send, address }) => {
  node.includes = false;
  const sending = [send(), send(), send()];
  while (node.pool.length < 3) await new Promise((done) => setTimeout(done, 1));
  for (const bytes of node.pool.splice(0)) node.include(bytes);
  const hashes = (await Promise.all(sending)).map(({ txHash }) => txHash);
  assert.equal(new Set(hashes).size, 3);
  assert.equal(node.accounts.get(address).sequence, 6);
});

inWorld("a message that fails in its block is told, and its number is used", async ({ node, send, address }) => {
  node.outcome = {
    code: 11,
    log: "out of gas in location: WritePerByte; gasWanted: 165000, gasUsed: 165123: out of gas",
    events: [],
  };
  assert.deepEqual(await failureOf(send()), { kind: "OutOfGas", wanted: 165_000, used: 165_123 });
  assert.equal(node.accounts.get(address).sequence, 4);
  assert.equal(different(node), 1);
});

inWorld("what a node refuses leaves the number to the next", async ({ node, send }) => {
  node.fault("broadcast_tx_sync", { refuse: "insufficient fees; got: 1useal required: 2useal: insufficient fee" });
  assert.equal((await failureOf(send())).kind, "InsufficientFee");
  await send();
  assert.equal(Number(read(node.included[0].bytes).auth.signerInfos[0].sequence), 3);
});

inWorld("a node without room is told so", async ({ node, send }) => {
  node.fault("broadcast_tx_sync", { error: { code: -32603, message: "Internal error", data: "mempool is full" } });
  assert.equal((await failureOf(send())).kind, "NodeRefused");
  assert.equal(node.included.length, 0);
});

test("a fee grant that does not pay is told before anything is signed", async () => {
  let signed = 0;
  const inner = await wallet();
  const counting = {
    getAccounts: () => inner.getAccounts(),
    signDirect: (...args) => {
      signed += 1;
      return inner.signDirect(...args);
    },
  };
  const { node, join, address } = await world({ wallet: counting });
  try {
    const session = await join({ feeGranter: address, timing: TIMING });
    for (const [log, reason] of [
      ["x does not allow to pay fees for y: fee-grant not found: not found", "there is no such grant"],
      ["x does not allow to pay fees for y: basic allowance: fee allowance expired", "fee allowance expired"],
      ["x does not allow to pay fees for y: period limit: fee limit exceeded", "fee limit exceeded"],
    ]) {
      node.trial = log;
      const failure = await failureOf(clientsOf(session).access.endCare(END_CARE));
      assert.deepEqual(failure, { kind: "FeeGrant", granter: address, grantee: address, reason });
    }
    assert.equal(signed, 0);
  } finally {
    await node.stop();
  }
});

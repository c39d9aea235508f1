// Connecting: to the right chain, through a node that is one, with a wallet that signs what it is shown.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Secp256k1HdWallet } from "@cosmjs/amino";
import { AuthInfo } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import { clientsOf, connect } from "../../dist/index.js";
import { read } from "../support/scripted-node.mjs";
import { failureOf, TIMING, wallet, world } from "../support/world.mjs";

const END_CARE = { organization: "01".repeat(16), patient: "02".repeat(16) };

async function withWorld(run, options) {
  const here = await world(options);
  try {
    await run(here);
  } finally {
    await here.node.stop();
  }
}

test("a node of another chain is refused, and nothing else is asked", () =>
  withWorld(async ({ node, join }) => {
    node.network = "other-1";
    const { kind, expected, got } = await failureOf(join());
    assert.deepEqual([kind, expected, got], ["OtherNetwork", "chartseal-scripted-1", "other-1"]);
    assert.deepEqual(node.calls, ["status"]);
  }));

test("a node that becomes another chain's later is sent nothing", () =>
  withWorld(async ({ node, join }) => {
    const session = await join();
    node.network = "other-1";
    assert.equal((await failureOf(clientsOf(session).access.endCare(END_CARE))).kind, "OtherNetwork");
    assert.equal(node.broadcasts.length, 0);
  }));

test("a node that is behind is told so", () =>
  withWorld(async ({ node, join }) => {
    node.age = 90_000;
    const failure = await failureOf(join());
    assert.deepEqual([failure.kind, failure.seconds, failure.catchingUp], ["NodeBehind", 90, false]);
    node.age = 0;
    node.catchingUp = true;
    assert.equal((await failureOf(join())).catchingUp, true);
  }));

test("a node that is not there, hangs or closes is unreachable", () =>
  withWorld(async ({ node, join }) => {
    for (const fault of ["close", "do-and-hang", "do-and-close-midway"]) {
      node.fault("status", fault);
      assert.equal((await failureOf(join())).kind, "NodeUnreachable", fault);
    }
    assert.equal((await failureOf(join({ rpc: "http://127.0.0.1:1" }))).kind, "NodeUnreachable");
    assert.equal((await failureOf(join({ rpc: "localhost:26657" }))).kind, "InvalidNode");
  }));

test("of several nodes the first that is as it should be is used", () =>
  withWorld(async ({ node, deployment, signer }) => {
    const rpc = ["http://127.0.0.1:1", node.url];
    const session = await connect({ ...deployment, rpc }, signer, { timing: TIMING });
    assert.equal(session.node.name, new URL(node.url).host);
    node.network = "other-1";
    const failure = await failureOf(connect({ ...deployment, rpc }, signer, { timing: TIMING }));
    assert.deepEqual([failure.kind, failure.node], ["NodeUnreachable", "127.0.0.1:1"]);
  }));

test("what answers rubbish is no node", () =>
  withWorld(async ({ node, join }) => {
    const rubbish = [
      "",
      "<html>502</html>",
      "[]",
      "null",
      '{"jsonrpc":"2.0","id":1}',
      '{"result":[]}',
      '{"result":{"node_info":{},"sync_info":{}}}',
      '{"result":{"node_info":{"network":5},"sync_info":{"latest_block_height":"x"}}}',
      '{"result":{"node_info":{"network":"chartseal-scripted-1"},"sync_info":{"latest_block_height":"-1"}}}',
    ];
    for (const say of rubbish) {
      node.fault("status", { say });
      assert.equal((await failureOf(join())).kind, "NodeRubbish", say);
    }
  }));

test("a node that answers a question with another's answer is no node", () =>
  withWorld(async ({ node, join }) => {
    const session = await join();
    for (const say of [
      '{"result":{"response":{"code":0,"value":"!!!","height":"1"}}}',
      '{"result":{"response":{"code":0,"value":"AAAA","height":"1"}}}',
    ]) {
      node.fault("abci_query", { say });
      assert.equal((await failureOf(clientsOf(session).access.policy())).kind, "NodeRubbish", say);
    }
  }));

test("an account that the chain does not have is told so", () =>
  withWorld(async ({ node, join, address }) => {
    node.accounts.clear();
    const session = await join();
    const failure = await failureOf(clientsOf(session).access.endCare(END_CARE));
    assert.deepEqual(failure, { kind: "UnknownAccount", account: address });
  }));

test("a wallet that refuses is told with its words, and nothing is sent", async () => {
  const inner = await wallet();
  const refusing = {
    getAccounts: () => inner.getAccounts(),
    signDirect: () => Promise.reject(new Error("Request rejected")),
  };
  await withWorld(
    async ({ node, join }) => {
      const session = await join();
      const failure = await failureOf(clientsOf(session).access.endCare(END_CARE));
      assert.deepEqual(failure, { kind: "WalletRefused", reason: "Request rejected" });
      assert.equal(node.broadcasts.length, 0);
    },
    { wallet: refusing },
  );
  const locked = { getAccounts: () => Promise.reject(new Error("locked")), signDirect: () => undefined };
  await withWorld(async ({ deployment }) => {
    assert.deepEqual(await failureOf(connect(deployment, locked)), { kind: "WalletRefused", reason: "locked" });
  });
});

test("a wallet that signs another message than it was shown is found out", async () => {
  const inner = await wallet();
  const changing = {
    getAccounts: () => inner.getAccounts(),
    signDirect: (address, document) => {
      const bodyBytes = document.bodyBytes.slice();
      bodyBytes[bodyBytes.length - 1] ^= 1;
      return inner.signDirect(address, { ...document, bodyBytes });
    },
  };
  await withWorld(
    async ({ node, join }) => {
      const session = await join();
      assert.equal((await failureOf(clientsOf(session).access.endCare(END_CARE))).kind, "WalletChanged");
      assert.equal(node.broadcasts.length, 0);
    },
    { wallet: changing },
  );
});

for (const [what, change] of [
  ["sequence number", (auth) => (auth.signerInfos[0].sequence += 1n)],
  ["public key", (auth) => (auth.signerInfos[0].publicKey.value[5] ^= 1)],
  ["payer of the fee", (auth) => (auth.fee.granter = "chartseal1other")],
]) {
  test(`a wallet that signs with another ${what} is found out`, async () => {
    const inner = await wallet();
    const changing = {
      getAccounts: () => inner.getAccounts(),
      signDirect: (address, document) => {
        const auth = AuthInfo.decode(document.authInfoBytes);
        change(auth);
        return inner.signDirect(address, { ...document, authInfoBytes: AuthInfo.encode(auth).finish() });
      },
    };
    await withWorld(
      async ({ node, join }) => {
        const session = await join();
        const failure = await failureOf(clientsOf(session).access.endCare(END_CARE));
        assert.deepEqual(failure, { kind: "WalletChanged", what });
        assert.equal(node.broadcasts.length, 0);
      },
      { wallet: changing },
    );
  });
}

test("a wallet that signs Amino JSON with another message is found out, in another order it is the same", async () => {
  const inner = await Secp256k1HdWallet.generate(12, { prefix: "chartseal" });
  const shuffled = (msg) => ({ ...msg, value: { ...msg.value, msg: { end_care: reversed(msg.value.msg.end_care) } } });
  const other = (msg) => ({ ...msg, value: { ...msg.value, msg: { end_care: { ...END_CARE, patient: "00" } } } });
  const reversed = (object) => Object.fromEntries(Object.entries(object).reverse());
  for (const [change, sent] of [
    [shuffled, 1],
    [other, 0],
  ]) {
    const changing = {
      getAccounts: () => inner.getAccounts(),
      signAmino: async (address, document) => {
        const signed = { ...document, msgs: document.msgs.map(change) };
        return { ...(await inner.signAmino(address, signed)), signed };
      },
    };
    await withWorld(
      async ({ node, join }) => {
        const sending = clientsOf(await join()).access.endCare(END_CARE);
        if (sent) await sending;
        else assert.deepEqual(await failureOf(sending), { kind: "WalletChanged", what: "message" });
        assert.equal(node.included.length, sent);
      },
      { wallet: changing },
    );
  }
});

test("a wallet without the account, or of another chain, is told so", () =>
  withWorld(async ({ join, deployment }) => {
    assert.equal((await failureOf(join({ address: deployment.governance }))).kind, "WalletAccount");
    const other = await Secp256k1HdWallet.generate(12, { prefix: "cosmos" });
    assert.equal((await failureOf(connect(deployment, other))).kind, "WalletAccount");
    const empty = { getAccounts: async () => [], signDirect: () => undefined };
    assert.equal((await failureOf(connect(deployment, empty))).kind, "WalletAccount");
  }));

test("a wallet that signs Amino JSON only, as hardware does, sends as well", async () => {
  const amino = await Secp256k1HdWallet.generate(12, { prefix: "chartseal" });
  await withWorld(
    async ({ node, join }) => {
      await clientsOf(await join()).access.endCare(END_CARE);
      const { auth, body } = read(node.included[0].bytes);
      // SIGN_MODE_LEGACY_AMINO_JSON
      assert.equal(auth.signerInfos[0].modeInfo.single.mode, 127);
      assert.equal(body.timeoutHeight, 110n);
    },
    { wallet: amino },
  );
});

test("a session sends as its own account, with the fee it finds", () =>
  withWorld(async ({ join, deployment, address }) => {
    const session = await join();
    const { access_control } = deployment;
    assert.equal((await failureOf(session.execute(deployment.governance, access_control, {}))).kind, "WalletAccount");
    await assert.rejects(session.execute(address, access_control, {}, 200_000), TypeError);
    await assert.rejects(session.execute(address, access_control, {}, "auto", "memo"), TypeError);
  }));

test("a contract that runs another code than the deployment names is neither asked nor sent anything", () =>
  withWorld(async ({ node, join, deployment }) => {
    const contract = deployment.access_control;
    node.codes.set(contract, 9);
    const { access } = clientsOf(await join());
    const expected = { kind: "CodeChanged", contract, expected: 1, got: 9 };
    assert.deepEqual(await failureOf(access.policy()), expected);
    assert.deepEqual(await failureOf(access.endCare(END_CARE)), expected);
    assert.equal(node.broadcasts.length, 0);
  }));

test("contracts are asked through the same node", () =>
  withWorld(async ({ node, join }) => {
    node.smart = "17";
    const session = await join({ timing: TIMING });
    assert.equal(await clientsOf(session).access.secondFactorNonce({ identity: "01".repeat(16) }), "17");
  }));

// The example of docs/client-js.md compiles strictly, and does what it says.

import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { transform } from "esbuild";
import ts from "typescript";
import { KeyRing, loadCrypto } from "../../dist/crypto-entry.js";
import { ScriptedNode } from "../support/scripted-node.mjs";
import { deploymentFile, wallet } from "../support/world.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const page = await readFile(new URL("../../../../docs/client-js.md", import.meta.url), "utf8");
const [, example] = /```ts\n([\s\S]*?)```/.exec(page);

const KEPLR = `
import type { OfflineSigner } from "@cosmjs/proto-signing";
declare global {
  interface Window {
    keplr: { enable(chainId: string): Promise<void>; getOfflineSigner(chainId: string): OfflineSigner };
  }
}
`;

test("it compiles as strictly as the package itself", async () => {
  const name = `${root}example.ts`;
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  await writeFile(name, KEPLR + example);
  try {
    const program = ts.createProgram([name], { ...options, noEmit: true, rootDir: root });
    const messages = ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
    assert.deepEqual(messages, []);
  } finally {
    await rm(name);
  }
});

test("it registers a patient, sets a rule and keeps the key in a ring", async () => {
  const node = await ScriptedNode.start();
  const signer = await wallet();
  const [{ address }] = await signer.getAccounts();
  node.network = "chartseal-1";
  node.accounts.set(address, { number: 1, sequence: 0 });
  const file = deploymentFile(node.url, "chartseal-1");
  const about = { _contract_address: file.identity_registry, identity: "07".repeat(16), kind: "patient" };
  const attributes = Object.entries({ ...about, account: address, evidence: "ab".repeat(32) });
  const event = { type: "wasm-identity_registered", attributes: attributes.map(([key, value]) => ({ key, value })) };
  node.outcome = { code: 0, log: "", events: [event] };

  const enabled = [];
  const keplr = { enable: async (chain) => enabled.push(chain), getOfflineSigner: () => signer };
  globalThis.window = { keplr };
  const { fetch } = globalThis;
  globalThis.fetch = async (url, ...rest) =>
    url === "/deployment.json" ? new Response(JSON.stringify(file)) : fetch(url, ...rest);
  const { code } = await transform(example, { loader: "ts", format: "esm" });
  const name = `${root}example.mjs`;
  await writeFile(name, code);
  try {
    const { join } = await import(name);
    const kept = [];
    const keep = async (ring, salt) => kept.push({ ring, salt });
    const begin = () => join(new Uint8Array([1, 2, 3]), "a passphrase", file.governance, keep);
    assert.equal(await begin(), about.identity);
    assert.deepEqual(enabled, ["chartseal-1"]);
    assert.equal(node.included.length, 2);
    // Whatever becomes of the registration, its key is there.
    node.trial = "failed to execute message; message index: 0: paused: execute wasm contract failed";
    await assert.rejects(begin(), { kind: "Contract" });
    assert.equal(kept.length, 2);
    await loadCrypto();
    for (const { ring, salt } of kept) {
      assert.equal(salt.length, 32);
      assert.equal(KeyRing.open(ring, "a passphrase").key().suite, "x-wing");
    }
  } finally {
    await rm(name);
    globalThis.fetch = fetch;
    delete globalThis.window;
    await node.stop();
  }
});

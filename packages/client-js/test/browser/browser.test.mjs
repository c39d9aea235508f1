// In a headless Chromium: a wallet as Keplr and Leap inject one, passkeys of a virtual authenticator, sealing and opening.

import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { sha256 } from "@cosmjs/crypto";
import { fromBase64, toHex } from "@cosmjs/encoding";
import { challengeHash, verifySignIn } from "../../dist/index.js";
import { PortalPage } from "../support/page.mjs";
import { CHAIN, ScriptedNode } from "../support/scripted-node.mjs";
import { deploymentFile, TIMING } from "../support/world.mjs";

const KEY = "11".repeat(32);
const MESSAGE = { organization: "01".repeat(16), patient: "02".repeat(16) };
const LABEL = { category: "laboratory", confidentiality: "N", compartment: 3 };

let node;
let portal;
let account;

before(async () => {
  node = await ScriptedNode.start();
  portal = await PortalPage.open(node.url);
  account = (await portal.act("inject", { key: KEY })).value;
  node.accounts.set(account, { number: 1, sequence: 0 });
});

after(async () => {
  await portal?.close();
  await node?.stop();
});

test("records that Rust sealed open in the browser, in every suite", async () => {
  const { records } = JSON.parse(await readFile(new URL("../vectors/rust.json", import.meta.url), "utf8"));
  for (const record of records) {
    const { value } = await portal.act("open", record);
    assert.deepEqual(value, { patient: record.content, requester: record.content }, record.suite);
  }
});

test("what the browser seals it opens through a trustee", async () => {
  const input = { patient: "07".repeat(16), label: LABEL, text: "haemoglobin 14.1 g/dL", ticket: "aa".repeat(40) };
  assert.equal((await portal.act("sealAndOpen", input)).value, input.text);
});

test("a message that the extension signs gets into a block, once", async () => {
  const { value } = await portal.act("endCare", { deployment: deploymentFile(), message: MESSAGE, timing: TIMING });
  assert.equal(value.height, node.included[0].height);
  assert.equal(value.txHash, toHex(sha256(node.included[0].bytes)).toUpperCase());
  node.fault("broadcast_tx_sync", "do-and-close");
  await portal.act("endCare", { deployment: deploymentFile(), message: MESSAGE, timing: TIMING });
  assert.equal(node.included.length, 2);
});

test("an extension that refuses, and a node of another chain, are told", async () => {
  const input = { deployment: deploymentFile(), message: MESSAGE, timing: TIMING };
  await portal.act("inject", { key: KEY, refuses: true });
  const refused = await portal.act("endCare", input);
  assert.deepEqual(refused.failure, { kind: "WalletRefused", reason: "Request rejected" });
  await portal.act("inject", { key: KEY });
  node.network = "other-1";
  assert.equal((await portal.act("endCare", input)).failure.kind, "OtherNetwork");
  node.network = CHAIN;
});

test("a passkey is made and confirms a message, as the contracts verify it", async () => {
  const phone = await portal.authenticator();
  const registration = { rpId: "localhost", rpName: "Portal", userName: "Patient", userId: "07".repeat(16) };
  const { value: passkey } = await portal.act("createPasskey", registration);
  assert.equal(passkey.rp_id, "localhost");
  const point = fromBase64(passkey.public_key);
  assert.deepEqual([point.length, point[0]], [65, 4]);

  const about = { chainId: CHAIN, contract: "contract", sender: account, expiresAt: 1_800_000_000, nonce: 7 };
  const message = { propose_change: { change: { add_account: { account } } } };
  const credentials = [toHex(fromBase64(passkey.credential))];
  const { value } = await portal.act("confirm", { ...about, message, rpId: "localhost", credentials });
  assert.deepEqual(JSON.parse(new TextDecoder().decode(fromBase64(value.message))), message);
  const { assertion } = value;
  assert.deepEqual(
    [assertion.credential, assertion.nonce, assertion.expires_at],
    [passkey.credential, about.nonce, about.expiresAt],
  );
  const clientData = fromBase64(assertion.client_data);
  const { type, challenge, origin } = JSON.parse(new TextDecoder().decode(clientData));
  const expected = challengeHash({ ...about, message: fromBase64(value.message) });
  assert.deepEqual([type, origin], ["webauthn.get", portal.origin]);
  assert.deepEqual(new Uint8Array(Buffer.from(challenge, "base64url")), expected);
  const authenticatorData = fromBase64(assertion.authenticator_data);
  // User present and verified.
  assert.equal(authenticatorData[32] & 0x05, 0x05);
  const [x, y] = [point.slice(1, 33), point.slice(33)].map((half) => Buffer.from(half).toString("base64url"));
  const key = createPublicKey({ key: { kty: "EC", crv: "P-256", x, y }, format: "jwk" });
  const signed = Buffer.concat([authenticatorData, sha256(clientData)]);
  assert.ok(verify("sha256", signed, key, fromBase64(assertion.signature)));

  const other = await portal.act("createPasskey", { ...registration, rpId: "example.org" });
  assert.equal(other.failure.kind, "PasskeyRefused");
  await phone.verify(false);
  const unknown = await portal.act("confirm", { ...about, message, rpId: "localhost", credentials });
  assert.equal(unknown.failure.kind, "PasskeyRefused");
  await phone.remove();
});

test("a sign-in by the extension holds at the portal", async () => {
  const now = Math.floor(Date.now() / 1000);
  const terms = {
    origin: portal.origin,
    chainId: CHAIN,
    account,
    nonce: "n".repeat(22),
    issuedAt: now,
    expiresAt: now + 300,
  };
  const { value } = await portal.act("signIn", terms);
  const expected = { origin: portal.origin, chainId: CHAIN, nonce: terms.nonce, now };
  assert.equal(verifySignIn(value, expected), account);
});

test("the page had no errors of its own", () => {
  assert.deepEqual(portal.errors, []);
});

// A sign-in holds for one portal, chain, account, nonce and time.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Secp256k1HdWallet, Secp256k1Wallet } from "@cosmjs/amino";
import { signIn, signInText, verifySignIn } from "../../dist/index.js";
import { failureOf } from "../support/world.mjs";

const NOW = 1_800_000_000;
const EXPECTED = { origin: "https://portal.example.org", chainId: "chartseal-1", nonce: "n".repeat(22), now: NOW + 5 };
const wallet = await Secp256k1Wallet.fromKey(new Uint8Array(32).fill(7), "chartseal");
const [{ address: account }] = await wallet.getAccounts();
const TERMS = {
  origin: EXPECTED.origin,
  chainId: EXPECTED.chainId,
  account,
  nonce: EXPECTED.nonce,
  issuedAt: NOW,
  expiresAt: NOW + 300,
};
const given = await signIn(wallet, TERMS);
const fault = async (sign, expected = EXPECTED) => {
  const failure = await failureOf((async () => verifySignIn(sign, expected))());
  assert.equal(failure.kind, "SignIn");
  return failure.reason;
};

test("a sign-in tells who signed it, after its way over a wire", async () => {
  assert.equal(verifySignIn(JSON.parse(JSON.stringify(given)), EXPECTED), account);
});

test("a wallet's signArbitrary makes the same", async () => {
  const keplr = { signArbitrary: async () => given.signature };
  assert.deepEqual(await signIn(keplr, TERMS), given);
});

test("the text says where, who and until when, a line each", () => {
  assert.equal(
    signInText(TERMS),
    [
      "Sign in to https://portal.example.org",
      "",
      "This sends no transaction and costs nothing.",
      "",
      "Domain: chartseal/sign-in/v1",
      "Chain: chartseal-1",
      `Account: ${account}`,
      `Nonce: ${"n".repeat(22)}`,
      "Issued at: 2027-01-15T08:00:00.000Z",
      "Expires at: 2027-01-15T08:05:00.000Z",
    ].join("\n"),
  );
});

test("it is of no use on another portal, chain, for another nonce or at another time", async () => {
  assert.equal(await fault(given, { ...EXPECTED, origin: "https://evil.example.org" }), "origin");
  assert.equal(await fault(given, { ...EXPECTED, chainId: "chartseal-2" }), "chain");
  assert.equal(await fault(given, { ...EXPECTED, nonce: "m".repeat(22) }), "nonce");
  assert.equal(await fault(given, { ...EXPECTED, now: TERMS.expiresAt }), "time");
  assert.equal(await fault(given, { ...EXPECTED, now: NOW - 60 }), "time");
  const long = await signIn(wallet, { ...TERMS, expiresAt: NOW + 601 });
  assert.equal(await fault(long), "time");
});

test("whatever is changed after signing, the signature no longer fits", async () => {
  assert.equal(await fault({ ...given, expiresAt: given.expiresAt + 1 }), "signature");
  assert.equal(await fault({ ...given, issuedAt: given.issuedAt - 1 }), "signature");
  const elsewhere = await signIn(wallet, { ...TERMS, origin: "https://evil.example.org" });
  assert.equal(await fault({ ...elsewhere, origin: EXPECTED.origin }), "signature");
});

test("another's key can't sign for the account", async () => {
  const other = await Secp256k1HdWallet.generate(12, { prefix: "chartseal" });
  const [{ address }] = await other.getAccounts();
  const theirs = await signIn(other, { ...TERMS, account: address });
  assert.equal(await fault({ ...theirs, account }), "account");
  assert.equal(await fault({ ...given, account: address }), "account");
});

test("terms that could hold another line are refused before they are signed", async () => {
  const bad = [
    { origin: "https://portal.example.org/path" },
    { origin: "portal" },
    { chainId: "a\nAccount: b" },
    { account: "a\nb" },
    { nonce: "short" },
    { nonce: `${"n".repeat(22)}\n` },
    { issuedAt: -1 },
    { expiresAt: Number.NaN },
  ];
  for (const change of bad) {
    assert.equal((await failureOf(signIn(wallet, { ...TERMS, ...change }))).reason, "shape");
    assert.equal(await fault({ ...given, ...change }), "shape");
  }
});

test("rubbish in place of a signature is told as one", async () => {
  for (const signature of ["", "AAAA", "!"]) {
    assert.equal(await fault({ ...given, signature: { ...given.signature, signature } }), "signature");
  }
  const key = { ...given.signature.pub_key, value: "AAAA" };
  assert.equal(await fault({ ...given, signature: { ...given.signature, pub_key: key } }), "signature");
});

test("a wallet that refuses is told with its words", async () => {
  const refusing = { signArbitrary: () => Promise.reject(new Error("Request rejected")) };
  assert.deepEqual(await failureOf(signIn(refusing, TERMS)), { kind: "WalletRefused", reason: "Request rejected" });
});

// JavaScript opens what Rust sealed, with the same bytes; packages/crypto/tests/javascript.rs does the other way.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { fromHex, toHex } from "@cosmjs/encoding";
import {
  commit,
  KeyRing,
  keyId,
  loadCrypto,
  openAsPatient,
  openWithShares,
  RecordImport,
  releaseShare,
  SecretKey,
  ticketBytes,
} from "../../dist/crypto-entry.js";
import { challengeHash } from "../../dist/index.js";
import { failureOf } from "../support/world.mjs";

const vectors = JSON.parse(await readFile(new URL("../vectors/rust.json", import.meta.url), "utf8"));
const LABEL = { category: "laboratory", confidentiality: "N", compartment: 3 };
const PATIENT = "07".repeat(16);
const TICKET = ticketBytes({ chain_id: "chartseal-1", access_control: "chartseal1contract" }, 42);

const failure = (act) => failureOf((async () => act())());

test("the crypto says so when it is used before it is loaded", async () => {
  assert.equal((await failure(() => SecretKey.generate("x25519"))).kind, "CryptoNotLoaded");
  assert.equal((await failure(() => loadCrypto(new Uint8Array([1, 2, 3])))).kind, "CryptoNotLoaded");
});

// With the first tests done: a load that failed can be tried again.
test("records that Rust sealed open for patients and requesters, in every suite", async () => {
  await loadCrypto();
  assert.deepEqual(
    vectors.records.map(({ suite }) => suite),
    ["x-wing", "p256", "x25519", "rsa-oaep"],
  );
  for (const vector of vectors.records) {
    const record = stored(vector);
    const patient = SecretKey.fromBytes(vector.suite, fromHex(vector.patient_key));
    const requester = SecretKey.fromBytes(vector.suite, fromHex(vector.requester_key));
    const shares = vector.shares.map(fromHex);
    assert.equal(toHex(openAsPatient(patient, fromHex(vector.import_keys), record)), vector.content);
    assert.equal(toHex(openWithShares(requester, shares, fromHex(vector.ticket), record)), vector.content);
    assert.equal(toHex(TICKET), vector.ticket);
    patient.free();
    requester.free();
  }
});

test("key rings, commitments and challenges are Rust's", () => {
  const ring = KeyRing.open(fromHex(vectors.ring.bytes), vectors.ring.passphrase);
  assert.equal(toHex(ring.get("encryption", "x25519")), vectors.ring.key);
  assert.equal(toHex(ring.key("x25519").expose()), vectors.ring.key);
  assert.equal(ring.key("p256"), undefined);
  const { evidence, salt, commitment } = vectors.commitment;
  assert.equal(commit("identity", fromHex(evidence), fromHex(salt)).commitment, commitment);
  assert.notEqual(commit("claim", fromHex(evidence), fromHex(salt)).commitment, commitment);
  const { chain_id, expires_at, message, hash, ...rest } = vectors.challenge;
  const challenge = { ...rest, chainId: chain_id, expiresAt: expires_at, message: new TextEncoder().encode(message) };
  assert.equal(toHex(challengeHash(challenge)), hash);
});

/** A record sealed here for a patient and three trustees, two of whom are needed. */
function sealed(content = new TextEncoder().encode("haemoglobin 14.1 g/dL")) {
  const [patient, requester, ...trustees] = Array.from({ length: 5 }, () => SecretKey.generate("x25519"));
  const records = RecordImport.start({
    patient: PATIENT,
    patientKey: patient.publicKey,
    trustees: trustees.map((key) => key.publicKey),
    threshold: 2,
  });
  const record = { ...records.seal(content, LABEL), patient: PATIENT, label: LABEL };
  const release = (trustee) => releaseShare(trustee, requester.publicKey, TICKET, records.keys, record);
  return { content, patient, requester, trustees, records, record, shares: trustees.map(release) };
}

test("what is sealed here opens here, from an empty record to several chunks", () => {
  for (const length of [0, 1, 16_376, 16_384, 70_000]) {
    const { content, patient, requester, records, record, shares } = sealed(new Uint8Array(length).fill(0xa5));
    assert.deepEqual(openAsPatient(patient, records.keys, record), content);
    assert.deepEqual(openWithShares(requester, shares.slice(1), TICKET, record), content);
  }
});

test("a changed byte, another label, patient, hash, ticket or key opens nothing", async () => {
  const { patient, requester, records, record, shares } = sealed();
  const flip = (bytes, at) => bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));
  const asPatient = (changed) => failure(() => openAsPatient(patient, records.keys, { ...record, ...changed }));
  const cause = async (promise) => (await promise).cause;
  assert.equal(await cause(asPatient({ sealed: flip(record.sealed, 60) })), "Damaged");
  assert.equal(await cause(asPatient({ sealed: record.sealed.slice(0, 40) })), "Truncated");
  assert.equal(await cause(asPatient({ label: { ...LABEL, compartment: 4 } })), "Unwrap");
  assert.equal(await cause(asPatient({ patient: "08".repeat(16) })), "Key");
  assert.equal(await cause(asPatient({ contentHash: "00".repeat(32) })), "Unwrap");
  assert.equal(await cause(asPatient({ contentHash: "short" })), "Input");
  assert.equal(await cause(asPatient({ label: { category: "diagnosis" } })), "Input");
  assert.equal(await cause(asPatient({ envelope: flip(record.envelope, 60) })), "Unwrap");
  const open = (shares, ticket = TICKET, key = requester) => failure(() => openWithShares(key, shares, ticket, record));
  assert.equal(await cause(open(shares.slice(0, 1))), "TooFewShares");
  assert.equal(await cause(open([])), "TooFewShares");
  assert.equal(await cause(open(shares, TICKET.slice(1))), "SealedShare");
  assert.equal(await cause(open(shares, TICKET, patient)), "SealedShare");
  assert.equal(await cause(failure(() => openAsPatient(requester, records.keys, record))), "NotRecipient");
});

test("a share that does not open is left aside as long as enough of the others do", () => {
  const { content, requester, record, shares } = sealed();
  const spoilt = shares[0].map((byte) => byte ^ 1);
  assert.deepEqual(openWithShares(requester, [spoilt, ...shares.slice(1)], TICKET, record), content);
});

test("a private record opens for its patient alone", async () => {
  const { patient, trustees, records, requester } = sealed();
  const content = new Uint8Array([1, 2, 3]);
  const record = { ...records.seal(content, LABEL, "private"), patient: PATIENT, label: LABEL };
  assert.deepEqual(openAsPatient(patient, records.keys, record), content);
  const released = () => releaseShare(trustees[0], requester.publicKey, TICKET, records.keys, record);
  assert.equal((await failure(released)).cause, "NoShare");
});

test("a ring that is sealed here opens here, with its passphrase only", async () => {
  const key = SecretKey.generate();
  assert.equal(key.suite, "x-wing");
  assert.equal(keyId(key.publicKey), key.id);
  const ring = KeyRing.empty();
  ring.insertKey(key);
  const bytes = ring.seal("a passphrase");
  assert.deepEqual(KeyRing.open(bytes, "a passphrase").key().publicKey, key.publicKey);
  assert.equal((await failure(() => KeyRing.open(bytes, "another"))).cause, "WrongPassphrase");
  assert.equal((await failure(() => KeyRing.open(bytes.slice(1), "a passphrase"))).cause, "NotAKeyRing");
});

test("keys that are none of their suite are refused, and a freed one is of no use", async () => {
  assert.equal((await failure(() => SecretKey.fromBytes("p256", new Uint8Array(5)))).cause, "Secret");
  const key = { suite: "p256", public_key: "AAAA" };
  assert.equal((await failure(() => keyId(key))).cause, "Public");
  const freed = SecretKey.generate("x25519");
  freed.free();
  assert.equal((await failure(() => freed.expose())).kind, "Crypto");
});

function stored({ sealed, envelope, content_hash, patient, label }) {
  return { sealed: fromHex(sealed), envelope: fromHex(envelope), contentHash: content_hash, patient, label };
}

// What of passkeys can be told without a browser; test/browser has the rest.

import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import { challengeHash, confirm, createPasskey } from "../../dist/index.js";
import { pointOf } from "../../dist/passkey.js";
import { failureOf } from "../support/world.mjs";

const CHALLENGE = {
  chainId: "chartseal-1",
  contract: "chartseal1contract",
  sender: "chartseal1sender",
  message: new TextEncoder().encode("{}"),
  expiresAt: 1_800_000_300,
  nonce: 0,
};

test("every part of a challenge changes it, and no part can move into the next", () => {
  const hash = (change) => Buffer.from(challengeHash({ ...CHALLENGE, ...change })).toString("hex");
  const changes = [
    {},
    { chainId: "chartseal-2" },
    { contract: "chartseal1sender" },
    { sender: "chartseal1contract" },
    { message: new Uint8Array([0x7b, 0x20, 0x7d]) },
    { expiresAt: 1_800_000_301 },
    { nonce: 1 },
    { nonce: 2n ** 63n },
    { chainId: "chartseal-1c", contract: "hartseal1contract" },
  ];
  assert.equal(new Set(changes.map(hash)).size, changes.length);
});

test("a P-256 key gives its point, any other key none", async () => {
  const spki = (type, options) => {
    const { publicKey } = generateKeyPairSync(type, options);
    return new Uint8Array(publicKey.export({ type: "spki", format: "der" }));
  };
  const key = spki("ec", { namedCurve: "P-256" });
  const point = pointOf(key);
  assert.deepEqual([point.length, point[0]], [65, 4]);
  assert.deepEqual(point, key.slice(-65));
  for (const other of [spki("ec", { namedCurve: "P-384" }), spki("ed25519"), key.slice(1), new Uint8Array()]) {
    assert.equal((await failureOf((async () => pointOf(other))())).kind, "PasskeyRefused");
  }
});

test("where there are no passkeys, that is said", async () => {
  const confirmation = { ...CHALLENGE, message: {}, rpId: "example.org", credentials: [] };
  assert.equal((await failureOf(confirm(confirmation))).kind, "PasskeyUnsupported");
  const registration = { rpId: "example.org", rpName: "Portal", userName: "A", userId: new Uint8Array(16) };
  assert.equal((await failureOf(createPasskey(registration))).kind, "PasskeyUnsupported");
});

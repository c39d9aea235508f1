// Events are read into types, and every type that the contracts have is known.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { decodeEvents, EVENT_TYPES, findEvent } from "../../dist/index.js";
import { failureOf } from "../support/world.mjs";

const packages = fileURLToPath(new URL("../../../", import.meta.url));

const raw = (type, attributes) => ({
  type,
  attributes: Object.entries({ _contract_address: "access", ...attributes }).map(([key, value]) => ({ key, value })),
});
const CARE = { patient: "p", organization: "o", by: "i", until: "1800000000" };

test("the kinds are those of the contracts' sources", async () => {
  const files = [
    "governance/src/event.rs",
    ...["access/event.rs", "anchor/event.rs", "certificate/event.rs"].map((file) => `types/src/${file}`),
    ...(await readdir(join(packages, "types/src/identity/event"))).map((file) => `types/src/identity/event/${file}`),
  ];
  const texts = await Promise.all(files.map((file) => readFile(join(packages, file), "utf8")));
  // The first argument of what makes an event, wherever that is a text.
  const makers =
    /\b(?:Event::new|about|affiliation|care|consent|emergency|numbered|of_record|policy|recovery_event|request|signed)\(\s*"([a-z_]+)"/g;
  const kinds = new Set(texts.flatMap((text) => Array.from(text.matchAll(makers), ([, kind]) => kind)));
  assert.deepEqual([...EVENT_TYPES].sort(), [...kinds].sort());
});

test("numbers, flags and lists are read as such", () => {
  const events = decodeEvents([
    raw("wasm-care_opened", CARE),
    raw("wasm-emergency_justified", { patient: "p", emergency: "3", late: "false" }),
    raw("wasm-organization_accredited", { organization: "o", roles: "doctor,nurse", by: "a" }),
    raw("wasm-relying_parties_set", { rp_ids: "none", origins: "https://a https://b" }),
  ]);
  assert.deepEqual(events, [
    { type: "care_opened", emitter: "access", patient: "p", organization: "o", by: "i", until: 1_800_000_000 },
    { type: "emergency_justified", emitter: "access", patient: "p", emergency: 3, late: false },
    { type: "organization_accredited", emitter: "access", organization: "o", roles: ["doctor", "nurse"], by: "a" },
    { type: "relying_parties_set", emitter: "access", rp_ids: [], origins: ["https://a", "https://b"] },
  ]);
  assert.equal(findEvent(events, "care_opened").until, 1_800_000_000);
  assert.equal(findEvent(events, "care_ended"), undefined);
});

test("what may be absent is absent", () => {
  const granted = { patient: "p", consent: "1", by: "a", effect: "permit", grantee: "everyone" };
  const [event] = decodeEvents([raw("wasm-consent_granted", granted)]);
  assert.deepEqual(Object.keys(event), ["type", "emitter", "patient", "consent", "by", "effect", "grantee"]);
});

test("other contracts, other kinds and the chain's bookkeeping are left out", () => {
  const events = [
    raw("wasm-care_opened", CARE),
    raw("wasm-transfer", {}),
    raw("wasm-constructor", {}),
    raw("execute", {}),
    { type: "care_opened", attributes: [] },
    { type: "wasm-care_opened", attributes: [] },
  ];
  assert.equal(decodeEvents(events).length, 1);
  assert.equal(decodeEvents(events, ["access"]).length, 1);
  assert.equal(decodeEvents(events, ["other"]).length, 0);
});

test("an event of a known kind that is not as it should be is an error", async () => {
  const without = { patient: "p", organization: "o", by: "i" };
  for (const attributes of [without, { ...CARE, until: "soon" }, { ...CARE, until: "99999999999999999" }]) {
    const failure = await failureOf((async () => decodeEvents([raw("wasm-care_opened", attributes)]))());
    assert.deepEqual(failure, { kind: "Event", event: "care_opened", attribute: "until" });
  }
});

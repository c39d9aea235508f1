// On a chain of wasmd: admission, registration, verification, a consent, and what is refused.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { clientsOf, connect, decodeEvents, findEvent, revokeFees } from "../../dist/index.js";
import {
  addressOf,
  admit,
  newcomer,
  newFinding,
  newWallet,
  openDeployment,
  register,
  registrar,
  skip,
} from "../support/consortium.mjs";
import { failureOf } from "../support/world.mjs";

const EVERYTHING = {
  actions: { only: ["read"] },
  categories: { all: {} },
  compartments: { all: {} },
  effect: "deny",
  grantee: { everyone: {} },
  max_confidentiality: "V",
  purposes: { only: ["HRESCH"] },
  records: { all: {} },
};

let consortium;
let member;
let deployment;
/** A verified patient. */
let patient;

before(async () => {
  if (skip) return;
  ({ consortium, member, deployment } = await openDeployment());
});

test("an admitted account registers as a patient, and pays nothing itself", { skip }, async () => {
  const session = await newcomer(consortium);
  const { identity, key, registered } = await register(session, "patient");
  assert.deepEqual(
    [registered.type, registered.kind, registered.account, registered.emitter],
    ["identity_registered", "patient", session.address, deployment.identity_registry],
  );
  const { registry } = clientsOf(session);
  assert.equal(await registry.identityOf({ account: session.address }), identity);
  const known = await registry.encryptionKey({ id: identity });
  assert.deepEqual(known.key, key.publicKey);
  patient = { session, identity };
});

test("what a contract refuses is told in its words, before a fee is paid", { skip }, async () => {
  const { access } = clientsOf(patient.session);
  const before = await patient.session.node.account(patient.session.address);
  const failure = await failureOf(register(patient.session, "patient"));
  assert.deepEqual([failure.kind, failure.contract], ["Contract", deployment.identity_registry]);
  assert.ok(failure.message.startsWith("expected "), failure.message);
  assert.deepEqual(await patient.session.node.account(patient.session.address), before);
  const stranger = await failureOf(access.consents({ patient: "zz" }));
  assert.equal(stranger.kind, "Contract");
});

test("a registrar verifies the patient, who grants and revokes a consent", { skip }, async () => {
  const office = await registrar(consortium, member);
  const finding = await newFinding(office.session);
  await clientsOf(office.session).registry.verify({ identity: patient.identity, ...finding });

  const { access } = clientsOf(patient.session);
  const granted = findEvent(decodeEvents((await access.grantConsent({ terms: EVERYTHING })).events), "consent_granted");
  assert.deepEqual(granted, {
    type: "consent_granted",
    emitter: deployment.access_control,
    patient: patient.identity,
    consent: granted.consent,
    by: patient.session.address,
    effect: "deny",
    grantee: "everyone",
  });
  const { consent } = await access.consent({ patient: patient.identity, consent: granted.consent });
  assert.equal(consent, granted.consent);
  const revoked = decodeEvents((await access.revokeConsent({ consent: granted.consent })).events);
  assert.equal(findEvent(revoked, "consent_revoked").consent, granted.consent);
});

test("senders at once on one account all get in, once each", { skip }, async () => {
  const { access } = clientsOf(patient.session);
  const outcomes = await Promise.all([1, 2, 3].map(() => access.grantConsent({ terms: EVERYTHING })));
  assert.equal(new Set(outcomes.map(({ txHash }) => txHash)).size, 3);
  const numbers = outcomes.map(({ events }) => findEvent(decodeEvents(events), "consent_granted").consent);
  assert.equal(new Set(numbers).size, 3);
});

test("who was admitted by nobody can't transact", { skip }, async () => {
  const session = await connect(deployment, await newWallet());
  const failure = await failureOf(register(session, "patient"));
  assert.deepEqual(failure, { kind: "UnknownAccount", account: session.address });
});

test("a grant that is missing, spent, expired or taken back is told so", { skip }, async () => {
  const register_ = (session) => failureOf(register(session, "patient"));
  const wallet = await newWallet();
  const account = await addressOf(wallet);
  await admit(member, account);
  const other = await connect(deployment, wallet, { feeGranter: consortium.address });
  const missing = await register_(other);
  assert.deepEqual([missing.kind, missing.reason], ["FeeGrant", "there is no such grant"]);

  const poor = await newWallet();
  await admit(consortium, await addressOf(poor), 1n);
  const spent = await register_(await connect(deployment, poor, { feeGranter: consortium.address }));
  assert.deepEqual([spent.kind, spent.reason], ["FeeGrant", "fee limit exceeded"]);

  const late = await newWallet();
  const now = (await consortium.node.standing()).time;
  await admit(consortium, await addressOf(late), 1_000_000n, { expiresAt: new Date(now + 6_000) });
  const session = await connect(deployment, late, { feeGranter: consortium.address });
  while ((await consortium.node.standing()).time < now + 8_000) await new Promise((done) => setTimeout(done, 300));
  const expired = await register_(session);
  assert.equal(expired.kind, "FeeGrant");

  await member.submit([revokeFees(member.address, account)]);
  const taken = await register_(await connect(deployment, wallet, { feeGranter: member.address }));
  assert.deepEqual([taken.kind, taken.granter, taken.grantee], ["FeeGrant", member.address, account]);
});

test("a deployment of another chain is refused by the chain's node", { skip }, async () => {
  const other = { ...deployment, chain_id: "chartseal-elsewhere-1" };
  const failure = await failureOf(connect(other, await newWallet()));
  assert.deepEqual(
    [failure.kind, failure.expected, failure.got],
    ["OtherNetwork", "chartseal-elsewhere-1", deployment.chain_id],
  );
});

test("an address without a contract is told so", { skip }, async () => {
  const failure = await failureOf(patient.session.execute(patient.session.address, deployment.governance, {}));
  assert.equal(failure.kind, "UnknownContract");
});

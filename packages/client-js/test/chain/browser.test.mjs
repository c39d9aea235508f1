// On a chain of wasmd, from a page in a headless Chromium: a patient registers with a passkey, which confirms a change.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { clientsOf } from "../../dist/index.js";
import { addressOf, admit, newWallet, openDeployment, skip } from "../support/consortium.mjs";
import { PortalPage } from "../support/page.mjs";

let consortium;
let portal;

before(async () => {
  if (skip) return;
  ({ consortium } = await openDeployment());
  portal = await PortalPage.open(consortium.deployment.rpc[0]);
  const relyingParties = [{ rp_id: "localhost", origins: [portal.origin] }];
  await clientsOf(consortium).registry.setRelyingParties({ relyingParties });
});

after(() => portal?.close());

test("a patient registers in a browser, and a passkey confirms a further account", { skip }, async () => {
  await portal.authenticator();
  const { value: account } = await portal.act("inject", { key: randomBytes(32).toString("hex") });
  await admit(consortium, account);
  const further = await addressOf(await newWallet());
  const { deployment, address: feeGranter } = consortium;
  const { value, failure } = await portal.act("registerAndPropose", { deployment, feeGranter, account: further });
  assert.equal(failure, undefined);
  const { identity, proposed } = value;
  assert.deepEqual(
    [proposed.identity, proposed.change, proposed.account, proposed.confirmed],
    [identity, "add_account", further, true],
  );
  const { registry } = clientsOf(consortium);
  assert.equal(await registry.identityOf({ account }), identity);
  assert.equal(Number(await registry.secondFactorNonce({ identity })), 1);
});

test("the page had no errors of its own", { skip }, () => {
  assert.deepEqual(portal.errors, []);
});

// Who is let in by `chartseal chain admit`, on which terms, and that a patient does not depend on a hospital's paying.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { address, query, refused, taken } from './chain.mjs';
import { root } from './nodes.mjs';

const { BOX, CHARTSEAL, NETWORK } = process.env;
const file = join(BOX, 'admission.json');
const member = address('member-0');
const consortium = address('consortium');
const someone = name => `${name}-${process.pid}`;

const chartseal = async (...args) => JSON.parse((await promisify(execFile)(CHARTSEAL, ['--json', 'chain', ...args], { cwd: root })).stdout);
const on = ['--chain', file];
const admit = (name, ...terms) => chartseal('admit', ...on, address(name), ...terms);
const dismiss = (name, ...terms) => chartseal('dismiss', ...on, address(name), ...terms);
const grants = async name => (await query(`/cosmos/feegrant/v1beta1/allowances/${address(name)}`)).allowances;

/** A message that anybody may send: keys are registered for an account. */
const register = name => {
  const key = { suite: 'x25519', public_key: Buffer.alloc(32, 7).toString('base64') };
  const msg = { register: { kind: 'patient', encryption_key: key, evidence: '01'.repeat(32) } };
  const contract = JSON.parse(readFileSync(file, 'utf8')).identity_registry;
  return { '@type': '/cosmwasm.wasm.v1.MsgExecuteContract', sender: address(name), contract, msg, funds: [] };
};
/** And one that can always be sent again: an identity is frozen by its owner. */
const freeze = name => ({ ...register(name), msg: { freeze: {} } });
const paid = granter => ({ granter, gas: 1_000_000 });

describe('admission', () => {
  before(() => chartseal('deploy', '--network', NETWORK, '--salt', `admission-${process.pid}`, '--out', file));

  test('nobody who was not admitted transacts', () => refused(/does not exist/, someone('stranger'), register(someone('stranger')), { gas: 1_000_000 }));
  test('a member admits somebody in one transaction, for messages to contracts, so much a day, for a year', async () => {
    const name = someone('nurse');
    const { granter, until } = await admit(name);
    assert.equal(granter, member);
    const [{ granter: who, allowance }, ...others] = await grants(name);
    assert.deepEqual([who, others], [member, []]);
    assert.deepEqual(allowance.allowed_messages, ['/cosmwasm.wasm.v1.MsgExecuteContract']);
    assert.equal(allowance.allowance.period, '86400s');
    assert.equal(Date.parse(allowance.allowance.basic.expiration) / 1000, until);
    await taken(name, register(name), paid(member));
  });
  test('who is admitted anew has the new terms', async () => {
    const name = someone('intern');
    await admit(name);
    await admit(name, '--daily-gas', '40');
    assert.equal((await grants(name)).length, 1);
    await refused(/fee limit exceeded/, name, register(name), paid(member));
  });
  test('several at once', async () => {
    const names = ['one', 'two', 'three'].map(someone);
    await chartseal('admit', ...on, ...names.map(address));
    assert.deepEqual((await Promise.all(names.map(grants))).map(list => list.length), [1, 1, 1]);
  });
  test("a patient's fees are the consortium's, without end: no hospital stops a revocation by not paying", async () => {
    const name = someone('patient');
    await admit(name);
    assert.equal((await admit(name, '--patient')).until, null);
    await taken(name, register(name), paid(consortium));
    await dismiss(name);
    await refused(/fee-grant not found/, name, freeze(name), paid(member));
    await taken(name, freeze(name), paid(consortium));
  });
  test('who is dismissed transacts no more', async () => {
    const name = someone('leaver');
    await admit(name);
    await dismiss(name);
    await refused(/fee-grant not found/, name, register(name), paid(member));
    await refused(/insufficient funds/, name, register(name), { gas: 1_000_000 });
  });
});

// Validators whose process is killed: one of four stops nothing, two stop the chain until one is back, and nothing is lost.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { encode } from '../../scripts/lib/bech32.mjs';
import { address, broadcast, included, network, query, transact } from './chain.mjs';
import { agree, ask, goesOn, height, kill, reaches, start, until } from './nodes.mjs';

/** A message that leaves something to look for: somebody new is admitted. */
function admission(member) {
  const grantee = encode(network.prefix, randomBytes(20));
  const allowance = { '@type': '/cosmos.feegrant.v1beta1.BasicAllowance', spend_limit: [], expiration: null };
  return { grantee, message: { '@type': '/cosmos.feegrant.v1beta1.MsgGrantAllowance', granter: address(member), grantee, allowance } };
}

const admitted = async ({ member, grantee }) => (await query(`/cosmos/feegrant/v1beta1/allowance/${address(member)}/${grantee}`)).allowance !== undefined;

/** Sends an admission by a member; it is in a block when this ends. */
async function admit(member) {
  const { grantee, message } = admission(member);
  const { code, log, hash, at } = await transact(member, message);
  assert.equal(code, 0, log);
  return { member, grantee, hash, at };
}

/** Each is in its block on this node, and what it did is there. */
async function kept(node, sent) {
  for (const one of sent) {
    const { height: at, tx_result: result } = await ask(node, `tx?hash=0x${one.hash}`);
    assert.deepEqual([Number(at), result.code], [one.at, 0]);
    assert.ok(await admitted(one));
  }
}

const blocks = sent => [...new Set(sent.map(({ at }) => at))];

describe('one of four killed', () => {
  const sent = [];
  test('blocks and transactions go on', async () => {
    sent.push(await admit('member-0'));
    // Some are on their way when it happens.
    const onTheirWay = ['member-0', 'member-1', 'member-2'].map(async member => [await admit(member), await admit(member)]);
    await kill(3);
    sent.push(...(await Promise.all(onTheirWay)).flat());
    await goesOn([0, 1, 2]);
    sent.push(await admit('member-0'));
  });
  test('what it was given last, and nobody else, is in the others\' blocks or in none, and can be sent again', async () => {
    await start(3);
    await reaches(3, await height(0));
    const { grantee, message } = admission('member-3');
    const signed = await broadcast('member-3', message, { node: 3 });
    await kill(3);
    // The same bytes again, to another node, which may have them: a chain takes them once.
    await signed.again(0);
    sent.push({ member: 'member-3', grantee, ...(await included(signed.hash)) });
    const { account } = await query(`/cosmos/auth/v1beta1/accounts/${address('member-3')}`);
    assert.equal(Number(account.sequence), signed.sequence + 1);
  });
  test('started again, it follows with the same state, and has lost nothing', async () => {
    await start(3);
    const at = await goesOn([0, 1, 2, 3]);
    await agree([0, 1, 2, 3], [...blocks(sent), at]);
    for (const node of [0, 3]) await kept(node, sent);
  });
});

describe('two of four killed', () => {
  const sent = [];
  let stands;
  let waiting;
  test('the chain stands still, and takes what waits', async () => {
    sent.push(await admit('member-0'), await admit('member-1'));
    await Promise.all([kill(2), kill(3)]);
    // The block in hand may still be made of votes that were on their way.
    await until('the halt', async () => {
      const [before] = await Promise.all([height(0), new Promise(done => setTimeout(done, 2000))]);
      return before === (await height(0));
    });
    stands = await height(0);
    const { grantee, message } = admission('member-0');
    waiting = { member: 'member-0', grantee, ...(await broadcast('member-0', message, { node: 0 })) };
    await new Promise(done => setTimeout(done, 5000));
    assert.deepEqual([await height(0), await height(1)], [stands, stands]);
    assert.equal(await admitted(waiting), false);
    for (const node of [0, 1]) await kept(node, sent);
  });
  test('one back is enough, and what waited is executed', async () => {
    await start(2);
    await reaches(0, stands + 2);
    sent.push({ ...waiting, ...(await included(waiting.hash)) });
    await goesOn([0, 1, 2]);
  });
  test('the other follows with the same state, and nothing is lost', async () => {
    await start(3);
    const at = await goesOn([0, 1, 2, 3]);
    await agree([0, 1, 2, 3], [...blocks(sent), at]);
    for (const node of [0, 1, 2, 3]) await kept(node, sent);
  });
});

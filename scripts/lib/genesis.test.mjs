// node --test scripts/lib/genesis.test.mjs
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode, encode, moduleAddress } from './bech32.mjs';
import { genesis, validator } from './genesis.mjs';
import { closed, open, unsendable } from './messages.mjs';

const WEEK = 7 * 86400;
const seconds = text => Number(/^(\d+)s$/.exec(text)[1]);
const member = (byte, stake = '1000000') => ({ address: encode('chartseal', Buffer.alloc(20, byte)), stake, fees: '500' });
const options = changes => ({
  profile: 'local',
  chain_id: 'chartseal-test-1',
  members: [member(2), member(1), member(3, '0')],
  consortium: { address: encode('chartseal', Buffer.alloc(20, 9)), fees: '200' },
  reserve: { stake: '7', fees: '9' },
  ...changes,
});

/** What `wasmd init` writes, as far as it is touched, everything open. */
const base = () => ({
  chain_id: 'another',
  consensus: { params: { block: { max_bytes: '22020096', max_gas: '-1' }, evidence: { max_age_num_blocks: '1', max_age_duration: '1', max_bytes: '9' } } },
  app_state: {
    auth: { params: { max_memo_characters: '256', tx_sig_limit: '7' }, accounts: [] },
    bank: { params: { default_send_enabled: true }, balances: [], supply: [], send_enabled: [] },
    circuit: { account_permissions: [{ address: 'x' }], disabled_type_urls: [] },
    distribution: { params: { community_tax: '0.02', withdraw_addr_enabled: true, base_proposer_reward: '0' } },
    genutil: { gen_txs: [] },
    gov: { params: { voting_period: '172800s', expedited_voting_period: '86400s', veto_threshold: '0.334' } },
    ibc: { client_genesis: { params: { allowed_clients: ['*'] } } },
    interchainaccounts: {
      controller_genesis_state: { params: { controller_enabled: true } },
      host_genesis_state: { params: { host_enabled: true, allow_messages: ['*'] } },
    },
    mint: { minter: { inflation: '0.13' }, params: { mint_denom: 'stake', inflation_max: '0.2', goal_bonded: '0.67' } },
    slashing: { params: { slash_fraction_downtime: '0.01', slash_fraction_double_sign: '0.05' } },
    staking: { params: { bond_denom: 'stake', historical_entries: 10000, unbonding_time: '1814400s' } },
    transfer: { params: { send_enabled: true, receive_enabled: true } },
    wasm: { params: { code_upload_access: { permission: 'Everybody', addresses: [] }, instantiate_default_permission: 'Everybody' } },
  },
});

test('changes neither its base nor its options, and gives the same for the same', () => {
  const [before, told] = [base(), options()];
  assert.deepEqual(genesis(before, told), genesis(before, told));
  assert.deepEqual(before, base());
  assert.deepEqual(told, options());
});

test('a production chain has no vote shorter than a week, a local one is quick', () => {
  const params = profile => genesis(base(), options({ profile })).app_state.gov.params;
  for (const key of ['voting_period', 'expedited_voting_period', 'max_deposit_period']) {
    assert.ok(seconds(params('production')[key]) >= WEEK, key);
    assert.ok(seconds(params('local')[key]) <= 60, key);
  }
  for (const profile of ['local', 'production']) {
    assert.ok(seconds(params(profile).expedited_voting_period) < seconds(params(profile).voting_period), 'the chain refuses another order');
  }
});

test('the profiles differ in the periods of votes and in nothing else', () => {
  const without = profile => {
    const made = genesis(base(), options({ profile }));
    for (const key of ['voting_period', 'expedited_voting_period', 'max_deposit_period']) delete made.app_state.gov.params[key];
    return made;
  };
  assert.deepEqual(without('local'), without('production'));
});

test('only members upload and instantiate', () => {
  const { params } = genesis(base(), options()).app_state.wasm;
  assert.deepEqual(params, {
    code_upload_access: { permission: 'AnyOfAddresses', addresses: [member(1), member(2), member(3)].map(({ address }) => address).sort() },
    instantiate_default_permission: 'AnyOfAddresses',
  });
});

test('no coin is sent, none is made, and supply is what is held', () => {
  const { bank, mint, distribution } = genesis(base(), options()).app_state;
  assert.equal(bank.params.default_send_enabled, false);
  assert.deepEqual(bank.send_enabled, [{ denom: 'useal', enabled: false }, { denom: 'ustake', enabled: false }]);
  assert.equal(Number(mint.minter.inflation) + Number(mint.params.inflation_max) + Number(mint.params.inflation_min), 0);
  assert.equal(mint.params.goal_bonded, '0.67');
  assert.equal(distribution.params.withdraw_addr_enabled, false);
  assert.deepEqual(bank.supply, [{ denom: 'useal', amount: '1709' }, { denom: 'ustake', amount: '2000007' }]);
  assert.deepEqual(
    bank.balances.map(({ coins }) => coins.map(coin => coin.denom)),
    [['useal', 'ustake'], ['useal', 'ustake'], ['useal'], ['useal'], ['useal', 'ustake']],
  );
  assert.equal(bank.balances[4].address, moduleAddress('chartseal', 'protocolpool'));
});

test("the consortium's account pays fees, and neither votes nor uploads", () => {
  const told = options();
  const { auth, bank, wasm } = genesis(base(), told).app_state;
  const { address, fees } = told.consortium;
  assert.ok(auth.accounts.some(account => account.address === address));
  assert.deepEqual(bank.balances.find(holder => holder.address === address).coins, [{ denom: 'useal', amount: fees }]);
  assert.ok(!wasm.params.code_upload_access.addresses.includes(address));
});

test('memos, other chains and acting for others are off', () => {
  const made = genesis(base(), options()).app_state;
  assert.equal(made.auth.params.max_memo_characters, '1');
  assert.equal(made.auth.params.tx_sig_limit, '7');
  assert.deepEqual(made.ibc.client_genesis.params.allowed_clients, []);
  assert.deepEqual(made.transfer.params, { send_enabled: false, receive_enabled: false });
  assert.deepEqual(made.interchainaccounts.host_genesis_state.params, { host_enabled: false, allow_messages: [] });
  assert.equal(made.interchainaccounts.controller_genesis_state.params.controller_enabled, false);
  assert.deepEqual(made.circuit.account_permissions, []);
  for (const url of ['/cosmos.authz.v1beta1.MsgGrant', '/cosmos.authz.v1beta1.MsgExec', '/ibc.core.channel.v1.MsgChannelOpenInit']) {
    assert.ok(made.circuit.disabled_type_urls.includes(url), url);
  }
});

test('a message is open or closed, once', () => {
  const all = [...open, ...closed, ...unsendable];
  assert.equal(new Set(all).size, all.length);
  // Without these nobody could validate, vote, admit or use a contract, and nobody could open what is closed.
  for (const url of [
    '/cosmos.circuit.v1.MsgResetCircuitBreaker',
    '/cosmos.feegrant.v1beta1.MsgGrantAllowance',
    '/cosmos.gov.v1.MsgSubmitProposal',
    '/cosmos.staking.v1beta1.MsgCreateValidator',
    '/cosmwasm.wasm.v1.MsgExecuteContract',
  ]) assert.ok(open.includes(url), url);
});

test('the validators stand in it as they signed', () => {
  const signed = [validator('node-0', member(1).address, { '@type': '/cosmos.crypto.ed25519.PubKey', key: 'AA==' }, '1000000')];
  assert.deepEqual(genesis(base(), options(), signed).app_state.genutil.gen_txs, signed);
  assert.equal(signed[0].body.memo, '');
  const [message] = signed[0].body.messages;
  assert.deepEqual(message.value, { denom: 'ustake', amount: '1000000' });
  assert.deepEqual(decode('chartsealvaloper', message.validator_address), decode('chartseal', member(1).address));
});

test('a validator is a member with the key of a node', () => {
  const key = { '@type': '/cosmos.crypto.ed25519.PubKey', key: 'AA==' };
  assert.throws(() => validator('node-0', 'chartseal1x', key, '1'), /the member's chartseal address/);
  assert.throws(() => validator('node-0', member(1).address, { ...key, '@type': '/cosmos.crypto.secp256k1.PubKey' }, '1'), /Ed25519/);
});

for (const [what, changes, message] of [
  ['an unknown profile', { profile: 'test' }, /profile to be one of local, production/],
  ['a profile that every object has', { profile: 'toString' }, /profile to be one of/],
  ['a chain id with a space', { chain_id: 'a b c' }, /chain_id of 3 to 48/],
  ['nobody', { members: [] }, /at least one member/],
  ['a member twice', { members: [member(1), member(1)] }, /named twice/],
  ['nobody with stake', { members: [member(1, '0')] }, /somebody must validate/],
  ['another prefix', { members: [{ ...member(1), address: encode('wasm', Buffer.alloc(20, 1)) }] }, /members\[0\].address to be a chartseal address/],
  ['a mistyped address', { members: [{ ...member(1), address: member(1).address.replace(/.$/, 'b') }] }, /members\[0\].address/],
  ['an amount as a number', { members: [{ ...member(1), stake: 5 }] }, /members\[0\].stake as decimal text, got 5/],
  ['a negative amount', { reserve: { stake: '-1', fees: '0' } }, /reserve.stake/],
  ['no account of the consortium', { consortium: undefined }, /consortium.address to be a chartseal address/],
  ['a member as the consortium', { consortium: { ...member(1) } }, /the consortium's account is a member's/],
  ['a consortium that cannot pay', { consortium: { address: encode('chartseal', Buffer.alloc(20, 9)) } }, /consortium.fees as decimal text/],
  ['no reserve', { reserve: undefined }, /reserve.stake/],
]) {
  test(`refuses ${what}`, () => assert.throws(() => genesis(base(), options(changes)), message));
}

test('addresses: vectors of BIP 173 and of a chain in use', () => {
  assert.equal(moduleAddress('cosmos', 'gov'), 'cosmos10d07y265gmmuvt4z0w9aw880jnsr700j6zn9kn');
  assert.equal(Buffer.from(decode('abcdef', 'abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw')).toString('hex'), '00443214c74254b635cf84653a56d7c675be77df');
  assert.equal(decode('abcdef', 'abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxx'), undefined);
  assert.equal(decode('cosmos', moduleAddress('chartseal', 'gov')), undefined);
});

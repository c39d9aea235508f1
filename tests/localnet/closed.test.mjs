// What the genesis closes, tried on the running chain; and what must be open. Run by tests/localnet/closed.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import { closed, open, unsendable } from '../../scripts/lib/messages.mjs';
import { address, any, knownMessages, network, query, refused, taken } from './chain.mjs';

const gov = network.governance;
const [member, other, consortium, stranger, user, patient] = ['member-0', 'member-1', 'consortium', 'stranger', 'user', 'patient'].map(address);
const breaker = /tx type not allowed/;
const message = (type, fields) => ({ '@type': `/${type}`, ...fields });
const coins = (denom, amount = '1') => [{ denom, amount }];
/** Fees from member-1, who lets the user do anything: what fees do not forbid. */
const paid = { granter: other };

const wasm = readFileSync(process.env.REFLECT).toString('base64');
const upload = sender => message('cosmwasm.wasm.v1.MsgStoreCode', { sender, wasm_byte_code: wasm, instantiate_permission: null });
let id;
let contract;
const instantiate = sender =>
  message('cosmwasm.wasm.v1.MsgInstantiateContract', { sender, admin: gov, code_id: id, label: 'r', msg: {}, funds: [] });
const execute = (sender, msg) => message('cosmwasm.wasm.v1.MsgExecuteContract', { sender, contract, msg, funds: [] });
const handOver = (sender, owner) => execute(sender, { change_owner: { owner } });
const grant = (granter, grantee, allowance) => message('cosmos.feegrant.v1beta1.MsgGrantAllowance', { granter, grantee, allowance });

/** What a member gives a user: fees for contracts, so much a day. */
const daily = {
  '@type': '/cosmos.feegrant.v1beta1.AllowedMsgAllowance',
  allowance: {
    '@type': '/cosmos.feegrant.v1beta1.PeriodicAllowance',
    basic: { spend_limit: [], expiration: null },
    period: '86400s',
    period_spend_limit: coins('useal', '1000000'),
    period_can_spend: coins('useal', '1000000'),
    period_reset: '2020-01-01T00:00:00Z',
  },
  allowed_messages: ['/cosmwasm.wasm.v1.MsgExecuteContract'],
};
const everything = { '@type': '/cosmos.feegrant.v1beta1.BasicAllowance', spend_limit: [], expiration: null };

const supply = async denom => (await query(`/cosmos/bank/v1beta1/supply/by_denom?denom=${denom}`)).amount.amount;
const balance = async (who, denom) => BigInt((await query(`/cosmos/bank/v1beta1/balances/${who}/by_denom?denom=${denom}`)).balance.amount);

let stakeBefore;
before(async () => {
  stakeBefore = await supply('ustake');
});

describe('what the chain knows', () => {
  test('each message is one that scripts/lib/messages.mjs opens or closes', async () => {
    assert.deepEqual((await knownMessages()).sort(), [...open, ...closed, ...unsendable].sort());
  });
  test('the circuit breaker holds what is closed', async () => {
    assert.deepEqual((await query('/cosmos/circuit/v1/disable_list')).disabled_list.sort(), [...closed].sort());
  });
  test('no account may open or close', async () => {
    assert.deepEqual((await query('/cosmos/circuit/v1/accounts')).accounts ?? [], []);
  });
});

describe("a member's doors are open", () => {
  test('upload', async () => {
    id = (await taken('member-0', upload(member), { gas: 6_000_000 }))('store_code', 'code_id');
  });
  test('instantiate', async () => {
    contract = (await taken('member-0', instantiate(member)))('instantiate', '_contract_address');
  });
});

describe('admission', () => {
  // wasmd prints the address as bytes, of which any may be a line's end.
  test('a stranger has no account', () => refused(/fee payer address: .* does not exist/s, 'stranger', handOver(stranger, user)));
  test('a fee grant makes one, without coins', async () => {
    await taken('member-0', grant(member, user, daily));
    assert.equal((await query(`/cosmos/auth/v1beta1/accounts/${user}`)).account.address, user);
    assert.deepEqual((await query(`/cosmos/bank/v1beta1/balances/${user}`)).balances, []);
  });
  test('the granter pays for what the user executes', async () => {
    await taken('member-0', handOver(member, user));
    const held = await balance(member, 'useal');
    await taken('user', handOver(user, member), { granter: member });
    assert.equal(await balance(member, 'useal'), held - 10_000n);
  });
  test("a patient's fees come from the consortium, so that no member can stop a revocation", async () => {
    await taken('consortium', grant(consortium, patient, daily));
    await taken('member-0', handOver(member, patient));
    const held = await balance(consortium, 'useal');
    await taken('patient', handOver(patient, member), { granter: consortium });
    assert.equal(await balance(consortium, 'useal'), held - 10_000n);
  });
  test('without the grant the user pays, and cannot', () => refused(/insufficient funds/, 'user', handOver(user, member)));
  test('not from somebody who gave none', () => refused(/fee-grant not found/, 'user', handOver(user, member), { granter: other }));
  test('not for a vote', () =>
    refused(
      /message does not exist in allowed messages/,
      'user',
      message('cosmos.gov.v1.MsgVote', { proposal_id: '1', voter: user, option: 'VOTE_OPTION_YES', metadata: 'text' }),
      { granter: member },
    ));
});

describe('code', () => {
  before(() => taken('member-1', grant(other, user, everything)));
  test("a user's upload", () => refused(/can not create code: unauthorized/, 'user', upload(user), { ...paid, gas: 6_000_000 }));
  test("a user's instantiation", () => refused(/can not instantiate: unauthorized/, 'user', instantiate(user), paid));
  test("the consortium's upload", () => refused(/can not create code: unauthorized/, 'consortium', upload(consortium), { gas: 6_000_000 }));
  test("the consortium's instantiation", () => refused(/can not instantiate: unauthorized/, 'consortium', instantiate(consortium)));
  test("a member's migration", () =>
    refused(/can not migrate: unauthorized/, 'member-0', message('cosmwasm.wasm.v1.MsgMigrateContract', { sender: member, contract, code_id: id, msg: {} })));
  test("a member's pinning", () =>
    refused(/invalid authority; expected/, 'member-0', message('cosmwasm.wasm.v1.MsgPinCodes', { authority: member, code_ids: [id] })));
  test("a member's change of who uploads", () =>
    refused(
      /invalid authority; expected/,
      'member-0',
      message('cosmwasm.wasm.v1.MsgAddCodeUploadParamsAddresses', { authority: member, addresses: [user] }),
    ));
});

describe('money', () => {
  for (const denom of ['ustake', 'useal']) {
    test(`sending ${denom}`, () =>
      refused(
        /send transactions are disabled/,
        'member-0',
        message('cosmos.bank.v1beta1.MsgSend', { from_address: member, to_address: stranger, amount: coins(denom) }),
      ));
  }
  test('a vesting account', () =>
    refused(
      breaker,
      'member-0',
      message('cosmos.vesting.v1beta1.MsgCreateVestingAccount', {
        from_address: member, to_address: stranger, amount: coins('useal'), end_time: '4102444800', delayed: true,
      }),
    ));
  test('rewards to somebody else', () =>
    refused(breaker, 'member-0', message('cosmos.distribution.v1beta1.MsgSetWithdrawAddress', { delegator_address: member, withdraw_address: stranger })));
});

describe('text', () => {
  const proposal = (proposer, amount) =>
    message('cosmos.gov.v1.MsgSubmitProposal', {
      messages: [message('cosmwasm.wasm.v1.MsgUnpinCodes', { authority: gov, code_ids: [id] })],
      initial_deposit: coins('useal', amount), proposer, metadata: '', title: 't', summary: 's', expedited: false,
    });
  test('a memo of two characters', () => refused(/maximum number of characters is 1 but received 2/, 'member-0', handOver(member, member), { memo: 'ab' }));
  test('a memo of one is open', () => taken('member-0', handOver(member, member), { memo: 'a' }));
  test('a proposal without the whole deposit', () => refused(/minimum deposit is too small/, 'member-0', proposal(member, '9999999')));
  test("a user's proposal", () => refused(/insufficient funds/, 'user', proposal(user, '10000000'), paid));
  test('a proposal of the old kind', () =>
    refused(
      breaker,
      'member-0',
      message('cosmos.gov.v1beta1.MsgSubmitProposal', {
        content: message('cosmos.gov.v1beta1.TextProposal', { title: 't', description: 'd' }), initial_deposit: [], proposer: member,
      }),
    ));
});

describe('acting for others', () => {
  test('an authorization', () =>
    refused(
      breaker,
      'member-0',
      message('cosmos.authz.v1beta1.MsgGrant', {
        granter: member,
        grantee: other,
        grant: { authorization: message('cosmos.authz.v1beta1.GenericAuthorization', { msg: '/cosmwasm.wasm.v1.MsgExecuteContract' }), expiration: null },
      }),
    ));
  test("an authorization's use", () =>
    refused(breaker, 'member-0', message('cosmos.authz.v1beta1.MsgExec', { grantee: member, msgs: [handOver(member, member)] })));
  test('a group', () => refused(breaker, 'member-0', message('cosmos.group.v1.MsgCreateGroup', { admin: member, members: [], metadata: 'free text' })));
});

describe('the breaker itself', () => {
  test('opening', () =>
    refused(
      /does not have permission to reset/,
      'member-0',
      message('cosmos.circuit.v1.MsgResetCircuitBreaker', { authority: member, msg_type_urls: ['/cosmos.authz.v1beta1.MsgGrant'] }),
    ));
  test('closing', () =>
    refused(
      /does not have permission to trip/,
      'member-0',
      message('cosmos.circuit.v1.MsgTripCircuitBreaker', { authority: member, msg_type_urls: ['/cosmwasm.wasm.v1.MsgExecuteContract'] }),
    ));
  test('letting an account', () =>
    refused(
      /only super admins/,
      'member-0',
      message('cosmos.circuit.v1.MsgAuthorizeCircuitBreaker', {
        granter: member, grantee: member, permissions: { level: 'LEVEL_SUPER_ADMIN', limit_type_urls: [] },
      }),
    ));
});

describe('other chains', () => {
  test('a transfer', () =>
    refused(
      breaker,
      'member-0',
      message('ibc.applications.transfer.v1.MsgTransfer', {
        source_port: 'transfer', source_channel: 'channel-0', token: { denom: 'useal', amount: '1' }, sender: member, receiver: 'x',
        timeout_height: { revision_number: '0', revision_height: '0' }, timeout_timestamp: '4102444800000000000', memo: '',
      }),
    ));
  test('a channel of the chain to itself', () =>
    refused(
      breaker,
      'member-0',
      message('ibc.core.channel.v1.MsgChannelOpenInit', {
        port_id: 'transfer',
        channel: {
          state: 'STATE_INIT', ordering: 'ORDER_UNORDERED', counterparty: { port_id: 'transfer', channel_id: '' },
          connection_hops: ['connection-localhost'], version: 'ics20-1',
        },
        signer: member,
      }),
    ));
  test('a connection', () =>
    refused(
      breaker,
      'member-0',
      message('ibc.core.connection.v1.MsgConnectionOpenInit', {
        client_id: '07-tendermint-0', counterparty: { client_id: '07-tendermint-0', connection_id: '', prefix: { key_prefix: 'aWJj' } },
        version: null, delay_period: '0', signer: member,
      }),
    ));
  test('an interchain account', () =>
    refused(
      breaker,
      'member-0',
      message('ibc.applications.interchain_accounts.controller.v1.MsgRegisterInterchainAccount', {
        owner: member, connection_id: 'connection-0', version: '', ordering: 'ORDER_ORDERED',
      }),
    ));
});

describe('from inside a contract that passes on what its owner says', () => {
  const inside = sent => execute(member, { reflect_msg: { msgs: [sent] } });
  const stopped = /circuit breaker disables execution of this message/;
  test('what is open is carried out', () => taken('member-0', inside(any('/cosmos.feegrant.v1beta1.MsgPruneAllowances', contract))));
  test('authz', () => refused(stopped, 'member-0', inside(any('/cosmos.authz.v1beta1.MsgRevoke', contract, member, '/cosmwasm.wasm.v1.MsgExecuteContract'))));
  test('rewards to somebody else', () =>
    refused(stopped, 'member-0', inside({ distribution: { set_withdraw_address: { address: member } } })));
  test('a transfer to another chain', () =>
    refused(
      stopped,
      'member-0',
      inside({ ibc: { transfer: { channel_id: 'channel-0', to_address: 'x', amount: coins('useal')[0], timeout: { timestamp: '4102444800000000000' } } } }),
    ));
  test('coins', () => refused(/send transactions are disabled/, 'member-0', inside({ bank: { send: { to_address: member, amount: coins('useal') } } })));
});

test('no stake was made meanwhile', async () => assert.equal(await supply('ustake'), stakeBefore));

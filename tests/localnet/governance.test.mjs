// What governance does on the running chain, and nobody else: it opens and closes doors, and brings a member in. Run by
// tests/localnet/closed.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { address, network, query, refused, taken } from './chain.mjs';

const gov = network.governance;
const [member, other] = ['member-0', 'member-1'].map(address);
const message = (type, fields) => ({ '@type': `/${type}`, ...fields });
const grant = message('cosmos.authz.v1beta1.MsgGrant', {
  granter: member,
  grantee: other,
  grant: { authorization: message('cosmos.authz.v1beta1.GenericAuthorization', { msg: '/cosmwasm.wasm.v1.MsgExecuteContract' }), expiration: null },
});
const breaker = type =>
  message(`cosmos.circuit.v1.${type}`, { authority: gov, msg_type_urls: ['/cosmos.authz.v1beta1.MsgGrant', '/cosmos.authz.v1beta1.MsgRevoke'] });

/** Proposes these messages and lets these members vote for them. Gives the proposal's number. */
async function propose(messages, members) {
  const id = (
    await taken('member-0', message('cosmos.gov.v1.MsgSubmitProposal', {
      messages, initial_deposit: [{ denom: 'useal', amount: '10000000' }], proposer: member, metadata: '', title: 't', summary: 's', expedited: false,
    }))
  )('submit_proposal', 'proposal_id');
  await Promise.all(
    members.map(({ name, address: voter }) =>
      taken(name, message('cosmos.gov.v1.MsgVote', { proposal_id: id, voter, option: 'VOTE_OPTION_YES', metadata: '' })),
    ),
  );
  return id;
}

/** Waits for the end of a proposal, and gives it. */
async function ended(id) {
  for (const end = Date.now() + 90_000; Date.now() < end; await sleep(500)) {
    const { proposal } = await query(`/cosmos/gov/v1/proposals/${id}`);
    if (!['PROPOSAL_STATUS_DEPOSIT_PERIOD', 'PROPOSAL_STATUS_VOTING_PERIOD'].includes(proposal.status)) return proposal;
  }
  throw new Error(`proposal ${id} is still voted on after 90 s`);
}

/** Proposes these messages, lets all members vote for them, and waits until they have been carried out. */
async function decide(...messages) {
  const proposal = await ended(await propose(messages, network.members));
  assert.equal(proposal.status, 'PROPOSAL_STATUS_PASSED', proposal.failed_reason);
}

describe('governance', () => {
  let minority;
  test('takes a proposal that half of the members vote for', async () => {
    minority = await propose([message('cosmwasm.wasm.v1.MsgAddCodeUploadParamsAddresses', { authority: gov, addresses: [address('outsider')] })], network.members.slice(0, 2));
  });
  test('opens what the genesis closes: the breaker alone keeps it closed (control)', async () => {
    await decide(breaker('MsgResetCircuitBreaker'));
    await taken('member-0', grant);
    await taken('member-0', message('cosmos.authz.v1beta1.MsgRevoke', { granter: member, grantee: other, msg_type_url: '/cosmwasm.wasm.v1.MsgExecuteContract' }));
  });
  test('and closes it again', async () => {
    await decide(breaker('MsgTripCircuitBreaker'));
    await refused(/tx type not allowed/, 'member-0', grant);
  });
  test('brings a member in: stake and fees of the reserve, the right to upload', async () => {
    const joining = address(`joining-${Date.now()}`);
    const amount = [{ denom: 'useal', amount: '1' }, { denom: 'ustake', amount: '1' }];
    await decide(
      message('cosmos.protocolpool.v1.MsgCommunityPoolSpend', { authority: gov, recipient: joining, amount }),
      message('cosmwasm.wasm.v1.MsgAddCodeUploadParamsAddresses', { authority: gov, addresses: [joining] }),
    );
    assert.deepEqual((await query(`/cosmos/bank/v1beta1/balances/${joining}`)).balances, amount);
    assert.ok((await query('/cosmwasm/wasm/v1/codes/params')).params.code_upload_access.addresses.includes(joining));
  });
  test('does not carry out what half of the members want', async () => {
    assert.equal((await ended(minority)).status, 'PROPOSAL_STATUS_REJECTED');
    assert.ok(!(await query('/cosmwasm/wasm/v1/codes/params')).params.code_upload_access.addresses.includes(address('outsider')));
  });
});

// A node that joins from a snapshot, not from the first block: it has the same state, contracts and their code with it, and
// follows with the same application hash.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { address, network, taken, wasmd } from './chain.mjs';
import { agree, ask, goesOn, height, reaches, root } from './nodes.mjs';

/** A snapshot is made each so many blocks; the headers of the two blocks after it say that it is right. */
const INTERVAL = 50;
const member = address('member-0');
const joined = network.rpc.length;
let contract;
let changed;

const owner = async (node, at) =>
  JSON.parse(
    await wasmd('query', 'wasm', 'contract-state', 'smart', contract, '{"owner":{}}', '--node', network.rpc[node].replace('http', 'tcp'), '--height', String(at)),
  ).data.owner;

describe('a node restored from a snapshot', () => {
  test('a contract is there, and called', async () => {
    const wasm = readFileSync(process.env.REFLECT).toString('base64');
    const code = (
      await taken('member-0', { '@type': '/cosmwasm.wasm.v1.MsgStoreCode', sender: member, wasm_byte_code: wasm, instantiate_permission: null }, { gas: 6_000_000 })
    )('store_code', 'code_id');
    contract = (
      await taken('member-0', { '@type': '/cosmwasm.wasm.v1.MsgInstantiateContract', sender: member, admin: network.governance, code_id: code, label: 'r', msg: {}, funds: [] })
    )('instantiate', '_contract_address');
    const msg = { change_owner: { owner: address('member-1') } };
    await taken('member-0', { '@type': '/cosmwasm.wasm.v1.MsgExecuteContract', sender: member, contract, msg, funds: [] });
    changed = await height(0);
  });
  test('joins without the blocks before it', async () => {
    const snapshot = Math.ceil(changed / INTERVAL) * INTERVAL;
    await reaches(0, snapshot + 4);
    await promisify(execFile)('scripts/localnet', ['add-node', '--state-sync'], { cwd: root });
    network.rpc.push(JSON.parse(readFileSync(process.env.NETWORK, 'utf8')).rpc[joined]);
    assert.ok(Number((await ask(joined, 'status')).sync_info.earliest_block_height) > changed);
  });
  test('has the state and the hash of the others, and goes on with them', async () => {
    const at = await goesOn([0, joined]);
    await agree([0, joined], [at - 1, at]);
    assert.equal(await owner(joined, at), address('member-1'));
    assert.equal(await owner(0, at), address('member-1'));
  });
});

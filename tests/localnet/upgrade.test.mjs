// From the release before to this one by a proposal of the chain's governance, with state in the contracts. What every message
// makes of old state is tested in the VM (tests/artifacts); here it is that a chain does it, all or nothing.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { address, query, taken } from './chain.mjs';
import { root } from './nodes.mjs';

const { BOX, CHARTSEAL, NETWORK } = process.env;
const BEFORE = 'tests/artifacts/releases/0.1.0';
const file = join(BOX, 'upgraded.json');
const all = { all: {} };

const chartseal = async (...args) => JSON.parse((await promisify(execFile)(CHARTSEAL, ['--json', 'chain', ...args], { cwd: root })).stdout);
const upgrade = () => chartseal('upgrade', '--chain', file, '--artifacts', 'artifacts');
const deployment = () => JSON.parse(readFileSync(file, 'utf8'));
const CONTRACTS = ['identity_registry', 'certificate_authority', 'access_control', 'record_anchor'];

const execute = (name, contract, msg) =>
  taken(name, { '@type': '/cosmwasm.wasm.v1.MsgExecuteContract', sender: address(name), contract: deployment()[contract], msg, funds: [] }, { gas: 1_500_000 });
const smart = async (contract, msg) =>
  (await query(`/cosmwasm/wasm/v1/contract/${deployment()[contract]}/smart/${encodeURIComponent(Buffer.from(JSON.stringify(msg)).toString('base64'))}`)).data;

/** What the contracts run by the chain's word, as number and checksum. */
const runs = () =>
  Promise.all(
    CONTRACTS.map(async contract => {
      const { contract_info: info } = await query(`/cosmwasm/wasm/v1/contract/${deployment()[contract]}`);
      const { code_info: code } = await query(`/cosmwasm/wasm/v1/code/${info.code_id}`);
      return { id: Number(info.code_id), checksum: code.data_hash.toLowerCase() };
    }),
  );

/** The checksums of a folder's Wasm, in the order of the contracts. */
function checksums(folder) {
  const lines = readFileSync(join(root, folder, 'checksums.txt'), 'utf8').trim().split('\n').map(line => line.split(/\s+/));
  return CONTRACTS.map(contract => lines.find(([, name]) => name === `${contract}.wasm`)[0]);
}

let hospital;
let patient;
const consents = async () =>
  (await smart('access_control', { consents: { patient } })).map(consent => [consent.consent, consent.in_force, consent.uses_left]);

/** Registers an identity for an account and has it verified by another. */
async function verified(name, kind, by) {
  const key = { suite: 'x25519', public_key: Buffer.alloc(32, 7).toString('base64') };
  await execute(name, 'identity_registry', { register: { kind, encryption_key: key, evidence: '01'.repeat(32) } });
  const identity = await smart('identity_registry', { identity_of: { account: address(name) } });
  const year = Math.floor(Date.now() / 1000) + 365 * 86_400;
  await execute(by, 'identity_registry', { verify: { identity, level: 'ial2', evidence: '02'.repeat(32), expires_at: year } });
  return identity;
}

const permit = (grantee, uses) => ({
  grant_consent: {
    terms: { effect: 'permit', grantee, categories: all, compartments: all, max_confidentiality: 'V', purposes: all, actions: all, records: all, uses },
  },
});

describe('an upgrade by proposal', () => {
  test('the release before is there, and lived with', async () => {
    await chartseal('deploy', '--network', NETWORK, '--artifacts', BEFORE, '--salt', `upgrade-${Date.now()}`, '--out', file);
    assert.deepEqual((await runs()).map(({ checksum }) => checksum), checksums(BEFORE));
    hospital = await verified('member-1', 'organization', 'consortium');
    await execute('consortium', 'identity_registry', { appoint_registrar: { organization: hospital } });
    patient = await verified('member-2', 'patient', 'member-1');
    await execute('member-2', 'access_control', permit({ organization: { organization: hospital } }, 3));
    await execute('member-2', 'access_control', permit({ role: { organization: hospital, role: 'doctor' } }));
    assert.deepEqual(await consents(), [[1, true, 3], [2, true, null]]);
  });
  test('governance moves the four contracts, pins what they run and unpins what they ran', async () => {
    const old = await runs();
    assert.equal((await upgrade()).upgraded, true);
    const now = await runs();
    assert.deepEqual(now.map(({ checksum }) => checksum), checksums('artifacts'));
    assert.deepEqual(now, deployment().codes, 'the deployment file follows');
    const pinned = (await query('/cosmwasm/wasm/v1/codes/pinned?pagination.limit=1000')).code_ids.map(Number);
    assert.deepEqual([now, old].map(codes => codes.filter(({ id }) => pinned.includes(id)).length), [4, 0]);
  });
  test('what was written stays, and is acted upon', async () => {
    for (const id of [hospital, patient]) assert.equal((await smart('identity_registry', { identity: { id } })).active, true);
    assert.deepEqual(await consents(), [[1, true, 3], [2, true, null]]);
    await execute('member-2', 'access_control', { revoke_consent: { consent: 1 } });
    assert.deepEqual((await consents()).map(([, inForce]) => inForce), [false, true]);
  });
  test('again, it changes nothing', async () => {
    const before = await runs();
    assert.equal((await upgrade()).upgraded, false);
    assert.deepEqual(await runs(), before);
  });
});

// A client of the local chain for its checks: any message, signed and sent by wasmd, and what became of it.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const { WASMD, BOX, NETWORK } = process.env;
export const network = JSON.parse(readFileSync(NETWORK, 'utf8'));
const [rpc] = network.rpc;
const rest = rpc.replace(/\d+$/, port => Number(port) + 1);

/** Each on a connection of its own: a node closes the idle ones while wasmd is waited for. */
export const get = url =>
  new Promise((done, failed) => {
    http.get(url, { agent: false, signal: AbortSignal.timeout(10_000) }, response => json(response).then(done, failed)).on('error', failed);
  });

/** What a query of the REST interface gives. */
export const query = path => get(`${rest}${path}`);

const settings = { env: { ...process.env, HOME: BOX }, encoding: 'utf8' };
export const wasmd = async (...args) => (await promisify(execFile)(WASMD, args, settings)).stdout;

const addresses = Object.fromEntries([...network.members, network.consortium].map(({ name, address }) => [name, address]));

/** The address of a member, of the consortium, or of somebody whom the checks make up when first named: each file its own. */
export function address(name) {
  addresses[name] ??= JSON.parse(execFileSync(WASMD, ['keys', 'add', name], settings)).address;
  return addresses[name];
}

/** Signs a message and gives it to a node. Gives its hash and sequence, or why the node does not take it, and `again` for the same bytes. */
export async function broadcast(name, message, { memo = '', gas = 400_000, granter = '', node = 0 } = {}) {
  const { account } = await query(`/cosmos/auth/v1beta1/accounts/${address(name)}`);
  const unsigned = join(BOX, `${name}-unsigned.json`);
  const signed = join(BOX, `${name}-signed.json`);
  const fee = { amount: [{ denom: 'useal', amount: String(gas / 40) }], gas_limit: String(gas), payer: '', granter };
  const body = { messages: [message], memo, timeout_height: '0', extension_options: [], non_critical_extension_options: [] };
  writeFileSync(unsigned, JSON.stringify({ body, auth_info: { signer_infos: [], fee }, signatures: [] }));
  // Who has no account signs as if it were new.
  const { account_number: number = '0', sequence = '0' } = account ?? {};
  await wasmd('tx', 'sign', unsigned, '--from', name, '--offline', '--account-number', number, '--sequence', sequence, '--output-document', signed);
  const give = async to => JSON.parse(await wasmd('tx', 'broadcast', signed, '--node', network.rpc[to].replace('http', 'tcp')));
  const { code, raw_log: log, txhash: hash } = await give(node);
  return { code, log, hash, sequence: Number(sequence), again: give };
}

/** What became of a transaction, once a block has it: code (0 is success), log, events, and the block's height. */
export async function included(hash) {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(100)) {
    const { result } = await get(`${rpc}/tx?hash=0x${hash}`);
    if (result) return { hash, at: Number(result.height), code: result.tx_result.code, log: result.tx_result.log, events: result.tx_result.events };
  }
  throw new Error(`no block has transaction ${hash} after 60 s`);
}

/** Signs a message, sends it and gives what became of it; code and log only if no node takes it. */
export async function transact(name, message, settings) {
  const { code, log, hash } = await broadcast(name, message, settings);
  return code === 0 ? included(hash) : { code, log };
}

/** The transaction must fail, and say why. */
export async function refused(reason, ...transaction) {
  const { code, log } = await transact(...transaction);
  assert.notEqual(code, 0, `expected a refusal that says ${reason}, but it was taken`);
  assert.match(log, reason);
}

/** The transaction must succeed. Gives the attributes of its events: taken(…).then(found => found('store_code', 'code_id')). */
export async function taken(...transaction) {
  const { code, log, events } = await transact(...transaction);
  assert.equal(code, 0, log);
  return (type, key) => events.find(event => event.type === type).attributes.find(attribute => attribute.key === key).value;
}

/** Type URLs of all messages that the node knows. */
export async function knownMessages() {
  const asked = Buffer.from('cosmos.base.v1beta1.Msg');
  const { result } = await get(`${rpc}/abci_query?${new URLSearchParams({
    path: '"/cosmos.base.reflection.v1beta1.ReflectionService/ListImplementations"',
    data: `0x${Buffer.concat([Buffer.from([0x0a, asked.length]), asked]).toString('hex')}`,
  })}`);
  assert.equal(result.response.code, 0, result.response.log);
  return strings(Buffer.from(result.response.value, 'base64'));
}

/** The strings of a protobuf message that has but one repeated string. */
function strings(bytes) {
  const found = [];
  for (let at = 0; at < bytes.length; ) {
    assert.equal(bytes[at], 0x0a, `the tag of field 1 at byte ${at}`);
    let length = 0;
    let shift = 0;
    do {
      at += 1;
      length |= (bytes[at] & 127) << shift;
      shift += 7;
    } while (bytes[at] & 128);
    found.push(bytes.subarray(at + 1, at + 1 + length).toString());
    at += 1 + length;
  }
  return found;
}

const varint = number => (number < 128 ? [number] : [(number & 127) | 128, ...varint(number >>> 7)]);

/** A contract's message of any kind whose fields 1, 2, 3, … are strings. */
export const any = (url, ...fields) => ({
  any: {
    type_url: url,
    value: Buffer.concat(
      fields.map((text, at) => Buffer.concat([Buffer.from([((at + 1) << 3) | 2, ...varint(Buffer.byteLength(text))]), Buffer.from(text)])),
    ).toString('base64'),
  },
});

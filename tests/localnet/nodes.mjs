// The nodes of the local chain for its checks: what each says, and how one is killed, started and given another clock.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { get, network } from './chain.mjs';

const folder = dirname(process.env.NETWORK);
export const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** How long anything may take: so long that only what never comes is late. */
const patience = 120_000;

/** What `attempt` gives once it gives something; fails, saying what was waited for, when it never does. */
export async function until(what, attempt) {
  for (const end = Date.now() + patience; Date.now() < end; await sleep(100)) {
    const found = await Promise.resolve(attempt()).catch(() => undefined);
    if (found !== undefined && found !== false) return found;
  }
  throw new Error(`${what}: not after ${patience / 1000} s`);
}

/** One answer of a node's RPC. */
export async function ask(node, path) {
  const { result, error } = await get(`${network.rpc[node]}/${path}`);
  if (error) throw new Error(`node ${node}, ${path}: ${error.data ?? error.message}`);
  return result;
}

export const height = async node => Number((await ask(node, 'status')).sync_info.latest_block_height);

/** The header of a block, as soon as the node has it. */
export const header = (node, at) => until(`block ${at} at node ${node}`, async () => (await ask(node, `header?height=${at}`)).header ?? undefined);

/** The node makes or follows blocks up to this height. */
export const reaches = (node, at) => until(`height ${at} at node ${node}`, async () => (await height(node)) >= at);

/** Each of these nodes makes so many blocks more than node 0 has now. */
export async function goesOn(nodes, blocks = 3) {
  const at = (await height(nodes[0])) + blocks;
  await Promise.all(nodes.map(node => reaches(node, at)));
  return at;
}

/** The nodes have the same blocks, with the same state after them. */
export async function agree(nodes, heights) {
  for (const at of heights) {
    const [first, ...others] = await Promise.all(nodes.map(node => header(node, at)));
    for (const other of others) assert.deepEqual(other, first);
  }
}

function runs(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Ends a node's process without a chance to save anything. */
export async function kill(node) {
  const pid = Number(readFileSync(join(folder, `node-${node}`, 'pid'), 'utf8'));
  process.kill(pid, 'SIGKILL');
  await until(`the end of node ${node}`, () => !runs(pid));
}

/** Starts a node that does not run. */
export const start = node =>
  run('bash', ['-c', 'source scripts/lib/common.sh; source scripts/lib/wasmd.sh; source scripts/lib/localnet.sh; start_node "$1"', '-', String(node)], { cwd: root });

/** Has a node's clock be so many seconds ahead of the machine's. The node has the file mapped: its bytes are written over. */
export function setClock(node, seconds) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(seconds) * 1_000_000_000n);
  const file = openSync(join(folder, network.clocks[node]), 'r+');
  writeSync(file, bytes);
  closeSync(file);
}

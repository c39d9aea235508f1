// What scripts/localnet asks the nodes and writes about them. Each command's arguments are in `commands` below.
import { chmodSync, closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { feeDenom, prefix } from './genesis.mjs';
import { moduleAddress } from './bech32.mjs';

/** One answer of a node's RPC. */
async function ask(rpc, path) {
  const response = await fetch(`${rpc}/${path}`, { signal: AbortSignal.timeout(5000) });
  const { result, error } = await response.json();
  if (error) throw new Error(`${path}: ${error.data ?? error.message}`);
  return result;
}

const sync = async rpc => (await ask(rpc, 'status')).sync_info;

/** What `attempt` gives once it gives something; nothing when time is up. A node that does not answer yet is asked again. */
async function until(seconds, attempt) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await attempt().catch(() => undefined);
    if (found !== undefined || Date.now() > end) return found;
    await sleep(200);
  }
}

function expect(holds, text) {
  if (!holds) throw new Error(text);
}

/** Written whole or not at all. */
function write(file, value) {
  writeFileSync(`${file}.new`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  chmodSync(`${file}.new`, 0o600);
  renameSync(`${file}.new`, file);
}

const clock = (folder, number) => join(folder, `node-${number}`, 'clock');

/** By how many nanoseconds a node's clock is ahead of the machine's. */
const ahead = (folder, number) => readFileSync(clock(folder, number)).readBigInt64LE();

/** Sets it. The node has the file in its memory, so the bytes are written over: another file in its place would not be seen. */
function setAhead(folder, number, nanoseconds) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(nanoseconds);
  const file = openSync(clock(folder, number), 'r+');
  writeSync(file, bytes);
  closeSync(file);
}

/** Nanoseconds for a reader: +14d 3h, -10m. */
function span(nanoseconds) {
  let left = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const parts = [['d', 86_400_000_000_000n], ['h', 3_600_000_000_000n], ['m', 60_000_000_000n], ['s', 1_000_000_000n], ['ns', 1n]].map(([unit, length]) => {
    const count = left / length;
    left %= length;
    return count > 0n ? `${count}${unit}` : '';
  });
  return `${nanoseconds < 0n ? '-' : '+'}${parts.filter(Boolean).join(' ')}`;
}

const commands = {
  /** free PORT...: nothing listens on these ports of loopback. */
  async free(...ports) {
    const taken = [];
    for (const port of ports) {
      const server = createServer();
      const free = await new Promise(done => {
        server.once('error', () => done(false)).listen({ host: '127.0.0.1', port: Number(port) }, () => server.close(() => done(true)));
      });
      if (!free) taken.push(port);
    }
    expect(taken.length === 0, `something else listens on 127.0.0.1, port ${taken.join(', ')}`);
  },

  /** await-blocks SECONDS NUMBER=RPC...: each node makes a block after the first that it tells of. */
  async 'await-blocks'(seconds, ...nodes) {
    const waits = nodes.map(async node => {
      const [number, rpc] = node.split('=');
      let first;
      const made = await until(Number(seconds), async () => {
        const height = Number((await sync(rpc)).latest_block_height);
        first ??= height;
        return height > first && height > 1 ? height : undefined;
      });
      if (made) return undefined;
      return first === undefined ? `node ${number} does not answer at ${rpc}` : `node ${number} stays at height ${first}`;
    });
    const failed = (await Promise.all(waits)).filter(Boolean);
    expect(failed.length === 0, `after ${seconds} s ${failed.join(', ')}`);
  },

  /** await-caught-up RPC OTHER SECONDS: the node is where the other one is, with the same app hash. It may take long, but not stand still. */
  async 'await-caught-up'(rpc, other, seconds) {
    let there;
    for (let height = -1; !there; ) {
      let next;
      there = await until(Number(seconds), async () => {
        const [mine, theirs] = await Promise.all([sync(rpc), sync(other)]);
        if (!mine.catching_up && Number(mine.latest_block_height) + 1 >= Number(theirs.latest_block_height)) return mine;
        next = Number(mine.latest_block_height);
        return next > height ? null : undefined;
      });
      expect(there !== undefined, next === undefined ? `nothing answers at ${rpc} after ${seconds} s` : `at height ${next} for ${seconds} s`);
      height = next;
    }
    const height = there.latest_block_height;
    const commit = await until(Number(seconds), () => ask(other, `commit?height=${height}`));
    expect(commit, `${other} does not get to height ${height}`);
    const { app_hash: hash } = commit.signed_header.header;
    expect(hash === there.latest_app_hash, `the app hash at height ${height} is ${there.latest_app_hash}, but ${hash} on ${other}`);
    console.log(`Caught up at height ${height}, app hash ${hash}, the same as ${other}`);
    const from = Number(there.earliest_block_height);
    console.log(from > 1 ? `It has the blocks from ${from} on, and what was before from a snapshot` : 'It has all blocks');
  },

  /** trust RPC INTERVAL: a height with its block's hash, from which a node that starts from a snapshot is sure of the rest. */
  async trust(rpc, interval) {
    const height = Number((await sync(rpc)).latest_block_height);
    // The snapshot of a height is checked by the two headers after it.
    const snapshot = Math.floor((height - 3) / Number(interval)) * Number(interval);
    expect(snapshot > 0, `no snapshot yet: the chain is at height ${height}, and the first is made at ${interval}`);
    console.log(`${snapshot} ${(await ask(rpc, `block?height=${snapshot}`)).block_id.hash}`);
  },

  /**
   * advance FOLDER SECONDS PATIENCE RPC NUMBER...: sets these nodes' clocks ahead by so many seconds more, and waits until the
   * time of blocks has followed at a node. RPC is empty if none runs.
   */
  async advance(folder, seconds, patience, rpc, ...numbers) {
    const clocks = numbers.map(number => [number, ahead(folder, number) + BigInt(seconds) * 1_000_000_000n]);
    const century = 36_525n * 86_400_000_000_000n;
    expect(clocks.every(([, next]) => next < century), 'no clock goes more than a century ahead');
    const before = rpc ? await sync(rpc) : undefined;
    clocks.forEach(([number, next]) => setAhead(folder, number, next));
    if (!before) {
      console.log('No node runs: they start with the new time');
      return;
    }
    const time = Date.parse(before.latest_block_time) + Number(seconds) * 1000;
    const height = Number(before.latest_block_height) + 2;
    const there = await until(Number(patience), async () => {
      const now = await sync(rpc);
      return Number(now.latest_block_height) >= height && Date.parse(now.latest_block_time) >= time ? now : undefined;
    });
    expect(there, `the clocks are set, but after ${patience} s the time of blocks has not followed: scripts/localnet status, scripts/localnet logs`);
    console.log(`Block ${there.latest_block_height} is of ${there.latest_block_time}`);
  },

  /** describe FOLDER RPC...: writes FOLDER/network.json. */
  async describe(folder, ...rpc) {
    const options = JSON.parse(readFileSync(join(folder, 'genesis-options.json'), 'utf8'));
    const first = existsSync(join(folder, 'network.json'))
      ? JSON.parse(readFileSync(join(folder, 'network.json'), 'utf8')).trust
      : { height: 1, hash: (await ask(rpc[0], 'block?height=1')).block_id.hash };
    write(join(folder, 'network.json'), {
      note: 'Made by scripts/localnet. The keys are for tests only: they lie here readable and are worth nothing elsewhere.',
      chain_id: options.chain_id,
      prefix,
      gas_price: { amount: '0.025', denom: feeDenom },
      rpc,
      governance: moduleAddress(prefix, 'gov'),
      members: options.members.map(({ address }, at) => ({
        name: `member-${at}`,
        address,
        mnemonic_file: `members/member-${at}.mnemonic`,
      })),
      consortium: { name: 'consortium', address: options.consortium.address, mnemonic_file: 'members/consortium.mnemonic' },
      clocks: rpc.map((_, number) => `node-${number}/clock`),
      trust: first,
    });
  },

  /** status FOLDER NUMBER=RPC...: a line a node; no RPC for one that does not run. Fails unless all run. */
  async status(folder, ...nodes) {
    let down = 0;
    for (const [number, rpc] of nodes.map(node => node.split('='))) {
      const info = rpc ? await sync(rpc).catch(() => undefined) : undefined;
      const peers = info ? (await ask(rpc, 'net_info').catch(() => undefined))?.n_peers : undefined;
      const moved = ahead(folder, number);
      const clockText = moved === 0n ? '' : `  clock ${span(moved)}`;
      if (!info) down += 1;
      console.log(
        info
          ? `node ${number}  ${rpc}  height ${info.latest_block_height}  app hash ${info.latest_app_hash}  peers ${peers ?? '?'}${clockText}${info.catching_up ? '  catching up' : ''}`
          : `node ${number}  ${rpc ? `${rpc}  runs, but does not answer` : 'stopped'}${clockText}`,
      );
    }
    expect(down === 0, `${down} of ${nodes.length} nodes down: scripts/localnet up starts them`);
  },
};

const [name, ...rest] = process.argv.slice(2);
try {
  expect(Object.hasOwn(commands, name ?? ''), `expected one of ${Object.keys(commands).join(', ')}, got '${name}'`);
  await commands[name](...rest);
} catch (error) {
  console.error(`error: ${error.message}`);
  process.exit(1);
}

// node --test scripts/operate/templates.test.mjs
// What a member takes home is checked by the programs that will read it, where they are: wasmd, systemd, nft, nginx, docker.
// One that is missing is said; WASMD names the program, else the one that scripts/localnet has built is taken.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { moduleAddress } from '../lib/bech32.mjs';
import { open } from '../lib/messages.mjs';
import { faults, put, settings } from './settings.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '..', '..');
const box = mkdtempSync(join(tmpdir(), 'chartseal-operate-'));
after(() => rmSync(box, { recursive: true, force: true }));

const read = (...path) => readFileSync(join(here, ...path), 'utf8');
const files = (folder, ending) => readdirSync(join(here, folder)).filter(name => name.endsWith(ending)).sort();

/** Runs it; gives its exit code and all that it said. */
function run(program, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', ...options });
  if (error) throw error;
  return { status, said: `${stdout}${stderr}` };
}

/** Whether a program answers; says so loudly if it does not. */
function there(what, program, ...args) {
  const found = spawnSync(program, args, { stdio: 'ignore' }).status === 0;
  if (!found) console.error(`SKIPPED: ${what}: '${[program, ...args].join(' ')}' does not work here`);
  return found ? false : `${program} is missing`;
}

/** An executable file that only tells how it was called. */
function stub(path, text = 'exit 0') {
  writeFileSync(path, `#!/usr/bin/env bash\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

describe('settings', () => {
  const file = 'top = "a"\n\n[p2p]\n# pex = "a comment"\npex = true\npeers = ""\n\n[rpc]\npex = 3\n';
  test('are set where they are, and nothing else changes', () =>
    assert.equal(put('[p2p]\npex = false\npeers = "x@y:1"\n', file), file.replace('pex = true', 'pex = false').replace('peers = ""', 'peers = "x@y:1"')));
  test('of another section are another setting', () => assert.equal(put('[rpc]\npex = 4', file), file.replace('pex = 3', 'pex = 4')));
  test('that the file lacks are refused', () => assert.throws(() => put('[p2p]\npexx = true', file), /p2p\.pexx is not a setting/));
  test('of another kind are refused', () => assert.throws(() => put('[p2p]\npex = "no"', file), /p2p\.pex is a truth there, and a text here/));
  test('that are not filled in are refused', () => assert.throws(() => put('top = "<name>"', file), /top = "<name>" has to be filled in/));
});

const wasmd = process.env.WASMD ?? join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), 'tools', 'wasmd', 'wasmd');

describe('config fragments', { skip: there("the fragments' settings against wasmd", wasmd, 'version') }, () => {
  const home = join(box, 'node');
  const written = {};
  test('wasmd writes its files', () => {
    execFileSync(wasmd, ['init', 'x', '--home', home, '--chain-id', 'x-1'], { env: { ...process.env, HOME: box }, stdio: 'ignore' });
    for (const name of ['app', 'config']) written[name] = readFileSync(join(home, 'config', `${name}.toml`), 'utf8');
  });
  for (const name of files('config', '.toml')) {
    test(`${name}: each setting is one of wasmd's`, () => {
      const fragment = read('config', name);
      assert.ok(settings(fragment).size > 3);
      assert.deepEqual(faults(fragment, written[name.split('.')[1]]), []);
    });
    test(`${name}: filled in, it can be put there`, () => {
      const filled = read('config', name).replaceAll(/<[^>]*>/g, 'x');
      const made = settings(put(filled, written[name.split('.')[1]]));
      for (const [key, value] of settings(filled)) assert.equal(made.get(key), value);
    });
  }
  test('a misspelt setting is found (control)', () => assert.notDeepEqual(faults('[p2p]\npexx = false', written.config), []));
});

describe('what the fragments promise', () => {
  const of = name => settings(read('config', name));
  test('a validator is found by nobody and called by nobody', () => {
    const config = of('validator.config.toml');
    assert.equal(config.get('p2p.pex'), 'false');
    assert.equal(config.get('p2p.max_num_inbound_peers'), '0');
    assert.match(config.get('rpc.laddr'), /127\.0\.0\.1/);
  });
  test('a sentry does not tell where the validator is', () =>
    assert.match(of('sentry.config.toml').get('p2p.private_peer_ids'), /validator's id/));
  test('an RPC node forgets nothing', () => {
    assert.equal(of('rpc.app.toml').get('pruning'), '"nothing"');
    assert.equal(of('rpc.app.toml').get('min-retain-blocks'), '0');
    assert.equal(of('rpc.config.toml').get('tx_index.indexer'), '"kv"');
    assert.equal(of('rpc.config.toml').get('storage.discard_abci_responses'), 'false');
  });
  test('price and pace are the same everywhere', () => {
    for (const [part, key] of [['app', 'minimum-gas-prices'], ['config', 'consensus.timeout_commit']]) {
      assert.equal(new Set(['validator', 'sentry', 'rpc'].map(role => of(`${role}.${part}.toml`).get(key))).size, 1, key);
    }
  });
});

describe('systemd units', { skip: there("systemd's word on the units", 'systemd-analyze', '--version') }, () => {
  const units = join(box, 'units');
  const programs = join(box, 'programs');
  mkdirSync(units);
  mkdirSync(programs);
  for (const program of ['wasmd', 'may-sign', 'horcrux']) stub(join(programs, program));
  for (const name of files('systemd', '.service')) {
    const unit = join(units, name);
    // The programs are not at their places here.
    writeFileSync(unit, read('systemd', name).replaceAll(/\/opt\/(chartseal|horcrux)\//g, `${programs}/`));
    test(`${name} is well-formed`, () => {
      const { status, said } = run('systemd-analyze', ['verify', '--man=no', unit]);
      assert.equal(said.split('\n').filter(line => line.includes(name)).join('\n'), '');
      assert.equal(status, 0, said);
    });
    test(`${name} is hardened: exposure of 2 out of 10 at most`, () => {
      const { status, said } = run('systemd-analyze', ['security', '--offline=true', '--threshold=20', '--no-pager', unit]);
      assert.equal(status, 0, said);
    });
  }
  test('a misspelt setting is found (control)', () => {
    const unit = join(units, 'wrong.service');
    writeFileSync(unit, '[Service]\nExecStart=/bin/true\nNoNewPrivilegess=yes\n');
    assert.match(run('systemd-analyze', ['verify', '--man=no', unit]).said, /wrong\.service.*NoNewPrivilegess/);
  });
});

describe('nftables', { skip: there("nft's word on the rules", 'nft', '--check', 'list', 'tables') }, () => {
  for (const name of files('nftables', '.nft')) {
    test(name, () => {
      const { status, said } = run('nft', ['--check', '--file', join(here, 'nftables', name)]);
      assert.equal(status, 0, said);
    });
  }
});

describe('nginx', { skip: there("nginx's word on the proxies", 'nginx', '-v') || there('certificates for the proxies', 'openssl', 'version') }, () => {
  const tls = join(box, 'tls');
  mkdirSync(tls);
  const openssl = (...args) => execFileSync('openssl', args, { cwd: tls, stdio: 'ignore' });
  test('both proxies together', () => {
    openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=x', '-keyout', 'key', '-out', 'pem');
    for (const name of ['rpc', 'machine', 'members-ca']) {
      writeFileSync(join(tls, `${name}.pem`), readFileSync(join(tls, 'pem')));
      writeFileSync(join(tls, `${name}.key`), readFileSync(join(tls, 'key')));
    }
    writeFileSync(join(tls, 'ca.cnf'), '[ca]\ndefault_ca=c\n[c]\ndatabase=index\ndefault_md=sha256\ndefault_crl_days=30\n');
    writeFileSync(join(tls, 'index'), '');
    openssl('ca', '-config', 'ca.cnf', '-gencrl', '-keyfile', 'key', '-cert', 'pem', '-out', 'members-ca.crl');
    // On two machines each; here the name of the proxy is this machine and the map stands once.
    const local = name => read('nginx', name).replaceAll('/etc/chartseal/tls', tls).replaceAll('/var/log/nginx', box).replace('https://rpc.member.example', 'https://127.0.0.1');
    const config = join(box, 'nginx.conf');
    const client = local('client.conf').replace(/^map [^}]*}\n/m, '');
    writeFileSync(config, `pid ${box}/pid;\nerror_log ${box}/error.log;\nevents {}\nhttp {\n${local('rpc.conf')}\n${client}}\n`);
    const { status, said } = run('nginx', ['-t', '-c', config]);
    assert.equal(status, 0, said);
  });
});

describe('proposals', () => {
  for (const name of files('proposals', '.json')) {
    test(`${name}: messages that the chain takes, from governance`, () => {
      const { messages, deposit } = JSON.parse(read('proposals', name));
      assert.equal(deposit, '10000000useal');
      assert.ok(messages.length > 0);
      for (const message of messages) {
        assert.ok(open.includes(message['@type']), message['@type']);
        assert.equal(message.authority ?? message.delegator_address, moduleAddress('chartseal', 'gov'));
      }
    });
  }
});

const environment = { ...process.env, VALIDATOR: 'x', SIGNER_LISTEN: '10.0.2.10', RPC_LISTEN: '10.0.0.20' };

test('compose file', { skip: there("Compose's word on the file", 'docker', 'compose', 'version') }, () => {
  const { status, said } = run('docker', ['compose', '--file', join(here, 'compose', 'compose.yaml'), 'config', '--quiet'], { env: environment });
  assert.equal(status, 0, said);
});

describe('YAML', { skip: there('the YAML files are well-formed', 'python3', '-c', 'import yaml') }, () => {
  const yaml = path => JSON.parse(execFileSync('python3', ['-c', 'import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))', join(here, path)]));
  test('signer/horcrux.yaml: a majority signs', () => {
    const { thresholdMode } = yaml('signer/horcrux.yaml');
    assert.ok(thresholdMode.threshold * 2 > thresholdMode.cosigners.length);
  });
  test('compose.yaml: the validator has no way out but to its signer, and is not started again by itself', () => {
    const { services, networks } = yaml('compose/compose.yaml');
    assert.deepEqual(services.validator.networks, ['inside', 'signers']);
    assert.ok(networks.inside.internal);
    assert.equal(services.validator.restart, 'no');
    for (const service of Object.values(services)) {
      assert.deepEqual(service.cap_drop, ['ALL']);
      assert.deepEqual(service.security_opt, ['no-new-privileges:true']);
      assert.equal(service.read_only, true);
    }
  });
});

describe('may-sign', { skip: there('may-sign', 'jq', '--version') }, () => {
  const address = 'AA'.repeat(20);
  const folder = join(box, 'may-sign');
  const home = join(folder, 'node');
  mkdirSync(join(home, 'config'), { recursive: true });
  mkdirSync(join(home, 'data'));
  writeFileSync(join(home, 'config', 'priv_validator_key.json'), '{}');
  const state = height => writeFileSync(join(home, 'data', 'priv_validator_state.json'), JSON.stringify({ height: String(height), round: 0, step: 3 }));

  /**
   * One answer of may-sign to `check`. The sentry: at which height it begins, whether it goes on, what else it says. It is a
   * program named curl; a second passes at each question.
   */
  function check({ height = 100, grows = true, behind = false, tombstoned = false, known = true, signers = [], answers = true } = {}) {
    writeFileSync(join(folder, 'height'), String(height));
    stub(join(folder, 'sleep'));
    stub(
      join(folder, 'curl'),
      `${answers ? '' : 'exit 7\n'}height=$(cat ${folder}/height)
case "$*" in
  */status) echo '{"result":{"sync_info":{"catching_up":${behind},"latest_block_height":"'$height'"}}}'; echo $((height + ${grows ? 1 : 0})) >${folder}/height ;;
  *) echo '{"result":{"signed_header":{"commit":{"signatures":${JSON.stringify(['BB'.repeat(20), ...signers].map(validator_address => ({ validator_address })))}}}}}' ;;
esac`,
    );
    const program = stub(
      join(folder, 'wasmd'),
      `case $1 in debug) echo 'Address (hex): ${address}' ;; *) ${known ? `echo '{"val_signing_info":{"tombstoned":${tombstoned}}}'` : "echo 'SigningInfo not found for validator x'; exit 1"} ;; esac`,
    );
    return run('bash', [join(here, 'may-sign'), 'check', home], {
      env: { ...process.env, PATH: `${folder}:${process.env.PATH}`, VALIDATOR: 'x', SENTRIES: 'http://s', CHARTSEAL_WASMD: program, MAY_SIGN_HALTED: '2' },
    }).status;
  }

  test('yes: the chain goes on without this key', () => {
    state(90);
    assert.equal(check(), 0);
  });
  test('no: the key signs elsewhere', () => assert.equal(check({ signers: [address] }), 1));
  test('no: it has signed twice', () => assert.equal(check({ tombstoned: true }), 1));
  test('cannot tell: no sentry answers', () => assert.equal(check({ answers: false }), 255));
  test('cannot tell: the sentry catches up', () => assert.equal(check({ behind: true }), 255));
  test('yes: the chain stands, and the file knows what was signed', () => {
    state(101);
    assert.equal(check({ grows: false }), 0);
  });
  test('no: it has validated before, and the file is a fresh one', () => {
    state(0);
    assert.equal(check(), 1);
  });
  test('yes: it has never validated', () => {
    state(0);
    assert.equal(check({ known: false }), 0);
  });
  test('cannot tell: the chain stands, and the file is older', () => {
    state(50);
    assert.equal(check({ grows: false }), 255);
  });
  test('no: an old file was put back', () => {
    state(120);
    assert.equal(run('bash', [join(here, 'may-sign'), 'remember', home]).status, 0);
    assert.equal(readFileSync(`${home}.signed`, 'utf8'), '120\n');
    state(119);
    assert.equal(check(), 1);
  });
  test('yes: no key on this machine, so no file', () => {
    rmSync(join(home, 'config', 'priv_validator_key.json'));
    assert.equal(check(), 0);
  });
});

describe('backup', { skip: there('backup', 'age', '--version') || there('backup', 'tar', '--version') }, () => {
  test('has keys and vault, and not what was signed last; only recipients read it', () => {
    const folder = join(box, 'backup');
    const node = join(folder, 'home');
    for (const path of ['config', 'data']) mkdirSync(join(node, path), { recursive: true });
    mkdirSync(join(folder, 'vault'));
    for (const path of ['config/node_key.json', 'config/priv_validator_key.json', 'config/genesis.json', 'data/priv_validator_state.json']) writeFileSync(join(node, path), path);
    for (const path of ['vault/object', 'vault/c-1_priv_validator_state.json']) writeFileSync(join(folder, path), path);
    execFileSync('age-keygen', ['--output', join(folder, 'key')], { stdio: 'ignore' });
    writeFileSync(join(folder, 'recipients'), execFileSync('age-keygen', ['-y', join(folder, 'key')]));
    const out = join(folder, 'out.tar.age');
    const made = run(join(here, 'backup'), [join(folder, 'recipients'), out, node, join(folder, 'vault')]);
    assert.equal(made.status, 0, made.said);
    assert.doesNotMatch(readFileSync(out, 'latin1'), /priv_validator/);
    const names = execFileSync('bash', ['-c', 'age --decrypt --identity "$1" "$2" | tar --list', 'x', join(folder, 'key'), out], { encoding: 'utf8' });
    for (const name of ['node/config/priv_validator_key.json', 'node/config/node_key.json', 'node/config/genesis.json', 'vault/object']) assert.ok(names.includes(name), name);
    assert.doesNotMatch(names, /state/);
    assert.notEqual(run(join(here, 'backup'), [join(folder, 'recipients'), out, node]).status, 0, 'an archive is never overwritten');
  });
});

test('each template is named in the runbook', () => {
  const page = readFileSync(join(root, 'docs', 'operate.md'), 'utf8');
  for (const folder of readdirSync(here, { withFileTypes: true }).filter(entry => entry.isDirectory())) {
    assert.ok(page.includes(`scripts/operate/${folder.name}`), folder.name);
    assert.ok(existsSync(join(here, folder.name)));
  }
});

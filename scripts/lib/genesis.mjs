// The genesis of a Chartseal chain: what stock wasmd makes, closed as far as it can be. docs/localnet.md says what and why.
//
//   node scripts/lib/genesis.mjs build OPTIONS.json BASE.json GENTX.json... >genesis.json
//   node scripts/lib/genesis.mjs validator MONIKER MEMBER KEY STAKE         >unsigned-gentx.json
//
// OPTIONS.json: {"profile": "local" | "production", "chain_id": "…", "members": [{"address", "stake", "fees"}, …],
// "consortium": {"address", "fees"}, "reserve": {"stake", "fees"}}, amounts as decimal text. The consortium's account is one
// that no member holds alone, a multisig of all. BASE.json is what `wasmd init` writes, MEMBER an address, KEY what
// `wasmd comet show-validator` prints.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { decode, encode, moduleAddress } from './bech32.mjs';
import { closed } from './messages.mjs';

export const prefix = 'chartseal';
/** Pays fees and proposals' deposits. No value; members hold it, and fees go back to them. */
export const feeDenom = 'useal';
/** Votes: who validates, and what a proposal needs. Only members hold it. */
export const stakeDenom = 'ustake';

const DAY = 86400;

/** What differs: seconds of governance. An expedited proposal needs nearly everybody, and has its own minimum of a week. */
const profiles = {
  local: { voting: 20, expedited: 10, deposit: 60 },
  production: { voting: 14 * DAY, expedited: 7 * DAY, deposit: 14 * DAY },
};

const seconds = count => `${count}s`;
const coins = ({ stake, fees }) =>
  [{ denom: feeDenom, amount: fees }, { denom: stakeDenom, amount: stake }].filter(coin => coin.amount !== '0');

/** Refuses options that would give another chain than meant. */
function check(options) {
  const expect = (holds, text) => {
    if (!holds) throw new Error(`genesis options: ${text}`);
  };
  const { profile, chain_id: chainId, members, consortium, reserve } = options;
  const isAmount = value => typeof value === 'string' && /^(0|[1-9][0-9]{0,29})$/.test(value);
  const isAccount = (part, name) =>
    expect(decode(prefix, part?.address)?.length === 20, `expected ${name}.address to be a ${prefix} address, got ${JSON.stringify(part?.address)}`);
  const amounts = (part, name, ...keys) =>
    keys.forEach(key => expect(isAmount(part?.[key]), `expected ${name}.${key} as decimal text, got ${JSON.stringify(part?.[key])}`));
  expect(Object.hasOwn(profiles, profile), `expected profile to be one of ${Object.keys(profiles).join(', ')}, got ${JSON.stringify(profile)}`);
  expect(/^[a-z][a-z0-9-]{2,47}$/.test(chainId), `expected chain_id of 3 to 48 lower-case letters, digits and dashes, got ${JSON.stringify(chainId)}`);
  expect(Array.isArray(members) && members.length > 0, 'expected at least one member');
  members.forEach((member, at) => {
    isAccount(member, `members[${at}]`);
    amounts(member, `members[${at}]`, 'stake', 'fees');
  });
  expect(new Set(members.map(({ address }) => address)).size === members.length, 'a member is named twice');
  expect(members.some(({ stake }) => stake !== '0'), 'expected a member with stake: somebody must validate');
  isAccount(consortium, 'consortium');
  expect(members.every(({ address }) => address !== consortium.address), 'the consortium\'s account is a member\'s');
  amounts(consortium, 'consortium', 'fees');
  amounts(reserve, 'reserve', 'stake', 'fees');
}

/** Accounts, and who holds what at the beginning. The reserve is what governance gives a member that joins later. */
function holdings(state, { members, consortium, reserve }) {
  const account = { '@type': '/cosmos.auth.v1beta1.BaseAccount', pub_key: null, account_number: '0', sequence: '0' };
  // It grants patients their fees, so that no member can stop a revocation by not paying. It has no votes.
  const accounts = [...members, { ...consortium, stake: '0' }];
  state.auth.accounts = accounts.map(({ address }) => ({ ...account, address }));
  const balances = [...accounts, { address: moduleAddress(prefix, 'protocolpool'), ...reserve }];
  state.bank.balances = balances.map(holder => ({ address: holder.address, coins: coins(holder) })).filter(holder => holder.coins.length);
  const total = key => balances.reduce((sum, holder) => sum + BigInt(holder[key]), 0n).toString();
  state.bank.supply = coins({ stake: total('stake'), fees: total('fees') });
}

/** No coin moves from account to account, none is made, and a fee's coins return to those who validate. */
function money(state) {
  state.bank.params.default_send_enabled = false;
  state.bank.send_enabled = [feeDenom, stakeDenom].map(denom => ({ denom, enabled: false }));
  state.mint.minter.inflation = '0.000000000000000000';
  Object.assign(state.mint.params, {
    mint_denom: stakeDenom,
    inflation_rate_change: '0.000000000000000000',
    inflation_max: '0.000000000000000000',
    inflation_min: '0.000000000000000000',
  });
  Object.assign(state.distribution.params, { community_tax: '0.000000000000000000', withdraw_addr_enabled: false });
}

/** Validators. One that is away for hours is set aside and loses nothing; one that signs twice is set aside for good. */
function validators(state) {
  // Past headers are kept for other chains only.
  Object.assign(state.staking.params, { bond_denom: stakeDenom, historical_entries: 0 });
  Object.assign(state.slashing.params, {
    signed_blocks_window: '10000',
    min_signed_per_window: '0.050000000000000000',
    slash_fraction_downtime: '0.000000000000000000',
  });
}

function governance(state, { voting, expedited, deposit }) {
  Object.assign(state.gov.params, {
    voting_period: seconds(voting),
    expedited_voting_period: seconds(expedited),
    max_deposit_period: seconds(deposit),
    // The whole deposit at once, of what only members hold: nobody else puts a text before the consortium.
    min_deposit: [{ denom: feeDenom, amount: '10000000' }],
    expedited_min_deposit: [{ denom: feeDenom, amount: '20000000' }],
    min_initial_deposit_ratio: '1.000000000000000000',
    proposal_cancel_ratio: '0.000000000000000000',
    burn_vote_veto: false,
    quorum: '0.667000000000000000',
    threshold: '0.667000000000000000',
    expedited_threshold: '0.800000000000000000',
  });
}

/** Who uploads and instantiates, no free text beside a transaction, no other chain, no acting for others. */
function doors(state, members) {
  const uploaders = members.map(({ address }) => address).sort();
  state.wasm.params = {
    code_upload_access: { permission: 'AnyOfAddresses', addresses: uploaders },
    instantiate_default_permission: 'AnyOfAddresses',
  };
  // One character is the least that the chain takes as a limit.
  state.auth.params.max_memo_characters = '1';
  state.ibc.client_genesis.params.allowed_clients = [];
  Object.assign(state.transfer.params, { send_enabled: false, receive_enabled: false });
  state.interchainaccounts.controller_genesis_state.params.controller_enabled = false;
  state.interchainaccounts.host_genesis_state.params = { host_enabled: false, allow_messages: [] };
  // No account may open or close anything: governance alone, which needs no entry here.
  state.circuit = { account_permissions: [], disabled_type_urls: [...closed].sort() };
}

/** Blocks that an ordinary machine keeps up with, and evidence as long as stake can be held to account. */
function consensus(params) {
  Object.assign(params.block, { max_bytes: '4194304', max_gas: '100000000' });
  Object.assign(params.evidence, { max_age_num_blocks: String(21 * DAY), max_age_duration: String(21 * DAY * 1e9) });
}

/** The genesis, from what `wasmd init` wrote, the options and the validators' signed transactions. Changes none of them. */
export function genesis(base, options, gentxs = []) {
  check(options);
  const made = structuredClone(base);
  const state = made.app_state;
  made.chain_id = options.chain_id;
  consensus(made.consensus.params);
  holdings(state, options);
  money(state);
  validators(state);
  governance(state, profiles[options.profile]);
  doors(state, options.members);
  state.genutil.gen_txs = structuredClone(gentxs);
  return made;
}

/**
 * The transaction, not yet signed, by which a member validates from the first block. wasmd's own 'genesis gentx' writes the
 * node's address into the memo, which this genesis does not let pass.
 */
export function validator(moniker, member, pubkey, stake) {
  const account = decode(prefix, member);
  if (account?.length !== 20) throw new Error(`expected the member's ${prefix} address, got ${JSON.stringify(member)}`);
  if (pubkey?.['@type'] !== '/cosmos.crypto.ed25519.PubKey') throw new Error('expected the validator\'s Ed25519 key as wasmd prints it');
  return {
    body: {
      messages: [{
        '@type': '/cosmos.staking.v1beta1.MsgCreateValidator',
        description: { moniker, identity: '', website: '', security_contact: '', details: '' },
        commission: { rate: '0.000000000000000000', max_rate: '0.000000000000000000', max_change_rate: '0.000000000000000000' },
        min_self_delegation: '1',
        delegator_address: '',
        validator_address: encode(`${prefix}valoper`, account),
        pubkey,
        value: { denom: stakeDenom, amount: stake },
      }],
      memo: '',
      timeout_height: '0',
      extension_options: [],
      non_critical_extension_options: [],
    },
    auth_info: { signer_infos: [], fee: { amount: [], gas_limit: '200000', payer: '', granter: '' } },
    signatures: [],
  };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const read = file => JSON.parse(readFileSync(file, 'utf8'));
  const [command, ...rest] = process.argv.slice(2);
  try {
    if (command === 'build' && rest.length >= 2) {
      const [options, base, ...gentxs] = rest.map(read);
      process.stdout.write(`${JSON.stringify(genesis(base, options, gentxs), null, 1)}\n`);
    } else if (command === 'validator' && rest.length === 4) {
      const [moniker, member, pubkey, stake] = rest;
      process.stdout.write(`${JSON.stringify(validator(moniker, member, JSON.parse(pubkey), stake))}\n`);
    } else {
      throw new Error("expected 'build OPTIONS BASE GENTX...' or 'validator MONIKER MEMBER KEY STAKE'");
    }
  } catch (error) {
    console.error(`error: ${error.message}`);
    process.exit(1);
  }
}

// A deployment on a running chain, and those who admit others there: CHARTSEAL_DEPLOYMENT names its file, beside which lies the
// network.json of a chain of scripts/localnet with the members' test keys.

import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { stringToPath } from "@cosmjs/crypto";
import { DirectSecp256k1HdWallet } from "@cosmjs/proto-signing";
import { commit, loadCrypto, SecretKey } from "../../dist/crypto-entry.js";
import { clientsOf, connect, decodeEvents, findEvent, grantFees, parseDeployment } from "../../dist/index.js";

const path = process.env.CHARTSEAL_DEPLOYMENT;
const PREFIX = "chartseal";

/** Why the tests on a chain are left out, or false. */
export const skip = path
  ? false
  : "SKIPPED: there is no chain. Run scripts/localnet up, scripts/deploy, and set CHARTSEAL_DEPLOYMENT to the deployment.json they wrote";
if (skip) console.error(skip);

export async function openDeployment() {
  await loadCrypto();
  const file = JSON.parse(await readFile(path, "utf8"));
  const folder = dirname(path);
  const network = JSON.parse(await readFile(join(folder, file.network), "utf8"));
  const home = dirname(join(folder, file.network));
  const account = async ({ mnemonic_file }) => walletOf((await readFile(join(home, mnemonic_file), "utf8")).trim());
  const deployment = parseDeployment(file);
  return {
    deployment,
    consortium: await connect(deployment, await account(network.consortium)),
    member: await connect(deployment, await account(network.members[0])),
  };
}

export function walletOf(mnemonic) {
  return DirectSecp256k1HdWallet.fromMnemonic(mnemonic, {
    prefix: PREFIX,
    hdPaths: [stringToPath("m/44'/118'/0'/0/0")],
  });
}

export function newWallet() {
  return DirectSecp256k1HdWallet.generate(24, { prefix: PREFIX, hdPaths: [stringToPath("m/44'/118'/0'/0/0")] });
}

export async function addressOf(wallet) {
  const [{ address }] = await wallet.getAccounts();
  return address;
}

/** Admits an account: `granter` pays its fees from now on. */
export function admit(granter, grantee, amount = 1_000_000n, more = {}) {
  const { denom } = granter.deployment.gas_price;
  const terms = { granter: granter.address, grantee, denom, amount, period: 86_400, ...more };
  return granter.submit([grantFees(terms)]);
}

/** A new account, admitted and connected. */
export async function newcomer(granter, wallet) {
  const signer = wallet ?? (await newWallet());
  await admit(granter, await addressOf(signer));
  return connect(granter.deployment, signer, { feeGranter: granter.address });
}

/** Registers the session's account; the identity's id. */
export async function register(session, kind, passkey) {
  const key = SecretKey.generate("x-wing");
  const evidence = commit("identity", randomBytes(16)).commitment;
  const message = { encryptionKey: key.publicKey, evidence, kind, ...(passkey ? { passkey } : {}) };
  const { events } = await clientsOf(session).registry.register(message);
  const registered = findEvent(decodeEvents(events), "identity_registered");
  return { identity: registered.identity, key, registered };
}

/** Unix seconds of the chain's latest block. */
export async function chainTime(session) {
  return Math.floor((await session.node.standing()).time / 1000);
}

/** An organization that verifies patients. */
export async function registrar(consortium, member) {
  const session = await newcomer(member);
  const { identity } = await register(session, "organization");
  const { registry } = clientsOf(consortium);
  const finding = await newFinding(consortium);
  await registry.verify({ identity, ...finding });
  await registry.appointRegistrar({ organization: identity });
  return { session, identity };
}

export async function newFinding(session) {
  const evidence = commit("verification", randomBytes(16)).commitment;
  return { level: "ial2", evidence, expiresAt: (await chainTime(session)) + 90 * 86_400 };
}

// A wallet, a scripted node and a deployment on it.

import { toBech32 } from "@cosmjs/encoding";
import { DirectSecp256k1Wallet } from "@cosmjs/proto-signing";
import { connect, parseDeployment } from "../../dist/index.js";
import { CHAIN, ScriptedNode } from "./scripted-node.mjs";

/** Short enough for tests. */
export const TIMING = { call: 2_000, patience: 5_000, poll: 10, retry: 30, lag: 60_000, timeoutBlocks: 10 };

export function addressOf(byte, length = 32) {
  return toBech32("chartseal", new Uint8Array(length).fill(byte));
}

/** A deployment file as `chartseal chain deploy` writes it. */
export function deploymentFile(rpc = "http://127.0.0.1:26657", chain_id = CHAIN) {
  return {
    chain_id,
    identity_registry: addressOf(1),
    certificate_authority: addressOf(2),
    access_control: addressOf(3),
    record_anchor: addressOf(4),
    codes: [1, 1, 1, 1].map((id) => ({ id, checksum: "ab".repeat(32) })),
    rpc: [rpc],
    gas_price: { amount: "0.025", denom: "useal" },
    governance: addressOf(5, 20),
  };
}

export async function wallet(byte = 9) {
  return DirectSecp256k1Wallet.fromKey(new Uint8Array(32).fill(byte), "chartseal");
}

/** A node on which the wallet has an account, and how to connect to it. */
export async function world({ wallet: given, options = {} } = {}) {
  const node = await ScriptedNode.start();
  const signer = given ?? (await wallet());
  const [{ address }] = await signer.getAccounts();
  node.accounts.set(address, { number: 5, sequence: 3 });
  const deployment = parseDeployment(deploymentFile(node.url));
  const join = (more = {}) => connect(deployment, signer, { timing: TIMING, ...options, ...more });
  return { node, signer, address, deployment, join };
}

/** The failure that something ends with. */
export async function failureOf(promise) {
  try {
    await promise;
  } catch (error) {
    if (error?.name !== "ChartsealError") throw error;
    return error.failure;
  }
  throw new Error("expected a failure, got none");
}

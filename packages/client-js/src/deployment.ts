/** The deployment file: which chain, which contracts, which nodes. */

import { fromBech32 } from "@cosmjs/encoding";
import { fail } from "./errors.js";
import { type GasPrice, isDecimal } from "./fees.js";

/** A code and what it is. */
export interface DeployedCode {
  readonly id: number;
  /** SHA-256 of the Wasm, 64 lower-case hex digits. */
  readonly checksum: string;
}

/** What `chartseal chain deploy` writes and every tool takes. The names are those of the file. */
export interface Deployment {
  readonly chain_id: string;
  readonly identity_registry: string;
  readonly certificate_authority: string;
  readonly access_control: string;
  readonly record_anchor: string;
  /** In the order registry, certificate authority, access control, record anchor. */
  readonly codes: readonly DeployedCode[];
  /** The nodes' RPC, at least one. */
  readonly rpc: readonly string[];
  readonly gas_price: GasPrice;
  /** The account that administers the contracts. */
  readonly governance: string;
}

/**
 * Reads a deployment from a file's text or from parsed JSON. With `chainId`, a deployment of another chain is refused.
 *
 * @throws `InvalidDeployment`, `WrongChain`, `InvalidAddress`
 */
export function parseDeployment(file: unknown, chainId?: string): Deployment {
  const root = members(typeof file === "string" ? json(file) : file, "the file");
  const price = members(root.gas_price, "gas_price");
  const got = text(root.chain_id, "chain_id");
  if (chainId !== undefined && got !== chainId) {
    throw fail({ kind: "WrongChain", expected: chainId, got });
  }
  const governance = text(root.governance, "governance");
  const prefix = prefixOf(governance);
  const contract = (name: keyof Deployment) => address(text(root[name], name), prefix);
  return {
    chain_id: got,
    identity_registry: contract("identity_registry"),
    certificate_authority: contract("certificate_authority"),
    access_control: contract("access_control"),
    record_anchor: contract("record_anchor"),
    codes: list(root.codes, "codes").map(code),
    rpc: nonEmpty(list(root.rpc, "rpc"), "rpc").map((url) => node(text(url, "rpc"))),
    gas_price: { amount: decimal(price.amount), denom: text(price.denom, "gas_price.denom") },
    governance: address(governance, prefix),
  };
}

/** The part of an address before the last `1`: the chain's own. */
export function prefixOf(address: string): string {
  return address.slice(0, Math.max(0, address.lastIndexOf("1")));
}

/** The longest address: a prefix of 83 characters aside, 32 bytes take 59. */
const MAX_ADDRESS = 142;

/** Checks an address and gives it back. */
export function address(text: string, prefix: string): string {
  try {
    // Without a limit some releases of CosmJS's own dependencies refuse every address.
    const parsed = fromBech32(text, MAX_ADDRESS);
    if (text === text.toLowerCase() && parsed.prefix === prefix && [20, 32].includes(parsed.data.length)) return text;
  } catch {
    // Told below.
  }
  throw fail({ kind: "InvalidAddress", address: text, prefix });
}

function node(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== "http:" && parsed?.protocol !== "https:") throw fail({ kind: "InvalidNode", url });
  return url;
}

function code(value: unknown): DeployedCode {
  const { id, checksum } = members(value, "codes");
  if (typeof id !== "number" || !Number.isSafeInteger(id)) throw other("codes.id", "a number");
  if (typeof checksum !== "string" || !/^[0-9a-f]{64}$/.test(checksum)) {
    throw other("codes.checksum", "64 lower-case hex digits");
  }
  return { id, checksum };
}

function decimal(value: unknown): string {
  const amount = text(value, "gas_price.amount");
  if (!isDecimal(amount)) throw other("gas_price.amount", "a decimal number in text");
  return amount;
}

function json(file: string): unknown {
  try {
    return JSON.parse(file);
  } catch {
    throw other("the file", "JSON");
  }
}

function members(value: unknown, at: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw other(at, "an object");
  return value as Record<string, unknown>;
}

function text(value: unknown, at: string): string {
  if (typeof value !== "string" || value === "") throw other(at, "a text");
  return value;
}

function list(value: unknown, at: string): unknown[] {
  if (!Array.isArray(value)) throw other(at, "a list");
  return value;
}

function nonEmpty(value: unknown[], at: string): unknown[] {
  if (value.length === 0) throw other(at, "at least one");
  return value;
}

function other(at: string, expected: string): Error {
  return fail({ kind: "InvalidDeployment", at, expected });
}

/** Transactions: as they are tried, and as a wallet signs them. */

import type { StdFee } from "@cosmjs/amino";
import { encodeSecp256k1Pubkey } from "@cosmjs/amino";
import { SigningCosmWasmClient } from "@cosmjs/cosmwasm-stargate";
import {
  type AccountData,
  type EncodeObject,
  encodePubkey,
  makeAuthInfoBytes,
  type OfflineSigner,
} from "@cosmjs/proto-signing";
import { AuthInfo, TxBody, TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import { MsgExecuteContract } from "cosmjs-types/cosmwasm/wasm/v1/tx";
import type { Any } from "cosmjs-types/google/protobuf/any";
import { ChartsealError, fail } from "./errors.js";
import type { ChainAccount } from "./node.js";

/** What a transaction says beside its messages. */
export interface Terms {
  readonly account: ChainAccount;
  readonly fee: StdFee;
  /** The last block that it can be in. */
  readonly timeoutHeight: number;
}

/** A message that executes a contract; `msg` is of the contract's `ExecuteMsg`. */
export function executeMessage(sender: string, contract: string, msg: object): EncodeObject {
  const bytes = new TextEncoder().encode(JSON.stringify(msg));
  const value = MsgExecuteContract.fromPartial({ sender, contract, msg: bytes, funds: [] });
  return { typeUrl: "/cosmwasm.wasm.v1.MsgExecuteContract", value };
}

/** The contracts that messages execute, to tell which of them refused. */
export function executedBy(messages: readonly EncodeObject[]): (string | undefined)[] {
  return messages.map(({ value }) => {
    const contract: unknown = (value as Record<string, unknown>).contract;
    return typeof contract === "string" ? contract : undefined;
  });
}

/** An account of a wallet, and how it signs. */
export class Signer {
  private constructor(
    private readonly wallet: OfflineSigner,
    private readonly account: AccountData,
    private readonly cosmjs: SigningCosmWasmClient,
    private readonly chainId: string,
  ) {}

  /** The account of that address, or the wallet's first. */
  static async of(wallet: OfflineSigner, chainId: string, prefix: string, address?: string): Promise<Signer> {
    const accounts = await asked(() => wallet.getAccounts());
    const account = accounts.find((one) => address === undefined || one.address === address);
    const got = accounts.map((one) => one.address).join(", ") || "none";
    if (!account) throw fail({ kind: "WalletAccount", expected: address ?? "an account", got });
    if (!account.address.startsWith(`${prefix}1`)) {
      throw fail({ kind: "WalletAccount", expected: `an account of this chain (${prefix}1…)`, got });
    }
    return new Signer(wallet, account, await SigningCosmWasmClient.offline(wallet), chainId);
  }

  get address(): string {
    return this.account.address;
  }

  /** The transaction with an empty signature, which is what a trial takes: a node can't broadcast it. */
  unsigned(messages: readonly EncodeObject[], sequence: number): Uint8Array {
    const pubkey = encodePubkey(encodeSecp256k1Pubkey(this.account.pubkey));
    return TxRaw.encode({
      bodyBytes: this.body(messages, 0),
      authInfoBytes: makeAuthInfoBytes([{ pubkey, sequence }], [], 0, undefined, undefined),
      signatures: [new Uint8Array()],
    }).finish();
  }

  /** Has the wallet sign, and checks that it signed what it was shown. */
  async sign(messages: readonly EncodeObject[], terms: Terms): Promise<Uint8Array> {
    const data = {
      accountNumber: terms.account.number,
      sequence: terms.account.sequence,
      chainId: this.chainId,
    };
    const signed = await asked(() =>
      this.cosmjs.sign(this.address, messages, terms.fee, "", data, BigInt(terms.timeoutHeight)),
    );
    let changed: string | undefined;
    try {
      changed = this.changed(signed, messages, terms);
    } catch {
      // What can't be read is not what was shown.
      changed = "transaction";
    }
    if (changed !== undefined) throw fail({ kind: "WalletChanged", what: changed });
    return TxRaw.encode(signed).finish();
  }

  /** What a wallet has made of what it was shown. It may raise the fee; all else would be another transaction than was tried. */
  private changed(signed: TxRaw, messages: readonly EncodeObject[], terms: Terms): string | undefined {
    const body = TxBody.decode(signed.bodyBytes);
    const shown = TxBody.decode(this.body(messages, terms.timeoutHeight));
    if (body.timeoutHeight !== shown.timeoutHeight) return "timeout height";
    if (body.memo !== "") return "memo";
    if (body.messages.length !== shown.messages.length) return "message";
    if (!body.messages.every((message, at) => sameMessage(message, shown.messages[at]))) return "message";
    const { signerInfos, fee } = AuthInfo.decode(signed.authInfoBytes);
    const [signer, ...others] = signerInfos;
    if (!signer || others.length > 0 || signer.sequence !== BigInt(terms.account.sequence)) return "sequence number";
    const key = encodePubkey(encodeSecp256k1Pubkey(this.account.pubkey));
    if (!signer.publicKey || !same(signer.publicKey.value, key.value)) return "public key";
    if (fee?.granter !== (terms.fee.granter ?? "") || fee.payer !== "") return "payer of the fee";
    return undefined;
  }

  private body(messages: readonly EncodeObject[], timeoutHeight: number): Uint8Array {
    const value = { messages: [...messages], memo: "", timeoutHeight: BigInt(timeoutHeight) };
    return this.cosmjs.registry.encode({ typeUrl: "/cosmos.tx.v1beta1.TxBody", value });
  }
}

async function asked<T>(wallet: () => Promise<T>): Promise<T> {
  try {
    return await wallet();
  } catch (error) {
    if (error instanceof ChartsealError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw fail({ kind: "WalletRefused", reason }, error);
  }
}

/** A wallet that signs text (amino) may write a contract's message in another order of its members, and nothing else. */
function sameMessage(signed: Any, shown: Any | undefined): boolean {
  if (!shown || signed.typeUrl !== shown.typeUrl) return false;
  if (same(signed.value, shown.value)) return true;
  if (signed.typeUrl !== MsgExecuteContract.typeUrl) return false;
  const [one, other] = [signed, shown].map(({ value }) => MsgExecuteContract.decode(value));
  return one !== undefined && other !== undefined && canonical(one) === canonical(other);
}

function canonical({ msg, ...message }: MsgExecuteContract): string {
  const content: unknown = JSON.parse(new TextDecoder().decode(msg));
  return JSON.stringify(sorted({ ...message, msg: content }));
}

/** The same JSON with the members of every object in the order of their names. */
function sorted(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(sorted);
  if (json === null || typeof json !== "object") return json;
  const members = Object.entries(json).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, value]) => [name, sorted(value)]));
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

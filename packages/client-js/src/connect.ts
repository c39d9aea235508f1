/** A wallet and a deployment make a session. */

import type { StdFee } from "@cosmjs/amino";
import type { EncodeObject, OfflineSigner } from "@cosmjs/proto-signing";
import type { ContractClient } from "./contract-client.js";
import { type Deployment, prefixOf } from "./deployment.js";
import { fail } from "./errors.js";
import { Node } from "./node.js";
import { type Outcome, Sender } from "./send.js";
import { executeMessage, Signer } from "./sign.js";
import { TIMING, type Timing } from "./timing.js";
import { Watch } from "./watch.js";

/** How to connect. */
export interface ConnectOptions {
  /** The node's RPC; if it is left out, the first of the deployment's that is as it should be. */
  readonly rpc?: string;
  /** Who pays the fees, if not the sender: an account that has granted the sender an allowance. */
  readonly feeGranter?: string;
  /** Which of the wallet's accounts sends; its first if it is left out. */
  readonly address?: string;
  readonly timing?: Partial<Timing>;
}

/**
 * Connects a wallet to the chain of a deployment. Any `OfflineSigner` of CosmJS does, of which Keplr's and Leap's are.
 *
 * @throws `OtherNetwork` if the node is of another chain, `NodeBehind`, `NodeUnreachable`, `NodeRubbish`, `WalletRefused`,
 *   `WalletAccount`
 */
export async function connect(
  deployment: Deployment,
  wallet: OfflineSigner,
  options: ConnectOptions = {},
): Promise<Session> {
  const timing = { ...TIMING, ...options.timing };
  const signer = await Signer.of(wallet, deployment.chain_id, prefixOf(deployment.governance), options.address);
  const granter = options.feeGranter === undefined ? {} : { granter: options.feeGranter };
  const { node, watch } = await reach(options.rpc === undefined ? deployment.rpc : [options.rpc], deployment, timing);
  const sender = new Sender({ node, watch, signer, price: deployment.gas_price, timing, ...granter });
  return new Session(deployment, signer.address, node, watch, sender);
}

/** The first node that is of this chain and not behind; if there is none, what is wrong with the first. */
async function reach(urls: readonly string[], deployment: Deployment, timing: Timing) {
  let wrong: Error | undefined;
  for (const url of urls) {
    try {
      const node = new Node(url, timing.call);
      const watch = new Watch(node, deployment, timing);
      await watch.standing();
      return { node, watch };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      wrong ??= error;
    }
  }
  throw wrong ?? fail({ kind: "InvalidNode", url: "" });
}

/** Asks contracts and sends messages as one account. What the generated clients take. */
export class Session implements ContractClient {
  constructor(
    readonly deployment: Deployment,
    /** The account that sends. */
    readonly address: string,
    /** The node, for what is not here. */
    readonly node: Node,
    private readonly watch: Watch,
    private readonly sender: Sender,
  ) {}

  /**
   * Asks a contract, as the chain is now or was after a block. A node of another chain or one that is behind is not asked,
   * nor a contract of the deployment that runs another code.
   */
  async queryContractSmart<T>(contract: string, query: object, height?: number): Promise<T> {
    await this.watch.beforeRead(contract);
    return (await this.node.smart(contract, query, height)) as T;
  }

  /**
   * Executes one message. The fee is found by a trial, so `fee` can only be `"auto"`; and this chain takes neither memos nor
   * funds with a message.
   */
  async execute(
    sender: string,
    contract: string,
    message: object,
    fee: StdFee | "auto" | number = "auto",
    memo = "",
    funds: readonly unknown[] = [],
  ): Promise<Outcome> {
    if (sender !== this.address) throw fail({ kind: "WalletAccount", expected: sender, got: this.address });
    if (fee !== "auto" || memo !== "" || funds.length > 0) {
      throw new TypeError('expected the fee "auto", no memo and no funds: this chain takes no others');
    }
    return this.submit([executeMessage(sender, contract, message)]);
  }

  /** Sends messages of any kind in one transaction. All of them happen, or none. */
  async submit(messages: readonly EncodeObject[]): Promise<Outcome> {
    return this.sender.submit(messages);
  }
}

/** A node's answers: what the chain is, an account's numbers, a trial, a broadcast, a transaction. */

import { fromUtf8, toBase64, toHex } from "@cosmjs/encoding";
import { BaseAccount } from "cosmjs-types/cosmos/auth/v1beta1/auth";
import { QueryAccountRequest, QueryAccountResponse } from "cosmjs-types/cosmos/auth/v1beta1/query";
import {
  QueryContractInfoRequest,
  QueryContractInfoResponse,
  QuerySmartContractStateRequest,
  QuerySmartContractStateResponse,
} from "cosmjs-types/cosmwasm/wasm/v1/query";
import { Misshapen, Reader, type TxFound, type TxResult, txResult } from "./answers.js";
import { type ChartsealError, fail } from "./errors.js";
import { classify, type RefusalContext } from "./refusal.js";
import { type Refusal, Rpc, wordsOf } from "./rpc.js";

/** Where a node stands. */
export interface Standing {
  /** The chain's id. */
  readonly network: string;
  /** The latest block. */
  readonly height: number;
  /** Its time, in milliseconds since 1970. */
  readonly time: number;
  readonly catchingUp: boolean;
}

/** An account's numbers; `sequence` is that of its next transaction. */
export interface ChainAccount {
  readonly number: number;
  readonly sequence: number;
}

/** What a broadcast came to. */
export type Broadcast =
  | { readonly came: "accepted" }
  /** The application refused the transaction. */
  | { readonly came: "refused"; readonly log: string }
  /** No node has it. */
  | { readonly came: "not-taken"; readonly error: ChartsealError }
  /** The node may have it. */
  | { readonly came: "lost" };

/** JSON-RPC's own codes for requests that no method was called for. */
const NOT_CALLED = [-32700, -32601, -32600];

/** A node. */
export class Node {
  private readonly rpc: Rpc;

  constructor(url: string, patience: number) {
    this.rpc = new Rpc(url, patience);
  }

  /** Host and port. */
  get name(): string {
    return this.rpc.name;
  }

  async standing(): Promise<Standing> {
    return this.ask("status", {}, (answer) => {
      const sync = answer.object("sync_info");
      return {
        network: answer.object("node_info").text("network"),
        height: sync.number("latest_block_height"),
        time: sync.time("latest_block_time"),
        catchingUp: sync.flag("catching_up"),
      };
    });
  }

  /** An account's numbers, after a block or now. */
  async account(address: string, height?: number): Promise<ChainAccount> {
    const request = QueryAccountRequest.encode({ address }).finish();
    const { code, log, value } = await this.abci("/cosmos.auth.v1beta1.Query/Account", request, height);
    if (code !== 0) {
      throw log.includes("not found")
        ? fail({ kind: "UnknownAccount", account: address })
        : fail({ kind: "NodeRefused", node: this.name, reason: log });
    }
    const account = this.decode("an account", () => {
      const any = QueryAccountResponse.decode(value).account;
      return BaseAccount.decode(any?.value ?? new Uint8Array());
    });
    if (account.address !== address) throw this.rpc.rubbish(`account ${account.address || "none"} for ${address}`);
    return { number: Number(account.accountNumber), sequence: Number(account.sequence) };
  }

  /** Asks a contract. The answer is JSON of the shape that the contract's schema says. */
  async smart(address: string, query: unknown, height?: number): Promise<unknown> {
    const queryData = new TextEncoder().encode(JSON.stringify(query));
    const request = QuerySmartContractStateRequest.encode({ address, queryData }).finish();
    const path = "/cosmwasm.wasm.v1.Query/SmartContractState";
    const { code, log, value } = await this.abci(path, request, height);
    if (code !== 0) throw fail(classify(log, { asked: address }));
    return this.decode("a contract's answer", (): unknown =>
      JSON.parse(fromUtf8(QuerySmartContractStateResponse.decode(value).data)),
    );
  }

  /** The number of the code that a contract runs. */
  async codeOf(address: string): Promise<number> {
    const request = QueryContractInfoRequest.encode({ address }).finish();
    const { code, log, value } = await this.abci("/cosmwasm.wasm.v1.Query/ContractInfo", request);
    if (code !== 0) throw fail(classify(log, { asked: address }));
    const { contractInfo } = this.decode("a contract's description", () => QueryContractInfoResponse.decode(value));
    return Number(contractInfo.codeId);
  }

  /**
   * The gas that a transaction takes now. Asked of the application itself: its gRPC service for that is there only on nodes
   * that serve gRPC or REST.
   */
  async simulate(tx: Uint8Array, context: RefusalContext): Promise<number> {
    const { code, log, value } = await this.abci("/app/simulate", tx);
    if (code !== 0) throw fail(classify(log, context));
    return this.decode("a simulation", () =>
      new Reader(JSON.parse(fromUtf8(value)), "simulation").object("gas_info").number("gas_used"),
    );
  }

  async broadcast(tx: Uint8Array): Promise<Broadcast> {
    const answer = await this.rpc.call("broadcast_tx_sync", { tx: toBase64(tx) });
    switch (answer.came) {
      case "not-sent":
        return { came: "not-taken", error: answer.error };
      case "lost":
        return { came: "lost" };
      case "refusal":
        return this.broadcastRefused(answer.refusal);
      case "result":
        try {
          const result = new Reader(answer.result, "broadcast");
          return result.maybeNumber("code") === 0
            ? { came: "accepted" }
            : { came: "refused", log: result.maybeText("log") };
        } catch {
          return { came: "lost" };
        }
    }
  }

  /** A transaction by its hash, none if the node knows none. */
  async transaction(hash: Uint8Array): Promise<TxFound | undefined> {
    const answer = await this.rpc.call("tx", { hash: toBase64(hash), prove: false });
    if (answer.came === "refusal") {
      if (answer.refusal.data.endsWith("not found")) return undefined;
      throw this.refused(answer.refusal);
    }
    if (answer.came !== "result") throw answer.error;
    return this.shape("tx", () => {
      const found = new Reader(answer.result, "tx");
      const expected = toHex(hash).toUpperCase();
      if (found.text("hash") !== expected) throw new Misshapen(`transaction ${found.text("hash")} for ${expected}`);
      const { tx_result } = answer.result as { tx_result: unknown };
      return { height: found.number("height"), result: txResult(tx_result) };
    });
  }

  /** The transactions of a block, in their order. */
  async transactionsOf(height: number): Promise<Uint8Array[]> {
    return this.ask("block", { height: height.toString() }, (answer) => {
      const txs = answer.object("block").object("data").list("txs");
      return txs.map((tx) => new Reader({ tx }, "block").bytes("tx"));
    });
  }

  /** What became of them, in the same order. */
  async resultsOf(height: number): Promise<TxResult[]> {
    return this.ask("block_results", { height: height.toString() }, (answer) =>
      answer.list("txs_results").map(txResult),
    );
  }

  private async abci(path: string, data: Uint8Array, height = 0) {
    const params = { path, data: toHex(data), height: height.toString(), prove: false };
    return this.ask("abci_query", params, (answer) => {
      const response = answer.object("response");
      return {
        code: response.maybeNumber("code"),
        log: response.maybeText("log"),
        value: response.bytes("value"),
      };
    });
  }

  private async ask<T>(method: string, params: Record<string, unknown>, read: (answer: Reader) => T): Promise<T> {
    const answer = await this.rpc.call(method, params);
    if (answer.came === "refusal") throw this.refused(answer.refusal);
    if (answer.came !== "result") throw answer.error;
    return this.shape(method, () => read(new Reader(answer.result, method)));
  }

  private shape<T>(method: string, read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw error instanceof Misshapen ? this.rpc.rubbish(`${method}: ${error.message}`) : error;
    }
  }

  private decode<T>(what: string, read: () => T): T {
    try {
      return read();
    } catch {
      throw this.rpc.rubbish(`${what} that can't be decoded`);
    }
  }

  private refused(refusal: Refusal): ChartsealError {
    return fail({ kind: "NodeRefused", node: this.name, reason: wordsOf(refusal) });
  }

  /** An error object in answer to a broadcast: only of these is it known what they mean for the transaction. */
  private broadcastRefused(refusal: Refusal): Broadcast {
    const says = (text: string) => refusal.data.includes(text) || refusal.message.includes(text);
    if (says("tx already exists in cache")) return { came: "accepted" };
    if (says("mempool is full") || says("Tx too large") || NOT_CALLED.includes(refusal.code)) {
      return { came: "not-taken", error: this.refused(refusal) };
    }
    return { came: "lost" };
  }
}

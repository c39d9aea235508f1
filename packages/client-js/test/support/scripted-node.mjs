// A node made of a script: a chain of a few lines behind CometBFT's RPC, that fails when it is told to.

import { createServer } from "node:http";
import { sha256 } from "@cosmjs/crypto";
import { fromBase64, fromHex, toBase64, toHex } from "@cosmjs/encoding";
import { BaseAccount } from "cosmjs-types/cosmos/auth/v1beta1/auth";
import { QueryAccountRequest, QueryAccountResponse } from "cosmjs-types/cosmos/auth/v1beta1/query";
import { AuthInfo, TxBody, TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import {
  QueryContractInfoRequest,
  QueryContractInfoResponse,
  QuerySmartContractStateResponse,
} from "cosmjs-types/cosmwasm/wasm/v1/query";

export const CHAIN = "chartseal-scripted-1";
const utf8 = (text) => new TextEncoder().encode(text);

/** A node at `url`. What a test may set are its public members. */
export class ScriptedNode {
  network = CHAIN;
  height = 100;
  catchingUp = false;
  /** How old the latest block is, in milliseconds. */
  age = 0;
  /** Account numbers and sequences by address. */
  accounts = new Map();
  /** Transactions in blocks: { bytes, height, index, code, log, events }. */
  included = [];
  /** Whether a transaction that is accepted gets into the next block; else it waits in `pool`. */
  includes = true;
  pool = [];
  /** Whether transactions are found by their hash. */
  indexes = true;
  /** All bytes that were ever broadcast to it. */
  broadcasts = [];
  /** How many blocks pass with each call of `status`. */
  blocksAStatus = 0;
  /** What the application says to a trial, if it refuses. */
  trial = "";
  /** What a transaction comes to in its block. */
  outcome = { code: 0, log: "", events: [] };
  /** The codes that contracts run, if not 1. */
  codes = new Map();
  /** The answer to every query of a contract. */
  smart = {};
  calls = [];
  /** What it does with the next calls of a method instead of answering: see `fault`. */
  #faults = new Map();
  #server;

  static async start() {
    const node = new ScriptedNode();
    node.#server = createServer((request, response) => node.#serve(request, response));
    await new Promise((done) => node.#server.listen(0, "127.0.0.1", done));
    // A test that fails leaves it running.
    node.#server.unref();
    return node;
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  async stop() {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  /**
   * The next call of a method fails: `close` without having done anything, `do-and-close`, `do-and-close-midway`,
   * `do-and-hang`, or with `{ say }` any text, `{ error }` an error object, `{ refuse }` the application's log.
   */
  fault(method, ...faults) {
    this.#faults.set(method, [...(this.#faults.get(method) ?? []), ...faults]);
  }

  /** Takes a transaction into the next block. */
  include(bytes, outcome = this.outcome) {
    this.height += 1;
    this.included.push({ bytes, height: this.height, index: 0, ...outcome });
    const account = this.accounts.get(senderOf(bytes));
    if (account) account.sequence = sequenceOf(bytes) + 1;
    // The block after it, in which its effects are known.
    this.height += 1;
  }

  #serve(request, response) {
    const parts = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      const { method, params } = JSON.parse(Buffer.concat(parts));
      this.calls.push(method);
      const fault = this.#faults.get(method)?.shift();
      if (fault === "close") return request.socket.destroy();
      if (fault?.say !== undefined) return response.end(fault.say);
      if (fault?.error) return response.end(JSON.stringify({ jsonrpc: "2.0", id: 1, error: fault.error }));
      const answer = JSON.stringify({ jsonrpc: "2.0", id: 1, ...this.#answer(method, params, fault?.refuse) });
      if (fault === "do-and-close") return request.socket.destroy();
      if (fault === "do-and-hang") return undefined;
      if (fault === "do-and-close-midway") {
        response.writeHead(200, { "content-length": answer.length });
        response.write(answer.slice(0, answer.length / 2), () => request.socket.destroy());
        return undefined;
      }
      return response.end(answer);
    });
  }

  #answer(method, params, refuse) {
    switch (method) {
      case "status":
        this.height += this.blocksAStatus;
        return result({
          node_info: { network: this.network },
          sync_info: {
            latest_block_height: String(this.height),
            latest_block_time: new Date(Date.now() - this.age).toISOString(),
            earliest_block_height: "1",
            catching_up: this.catchingUp,
          },
        });
      case "abci_query":
        return result({ response: this.#abci(params) });
      case "broadcast_tx_sync":
        return this.#broadcast(fromBase64(params.tx), refuse);
      case "tx": {
        const hash = toHex(fromBase64(params.hash)).toUpperCase();
        const found = this.included.find(({ bytes }) => hashOf(bytes) === hash);
        if (!found || !this.indexes) {
          return { error: { code: -32603, message: "Internal error", data: `tx (${hash}) not found` } };
        }
        return result({ hash, height: String(found.height), index: found.index, tx_result: resultOf(found), tx: "" });
      }
      case "block": {
        const txs = this.included.filter(({ height }) => String(height) === params.height);
        return result({ block: { data: { txs: txs.length > 0 ? txs.map(({ bytes }) => toBase64(bytes)) : null } } });
      }
      case "block_results": {
        const txs = this.included.filter(({ height }) => String(height) === params.height);
        return result({ txs_results: txs.map(resultOf) });
      }
      default:
        return { error: { code: -32601, message: "Method not found" } };
    }
  }

  #abci({ path, data }) {
    const answer = (value) => ({ code: 0, value: toBase64(value), height: String(this.height) });
    const refusal = (log) => ({ code: 1, log, value: null, height: String(this.height) });
    switch (path) {
      case "/cosmos.auth.v1beta1.Query/Account": {
        const { address } = QueryAccountRequest.decode(fromHex(data));
        const known = this.accounts.get(address);
        if (!known) return refusal(`rpc error: code = NotFound desc = account ${address} not found: key not found`);
        const numbers = { accountNumber: BigInt(known.number), sequence: BigInt(known.sequence) };
        const value = BaseAccount.encode(BaseAccount.fromPartial({ address, ...numbers })).finish();
        const account = { typeUrl: "/cosmos.auth.v1beta1.BaseAccount", value };
        return answer(QueryAccountResponse.encode({ account }).finish());
      }
      case "/app/simulate": {
        const bytes = fromHex(data);
        const [known] = this.accounts.values();
        const got = sequenceOf(bytes);
        const expected = (known?.sequence ?? 0) + this.pool.length;
        if (got !== expected) {
          return refusal(
            `failed to simulate tx: account sequence mismatch, expected ${expected}, got ${got}: incorrect account sequence`,
          );
        }
        if (this.trial !== "") return refusal(`failed to simulate tx: ${this.trial}`);
        return answer(utf8(JSON.stringify({ gas_info: { gas_wanted: "0", gas_used: "100000" } })));
      }
      case "/cosmwasm.wasm.v1.Query/ContractInfo": {
        const { address } = QueryContractInfoRequest.decode(fromHex(data));
        const contractInfo = { codeId: BigInt(this.codes.get(address) ?? 1) };
        const described = QueryContractInfoResponse.fromPartial({ address, contractInfo });
        return answer(QueryContractInfoResponse.encode(described).finish());
      }
      case "/cosmwasm.wasm.v1.Query/SmartContractState":
        return answer(QuerySmartContractStateResponse.encode({ data: utf8(JSON.stringify(this.smart)) }).finish());
      default:
        return refusal(`unknown path ${path}`);
    }
  }

  #broadcast(bytes, refuse) {
    this.broadcasts.push(bytes);
    if (refuse !== undefined) return result({ code: 5, log: refuse });
    const known = [...this.pool, ...this.included.map(({ bytes }) => bytes)].some((tx) => hashOf(tx) === hashOf(bytes));
    if (known) return { error: { code: -32603, message: "Internal error", data: "tx already exists in cache" } };
    const expected = this.accounts.get(senderOf(bytes)).sequence + this.pool.length;
    const got = sequenceOf(bytes);
    if (got !== expected) {
      const log = `account sequence mismatch, expected ${expected}, got ${got}: incorrect account sequence`;
      return result({ code: 32, log });
    }
    if (this.includes) this.include(bytes);
    else this.pool.push(bytes);
    return result({ code: 0, log: "" });
  }
}

/** What a transaction says of itself. */
export function read(bytes) {
  const { bodyBytes, authInfoBytes } = TxRaw.decode(bytes);
  return { body: TxBody.decode(bodyBytes), auth: AuthInfo.decode(authInfoBytes) };
}

export function hashOf(bytes) {
  return toHex(sha256(bytes)).toUpperCase();
}

function sequenceOf(bytes) {
  return Number(read(bytes).auth.signerInfos[0].sequence);
}

/** All senders of these tests put it first in their messages (field 1 of MsgExecuteContract). */
function senderOf(bytes) {
  const [{ value }] = read(bytes).body.messages;
  return new TextDecoder().decode(value.slice(2, 2 + value[1]));
}

function result(result) {
  return { result };
}

function resultOf({ code, log, events }) {
  return { code, log, gas_wanted: "165000", gas_used: "101000", events };
}

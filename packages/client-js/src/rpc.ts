/** JSON-RPC 2.0 over HTTP, as CometBFT speaks it. */

import { type ChartsealError, fail } from "./errors.js";

/** The largest answer that is read. */
const MAX_ANSWER = 64 * 1024 * 1024;
/** How Node.js says that no connection came about; browsers don't tell. */
const NOT_CONNECTED = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"];

/** An error object of JSON-RPC. */
export interface Refusal {
  readonly code: number;
  readonly message: string;
  readonly data: string;
}

/** What a call gave. What matters to a sender is whether the node may have got the request. */
export type Answer =
  | { readonly came: "result"; readonly result: unknown }
  /** The node can't have got it. */
  | { readonly came: "not-sent"; readonly error: ChartsealError }
  /** The node may have got it: it did not answer, or not so that one could tell. */
  | { readonly came: "lost"; readonly error: ChartsealError }
  /** The node's answer is an error of its own. */
  | { readonly came: "refusal"; readonly refusal: Refusal };

/** A node's RPC. */
export class Rpc {
  /** Host and port: what errors call the node. An address may carry a password. */
  readonly name: string;

  constructor(
    private readonly url: string,
    private readonly patience: number,
  ) {
    if (!URL.canParse(url)) throw fail({ kind: "InvalidNode", url });
    const { host, protocol } = new URL(url);
    if (protocol !== "http:" && protocol !== "https:") throw fail({ kind: "InvalidNode", url });
    this.name = host;
  }

  /** Calls a method. */
  async call(method: string, params: Record<string, unknown>): Promise<Answer> {
    let text: string;
    try {
      const response = await fetch(this.url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
        // Requests go to the node that was named and to none that an answer names.
        redirect: "error",
        credentials: "omit",
        cache: "no-store",
        signal: AbortSignal.timeout(this.patience),
      });
      text = await read(response);
    } catch (error) {
      const came = notConnected(error) ? "not-sent" : "lost";
      return { came, error: fail({ kind: "NodeUnreachable", node: this.name, reason: reasonOf(error) }, error) };
    }
    // The status is no help: CometBFT gives 500 with an error object, a proxy 200 with a page.
    const answer = parse(text);
    if (answer === undefined) return this.lost(`${method}: no JSON object`);
    const refusal = refusalOf(answer.error);
    if (refusal) return { came: "refusal", refusal };
    if (answer.result === undefined || answer.result === null) {
      return this.lost(`${method}: neither a result nor an error`);
    }
    return { came: "result", result: answer.result };
  }

  /** What a node's answer is told as that is none of CometBFT's. */
  rubbish(detail: string): ChartsealError {
    return fail({ kind: "NodeRubbish", node: this.name, detail });
  }

  private lost(detail: string): Answer {
    return { came: "lost", error: this.rubbish(detail) };
  }
}

async function read(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return "";
  const decoder = new TextDecoder();
  let text = "";
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    length += value.length;
    if (length > MAX_ANSWER) {
      await reader.cancel();
      throw new Error(`an answer of more than ${MAX_ANSWER} bytes`);
    }
    text += decoder.decode(value, { stream: true });
  }
}

function parse(text: string): { result?: unknown; error?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function refusalOf(error: unknown): Refusal | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const { code, message, data } = error as Record<string, unknown>;
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  return { code: typeof code === "number" ? code : 0, message: text(message), data: text(data) };
}

/** What a node said, in one line. */
export function wordsOf(refusal: Refusal): string {
  return refusal.data === "" ? refusal.message : `${refusal.message}: ${refusal.data}`;
}

function notConnected(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ("code" in cause && NOT_CONNECTED.includes(String(cause.code))) return true;
  }
  return false;
}

/** An error and what caused it: the first line alone says only that a request failed. */
function reasonOf(error: unknown): string {
  const parts: string[] = [];
  for (let cause = error; cause instanceof Error; cause = cause.cause) parts.push(cause.message);
  return parts.filter((part) => part !== "").join(": ") || "the connection failed";
}

/**
 * Refusals of a chain as failures.
 *
 * wasmd and the Cosmos SDK tell errors as text, the outermost last: `what the contract said: execute wasm contract failed`,
 * and put more text around it on the way. What the chain appended is read from the end, so that nothing a contract says can
 * pass for an error of another kind.
 */

import type { Failure } from "./errors.js";

/** Of whom and what a refusal is told. */
export interface RefusalContext {
  /** The contract that each message of the transaction executes, if it does that. */
  readonly executed?: readonly (string | undefined)[];
  /** The contract that was asked, for a query. */
  readonly asked?: string;
  /** Who sent the transaction. */
  readonly sender?: string;
  /** Who pays its fees, if not the sender. */
  readonly granter?: string;
}

/** Ends of texts by which a chain tells that a contract refused. */
const BY_CONTRACT = [
  ": execute wasm contract failed",
  ": instantiate wasm contract failed",
  ": migrate wasm contract failed",
  ": query wasm contract failed",
];
/** What the application puts behind an error when it answers a query. */
const AROUND_QUERIES = [": unknown request", ": invalid request", ": key not found"];
/** Ends of texts by which a chain tells that a fee grant does not pay. */
const GRANT_ENDS = ["fee allowance expired", "fee limit exceeded", "message not allowed", "no allowance"];
const NO_GRANT = "fee-grant not found: not found";

/** The failure that a refusal tells of; `log` is the text with which the application refused. */
export function classify(log: string, context: RefusalContext): Failure {
  const trimmed = AROUND_QUERIES.reduce(withoutEnd, log);
  // What is tried is told with a word before; what a contract answers to a query begins with its own.
  const tried = context.asked === undefined ? withoutStart(trimmed, "failed to simulate tx: ") : trimmed;
  const { index, text } = messageIndex(tried);
  const contract = context.asked ?? (index === undefined ? undefined : context.executed?.[index]);
  const end = BY_CONTRACT.find((end) => text.endsWith(end));
  if (end !== undefined) return byContract(text.slice(0, -end.length), contract);
  if (text.endsWith(": wasmvm error")) return { kind: "Aborted" };
  if (text.endsWith(": no such contract")) return { kind: "UnknownContract", address: contract ?? "" };
  return byChain(text, context) ?? { kind: "Contract", message: text };
}

/** A contract's own words. Where another contract was called, the chain says only that, not which. */
function byContract(said: string, contract: string | undefined): Failure {
  let words = said;
  while (words.startsWith("dispatch: submessages: ")) words = withoutStart(words, "dispatch: submessages: ");
  if (words.length < said.length) {
    // The error of the called contract carries its own end.
    const end = BY_CONTRACT.find((end) => words.endsWith(end));
    return { kind: "Contract", message: end === undefined ? words : words.slice(0, -end.length) };
  }
  return { kind: "Contract", ...(contract === undefined ? {} : { contract }), message: words };
}

function byChain(text: string, { sender = "", granter }: RefusalContext): Failure | undefined {
  const ends = (end: string) => text.endsWith(end);
  const payer = granter ?? sender;
  if (ends("incorrect account sequence")) {
    const expected = numberAfter(text, "expected ");
    const got = numberAfter(text, "got ");
    return expected === undefined || got === undefined
      ? undefined
      : { kind: "Sequence", account: sender, expected, got };
  }
  if (ends("out of gas")) {
    const wanted = numberAfter(text, "gasWanted: ") ?? 0;
    return { kind: "OutOfGas", wanted, used: numberAfter(text, "gasUsed: ") ?? 0 };
  }
  if (ends("insufficient fee")) return { kind: "InsufficientFee", reason: text };
  if (ends("insufficient funds")) return { kind: "InsufficientFunds", payer, reason: text };
  const reason = ends(NO_GRANT) ? "there is no such grant" : GRANT_ENDS.find(ends);
  if (reason !== undefined) return { kind: "FeeGrant", granter: granter ?? "", grantee: sender, reason };
  if (ends("unknown address")) return { kind: "UnknownAccount", account: payer };
  if (ends("unauthorized") && text.includes("signature verification failed")) return { kind: "BadSignature" };
  return undefined;
}

/** The number of the message that failed, and the text behind it. */
function messageIndex(text: string): { index?: number; text: string } {
  const found = /^failed to execute message; message index: (\d{1,9}): /.exec(text);
  return found ? { index: Number(found[1]), text: text.slice(found[0].length) } : { text };
}

function numberAfter(text: string, label: string): number | undefined {
  const at = text.indexOf(label);
  const digits = at < 0 ? undefined : /^\d{1,15}/.exec(text.slice(at + label.length));
  return digits ? Number(digits[0]) : undefined;
}

function withoutEnd(text: string, end: string): string {
  return text.endsWith(end) ? text.slice(0, -end.length) : text;
}

function withoutStart(text: string, start: string): string {
  return text.startsWith(start) ? text.slice(start.length) : text;
}

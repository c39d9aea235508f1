/**
 * Sending a transaction once.
 *
 * What is signed is kept until it is known what became of it, and only these bytes are ever broadcast again: a transaction
 * has a sequence number, so that a chain executes it at most once, however often it arrives. Messages are signed anew only
 * when the transaction before is provably dead: its sequence number was used by another, or the last block that it could be in
 * has passed without it. What a node may have got is never taken for lost because the node did not answer.
 */

import { sha256 } from "@cosmjs/crypto";
import { toHex } from "@cosmjs/encoding";
import type { EncodeObject } from "@cosmjs/proto-signing";
import type { RawEvent, TxFound } from "./answers.js";
import { fail, isFailure } from "./errors.js";
import { feeFor, type GasPrice, gasLimit } from "./fees.js";
import type { ChainAccount, Node } from "./node.js";
import { classify, type RefusalContext } from "./refusal.js";
import { executedBy, type Signer } from "./sign.js";
import { sleep, type Timing } from "./timing.js";
import { type Slot, Turns } from "./turns.js";
import type { Watch } from "./watch.js";

/** What a transaction did. */
export interface Outcome {
  /** Its hash: 64 upper-case hex digits. */
  readonly txHash: string;
  /** The block it is in. */
  readonly height: number;
  readonly gasUsed: number;
  /** All events of the transaction, as the chain has them; `decodeEvents` reads the contracts'. */
  readonly events: readonly RawEvent[];
}

/** Who sends where, and who pays. */
export interface Sending {
  readonly node: Node;
  readonly watch: Watch;
  readonly signer: Signer;
  readonly price: GasPrice;
  readonly granter?: string;
  readonly timing: Timing;
}

/** How often messages are signed anew because somebody else's transaction took the sequence number. */
const TRIES = 10;

/** A transaction on its way. */
interface Sent {
  readonly bytes: Uint8Array;
  readonly hash: Uint8Array;
  readonly sequence: number;
  /** The latest block when it was signed: it is in none up to that. */
  readonly after: number;
  /** The last block that it can be in. */
  readonly timeoutHeight: number;
  /** Held while the node may or may not have it: until that is known, no number can be given to another. */
  doubt: Slot | undefined;
}

/** What became of a transaction; its number went to another, or its last block has passed. */
type Fate = Outcome | "displaced" | "expired";

/** Sends messages of one account after another. */
export class Sender {
  private readonly turns = new Turns();

  constructor(private readonly sending: Sending) {}

  /**
   * Sends messages in one transaction and returns when it is in a block.
   *
   * @throws whatever the chain or the wallet refuses. Nothing was written then, but for `Undecided`.
   */
  async submit(messages: readonly EncodeObject[]): Promise<Outcome> {
    if (messages.length === 0) throw fail({ kind: "NoMessage" });
    await this.sending.watch.standing();
    for (const contract of executedBy(messages)) {
      if (contract !== undefined) await this.sending.watch.pinned(contract);
    }
    const context = this.context(messages);
    let dead: Sent | undefined;
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const sent = await this.send(messages, context);
      let fate: Fate;
      try {
        fate = await this.follow(sent, context);
      } finally {
        sent.doubt?.release();
      }
      if (typeof fate === "object") return fate;
      dead = sent;
      if (fate === "expired") break;
    }
    throw fail({ kind: "NotIncluded", txHash: name(dead?.hash), timeoutHeight: dead?.timeoutHeight ?? 0 });
  }

  private context(messages: readonly EncodeObject[]): RefusalContext {
    const { signer, granter } = this.sending;
    const executed = executedBy(messages);
    return { executed, sender: signer.address, ...(granter === undefined ? {} : { granter }) };
  }

  /** Signs and broadcasts. When it returns, a node has the transaction or may have it. */
  private async send(messages: readonly EncodeObject[], context: RefusalContext): Promise<Sent> {
    const slot = await this.turns.take(this.sending.signer.address);
    let keep = false;
    try {
      let refused: unknown;
      for (let attempt = 0; attempt < TRIES; attempt++) {
        const standing = await this.sending.watch.standing();
        slot.account ??= await this.sending.node.account(this.sending.signer.address);
        const account = slot.account;
        try {
          const sent = await this.broadcast(messages, context, slot, account, standing.height);
          keep = sent.doubt !== undefined;
          return sent;
        } catch (error) {
          // Takes over the sequence number that the chain expects; any other refusal is final.
          if (!isFailure(error, "Sequence")) throw error;
          slot.account = { ...account, sequence: error.failure.expected };
          refused = error;
        }
      }
      throw refused;
    } finally {
      if (!keep) slot.release();
    }
  }

  private async broadcast(
    messages: readonly EncodeObject[],
    context: RefusalContext,
    slot: Slot,
    account: ChainAccount,
    height: number,
  ): Promise<Sent> {
    const { node, signer, price, granter, timing } = this.sending;
    const simulated = await node.simulate(signer.unsigned(messages, account.sequence), context);
    const fee = feeFor(gasLimit(simulated), price, granter);
    const timeoutHeight = height + timing.timeoutBlocks;
    const bytes = await signer.sign(messages, { account, fee, timeoutHeight });
    const sent: Sent = {
      bytes,
      hash: sha256(bytes),
      sequence: account.sequence,
      after: height,
      timeoutHeight,
      doubt: undefined,
    };
    // Until the answer is in nobody knows which number is next.
    slot.account = undefined;
    const answer = await node.broadcast(bytes);
    switch (answer.came) {
      case "accepted":
        slot.account = { ...account, sequence: account.sequence + 1 };
        return sent;
      case "not-taken":
        throw answer.error;
      case "lost":
        return { ...sent, doubt: slot };
      case "refused": {
        const failure = classify(answer.log, context);
        // Signed with a number that is yet to come: it could be executed later. Its bytes are kept.
        if (failure.kind === "Sequence" && failure.expected < failure.got) return { ...sent, doubt: slot };
        // Signed with a number that is gone, or refused outright: it can never be executed.
        slot.account = account;
        throw fail(failure);
      }
    }
  }

  /** Asks until it is known what became of a transaction, and broadcasts its bytes again meanwhile. */
  private async follow(sent: Sent, context: RefusalContext): Promise<Fate> {
    const { node, timing } = this.sending;
    const deadline = Date.now() + timing.patience;
    let again = Date.now() + (sent.doubt ? timing.poll : timing.retry);
    for (;;) {
      // A node that does not answer tells nothing: it is asked again.
      const found = await node.transaction(sent.hash).catch(() => undefined);
      const known = found && included(found, sent, context);
      if (known !== undefined) return known;
      if (Date.now() >= again) {
        again = Date.now() + timing.retry;
        const fate = await this.fate(sent, context).catch(() => undefined);
        const settled = typeof fate === "object" ? included(fate, sent, context) : fate;
        if (settled !== undefined) return settled;
        if ((await node.broadcast(sent.bytes)).came === "accepted") {
          sent.doubt?.release();
          sent.doubt = undefined;
        }
      }
      if (Date.now() >= deadline) {
        throw fail({ kind: "Undecided", txHash: name(sent.hash), timeoutHeight: sent.timeoutHeight });
      }
      await sleep(timing.poll);
    }
  }

  /**
   * What became of a transaction, from the chain's state and blocks alone: an index of transactions lags, or a node has none.
   * Undefined if that is still open.
   */
  private async fate(sent: Sent, context: RefusalContext): Promise<TxFound | "displaced" | "expired" | undefined> {
    const { node, signer } = this.sending;
    // Of the latest block the header is there before its transactions have run.
    const settled = (await node.standing()).height - 1;
    const last = Math.min(settled, sent.timeoutHeight);
    if (last <= sent.after) return undefined;
    const next = (await node.account(signer.address, last)).sequence;
    if (next <= sent.sequence) return settled >= sent.timeoutHeight ? "expired" : undefined;
    // Its number is used: by itself or by another.
    for (let height = sent.after + 1; height <= last; height++) {
      const index = (await node.transactionsOf(height)).findIndex((tx) => name(sha256(tx)) === name(sent.hash));
      if (index < 0) continue;
      const result = (await node.resultsOf(height))[index];
      if (result === undefined) return undefined;
      if (!isEarly({ height, result }, context)) return { height, result };
    }
    return "displaced";
  }
}

/** A block had it before its turn: it was not executed, and still can be. */
function isEarly({ result }: TxFound, context: RefusalContext): boolean {
  const failure = result.code === 0 ? undefined : classify(result.log, context);
  return failure?.kind === "Sequence" && failure.expected <= failure.got;
}

/** What came of a transaction in a block; undefined if that is still open. */
function included(found: TxFound, sent: Sent, context: RefusalContext): Fate | undefined {
  if (isEarly(found, context)) return undefined;
  const { height, result } = found;
  if (result.code !== 0) {
    const failure = classify(result.log, context);
    // A block may hold a transaction that came too late for its number: it was not executed and never will be.
    if (failure.kind === "Sequence") return "displaced";
    throw fail(failure);
  }
  return { txHash: name(sent.hash), height, gasUsed: result.gasUsed, events: result.events };
}

function name(hash: Uint8Array | undefined): string {
  return hash ? toHex(hash).toUpperCase() : "";
}

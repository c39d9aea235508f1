/** Whose turn it is: the sequence numbers of the accounts that send from here. */

import type { ChainAccount } from "./node.js";

/**
 * The account as this client has it, undefined if the chain must be asked. Held from reading its sequence number until a node
 * has the transaction, so that senders on one page do not take each other's numbers and need not wait for each other's blocks.
 */
export interface Slot {
  account: ChainAccount | undefined;
  /** Gives the turn to the next. Once is enough, more do no harm. */
  release(): void;
}

interface Queue {
  account: ChainAccount | undefined;
  /** Resolves when the last in the queue is done. */
  tail: Promise<void>;
}

/** One queue an account. */
export class Turns {
  private readonly queues = new Map<string, Queue>();

  /** Waits for the account's turn. */
  async take(address: string): Promise<Slot> {
    const queue = this.queues.get(address) ?? { account: undefined, tail: Promise.resolve() };
    this.queues.set(address, queue);
    const before = queue.tail;
    let release = () => {};
    queue.tail = new Promise((done) => {
      release = done;
    });
    await before;
    return {
      get account() {
        return queue.account;
      },
      set account(account) {
        queue.account = account;
      },
      release,
    };
  }
}

/** How long to wait for what. */

/** Milliseconds, and blocks. */
export interface Timing {
  /** The answer to one call. */
  readonly call: number;
  /** From the broadcast of a transaction until it is reported as `Undecided`. */
  readonly patience: number;
  /** Between two questions whether a transaction is in a block. */
  readonly poll: number;
  /** Between two broadcasts of the same bytes, and two examinations of what became of them. */
  readonly retry: number;
  /** How old the latest block may be: an older one says that the node, or the chain, has stopped. */
  readonly lag: number;
  /** For how many blocks a transaction is good. */
  readonly timeoutBlocks: number;
}

/** What fits a chain with blocks of a second or a few. */
export const TIMING: Timing = {
  call: 10_000,
  patience: 120_000,
  poll: 500,
  retry: 2_000,
  lag: 60_000,
  timeoutBlocks: 60,
};

/** After so many milliseconds. */
export function sleep(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}

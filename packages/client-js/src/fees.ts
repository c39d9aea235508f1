/** Fees that hold: how much gas to allow and what it costs. */

import type { StdFee } from "@cosmjs/amino";

/** What a unit of gas costs: at least what the validators ask. */
export interface GasPrice {
  /** A decimal number, say `"0.025"`, with at most 18 digits after the point. */
  readonly amount: string;
  /** The denomination, say `useal`. */
  readonly denom: string;
}

/** What a trial leaves out: the deduction of the fee, which takes about 20,000. */
const NOT_SIMULATED = 25_000n;
const DIGITS = 18;

/**
 * The gas limit for a transaction that took `simulated` when it was tried: 1.4 times that, since state may have changed when
 * it runs, and what a trial leaves out.
 */
export function gasLimit(simulated: number): number {
  const gas = BigInt(simulated);
  return Number(gas + ceilDiv(gas * 2n, 5n) + NOT_SIMULATED);
}

/** Whether a text is a price: digits, and at most 18 after a point. */
export function isDecimal(text: string): boolean {
  return /^\d{1,20}(\.\d{1,18})?$/.test(text);
}

/**
 * The fee for a gas limit, rounded up: validators refuse a fee that is short by a fraction. `granter` pays if it is given and
 * has granted the sender an allowance.
 */
export function feeFor(gas: number, price: GasPrice, granter?: string): StdFee {
  const [whole = "0", fraction = ""] = price.amount.split(".");
  const atomics = BigInt(whole + fraction.padEnd(DIGITS, "0"));
  const amount = ceilDiv(BigInt(gas) * atomics, 10n ** BigInt(DIGITS));
  return {
    amount: amount === 0n ? [] : [{ denom: price.denom, amount: amount.toString() }],
    gas: gas.toString(),
    ...(granter === undefined ? {} : { granter }),
  };
}

function ceilDiv(a: bigint, b: bigint): bigint {
  return (a + b - 1n) / b;
}

/** The shapes of CometBFT's answers: heights and gas are numbers in text, bytes are base64 or hex. */

import { fromBase64 } from "@cosmjs/encoding";

/** An answer is not of the expected shape; what is wrong with it, in words. */
export class Misshapen extends Error {}

/** Members of an answer, each read by its type. */
export class Reader {
  private readonly value: Record<string, unknown>;

  constructor(
    value: unknown,
    private readonly what: string,
  ) {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw new Misshapen(`${what} is no object`);
    this.value = value as Record<string, unknown>;
  }

  object(name: string): Reader {
    return new Reader(this.value[name], `${this.what}.${name}`);
  }

  /** A list; what is absent or null is empty, as Go writes it. */
  list(name: string): unknown[] {
    const value = this.value[name] ?? [];
    return Array.isArray(value) ? value : this.wrong(name, "a list");
  }

  text(name: string): string {
    const value = this.value[name];
    return typeof value === "string" ? value : this.wrong(name, "a text");
  }

  /** A text; what is absent or null is empty. */
  maybeText(name: string): string {
    return this.value[name] === undefined || this.value[name] === null ? "" : this.text(name);
  }

  flag(name: string): boolean {
    const value = this.value[name];
    return typeof value === "boolean" ? value : this.wrong(name, "true or false");
  }

  /** A number that may stand in text, as protobuf's JSON has 64-bit numbers. */
  number(name: string): number {
    const value = this.value[name];
    const number = typeof value === "string" && /^\d{1,16}$/.test(value) ? Number(value) : value;
    return typeof number === "number" && Number.isSafeInteger(number) && number >= 0
      ? number
      : this.wrong(name, "a number");
  }

  /** A number; what is absent or null is zero. */
  maybeNumber(name: string): number {
    return this.value[name] === undefined || this.value[name] === null ? 0 : this.number(name);
  }

  /** Bytes in base64; what is absent or null is empty. */
  bytes(name: string): Uint8Array {
    try {
      return fromBase64(this.maybeText(name));
    } catch {
      return this.wrong(name, "base64");
    }
  }

  /** A time, in milliseconds since 1970. */
  time(name: string): number {
    const time = Date.parse(this.text(name));
    return Number.isNaN(time) ? this.wrong(name, "a time") : time;
  }

  private wrong(name: string, expected: string): never {
    throw new Misshapen(`${this.what}.${name} that is not ${expected}`);
  }
}

/** An event as the chain has it. */
export interface RawEvent {
  readonly type: string;
  readonly attributes: readonly { readonly key: string; readonly value: string }[];
}

/** What became of a transaction in a block. */
export interface TxResult {
  readonly code: number;
  readonly log: string;
  readonly gasUsed: number;
  readonly events: readonly RawEvent[];
}

/** A transaction in a block. */
export interface TxFound {
  readonly height: number;
  readonly result: TxResult;
}

/** Reads what became of a transaction. */
export function txResult(value: unknown): TxResult {
  const reader = new Reader(value, "tx_result");
  return {
    code: reader.maybeNumber("code"),
    log: reader.maybeText("log"),
    gasUsed: reader.number("gas_used"),
    events: reader.list("events").map(rawEvent),
  };
}

function rawEvent(value: unknown): RawEvent {
  const reader = new Reader(value, "event");
  const attributes = reader.list("attributes").map((attribute) => {
    const pair = new Reader(attribute, "attribute");
    return { key: pair.text("key"), value: pair.maybeText("value") };
  });
  // The chain appends the number of the message.
  if (attributes.at(-1)?.key === "msg_index") attributes.pop();
  return { type: reader.text("type"), attributes };
}

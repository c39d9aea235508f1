/** Salted commitments: what the chain keeps of evidence that stays off it. */

import { freeing, withCrypto } from "./crypto.js";
import type { Commitment } from "./generated/IdentityRegistry.types.js";

/** What is committed to; a commitment of one kind never passes for another. */
export type EvidenceKind = "identity" | "verification" | "claim" | "reason";

/** A commitment, and the salt to be kept with the evidence. */
export interface Salted {
  readonly commitment: Commitment;
  readonly salt: Uint8Array;
}

/** Commits to evidence under a fresh salt, or under a kept one to check a commitment. */
export function commit(kind: EvidenceKind, evidence: Uint8Array, salt?: Uint8Array): Salted {
  return withCrypto((crypto) =>
    freeing(crypto.commit(kind, evidence, salt), ({ commitment, salt }) => ({ commitment, salt })),
  );
}

/** Sealing records: what `docs/crypto.md` says, the same bytes as Rust's. */

import { fromBase64 } from "@cosmjs/encoding";
import type { Import } from "#crypto-wasm";
import { freeing, type Handle, withCrypto } from "./crypto.js";
import type { ContentHash, IdentityId, Label } from "./generated/RecordAnchor.types.js";
import { type PublicKey, suiteOf } from "./keys.js";

/** A sealed record with its envelope: both go to the vault, the hash to the anchor. */
export interface SealedRecord {
  readonly sealed: Uint8Array;
  readonly envelope: Uint8Array;
  /** SHA-256 of `sealed`. */
  readonly contentHash: ContentHash;
}

/** Who gets at the records of an import. */
export interface Recipients {
  readonly patient: IdentityId;
  readonly patientKey: PublicKey;
  /** In their order; with none, every record is private. */
  readonly trustees: readonly PublicKey[];
  /** How many trustees it takes. */
  readonly threshold: number;
}

/**
 * Any number of records of one patient, sealed together: they share one key encapsulation for each recipient. Its secrets stay
 * in the crypto's memory until `free`.
 */
export class RecordImport implements Handle {
  private constructor(
    private readonly patient: IdentityId,
    private readonly handle: Import,
  ) {}

  /** @throws `Crypto` if a key is none of its suite, or threshold and trustees do not fit */
  static start({ patient, patientKey, trustees, threshold }: Recipients): RecordImport {
    return withCrypto((crypto) => {
      const builder = new crypto.ImportBuilder(patient, suiteOf(patientKey), fromBase64(patientKey.public_key));
      return freeing(builder, () => {
        for (const key of trustees) builder.addTrustee(suiteOf(key), fromBase64(key.public_key));
        return new RecordImport(patient, builder.start(threshold));
      });
    });
  }

  /** The import keys, which are stored once. */
  get keys(): Uint8Array {
    return this.handle.keys;
  }

  /** The import's id, 32 hex digits, by which envelopes name it. */
  get id(): string {
    return this.handle.id;
  }

  /** Seals a record under a fresh key. A private one opens for the patient alone and is lost with the patient's key. */
  seal(content: Uint8Array, label: Label, access: "shared" | "private" = "shared"): SealedRecord {
    const labelled = JSON.stringify(label);
    return withCrypto((crypto) =>
      freeing(crypto.DataKey.generate(), (key) =>
        freeing(crypto.sealRecord(content, key, this.patient, labelled), ({ bytes, contentHash }) => {
          const envelope =
            access === "private"
              ? this.handle.wrapPrivate(contentHash, labelled, key)
              : this.handle.wrap(contentHash, labelled, key);
          return { sealed: bytes, envelope, contentHash };
        }),
      ),
    );
  }

  free(): void {
    this.handle.free();
  }
}

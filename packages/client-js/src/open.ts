/** Opening records: the patient's way, and the requester's through trustees. */

import { fromBase64 } from "@cosmjs/encoding";
import type { DataKey } from "#crypto-wasm";
import { freeing, withCrypto } from "./crypto.js";
import type { Deployment } from "./deployment.js";
import type { ContentHash, IdentityId, Label } from "./generated/RecordAnchor.types.js";
import { type PublicKey, type SecretKey, suiteOf } from "./keys.js";

/** A record as vault and chain have it. Nothing of it is trusted: what does not fit does not open. */
export interface StoredRecord {
  readonly sealed: Uint8Array;
  readonly envelope: Uint8Array;
  readonly contentHash: ContentHash;
  readonly patient: IdentityId;
  readonly label: Label;
}

/** The patient opens a record of an import. */
export function openAsPatient(key: SecretKey, importKeys: Uint8Array, record: StoredRecord): Uint8Array {
  const { envelope, contentHash, label } = record;
  return withCrypto((crypto) =>
    openWith(crypto.keyOfPatient(key.handle, importKeys, envelope, contentHash, JSON.stringify(label)), record),
  );
}

/**
 * A requester opens a record with shares that trustees released for a ticket. Shares that do not open are left aside as long
 * as enough of them do.
 *
 * @throws `Crypto`: `TooFewShares`, `SealedShare` if not one opens, `WrongShare`, `Key`, `Damaged`, `Hash`
 */
export function openWithShares(
  key: SecretKey,
  shares: readonly Uint8Array[],
  ticket: Uint8Array,
  record: StoredRecord,
): Uint8Array {
  return withCrypto((crypto) =>
    freeing(new crypto.Shares(record.contentHash), (collected) => {
      let refused: Error | undefined;
      for (const share of shares) {
        try {
          collected.add(crypto.openShare(key.handle, share, record.contentHash, ticket));
        } catch (error) {
          if (!(error instanceof Error)) throw error;
          refused = error;
        }
      }
      if (collected.count === 0 && refused) throw refused;
      return openWith(collected.combine(record.envelope), record);
    }),
  );
}

/** A trustee takes its share out of an envelope and seals it to a requester, for a ticket that it has checked. */
export function releaseShare(
  key: SecretKey,
  requester: PublicKey,
  ticket: Uint8Array,
  importKeys: Uint8Array,
  record: Omit<StoredRecord, "sealed" | "patient">,
): Uint8Array {
  const { envelope, contentHash, label } = record;
  return withCrypto((crypto) =>
    freeing(crypto.unwrapShare(key.handle, importKeys, envelope, contentHash, JSON.stringify(label)), (share) =>
      crypto.sealShareTo(suiteOf(requester), fromBase64(requester.public_key), share, contentHash, ticket),
    ),
  );
}

/**
 * What names a ticket beyond doubt: `"chartseal/ticket/v1" ‖ 0 ‖ chain id ‖ 0 ‖ access control ‖ 0 ‖ number of the access as
 * u64 BE`. A released share is bound to it.
 */
export function ticketBytes(deployment: Pick<Deployment, "chain_id" | "access_control">, access: number): Uint8Array {
  const head = `chartseal/ticket/v1\0${deployment.chain_id}\0${deployment.access_control}\0`;
  const text = new TextEncoder().encode(head);
  const bytes = new Uint8Array(text.length + 8);
  bytes.set(text);
  new DataView(bytes.buffer).setBigUint64(text.length, BigInt(access));
  return bytes;
}

function openWith(dataKey: DataKey, { sealed, patient, label, contentHash }: StoredRecord): Uint8Array {
  return withCrypto((crypto) =>
    freeing(dataKey, () => crypto.openRecord(sealed, dataKey, patient, JSON.stringify(label), contentHash)),
  );
}

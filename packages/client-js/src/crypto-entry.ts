/** Sealing and opening records, keys and commitments: `@chartseal/client/crypto`. Await `loadCrypto()` first. */

export { commit, type EvidenceKind, type Salted } from "./commitment.js";
export { type Handle, loadCrypto } from "./crypto.js";
export { KeyRing, keyId, type PublicKey, SecretKey, type Suite } from "./keys.js";
export { openAsPatient, openWithShares, releaseShare, type StoredRecord, ticketBytes } from "./open.js";
export { type Recipients, RecordImport, type SealedRecord } from "./seal.js";

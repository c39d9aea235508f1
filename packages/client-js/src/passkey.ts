/**
 * Passkeys as second factor (WebAuthn level 3): registering one, and confirming a message with it. A sensitive message travels
 * inside `confirmed { message, assertion }` of the contract that executes it; `docs/second-factor.md` says which are.
 */

import { sha256 } from "@cosmjs/crypto";
import { toBase64 } from "@cosmjs/encoding";
import { fail } from "./errors.js";
import type { Assertion } from "./generated/AccessControl.types.js";
import type { PasskeyUnchecked } from "./generated/IdentityRegistry.types.js";

/** What one confirmation is about. Its hash is the challenge that the passkey signs. */
export interface Challenge {
  readonly chainId: string;
  /** The contract that executes the message. */
  readonly contract: string;
  /** The account that sends it. */
  readonly sender: string;
  /** The inner message's bytes, the very ones that are sent. */
  readonly message: Uint8Array;
  /** Unix seconds, at most 300 ahead of the chain's time. */
  readonly expiresAt: number;
  /** How many confirmations the contract has accepted for the identity: its query `second_factor_nonce`. */
  readonly nonce: number | bigint;
}

const DOMAIN = "chartseal/second-factor/v1";
/** COSE's number for ECDSA with P-256 and SHA-256 (RFC 9053 section 2.1): the one that the contracts verify. */
const ES256 = -7;
/** How long the browser waits for the finger, in milliseconds. */
const PATIENCE = 120_000;
/** A P-256 key's SubjectPublicKeyInfo up to the point itself (RFC 5480). */
const SPKI_P256 = "3059301306072a8648ce3d020106082a8648ce3d030107034200";

/**
 * SHA-256 over domain, chain id, contract, sender and message, each after its length in bytes as u64 BE, then expiry and nonce
 * as u64 BE.
 */
export function challengeHash(challenge: Challenge): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder();
  const parts = [DOMAIN, challenge.chainId, challenge.contract, challenge.sender].map((part) => text.encode(part));
  const measured = [...parts, challenge.message].flatMap((part) => [u64(part.length), part]);
  return new Uint8Array(sha256(concat([...measured, u64(challenge.expiresAt), u64(challenge.nonce)])));
}

/** What a confirmation needs to know. */
export interface Confirmation extends Omit<Challenge, "message"> {
  /** The message to confirm, of the contract's `ExecuteMsg`. */
  readonly message: object;
  /** The site that the passkey is of: one of the registry's relying parties. */
  readonly rpId: string;
  /** The ids of the holder's passkeys; the browser offers those it has. */
  readonly credentials: readonly Uint8Array[];
}

/** What the contract's `confirmed` message has inside. */
export interface Confirmed {
  /** The inner message in base64. */
  readonly message: string;
  readonly assertion: Assertion;
}

/**
 * Has the holder confirm a message with a passkey: `navigator.credentials.get()`, with user verification.
 *
 * @throws `PasskeyRefused`, `PasskeyUnsupported`
 */
export async function confirm(confirmation: Confirmation): Promise<Confirmed> {
  const message = new TextEncoder().encode(JSON.stringify(confirmation.message));
  const challenge = challengeHash({ ...confirmation, message });
  const credential = await ask((credentials) =>
    credentials.get({
      publicKey: {
        challenge,
        rpId: confirmation.rpId,
        allowCredentials: confirmation.credentials.map((id) => ({ type: "public-key", id: new Uint8Array(id) })),
        userVerification: "required",
        timeout: PATIENCE,
      },
    }),
  );
  const response = credential.response as AuthenticatorAssertionResponse;
  return {
    message: toBase64(message),
    assertion: {
      credential: base64(credential.rawId),
      authenticator_data: base64(response.authenticatorData),
      client_data: base64(response.clientDataJSON),
      signature: base64(response.signature),
      nonce: Number(confirmation.nonce),
      expires_at: confirmation.expiresAt,
    },
  };
}

/** Who a new passkey is for. */
export interface Registration {
  /** The site: one of the registry's relying parties, the page's own domain or one above it. */
  readonly rpId: string;
  /** What the browser calls the site. */
  readonly rpName: string;
  /** What the browser calls the account, say the patient's name: it stays on the device. */
  readonly userName: string;
  /** 1 to 64 bytes that name the account on the device and tell nobody who it is: the identity's 16 bytes. */
  readonly userId: Uint8Array;
  /** The holder's passkeys so far: a device makes no second one. */
  readonly exclude?: readonly Uint8Array[];
}

/**
 * Makes a passkey: `navigator.credentials.create()`. What comes is to be sent to the registry, at registration or by
 * `propose_change`.
 *
 * @throws `PasskeyRefused`, `PasskeyUnsupported`
 */
export async function createPasskey(registration: Registration): Promise<PasskeyUnchecked> {
  const { rpId, rpName, userName, userId, exclude = [] } = registration;
  const credential = await ask((credentials) =>
    credentials.create({
      publicKey: {
        // Nobody checks the attestation: what counts is the signature of the first confirmation.
        challenge: crypto.getRandomValues(new Uint8Array(32)),
        rp: { id: rpId, name: rpName },
        user: { id: new Uint8Array(userId), name: userName, displayName: userName },
        pubKeyCredParams: [{ type: "public-key", alg: ES256 }],
        excludeCredentials: exclude.map((id) => ({ type: "public-key", id: new Uint8Array(id) })),
        authenticatorSelection: { userVerification: "required" },
        attestation: "none",
        timeout: PATIENCE,
      },
    }),
  );
  const key = (credential.response as AuthenticatorAttestationResponse).getPublicKey();
  if (!key) throw fail({ kind: "PasskeyRefused", reason: "it made another kind of key than ES256" });
  return { credential: base64(credential.rawId), public_key: toBase64(pointOf(new Uint8Array(key))), rp_id: rpId };
}

/** The point of a P-256 key, SEC 1 uncompressed (65 bytes), out of its SubjectPublicKeyInfo. */
export function pointOf(spki: Uint8Array): Uint8Array {
  const start = SPKI_P256.length / 2;
  const head = Array.from(spki.subarray(0, start), (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (head !== SPKI_P256 || spki.length !== start + 65 || spki[start] !== 4) {
    throw fail({ kind: "PasskeyRefused", reason: "it made another kind of key than ES256" });
  }
  return spki.slice(start);
}

async function ask(
  want: (credentials: CredentialsContainer) => Promise<Credential | null>,
): Promise<PublicKeyCredential> {
  // Neither is there in every program, nor on every page.
  const credentials = (globalThis as { navigator?: Partial<Navigator> }).navigator?.credentials;
  if (!credentials || typeof PublicKeyCredential === "undefined") throw fail({ kind: "PasskeyUnsupported" });
  let credential: Credential | null;
  try {
    credential = await want(credentials);
  } catch (error) {
    throw fail({ kind: "PasskeyRefused", reason: error instanceof Error ? error.message : String(error) }, error);
  }
  if (!(credential instanceof PublicKeyCredential)) throw fail({ kind: "PasskeyRefused", reason: "none was chosen" });
  return credential;
}

function base64(bytes: ArrayBuffer): string {
  return toBase64(new Uint8Array(bytes));
}

function u64(number: number | bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(number));
  return bytes;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/**
 * Signing in to a portal with the wallet (ADR-036): no transaction, no fee. The text says for which site, chain and account, until
 * when, and has the portal's nonce, so that it is of no use anywhere else or again.
 */

import {
  type OfflineAminoSigner,
  pubkeyToAddress,
  type StdSignature,
  type StdSignDoc,
  serializeSignDoc,
} from "@cosmjs/amino";
import { Secp256k1, Secp256k1Signature, sha256 } from "@cosmjs/crypto";
import { fromBase64, toBase64 } from "@cosmjs/encoding";
import { prefixOf } from "./deployment.js";
import { ChartsealError, fail, type SignInFault } from "./errors.js";

/** What somebody signs in to. */
export interface SignInTerms {
  /** The portal's origin, as the browser has it: `https://portal.example.org`. */
  readonly origin: string;
  readonly chainId: string;
  readonly account: string;
  /** The portal's, 16 to 64 characters of base64url: random, and taken once. */
  readonly nonce: string;
  /** Unix seconds. */
  readonly issuedAt: number;
  /** Unix seconds, exclusive. */
  readonly expiresAt: number;
}

/** What the browser sends to the portal. */
export interface SignIn extends SignInTerms {
  readonly signature: StdSignature;
}

/** The part of Keplr and Leap that signs a text. */
export interface TextSigner {
  signArbitrary(chainId: string, signer: string, data: string): Promise<StdSignature>;
}

const DOMAIN = "chartseal/sign-in/v1";
/** How long a sign-in may last, in seconds. */
const MAX_LIFE = 600;
/** How far the portal's clock and the browser's may be apart, in seconds. */
const DRIFT = 30;

/** The text that is signed, as the wallet shows it. */
export function signInText({ origin, chainId, account, nonce, issuedAt, expiresAt }: SignInTerms): string {
  const iso = (seconds: number) => new Date(seconds * 1000).toISOString();
  return [
    `Sign in to ${origin}`,
    "",
    "This sends no transaction and costs nothing.",
    "",
    `Domain: ${DOMAIN}`,
    `Chain: ${chainId}`,
    `Account: ${account}`,
    `Nonce: ${nonce}`,
    `Issued at: ${iso(issuedAt)}`,
    `Expires at: ${iso(expiresAt)}`,
  ].join("\n");
}

/**
 * Has the wallet sign in.
 *
 * @throws `WalletRefused`, `SignIn` if the terms are of another shape
 */
export async function signIn(wallet: TextSigner | OfflineAminoSigner, terms: SignInTerms): Promise<SignIn> {
  checkShape(terms);
  const text = signInText(terms);
  try {
    const signature =
      "signArbitrary" in wallet
        ? await wallet.signArbitrary(terms.chainId, terms.account, text)
        : (await wallet.signAmino(terms.account, documentOf(terms.account, text))).signature;
    return { ...terms, signature };
  } catch (error) {
    if (error instanceof ChartsealError) throw error;
    throw fail({ kind: "WalletRefused", reason: error instanceof Error ? error.message : String(error) }, error);
  }
}

/** What a portal knows of a sign-in that it waits for. */
export interface ExpectedSignIn {
  readonly origin: string;
  readonly chainId: string;
  /** The nonce that it gave out. It takes each once. */
  readonly nonce: string;
  /** Unix seconds. */
  readonly now: number;
}

/**
 * Checks a sign-in and gives the account that signed it. Who may do what is the chain's to say.
 *
 * @throws `SignIn` with what does not fit
 */
export function verifySignIn(given: SignIn, expected: ExpectedSignIn): string {
  checkShape(given);
  const must = (holds: boolean, reason: SignInFault, detail: string) => {
    if (!holds) throw wrong(reason, detail);
  };
  must(given.origin === expected.origin, "origin", `expected ${expected.origin}, got ${given.origin}`);
  must(given.chainId === expected.chainId, "chain", `expected ${expected.chainId}, got ${given.chainId}`);
  must(given.nonce === expected.nonce, "nonce", "it is not the one that was given out");
  must(given.issuedAt <= expected.now + DRIFT, "time", "it is from the future");
  must(expected.now < given.expiresAt, "time", "it has expired");
  must(given.expiresAt - given.issuedAt <= MAX_LIFE, "time", `it lasts more than ${MAX_LIFE} seconds`);
  const { pub_key: key, signature } = given.signature;
  let account: string | undefined;
  let holds = false;
  try {
    account = pubkeyToAddress(key, prefixOf(given.account));
    const document = serializeSignDoc(documentOf(given.account, signInText(given)));
    const parsed = Secp256k1Signature.fromFixedLength(fromBase64(signature));
    holds = Secp256k1.verifySignature(parsed, sha256(document), fromBase64(String(key.value)));
  } catch (error) {
    throw wrong("signature", error instanceof Error ? error.message : String(error));
  }
  must(account === given.account, "account", "the key is of another account");
  must(holds, "signature", "the key did not sign this text");
  return given.account;
}

/** ADR-036: a transaction of no chain with one message that no chain executes. */
function documentOf(signer: string, text: string): StdSignDoc {
  return {
    chain_id: "",
    account_number: "0",
    sequence: "0",
    fee: { gas: "0", amount: [] },
    msgs: [{ type: "sign/MsgSignData", value: { signer, data: toBase64(new TextEncoder().encode(text)) } }],
    memo: "",
  };
}

/** Members that stand in a line of the text each, and can't hold a line of their own. */
function checkShape({ origin, chainId, account, nonce, issuedAt, expiresAt }: SignInTerms): void {
  const seconds = (number: number) => Number.isSafeInteger(number) && number >= 0 && number < 253_402_300_800;
  if (!URL.canParse(origin) || new URL(origin).origin !== origin) throw wrong("shape", "the origin is none");
  if (!/^[\x21-\x7e]{1,64}$/.test(chainId)) throw wrong("shape", "the chain id is none");
  if (!/^[a-z0-9]{1,128}$/.test(account)) throw wrong("shape", "the account is none");
  if (!/^[\w-]{16,64}$/.test(nonce)) throw wrong("shape", "the nonce is not 16 to 64 characters of base64url");
  if (!seconds(issuedAt) || !seconds(expiresAt)) throw wrong("shape", "the times are no Unix seconds");
}

function wrong(reason: SignInFault, detail: string): ChartsealError {
  return fail({ kind: "SignIn", reason, detail });
}

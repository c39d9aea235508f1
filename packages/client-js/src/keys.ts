/** Encryption keys, and the key ring that keeps them. */

import { fromBase64, toBase64 } from "@cosmjs/encoding";
import type { SecretKey as WasmKey, KeyRing as WasmRing } from "#crypto-wasm";
import { type Handle, withCrypto } from "./crypto.js";
import type { EncryptionKeyUnchecked, KeySuite } from "./generated/IdentityRegistry.types.js";

/** `x-wing` is the default: ML-KEM-768 and X25519. */
export type Suite = "x-wing" | "p256" | "x25519" | "rsa-oaep";

/** A public key as the registry has it. */
export type PublicKey = EncryptionKeyUnchecked;

/** A person's or trustee's secret key. It stays in the crypto's memory. */
export class SecretKey implements Handle {
  private constructor(
    /** @internal */
    readonly handle: WasmKey,
  ) {}

  /** A fresh key pair. */
  static generate(suite: Suite = "x-wing"): SecretKey {
    return new SecretKey(withCrypto((crypto) => crypto.SecretKey.generate(suite)));
  }

  /** From what `expose` gave: HPKE's serialization, or PKCS#8 DER for RSA. */
  static fromBytes(suite: Suite, bytes: Uint8Array): SecretKey {
    return new SecretKey(withCrypto((crypto) => crypto.SecretKey.fromBytes(suite, bytes)));
  }

  /** @internal */
  static of(handle: WasmKey): SecretKey {
    return new SecretKey(handle);
  }

  get suite(): Suite {
    return this.handle.suite as Suite;
  }

  /** The public half, as it is registered. */
  get publicKey(): PublicKey {
    return { suite: onChain(this.suite), public_key: toBase64(this.handle.publicKey) };
  }

  /** The id of the public half, 32 hex digits: how import keys name it. */
  get id(): string {
    return this.handle.keyId;
  }

  /** The secret bytes, in JavaScript's memory: nobody can erase them for sure there. A key ring needs no such copy. */
  expose(): Uint8Array {
    return withCrypto(() => this.handle.expose());
  }

  free(): void {
    this.handle.free();
  }
}

/** The id of a public key; an error of the kind `Crypto` if it is none of its suite. */
export function keyId(key: PublicKey): string {
  return withCrypto((crypto) => crypto.keyId(suiteOf(key), fromBase64(key.public_key)));
}

/** The suite's name in the crypto, of that on the chain. */
export function suiteOf(key: { suite: KeySuite }): Suite {
  return key.suite === "x_wing" ? "x-wing" : key.suite === "rsa_oaep" ? "rsa-oaep" : key.suite;
}

function onChain(suite: Suite): KeySuite {
  return suite === "x-wing" ? "x_wing" : suite === "rsa-oaep" ? "rsa_oaep" : suite;
}

/** A person's secrets, at rest under a passphrase: the same file as the `chartseal` program's. */
export class KeyRing implements Handle {
  private constructor(private readonly ring: WasmRing) {}

  /** An empty ring. */
  static empty(): KeyRing {
    return new KeyRing(withCrypto((crypto) => new crypto.KeyRing()));
  }

  /** Decrypts a ring: Argon2id with 64 MiB, a second or so. It blocks: a page does it in a worker. */
  static open(bytes: Uint8Array, passphrase: string): KeyRing {
    return new KeyRing(withCrypto((crypto) => crypto.KeyRing.open(bytes, passphrase)));
  }

  /** Encrypts the ring. */
  seal(passphrase: string): Uint8Array {
    return withCrypto(() => this.ring.seal(passphrase));
  }

  /** Puts an encryption key in. */
  insertKey(key: SecretKey): void {
    withCrypto(() => {
      this.ring.insertKey(key.handle);
    });
  }

  /** The encryption key of a suite, if there is one. */
  key(suite: Suite = "x-wing"): SecretKey | undefined {
    const key = withCrypto(() => this.ring.key(suite));
    return key && SecretKey.of(key);
  }

  /** Puts another secret in, in place of one of the same kind and label. */
  insert(kind: string, label: string, secret: Uint8Array): void {
    withCrypto(() => {
      this.ring.insert(kind, label, secret);
    });
  }

  /** Another secret. */
  get(kind: string, label: string): Uint8Array | undefined {
    return withCrypto(() => this.ring.get(kind, label));
  }

  free(): void {
    this.ring.free();
  }
}

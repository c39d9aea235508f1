/**
 * The project's own cryptography, `packages/crypto` compiled to Wasm. Keys live in its memory, behind handles; `free` (or the end
 * of a `using` block) erases them.
 */

import init, * as bindings from "#crypto-wasm";
import { wasmSource } from "#wasm-source";
import { ChartsealError, fail } from "./errors.js";

let loading: Promise<unknown> | undefined;
let loaded = false;

/**
 * Loads the crypto, once. Without a source it comes from where the package is; a page whose bundler does not take the file
 * along says where it is: `loadCrypto(fetch("/chartseal_crypto_bg.wasm"))`.
 *
 * @throws `CryptoNotLoaded`
 */
export async function loadCrypto(
  source?: BufferSource | URL | string | Response | Promise<Response> | WebAssembly.Module,
): Promise<void> {
  try {
    loading ??= (async () => init({ module_or_path: source ?? (await wasmSource()) }))();
    await loading;
    loaded = true;
  } catch (error) {
    loading = undefined;
    throw fail({ kind: "CryptoNotLoaded", reason: error instanceof Error ? error.message : String(error) }, error);
  }
}

/** Uses the crypto; its errors become failures of the kind `Crypto`. */
export function withCrypto<T>(use: (crypto: typeof bindings) => T): T {
  if (!loaded) throw fail({ kind: "CryptoNotLoaded", reason: "it was not asked for" });
  try {
    return use(bindings);
  } catch (error) {
    if (error instanceof ChartsealError || !(error instanceof Error)) throw error;
    const aborted = error instanceof WebAssembly.RuntimeError;
    const message = aborted ? "the crypto stopped in the middle; this is a fault of it: report it" : error.message;
    throw fail({ kind: "Crypto", cause: aborted ? "Aborted" : error.name, message }, error);
  }
}

/** What holds secrets in the crypto's memory. */
export interface Handle {
  /** Erases them. It can't be used any more then. */
  free(): void;
}

/** Uses a handle and frees it, whatever happens. */
export function freeing<H extends Handle, T>(handle: H, use: (handle: H) => T): T {
  try {
    return use(handle);
  } finally {
    handle.free();
  }
}

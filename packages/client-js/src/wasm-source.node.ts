/// <reference types="node" />
/** Where Node.js gets the crypto's Wasm: from the package's folder. */
import { readFile } from "node:fs/promises";

export async function wasmSource(): Promise<BufferSource | URL> {
  return new Uint8Array(await readFile(new URL("../wasm/chartseal_crypto_bg.wasm", import.meta.url)));
}

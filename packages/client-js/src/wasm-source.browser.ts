/** Where a browser gets the crypto's Wasm: beside this package. Bundlers know this form and take the file along. */
export function wasmSource(): Promise<BufferSource | URL> {
  return Promise.resolve(new URL("../wasm/chartseal_crypto_bg.wasm", import.meta.url));
}

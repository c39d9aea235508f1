// What a page loads: no module of Node.js', no Wasm unless it asks for it, nothing that nobody uses.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { builtinModules } from "node:module";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Bundles a line for a browser; the inputs' names and the text. */
async function bundle(contents) {
  const { metafile, outputFiles, warnings } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    format: "esm",
    platform: "browser",
    minify: true,
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  assert.deepEqual(warnings, []);
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports);
  const [{ inputs }] = Object.values(metafile.outputs);
  const used = Object.keys(inputs).filter((name) => inputs[name].bytesInOutput > 0);
  return { used, external: imports.filter(({ external }) => external), text: outputFiles[0].text };
}

const isNode = (path) => path.startsWith("node:") || builtinModules.includes(path);

test("no module of Node.js' is in what a browser loads", async () => {
  const { used, external } = await bundle(
    'export * from "@chartseal/client"; export * from "@chartseal/client/crypto";',
  );
  // CosmJS asks for Node's crypto where a browser's is missing, and does without.
  assert.deepEqual(
    external.map(({ path }) => path),
    [],
  );
  assert.ok(used.every((name) => !isNode(name) && !name.includes("wasm-source.node")));
  assert.ok(used.includes("dist/wasm-source.browser.js"));
});

test("a page that seals nothing has none of the crypto's Wasm", async () => {
  const { used } = await bundle('export { connect, clientsOf } from "@chartseal/client";');
  assert.ok(used.includes("dist/connect.js"));
  assert.ok(used.every((name) => !name.startsWith("wasm/")));
});

test("what is not used is left out", async () => {
  const { used, text } = await bundle('import { feeFor } from "@chartseal/client"; console.log(feeFor);');
  assert.deepEqual(
    used.filter((name) => name.startsWith("dist/")),
    ["dist/fees.js"],
  );
  assert.ok(text.length < 2_000, `${text.length} bytes`);
  const { sideEffects } = JSON.parse(await readFile(`${root}package.json`, "utf8"));
  assert.equal(sideEffects, false);
});

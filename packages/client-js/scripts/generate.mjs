// Writes the typed clients of the four contracts to src/generated/, from the repository's schema/, with ts-codegen.
//
//   node scripts/generate.mjs           generate and write
//   node scripts/generate.mjs --check   generate and compare with what is committed, writing nothing there

import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const { default: codegen } = createRequire(import.meta.url)("@cosmwasm/ts-codegen");

const schema = fileURLToPath(new URL("../../../schema/", import.meta.url));
const generated = fileURLToPath(new URL("../src/generated/", import.meta.url));
const contracts = ["access-control", "certificate-authority", "identity-registry", "record-anchor"];
const off = { enabled: false };

const check = process.argv[2] === "--check";
if (process.argv.length > 3 || (process.argv[2] !== undefined && !check)) {
  fail(`unknown option '${process.argv[2]}': expected nothing or --check`);
}

const work = await mkdtemp(join(tmpdir(), "chartseal-generate-"));
try {
  const files = await generate(work);
  if (check) await compare(files);
  else await write(files);
} finally {
  await rm(work, { recursive: true, force: true });
}

/** The files by their names. */
async function generate(work) {
  for (const contract of contracts) {
    await mkdir(join(work, contract));
    await cp(join(schema, `${contract}.json`), join(work, contract, `${contract}.json`));
  }
  await codegen({
    contracts: contracts.map((contract) => ({ name: pascal(contract), dir: join(work, contract) })),
    outPath: join(work, "out"),
    options: {
      bundle: off,
      types: { enabled: true },
      client: { enabled: true },
      messageComposer: off,
      messageBuilder: off,
      reactQuery: off,
      recoil: off,
      useContractsHook: off,
    },
  });
  const names = (await readdir(join(work, "out"))).sort();
  const texts = names.map(async (name) => [name, ours(await readFile(join(work, "out", name), "utf8"))]);
  return new Map(await Promise.all(texts));
}

/** What the generator writes for another library's clients, for ours: no `any`, and names of files as ES modules have them. */
function ours(text) {
  return (
    text
      .replace(
        'import { ICosmWasmClient, ISigningCosmWasmClient } from "./baseClient";\nimport { Coin, StdFee } from "@interchainjs/types";\n',
        'import type { Coin, StdFee } from "@cosmjs/amino";\nimport type { ContractClient, QueryClient } from "../contract-client.js";\nimport type { Outcome as TxOutcome } from "../send.js";\n',
      )
      .replace(/^import \{([^}]*)\} from "\.\/(\w+\.types)";$/m, 'import type {$1} from "./$2.js";')
      // Each contract has both a message and a query of this name.
      .replace("governance: () =>", "governanceInfo: () =>")
      .replace("this.governance = this.governance.bind", "this.governanceInfo = this.governanceInfo.bind")
      .replace("governance = async ()", "governanceInfo = async ()")
      .replaceAll("ISigningCosmWasmClient", "ContractClient")
      .replaceAll("ICosmWasmClient", "QueryClient")
      .replaceAll("Promise<any>", "Promise<TxOutcome>")
      .replace(/^ {2}client: ContractClient;$/m, "  override client: ContractClient;")
      .replace(
        /^(export class \w+Client extends [\s\S]*?)^ {2}contractAddress: string;$/m,
        "$1  override contractAddress: string;",
      )
  );
}

function pascal(name) {
  return name.replaceAll(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase());
}

async function write(files) {
  await rm(generated, { recursive: true, force: true });
  await mkdir(generated, { recursive: true });
  for (const [name, text] of files) await writeFile(join(generated, name), text);
  console.log(`${files.size} files in src/generated/`);
}

async function compare(files) {
  const there = await readdir(generated).catch(() => []);
  const names = new Set([...files.keys(), ...there]);
  for (const name of names) {
    const text = await readFile(join(generated, name), "utf8").catch(() => undefined);
    if (text !== files.get(name)) {
      fail(
        `src/generated/${name} is not what schema/ gives: run 'npm run generate' in packages/client-js and commit it`,
      );
    }
  }
  console.log("src/generated/ is what schema/ gives");
}

function fail(text) {
  console.error(`error: ${text}`);
  process.exit(1);
}

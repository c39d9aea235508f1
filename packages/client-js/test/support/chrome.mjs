// A Chromium to test in: the one that CHROME_PATH names, one of this machine's, or on Linux (x64) the one that npm brought.

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync } from "node:zlib";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const ON_MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
const brought = fileURLToPath(new URL("../../node_modules/@sparticuz/chromium/", import.meta.url));

/** What Playwright's `launch` takes, or an error that says what to install. */
export async function chrome() {
  const named = process.env.CHROME_PATH;
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROME_PATH is ${named}, where nothing is`);
    return options(named);
  }
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), ON_MAC].find(existsSync);
  if (found) return options(found);
  if (process.platform === "linux" && process.arch === "x64" && existsSync(brought)) return unpacked();
  throw new Error(
    "expected a Chromium to test in, found none. Install it (Debian, Ubuntu: apt-get install chromium), or set CHROME_PATH to one",
  );
}

function options(executablePath, env = {}) {
  // Containers give a browser neither the rights to build its sandbox nor much shared memory. It loads this page only.
  const args = ["--no-sandbox", "--disable-dev-shm-usage"];
  return { executablePath, args, env: { ...process.env, ...env } };
}

/** The browser out of the npm package, with libraries that a bare machine lacks. */
async function unpacked() {
  const { version } = JSON.parse(await readFile(join(brought, "package.json"), "utf8"));
  const folder = fileURLToPath(new URL(`../../node_modules/.cache/chromium-${version}`, import.meta.url));
  if (!existsSync(folder)) {
    const making = `${folder}.${process.pid}`;
    await mkdir(making, { recursive: true });
    const unpack = async (name) => brotliDecompressSync(await readFile(join(brought, "bin", name)));
    await writeFile(join(making, "chromium"), await unpack("chromium.br"));
    await chmod(join(making, "chromium"), 0o755);
    for (const name of ["al2023", "swiftshader", "fonts"]) {
      execFileSync("tar", ["-x", "-C", making], { input: await unpack(`${name}.tar.br`) });
    }
    await rename(making, folder).catch(() => rm(making, { recursive: true, force: true }));
  }
  return options(join(folder, "chromium"), { LD_LIBRARY_PATH: join(folder, "lib") });
}

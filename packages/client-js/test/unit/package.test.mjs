// What a page takes along is under permissive licences, and the lock file names no registry.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

const lock = await readFile(new URL("../../package-lock.json", import.meta.url), "utf8");
const packages = Object.entries(JSON.parse(lock).packages);
const PERMISSIVE = ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT"];

test("the licences of what is shipped are permissive", () => {
  const others = packages.filter(([, { dev, license }]) => !dev && !PERMISSIVE.includes(license));
  assert.deepEqual(others, []);
});

test("the lock file takes packages from whatever registry npm is told of", () => {
  assert.deepEqual(
    packages.filter(([, { resolved }]) => resolved !== undefined),
    [],
  );
});

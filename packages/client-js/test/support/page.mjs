// A portal's page in a headless Chromium: served from localhost, its node behind the same origin, a virtual authenticator.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { chrome } from "./chrome.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** A page that asks the node at `rpc`. `act(name, input)` runs a function of portal.mjs there. */
export class PortalPage {
  static async open(rpc) {
    const portal = new PortalPage();
    const browser = await chromium.launch({ ...(await chrome()), headless: true });
    portal.close = async () => {
      await browser.close();
      server.closeAllConnections();
      server.close();
    };
    const server = await serve(rpc);
    portal.origin = `http://localhost:${server.address().port}`;
    const context = await browser.newContext();
    portal.page = await context.newPage();
    portal.errors = [];
    portal.page.on("pageerror", (error) => portal.errors.push(error));
    portal.cdp = await context.newCDPSession(portal.page);
    await portal.cdp.send("WebAuthn.enable");
    await portal.page.goto(portal.origin);
    await portal.page.waitForFunction(() => "portal" in window);
    return portal;
  }

  /** A phone with a finger on it, or with another's. */
  async authenticator({ verified = true } = {}) {
    const options = {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: verified,
      automaticPresenceSimulation: true,
    };
    const { authenticatorId } = await this.cdp.send("WebAuthn.addVirtualAuthenticator", { options });
    return {
      verify: (isUserVerified) => this.cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified }),
      remove: () => this.cdp.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId }),
    };
  }

  /** What the function gives: `{ value }`, or `{ failure }` if it ends with one. */
  act(name, input) {
    return this.page.evaluate(([name, input]) => window.portal(name, input), [name, input]);
  }
}

async function serve(rpc) {
  const { outputFiles } = await build({
    entryPoints: [`${root}test/support/portal.mjs`],
    absWorkingDir: root,
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    write: false,
    logLevel: "silent",
  });
  const files = new Map([
    ["/", ["text/html", "<!doctype html><title>Portal</title><script type=module src=/portal.js></script>"]],
    ["/portal.js", ["text/javascript", outputFiles[0].text]],
    ["/crypto.wasm", ["application/wasm", await readFile(`${root}wasm/chartseal_crypto_bg.wasm`)]],
  ]);
  const server = createServer(async (request, response) => {
    if (request.url === "/rpc") {
      const body = [];
      for await (const part of request) body.push(part);
      try {
        const answer = await fetch(rpc, { method: "POST", body: Buffer.concat(body) });
        return response.end(await answer.text());
      } catch {
        // As the node does.
        return request.socket.destroy();
      }
    }
    const [type, text] = files.get(request.url) ?? [];
    response.writeHead(type ? 200 : 404, { "content-type": type ?? "text/plain" });
    return response.end(text);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return server;
}

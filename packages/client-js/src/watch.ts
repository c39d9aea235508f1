/** What must hold before a node is believed and a contract is used: the chain, the node's age, the code that was approved. */

import type { Deployment } from "./deployment.js";
import { fail } from "./errors.js";
import type { Node, Standing } from "./node.js";
import type { Timing } from "./timing.js";

/** How long a check counts, in milliseconds. */
const FRESH = 1_000;

/** Watches a node and the contracts of a deployment. */
export class Watch {
  /** When the node was last found to be of this chain and not behind. */
  private standingAt = Number.NEGATIVE_INFINITY;
  /** When a contract was last found to run its code. */
  private readonly pinnedAt = new Map<string, number>();
  private readonly pins: ReadonlyMap<string, number>;

  constructor(
    private readonly node: Node,
    private readonly deployment: Deployment,
    private readonly timing: Timing,
  ) {
    const { identity_registry, certificate_authority, access_control, record_anchor, codes } = deployment;
    const contracts = [identity_registry, certificate_authority, access_control, record_anchor];
    this.pins = new Map(contracts.flatMap((contract, at) => (codes[at] ? [[contract, codes[at].id]] : [])));
  }

  /**
   * The node's standing now, once it is of this chain and not behind.
   *
   * @throws `OtherNetwork`, `NodeBehind`
   */
  async standing(): Promise<Standing> {
    const { node, timing } = this;
    const standing = await node.standing();
    const expected = this.deployment.chain_id;
    if (standing.network !== expected) {
      throw fail({ kind: "OtherNetwork", node: node.name, expected, got: standing.network });
    }
    const age = Date.now() - standing.time;
    if (standing.catchingUp || age > timing.lag) {
      const seconds = Math.max(0, Math.round(age / 1000));
      const { height, catchingUp } = standing;
      throw fail({ kind: "NodeBehind", node: node.name, height, seconds, catchingUp });
    }
    this.standingAt = performance.now();
    return standing;
  }

  /**
   * A contract of the deployment runs the code that the deployment names; others are not watched.
   *
   * @throws `CodeChanged`
   */
  async pinned(contract: string): Promise<void> {
    const expected = this.pins.get(contract);
    if (expected === undefined || isFresh(this.pinnedAt.get(contract))) return;
    const got = await this.node.codeOf(contract);
    if (got !== expected) throw fail({ kind: "CodeChanged", contract, expected, got });
    this.pinnedAt.set(contract, performance.now());
  }

  /** Before a contract is asked. */
  async beforeRead(contract: string): Promise<void> {
    if (!isFresh(this.standingAt)) await this.standing();
    await this.pinned(contract);
  }
}

function isFresh(when = Number.NEGATIVE_INFINITY): boolean {
  return performance.now() - when < FRESH;
}

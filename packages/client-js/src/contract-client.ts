/** What the generated clients need of a connection. */

import type { StdFee } from "@cosmjs/amino";
import type { Outcome } from "./send.js";

/** Asks contracts. */
export interface QueryClient {
  queryContractSmart<T>(contract: string, query: object): Promise<T>;
}

/** Asks contracts and executes their messages. */
export interface ContractClient extends QueryClient {
  execute(
    sender: string,
    contract: string,
    message: object,
    fee?: StdFee | "auto" | number,
    memo?: string,
    funds?: readonly unknown[],
  ): Promise<Outcome>;
}

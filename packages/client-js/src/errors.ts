/**
 * What can go wrong, each with what was expected, what came and how to mend it. The kinds that the Rust client has too are
 * named as there.
 */

/** Why something did not happen. Whatever the reason, nothing was written, but for `Undecided`. */
export type Failure =
  /** A contract refused the message or the query, in its own words. `contract` is missing where another one was called. */
  | { kind: "Contract"; contract?: string; message: string }
  /** A contract stopped in the virtual machine. */
  | { kind: "Aborted" }
  | { kind: "UnknownContract"; address: string }
  /** A contract of the deployment runs another code than the deployment names. */
  | { kind: "CodeChanged"; contract: string; expected: number; got: number }
  | { kind: "InvalidAddress"; address: string; prefix: string }
  | { kind: "NoMessage" }
  /** A deployment file is of another shape; `at` names the member. */
  | { kind: "InvalidDeployment"; at: string; expected: string }
  /** A deployment file is of another chain than the one asked for. */
  | { kind: "WrongChain"; expected: string; got: string }
  | { kind: "InvalidNode"; url: string }
  | { kind: "NodeUnreachable"; node: string; reason: string }
  /** What answers is no node, or a broken one. */
  | { kind: "NodeRubbish"; node: string; detail: string }
  | { kind: "NodeRefused"; node: string; reason: string }
  /** Its latest block, of that height, is `seconds` old by this machine's clock. */
  | { kind: "NodeBehind"; node: string; height: number; seconds: number; catchingUp: boolean }
  /** The node is of another chain than the deployment. */
  | { kind: "OtherNetwork"; node: string; expected: string; got: string }
  | { kind: "UnknownAccount"; account: string }
  | { kind: "BadSignature" }
  | { kind: "Sequence"; account: string; expected: number; got: number }
  | { kind: "OutOfGas"; wanted: number; used: number }
  | { kind: "InsufficientFee"; reason: string }
  | { kind: "InsufficientFunds"; payer: string; reason: string }
  /** There is no fee grant, it has expired, is spent or does not cover the message. */
  | { kind: "FeeGrant"; granter: string; grantee: string; reason: string }
  /** The transaction is in no block and can never be in one. */
  | { kind: "NotIncluded"; txHash: string; timeoutHeight: number }
  /** It is not known whether the transaction is, or will be, in a block up to `timeoutHeight`. */
  | { kind: "Undecided"; txHash: string; timeoutHeight: number }
  /** The wallet, or who holds it, did not sign. */
  | { kind: "WalletRefused"; reason: string }
  /** The wallet signed something else than it was shown. */
  | { kind: "WalletChanged"; what: string }
  /** The wallet has no account, or not the one asked for. */
  | { kind: "WalletAccount"; expected: string; got: string }
  /** The browser, the authenticator or who holds it gave no passkey. */
  | { kind: "PasskeyRefused"; reason: string }
  /** There are no passkeys here: an old browser, or a page without https. */
  | { kind: "PasskeyUnsupported" }
  /** A sign-in does not hold. */
  | { kind: "SignIn"; reason: SignInFault; detail: string }
  /** Sealing, opening or a key failed; `cause` is the Rust error's name, say `Key`, `Damaged`, `SealedShare`. */
  | { kind: "Crypto"; cause: string; message: string }
  /** The crypto was used before `loadCrypto` had finished, or its Wasm could not be loaded. */
  | { kind: "CryptoNotLoaded"; reason: string }
  /** An event of a known kind is not as this release writes it. */
  | { kind: "Event"; event: string; attribute: string };

/** What is wrong with a sign-in. */
export type SignInFault = "shape" | "origin" | "chain" | "nonce" | "time" | "account" | "signature";

/** The names of all failures. */
export type FailureKind = Failure["kind"];

/** A failure of one kind. */
export type FailureOf<K extends FailureKind> = Extract<Failure, { kind: K }>;

/** The one class of errors that this package throws. */
export class ChartsealError extends Error {
  override readonly name = "ChartsealError";

  constructor(
    /** Why, as data. */
    readonly failure: Failure,
    options?: ErrorOptions,
  ) {
    super(describe(failure), options);
  }

  /** The failure's kind. */
  get kind(): FailureKind {
    return this.failure.kind;
  }
}

/** Whether something that was caught is a failure, of that kind if one is given. */
export function isFailure<K extends FailureKind>(
  error: unknown,
  kind?: K,
): error is ChartsealError & { failure: FailureOf<K> } {
  return error instanceof ChartsealError && (kind === undefined || error.kind === kind);
}

/** Makes an error of a failure. */
export function fail(failure: Failure, cause?: unknown): ChartsealError {
  return new ChartsealError(failure, cause === undefined ? undefined : { cause });
}

function describe(failure: Failure): string {
  switch (failure.kind) {
    case "Contract":
    case "Crypto":
      return failure.message;
    case "Aborted":
      return "the contract stopped in the middle of the message; nothing was written. This is a fault of the contract: report it";
    case "UnknownContract":
      return `expected the address of a contract on this chain, got ${failure.address}; check the deployment's addresses`;
    case "CodeChanged":
      return `contract ${failure.contract} runs code ${failure.got}, approved is ${failure.expected}; find out by which proposal that was changed, and approve it in the deployment or leave the chain alone`;
    case "InvalidAddress":
      return `expected a lower-case bech32 address that begins with ${failure.prefix}1, got ${failure.address}`;
    case "NoMessage":
      return "expected a transaction with at least one message, got none";
    case "InvalidDeployment":
      return `expected a deployment file with ${failure.expected} at ${failure.at}, got another; take the one that the deployment wrote`;
    case "WrongChain":
      return `expected the deployment of chain ${failure.expected}, got one of ${failure.got}; take the file of this chain`;
    case "InvalidNode":
      return `expected the address of a node's RPC as http://HOST:PORT or https://HOST:PORT, got ${failure.url}`;
    case "NodeUnreachable":
      return `no answer from the node at ${failure.node}: ${failure.reason}; check that it runs, that it may be reached from here and allows this page's origin, or use another`;
    case "NodeRubbish":
      return `expected an answer of CometBFT from ${failure.node}, got ${failure.detail}; check the address, or use another node`;
    case "NodeRefused":
      return `the node at ${failure.node} refused: ${failure.reason}; check its configuration and load, or use another node`;
    case "NodeBehind":
      return `the node at ${failure.node} is behind: its latest block, ${failure.height}, is ${failure.seconds} s old${failure.catchingUp ? " and it is catching up" : ""}; wait until it has caught up, check this machine's clock and whether the chain makes blocks, or use another node`;
    case "OtherNetwork":
      return `expected a node of chain ${failure.expected}, ${failure.node} is of ${failure.got}; check the deployment and the node's address`;
    case "UnknownAccount":
      return `chain has no account ${failure.account}; have a member organization admit it with a fee grant`;
    case "BadSignature":
      return "the signature does not fit the transaction and its public key; sign it again with the account's own key";
    case "Sequence":
      return `expected sequence number ${failure.expected} of account ${failure.account}, got ${failure.got}: the transaction was executed before or is out of turn; sign it anew`;
    case "OutOfGas":
      return `the transaction ran out of gas: ${failure.used} used, ${failure.wanted} allowed; nothing was written. Send it again, in smaller parts if it is over the chain's limit`;
    case "InsufficientFee":
      return `the fee is too low: ${failure.reason}; set the gas price that the chain's validators ask`;
    case "InsufficientFunds":
      return `${failure.payer} can't pay the fee: ${failure.reason}; have a member organization fund it or grant the fees`;
    case "FeeGrant":
      return `${failure.granter} does not pay fees for ${failure.grantee}: ${failure.reason}; have it granted anew`;
    case "NotIncluded":
      return `transaction ${failure.txHash} is in no block up to ${failure.timeoutHeight}, the last it could be in, or lost its sequence number to another; nothing was written. Send it again`;
    case "Undecided":
      return `transaction ${failure.txHash} was sent and the chain has not answered: it may be in a block until height ${failure.timeoutHeight}. Don't send it again before you have asked for it by its hash then`;
    case "WalletRefused":
      return `expected the wallet's signature, got none: ${failure.reason}; nothing was sent. Ask again, or unlock the wallet`;
    case "WalletChanged":
      return `expected the wallet to sign what it was shown, got another ${failure.what}; nothing was sent. Update the wallet, or use another`;
    case "WalletAccount":
      return `expected ${failure.expected} in the wallet, got ${failure.got}; choose that account in the wallet`;
    case "PasskeyRefused":
      return `expected a passkey's confirmation, got none: ${failure.reason}; try again, with the device that has the passkey`;
    case "PasskeyUnsupported":
      return "expected a browser with passkeys (WebAuthn) and a page over https, got none; use a current browser";
    case "SignIn":
      return `expected a sign-in that holds, got one whose ${failure.reason} does not fit: ${failure.detail}; sign in again`;
    case "CryptoNotLoaded":
      return `expected the crypto to be loaded, it is not: ${failure.reason}; await loadCrypto() first`;
    case "Event":
      return `expected the attribute ${failure.attribute} in the event ${failure.event}, got none or another kind of value; the contracts may be of another release`;
  }
}

/**
 * Chartseal for front ends: a wallet and a deployment make a session, on which the generated clients ask and send. Sealing and
 * opening are in `@chartseal/client/crypto`, so that a page without them loads no Wasm.
 */

export { type Admission, grantFees, revokeFees } from "./admission.js";
export type { RawEvent } from "./answers.js";
export { type Clients, clientsOf } from "./clients.js";
export { type ConnectOptions, connect, Session } from "./connect.js";
export type { ContractClient, QueryClient } from "./contract-client.js";
export { type DeployedCode, type Deployment, parseDeployment } from "./deployment.js";
export {
  ChartsealError,
  type Failure,
  type FailureKind,
  type FailureOf,
  isFailure,
  type SignInFault,
} from "./errors.js";
export { type ContractEvent, decodeEvents, EVENT_TYPES, type EventOf, type EventType, findEvent } from "./events.js";
export { feeFor, type GasPrice, gasLimit } from "./fees.js";
export { AccessControlClient, AccessControlQueryClient } from "./generated/AccessControl.client.js";
export type * as AccessControl from "./generated/AccessControl.types.js";
export {
  CertificateAuthorityClient,
  CertificateAuthorityQueryClient,
} from "./generated/CertificateAuthority.client.js";
export type * as CertificateAuthority from "./generated/CertificateAuthority.types.js";
export { IdentityRegistryClient, IdentityRegistryQueryClient } from "./generated/IdentityRegistry.client.js";
export type * as IdentityRegistry from "./generated/IdentityRegistry.types.js";
export { RecordAnchorClient, RecordAnchorQueryClient } from "./generated/RecordAnchor.client.js";
export type * as RecordAnchor from "./generated/RecordAnchor.types.js";
export {
  type Challenge,
  type Confirmation,
  type Confirmed,
  challengeHash,
  confirm,
  createPasskey,
  type Registration,
} from "./passkey.js";
export type { Outcome } from "./send.js";
export { executeMessage } from "./sign.js";
export {
  type ExpectedSignIn,
  type SignIn,
  type SignInTerms,
  signIn,
  signInText,
  type TextSigner,
  verifySignIn,
} from "./sign-in.js";
export { TIMING, type Timing } from "./timing.js";

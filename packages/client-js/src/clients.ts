/** The four contracts of a deployment, ready to use. */

import type { Session } from "./connect.js";
import { AccessControlClient } from "./generated/AccessControl.client.js";
import { CertificateAuthorityClient } from "./generated/CertificateAuthority.client.js";
import { IdentityRegistryClient } from "./generated/IdentityRegistry.client.js";
import { RecordAnchorClient } from "./generated/RecordAnchor.client.js";

/** Typed clients of the four contracts. */
export interface Clients {
  readonly registry: IdentityRegistryClient;
  readonly authority: CertificateAuthorityClient;
  readonly access: AccessControlClient;
  readonly anchor: RecordAnchorClient;
}

/** Clients that send as the session's account. Who needs one contract only constructs that one. */
export function clientsOf(session: Session): Clients {
  const { deployment, address } = session;
  return {
    registry: new IdentityRegistryClient(session, address, deployment.identity_registry),
    authority: new CertificateAuthorityClient(session, address, deployment.certificate_authority),
    access: new AccessControlClient(session, address, deployment.access_control),
    anchor: new RecordAnchorClient(session, address, deployment.record_anchor),
  };
}

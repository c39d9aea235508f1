/**
 * The contracts' events as types, by their type. Who builds an index gets every change of state from them; what a value
 * means is said in `packages/types/src` (`access/event.rs`, `anchor/event.rs`, `certificate/event.rs`, `identity/event/`).
 */

import type { RawEvent } from "./answers.js";
import { fail } from "./errors.js";

/** Attributes that are numbers: counts, versions, heights, Unix seconds, codes. */
const NUMBERS = [
  "access",
  "applies_at",
  "batch",
  "compartment",
  "consent",
  "due_at",
  "effective_at",
  "emergency",
  "erased_from",
  "expires_at",
  "generation",
  "index",
  "lapses_at",
  "majority",
  "not_after",
  "not_before",
  "number",
  "recovery",
  "replaced",
  "request",
  "retain_until",
  "since",
  "since_height",
  "size",
  "targets",
  "threshold",
  "until",
  "version",
] as const;
/** Attributes that are `true` or `false`. */
const FLAGS = ["confirmed", "confirmed_by_patient", "late", "stopped_erasure"] as const;
/** Attributes that are lists: separated by commas, origins by spaces; `none` is an empty one. */
const LISTS = ["guardians", "origins", "rights", "roles", "rp_ids"] as const;

/** Names of attributes: those that are always there, then those that may be. */
type Shape = readonly [always: readonly string[], sometimes: readonly string[]];

const KEY = ["suite", "public_key"] as const;
const PASSKEY = ["credential", "credential_hash", "public_key", "rp_id"] as const;
const GRANTEE = ["identity", "organization", "role"] as const;
const RECOVERY = ["identity", "recovery", "lapses_at"] as const;
const APPOINTMENT = ["authority", "authority_evidence", "expires_at", "compartments", "rights"] as const;
const CHANGE = ["identity", "number", "by"] as const;
const AFFILIATION = ["practitioner", "organization", "role"] as const;
const OF_CARE = ["patient", "organization", "by"] as const;
const OF_CONSENT = ["patient", "consent", "by", "effect", "grantee"] as const;
const OF_EMERGENCY = ["patient", "emergency"] as const;
const OF_REQUEST = ["patient", "request"] as const;
const OF_RECORD = ["patient", "record"] as const;
const OF_CERTIFICATE = ["certificate", "identity", "by"] as const;

const SHAPES = {
  // Access control
  access: [
    ["access", "number", "patient", "requester", "purpose", "operation", "targets", "outcome", "hat"],
    ["emergency", "organization", "role"],
  ],
  care_attested: [[...OF_CARE, "until"], []],
  care_ended: [OF_CARE, []],
  care_opened: [[...OF_CARE, "until"], []],
  consent_amended: [[...OF_CONSENT, "version"], GRANTEE],
  consent_granted: [OF_CONSENT, GRANTEE],
  consent_revoked: [OF_CONSENT, GRANTEE],
  emergency_closed: [[...OF_EMERGENCY, "by"], []],
  emergency_escalated: [[...OF_EMERGENCY, "by"], []],
  emergency_justified: [[...OF_EMERGENCY, "late"], []],
  emergency_opened: [[...OF_EMERGENCY, "clinician", "organization", "role", "reason", "until"], []],
  emergency_reviewed: [[...OF_EMERGENCY, "by", "organization", "auditor", "finding"], []],
  policy_set: [["version", "by", "effective_at"], []],
  policy_withdrawn: [["version", "by"], []],
  request_answered: [[...OF_REQUEST, "consent", "by"], []],
  request_made: [[...OF_REQUEST, "requester", "organization", "role", "expires_at"], []],
  request_refused: [[...OF_REQUEST, "by"], []],
  request_withdrawn: [[...OF_REQUEST, "by"], []],
  // Certificate authority
  ca_revoked: [["ca", "by", "reason"], []],
  certificate_held: [OF_CERTIFICATE, []],
  certificate_issued: [["request", "certificate", "identity", "issuer", "not_before", "not_after"], []],
  certificate_released: [OF_CERTIFICATE, []],
  certificate_requested: [["request", "identity", "ca"], ["replaced"]],
  certificate_revoked: [[...OF_CERTIFICATE, "reason"], []],
  issuing_ca_added: [["certificate", "issuer", "organization", "not_before", "not_after"], []],
  request_declined: [["request", "identity", "ca", "reason"], []],
  trust_anchor_added: [["certificate", "not_before", "not_after"], []],
  // Record anchor
  batch_anchored: [
    ["batch", "root", "size", "author"],
    ["organization", "role"],
  ],
  deletion_reported: [[...OF_RECORD, "reporter", "receipt"], []],
  erasure_cancelled: [[...OF_RECORD, "by"], []],
  erasure_requested: [[...OF_RECORD, "basis", "erased_from", "by"], []],
  hold_released: [[...OF_RECORD, "by"], []],
  record_anchored: [
    [...OF_RECORD, "number", "size", "category", "confidentiality", "compartment", "author"],
    ["quarter", "supersedes", "retain_until", "batch", "organization", "role"],
  ],
  record_erased: [[...OF_RECORD, "by"], []],
  record_held: [[...OF_RECORD, "reason", "until", "stopped_erasure", "by"], []],
  record_proven: [[...OF_RECORD, "batch", "index", "by", "confirmed_by_patient"], []],
  record_retracted: [[...OF_RECORD, "reason", "by"], []],
  record_superseded: [[...OF_RECORD, "by"], []],
  // Identity registry
  account_added: [["identity", "account"], []],
  account_removed: [["identity", "account"], []],
  act_applied: [["number", "by"], []],
  act_confirmed: [["number", "registrar", "by", "applies_at"], []],
  act_proposed: [
    ["number", "registrar", "by", "evidence", "act", "patient"],
    ["representative", ...APPOINTMENT, "majority", "account", ...KEY, "passkey", "survivor"],
  ],
  act_vetoed: [["number", "by"], []],
  act_withdrawn: [["number", "by"], []],
  affiliation_accepted: [AFFILIATION, []],
  affiliation_ended: [[...AFFILIATION, "by"], []],
  affiliation_offered: [AFFILIATION, []],
  approval_withdrawn: [[...RECOVERY, "by"], ["due_at"]],
  change_applied: [CHANGE, []],
  change_approved: [[...CHANGE, "applies_at"], []],
  change_cancelled: [CHANGE, []],
  change_proposed: [
    [...CHANGE, "applies_at", "confirmed", "change"],
    ["account", ...KEY, "credential", "credential_hash", "rp_id", "guardians", "threshold"],
  ],
  death_marked: [["identity", "generation"], []],
  death_undone: [["identity", "generation"], []],
  dispute_settled: [["patient", "representative"], []],
  guardians_set: [["identity", "guardians", "threshold"], []],
  identity_frozen: [["identity", "until", "by"], []],
  identity_registered: [["identity", "kind", "account", "evidence"], []],
  identity_verified: [["identity", "by", "level", "evidence", "expires_at"], ["registrar"]],
  key_set: [["identity", "version", "since_height", ...KEY], []],
  organization_accredited: [["organization", "roles", "by"], []],
  passkey_added: [["identity", ...PASSKEY], []],
  passkey_removed: [["identity", "credential_hash"], []],
  patient_claimed: [["identity", "generation"], []],
  patients_merged: [["identity", "survivor", "generation"], []],
  patients_unmerged: [["identity", "survivor"], []],
  recovery_approved: [[...RECOVERY, "guardian"], ["due_at"]],
  recovery_completed: [[...RECOVERY, "account"], ["due_at"]],
  recovery_ended: [[...RECOVERY, "outcome"], ["due_at"]],
  recovery_started: [
    [...RECOVERY, "guardian", "account", ...KEY],
    ["due_at", "credential", "credential_hash", "rp_id"],
  ],
  recovery_vetoed: [[...RECOVERY, "by"], ["due_at"]],
  registrar_appointed: [["organization"], []],
  registrar_dismissed: [["organization"], []],
  registrar_distrusted: [["organization", "since"], []],
  relying_parties_set: [["rp_ids", "origins"], []],
  representative_appointed: [
    ["patient", "representative", "until", ...APPOINTMENT],
    ["majority", "by", "act"],
  ],
  representative_disputed: [["patient", "representative"], []],
  representative_ended: [
    ["patient", "representative"],
    ["by", "act"],
  ],
  status_changed: [["identity", "status", "reason", "by"], []],
  unclaimed_registered: [["identity", "organization", "by", "evidence"], []],
  veto_overridden: [[...RECOVERY, "by"], ["due_at"]],
  // Every contract
  admin_changed: [["from", "to"], []],
  admin_proposal_cancelled: [["admin"], []],
  admin_proposed: [["admin", "successor"], []],
  instantiated: [["contract", "version", "admin"], []],
  migrated: [["contract", "from", "to"], []],
  paused: [["by", "until"], []],
  pauser_appointed: [["pauser"], []],
  pauser_dismissed: [["pauser"], []],
  resumed: [["by"], []],
} as const satisfies Record<string, Shape>;

type Shapes = typeof SHAPES;
type Value<N extends string> = N extends (typeof NUMBERS)[number]
  ? number
  : N extends (typeof FLAGS)[number]
    ? boolean
    : N extends (typeof LISTS)[number]
      ? readonly string[]
      : string;

/** The name of an event, without the chain's prefix `wasm-`. */
export type EventType = keyof Shapes;

/** An event of one type, with its attributes. */
export type EventOf<K extends EventType> = {
  readonly type: K;
  /** The address of the contract that emitted it. */
  readonly emitter: string;
} & { readonly [N in Shapes[K][0][number]]: Value<N> } & { readonly [N in Shapes[K][1][number]]?: Value<N> };

/** Any of the contracts' events; `type` tells which. */
export type ContractEvent = { [K in EventType]: EventOf<K> }[EventType];

/** All types. */
export const EVENT_TYPES = Object.keys(SHAPES) as readonly EventType[];

/**
 * The events of these contracts (all, if none is given) among a transaction's events, in their order. Types that this
 * release doesn't know are left out, as is the chain's own bookkeeping.
 *
 * @throws `Event` if an event of a known type lacks an attribute or has one of another kind
 */
export function decodeEvents(events: readonly RawEvent[], contracts?: readonly string[]): ContractEvent[] {
  return events.flatMap((event) => {
    const type = event.type.startsWith("wasm-") ? event.type.slice("wasm-".length) : "";
    const attributes = new Map(event.attributes.map(({ key, value }) => [key, value]));
    const emitter = attributes.get("_contract_address");
    const ours = emitter !== undefined && (contracts?.includes(emitter) ?? true);
    return ours && isType(type) ? [decode(type, emitter, attributes)] : [];
  });
}

/** The first event of a type, if there is one. */
export function findEvent<K extends EventType>(events: readonly ContractEvent[], type: K): EventOf<K> | undefined {
  return events.find((event): event is Extract<ContractEvent, { type: K }> & EventOf<K> => event.type === type);
}

function isType(type: string): type is EventType {
  return Object.hasOwn(SHAPES, type);
}

function decode(type: EventType, emitter: string, attributes: ReadonlyMap<string, string>): ContractEvent {
  const [always, sometimes]: Shape = SHAPES[type];
  const decoded: Record<string, unknown> = { type, emitter };
  for (const name of [...always, ...sometimes]) {
    const text = attributes.get(name);
    if (text !== undefined) decoded[name] = value(type, name, text);
    else if (always.includes(name)) throw fail({ kind: "Event", event: type, attribute: name });
  }
  // Put together by the table that its type is made of.
  return decoded as ContractEvent;
}

function value(event: string, attribute: string, text: string): string | number | boolean | string[] {
  const wrong = () => fail({ kind: "Event", event, attribute });
  if (includes(NUMBERS, attribute)) {
    if (!/^\d{1,16}$/.test(text) || !Number.isSafeInteger(Number(text))) throw wrong();
    return Number(text);
  }
  if (includes(FLAGS, attribute)) {
    if (text !== "true" && text !== "false") throw wrong();
    return text === "true";
  }
  if (includes(LISTS, attribute)) {
    return text === "none" || text === "" ? [] : text.split(attribute === "origins" ? " " : ",");
  }
  return text;
}

function includes(names: readonly string[], name: string): boolean {
  return names.includes(name);
}

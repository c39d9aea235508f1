/** Admission: an account may transact as soon as somebody pays its fees. */

import type { EncodeObject } from "@cosmjs/proto-signing";
import { AllowedMsgAllowance, BasicAllowance, PeriodicAllowance } from "cosmjs-types/cosmos/feegrant/v1beta1/feegrant";
import { MsgGrantAllowance, MsgRevokeAllowance } from "cosmjs-types/cosmos/feegrant/v1beta1/tx";
import type { Timestamp } from "cosmjs-types/google/protobuf/timestamp";

/** What is granted. */
export interface Admission {
  /** Who pays: for patients the consortium, for clinicians and organizations a member. */
  readonly granter: string;
  /** Who may transact. The grant makes the account, if the chain has none. */
  readonly grantee: string;
  /** The denomination of the fees, say `useal`. */
  readonly denom: string;
  /** How much in a period, in units of the denomination. */
  readonly amount: bigint;
  /** How long a period is, in seconds. */
  readonly period: number;
  /** When the grant ends, if it does. */
  readonly expiresAt?: Date;
}

/** A grant that pays for nothing but messages to contracts, up to an amount in each period. */
export function grantFees({ granter, grantee, denom, amount, period, expiresAt }: Admission): EncodeObject {
  const limit = [{ denom, amount: amount.toString() }];
  const periodic = PeriodicAllowance.encode({
    basic: BasicAllowance.fromPartial(expiresAt ? { expiration: timestamp(expiresAt) } : {}),
    period: { seconds: BigInt(period), nanos: 0 },
    periodSpendLimit: limit,
    periodCanSpend: limit,
    // The chain sets it when the first fee is paid.
    periodReset: timestamp(new Date(0)),
  }).finish();
  const allowed = AllowedMsgAllowance.encode({
    allowance: { typeUrl: "/cosmos.feegrant.v1beta1.PeriodicAllowance", value: periodic },
    allowedMessages: ["/cosmwasm.wasm.v1.MsgExecuteContract"],
  }).finish();
  const allowance = { typeUrl: "/cosmos.feegrant.v1beta1.AllowedMsgAllowance", value: allowed };
  return {
    typeUrl: "/cosmos.feegrant.v1beta1.MsgGrantAllowance",
    value: MsgGrantAllowance.fromPartial({ granter, grantee, allowance }),
  };
}

/** Takes a grant back. An account has one grant of each granter: who grants anew takes the old one back in the same transaction. */
export function revokeFees(granter: string, grantee: string): EncodeObject {
  return {
    typeUrl: "/cosmos.feegrant.v1beta1.MsgRevokeAllowance",
    value: MsgRevokeAllowance.fromPartial({ granter, grantee }),
  };
}

function timestamp(date: Date): Timestamp {
  const milliseconds = date.getTime();
  return { seconds: BigInt(Math.floor(milliseconds / 1000)), nanos: (milliseconds % 1000) * 1_000_000 };
}

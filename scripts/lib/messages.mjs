// Every message that wasmd 0.61.14 takes, and whether a Chartseal chain does. The chain can only be told what it refuses, so
// what is new in another wasmd would be open: tests/localnet/closed compares these two lists with what the chain knows.

/** Type URLs of {'module': 'MsgA MsgB'}. */
const urls = (...groups) =>
  groups.flatMap(modules => Object.entries(modules).flatMap(([name, messages]) => messages.split(' ').map(message => `/${name}.${message}`)));

/** Taken. */
export const open = urls(
  // From everybody with an account. A fee grant says what its holder may send.
  { 'cosmwasm.wasm.v1': 'MsgExecuteContract' },
  // From members: those whom the genesis names upload and instantiate, those who hold the staking denomination validate.
  {
    'cosmwasm.wasm.v1': 'MsgInstantiateContract MsgInstantiateContract2 MsgStoreCode MsgUpdateInstantiateConfig',
    'cosmos.feegrant.v1beta1': 'MsgGrantAllowance MsgPruneAllowances MsgRevokeAllowance',
    'cosmos.gov.v1': 'MsgCancelProposal MsgDeposit MsgSubmitProposal MsgVote MsgVoteWeighted',
    'cosmos.gov.v1beta1': 'MsgDeposit MsgVote MsgVoteWeighted',
    'cosmos.staking.v1beta1':
      'MsgBeginRedelegate MsgCancelUnbondingDelegation MsgCreateValidator MsgDelegate MsgEditValidator MsgUndelegate',
    'cosmos.slashing.v1beta1': 'MsgUnjail',
    'cosmos.distribution.v1beta1': 'MsgWithdrawDelegatorReward MsgWithdrawValidatorCommission',
    'cosmos.protocolpool.v1': 'MsgFundCommunityPool',
  },
  // From a contract's admin, which is governance.
  { 'cosmwasm.wasm.v1': 'MsgClearAdmin MsgMigrateContract MsgUpdateAdmin MsgUpdateContractLabel' },
  // From governance.
  {
    'cosmwasm.wasm.v1':
      'MsgAddCodeUploadParamsAddresses MsgPinCodes MsgRemoveCodeUploadParamsAddresses MsgStoreAndInstantiateContract ' +
      'MsgStoreAndMigrateContract MsgSudoContract MsgUnpinCodes MsgUpdateParams',
    'cosmos.auth.v1beta1': 'MsgUpdateParams',
    'cosmos.bank.v1beta1': 'MsgSetSendEnabled MsgUpdateParams',
    'cosmos.circuit.v1': 'MsgAuthorizeCircuitBreaker MsgResetCircuitBreaker MsgTripCircuitBreaker',
    'cosmos.consensus.v1': 'MsgUpdateParams',
    'cosmos.distribution.v1beta1': 'MsgCommunityPoolSpend MsgUpdateParams',
    'cosmos.gov.v1': 'MsgUpdateParams',
    'cosmos.mint.v1beta1': 'MsgUpdateParams',
    'cosmos.protocolpool.v1': 'MsgCancelContinuousFund MsgCommunityPoolSpend MsgCreateContinuousFund MsgUpdateParams',
    'cosmos.slashing.v1beta1': 'MsgUpdateParams',
    'cosmos.staking.v1beta1': 'MsgUpdateParams',
    'cosmos.upgrade.v1beta1': 'MsgCancelUpgrade MsgSoftwareUpgrade',
    'ibc.applications.interchain_accounts.controller.v1': 'MsgUpdateParams',
    'ibc.applications.interchain_accounts.host.v1': 'MsgUpdateParams',
    'ibc.applications.transfer.v1': 'MsgUpdateParams',
    'ibc.core.client.v1': 'MsgUpdateParams',
    'ibc.core.connection.v1': 'MsgUpdateParams',
  },
);

/** Left to the bank module, which refuses them by bank.send_enabled with a reason of its own. */
export const unsendable = urls({ 'cosmos.bank.v1beta1': 'MsgMultiSend MsgSend' });

/** Refused by the circuit breaker, wherever they come from: a transaction, a contract, a proposal. Only governance opens one again. */
export const closed = urls({
  // Acting for others, and what carries other messages inside.
  'cosmos.authz.v1beta1': 'MsgExec MsgGrant MsgRevoke',
  'cosmos.group.v1':
    'MsgCreateGroup MsgCreateGroupPolicy MsgCreateGroupWithPolicy MsgExec MsgLeaveGroup MsgSubmitProposal MsgUpdateGroupAdmin ' +
    'MsgUpdateGroupMembers MsgUpdateGroupMetadata MsgUpdateGroupPolicyAdmin MsgUpdateGroupPolicyDecisionPolicy ' +
    'MsgUpdateGroupPolicyMetadata MsgVote MsgWithdrawProposal',
  // Proposals of the old kind, which are free text.
  'cosmos.gov.v1': 'MsgExecLegacyContent',
  'cosmos.gov.v1beta1': 'MsgSubmitProposal',
  // Moving coins, and with them making accounts, past bank.send_enabled.
  'cosmos.distribution.v1beta1': 'MsgDepositValidatorRewardsPool MsgFundCommunityPool MsgSetWithdrawAddress',
  'cosmos.nft.v1beta1': 'MsgSend',
  'cosmos.vesting.v1beta1': 'MsgCreatePeriodicVestingAccount MsgCreatePermanentLockedAccount MsgCreateVestingAccount',
  // Not used: validators' evidence comes from the consensus itself.
  'cosmos.evidence.v1beta1': 'MsgSubmitEvidence',
  // Other chains.
  'ibc.applications.interchain_accounts.controller.v1': 'MsgRegisterInterchainAccount MsgSendTx',
  'ibc.applications.interchain_accounts.host.v1': 'MsgModuleQuerySafe',
  'ibc.applications.transfer.v1': 'MsgTransfer',
  'ibc.core.channel.v1':
    'MsgAcknowledgement MsgChannelCloseConfirm MsgChannelCloseInit MsgChannelOpenAck MsgChannelOpenConfirm MsgChannelOpenInit ' +
    'MsgChannelOpenTry MsgRecvPacket MsgTimeout MsgTimeoutOnClose',
  'ibc.core.channel.v2': 'MsgAcknowledgement MsgRecvPacket MsgSendPacket MsgTimeout',
  'ibc.core.client.v1':
    'MsgCreateClient MsgDeleteClientCreator MsgIBCSoftwareUpgrade MsgRecoverClient MsgSubmitMisbehaviour MsgUpdateClient MsgUpgradeClient',
  'ibc.core.client.v2': 'MsgRegisterCounterparty MsgUpdateClientConfig',
  'ibc.core.connection.v1': 'MsgConnectionOpenAck MsgConnectionOpenConfirm MsgConnectionOpenInit MsgConnectionOpenTry',
  'cosmwasm.wasm.v1': 'MsgIBCCloseChannel MsgIBCSend',
});

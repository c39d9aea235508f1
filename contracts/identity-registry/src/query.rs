//! Queries. Lists are paged, oldest first.

use chartseal_types::identity::{IdentityResponse, KeyVersion, QueryMsg};
use chartseal_types::{IdentityId, Role};
use cosmwasm_std::{Binary, Deps, Env, StdResult, to_json_binary};

use crate::error::ContractError;
use crate::{QueryError, state};

pub fn query(deps: Deps<'_>, env: Env, msg: QueryMsg) -> Result<Binary, ContractError> {
    let (storage, now) = (deps.storage, env.block.time.seconds());
    // An empty list of somebody unknown would read as knowledge.
    let known = |id: IdentityId| state::identity(storage, id).map(|_| id);
    let answer = match msg {
        QueryMsg::Identity { id } => to_json_binary(&identity(deps, &env, id)?),
        QueryMsg::IdentityOf { account } => {
            to_json_binary(&state::identity_of(storage, &deps.api.addr_validate(&account)?)?)
        }
        QueryMsg::Accounts { id } => to_json_binary(&state::accounts_of(storage, known(id)?)?),
        QueryMsg::AccountHistory { id, start_after, limit } => {
            to_json_binary(&state::ACCOUNT_PERIODS.page(storage, known(id)?, start_after, limit)?)
        }
        QueryMsg::VerificationHistory { id, start_after, limit } => {
            to_json_binary(&state::VERIFICATIONS.page(storage, known(id)?, start_after, limit)?)
        }
        QueryMsg::StatusHistory { id, start_after, limit } => {
            to_json_binary(&state::STATUS_CHANGES.page(storage, known(id)?, start_after, limit)?)
        }
        QueryMsg::EncryptionKey { id, version } => to_json_binary(&key(deps, id, version)?),
        QueryMsg::EncryptionKeyHistory { id, start_after, limit } => {
            to_json_binary(&state::KEYS.page(storage, known(id)?, start_after, limit)?)
        }
        QueryMsg::PendingChanges { id } => {
            let changes = state::changes(storage, known(id)?)?;
            to_json_binary(&changes.waiting(env.block.time.seconds()))
        }
        QueryMsg::Passkeys { id } => to_json_binary(&state::passkey_list(storage, known(id)?)?),
        QueryMsg::PasskeyHistory { id, start_after, limit } => {
            to_json_binary(&state::PASSKEY_PERIODS.page(storage, known(id)?, start_after, limit)?)
        }
        QueryMsg::Guardians { id } => to_json_binary(&state::guardians(storage, known(id)?)?),
        QueryMsg::GuardianHistory { id, start_after, limit } => {
            to_json_binary(&state::GUARDIANS.page(storage, known(id)?, start_after, limit)?)
        }
        QueryMsg::Recoveries { id } => {
            let now = env.block.time.seconds();
            to_json_binary(&state::standing_recoveries(storage, known(id)?, now)?)
        }
        QueryMsg::RecoveryHistory { id, start_after, limit } => {
            to_json_binary(&state::RECOVERIES.page(storage, known(id)?, start_after, limit)?)
        }
        QueryMsg::RelyingParties {} => to_json_binary(&state::relying_parties(storage)?),
        QueryMsg::SecondFactorNonce { identity } => {
            to_json_binary(&chartseal_second_factor::nonce(storage, identity)?)
        }
        QueryMsg::Affiliations { practitioner } => {
            to_json_binary(&state::affiliations(storage, known(practitioner)?)?)
        }
        QueryMsg::AffiliationHistory { practitioner, start_after, limit } => to_json_binary(
            &state::AFFILIATION_PERIODS.page(storage, known(practitioner)?, start_after, limit)?,
        ),
        QueryMsg::Registrars { start_after, limit } => {
            to_json_binary(&state::registrars(storage, start_after, limit)?)
        }
        QueryMsg::RegistrarHistory { organization, start_after, limit } => to_json_binary(
            &state::REGISTRAR_PERIODS.page(storage, known(organization)?, start_after, limit)?,
        ),
        QueryMsg::Distrusted {} => to_json_binary(&state::distrust::list(storage)?),
        QueryMsg::Representatives { patient } => {
            to_json_binary(&state::representatives::of_patient(storage, known(patient)?, now)?)
        }
        QueryMsg::RepresentativeHistory { patient, start_after, limit } => to_json_binary(
            &state::representatives::HISTORY.page(storage, known(patient)?, start_after, limit)?,
        ),
        QueryMsg::Represented { representative, start_after, limit } => {
            let id = known(representative)?;
            to_json_binary(&state::representatives::of_representative(storage, id, start_after, limit, now)?)
        }
        QueryMsg::Act { number } => {
            let distrusted = state::distrust::list(storage)?;
            let act = state::acts::load(storage, number)?;
            let speaks_since = state::acts::speaks_since(storage, act.act())?;
            to_json_binary(&act.response(now, &distrusted, speaks_since))
        }
        QueryMsg::Acts { subject, start_after, limit } => {
            let (subject, distrusted) = (subject.map(known).transpose()?, state::distrust::list(storage)?);
            let acts = state::acts::page(storage, subject, start_after, limit)?;
            let acts = acts.into_iter().map(|act| {
                let speaks_since = state::acts::speaks_since(storage, act.act())?;
                Ok(act.response(now, &distrusted, speaks_since))
            });
            to_json_binary(&acts.collect::<StdResult<Vec<_>>>()?)
        }
        QueryMsg::Duplicates { survivor } => {
            to_json_binary(&state::merges::duplicates(storage, known(survivor)?)?)
        }
        QueryMsg::Governance {} => to_json_binary(&chartseal_governance::query(deps, &env)?),
    };
    Ok(answer?)
}

fn identity(deps: Deps<'_>, env: &Env, id: IdentityId) -> Result<IdentityResponse, ContractError> {
    let row = state::identity(deps.storage, id)?;
    let profile = state::profile(deps.storage, id)?;
    Ok(IdentityResponse {
        id,
        did: id.did(&env.block.chain_id),
        kind: row.kind,
        status: row.status,
        verified_until: row.verified_until,
        frozen_until: row.frozen_until,
        key_version: row.key_version,
        roles: row.roles.select(&Role::ALL),
        active: row.is_active(env.block.time.seconds()),
        claimed: state::is_claimed(deps.storage, id),
        generation: row.generation,
        merged_into: row.merged_into,
        deceased: row.deceased,
        evidence: profile.evidence,
        registered_at: profile.registered_at,
        verification: state::VERIFICATIONS.last(deps.storage, id)?,
    })
}

fn key(deps: Deps<'_>, id: IdentityId, version: Option<u32>) -> Result<KeyVersion, ContractError> {
    let latest = state::identity(deps.storage, id)?.key_version;
    let version = version.unwrap_or(latest);
    let key = state::KEYS.may_load(deps.storage, id, version)?;
    Ok(key.ok_or(QueryError::NoSuchKey { identity: id, version, latest })?)
}

//! Ledgers whose contracts say that they are of another release.

use std::path::Path;

use chartseal_ledger::consortium::CODES;
use chartseal_ledger::{Account, Code, Deployment, EmbeddedLedger, LedgerExt};
use cosmwasm_std::{Binary, Deps, DepsMut, Empty, Env, MessageInfo, Response, StdResult};
use cw_multi_test::{Contract, ContractWrapper};

/// Has the contracts of a ledger say that they are of that release; nothing else of their state changes. The ledger is
/// opened with codes of the same names that do nothing but that.
pub async fn pretend(path: &Path, deployment: &Deployment, release: &str) {
    let codes = CODES.iter().map(|code| Code { name: code.name, build: renamer }).collect();
    let ledger = EmbeddedLedger::open(path, codes).unwrap();
    let anybody = Account::generate().unwrap();
    let contracts = deployment.contracts();
    for contract in [
        contracts.identity_registry,
        contracts.certificate_authority,
        contracts.access_control,
        contracts.record_anchor,
    ] {
        ledger.execute_json(&anybody, &contract, &release).await.unwrap();
    }
}

fn renamer() -> Box<dyn Contract<Empty>> {
    Box::new(ContractWrapper::new(rename, nothing, no_answer))
}

fn rename(deps: DepsMut<'_>, _: Env, _: MessageInfo, release: String) -> StdResult<Response> {
    let name = cw2::get_contract_version(deps.storage)?.contract;
    cw2::set_contract_version(deps.storage, name, release)?;
    Ok(Response::new())
}

fn nothing(_: DepsMut<'_>, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
    Ok(Response::new())
}

fn no_answer(_: Deps<'_>, _: Env, _: Empty) -> StdResult<Binary> {
    Ok(Binary::default())
}

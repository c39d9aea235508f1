//! Refusals as wasmd and the Cosmos SDK write them, in the ledger's terms.

use chartseal_ledger::wasmd::refusal::{self, Context};
use chartseal_ledger::{LedgerError, Message};
use proptest::prelude::*;

const SENDER: &str = "chartseal1sender";
const GRANTER: &str = "chartseal1granter";

fn messages() -> Vec<Message> {
    let execute = |contract: &str| Message::Execute { contract: contract.into(), msg: b"{}".into() };
    let instantiate = Message::Instantiate {
        code_id: 77,
        label: "label".into(),
        admin: None,
        salt: b"salt".into(),
        msg: b"{}".into(),
    };
    vec![execute("first"), execute("second"), instantiate]
}

fn classify(log: &str) -> LedgerError {
    let messages = messages();
    refusal::classify(
        log,
        Context { messages: &messages, contract: None, sender: SENDER, granter: Some(GRANTER) },
    )
}

fn contract_error(log: &str) -> (Option<String>, String) {
    match classify(log) {
        LedgerError::Contract { contract, message } => (contract, message),
        other => panic!("{log}: {other:?}"),
    }
}

#[test]
fn a_contracts_words_come_without_what_the_chain_puts_around_them() {
    let said = "expected an active identity, got: a pending one; have it verified: first";
    let in_block =
        format!("failed to execute message; message index: 1: {said}: execute wasm contract failed");
    let simulated = format!("failed to simulate tx: {in_block}");
    for log in [in_block, simulated] {
        assert_eq!(contract_error(&log), (Some("second".into()), said.into()), "{log}");
    }
    let made = "failed to execute message; message index: 2: no: instantiate wasm contract failed";
    assert_eq!(contract_error(made), (None, "no".into()));
    let migrated = "failed to execute message; message index: 0: older: migrate wasm contract failed";
    assert_eq!(contract_error(migrated), (Some("first".into()), "older".into()));
}

#[test]
fn a_called_contracts_words_are_not_taken_for_the_callers() {
    let log = "failed to execute message; message index: 0: dispatch: submessages: refused: execute wasm contract failed";
    assert_eq!(contract_error(log), (None, "refused".into()));
}

#[test]
fn a_contract_can_not_pass_for_the_chain() {
    let lies = [
        "account sequence mismatch, expected 9, got 1: incorrect account sequence",
        "out of gas in location: x; gasWanted: 1, gasUsed: 2: out of gas",
        "x: insufficient fee",
        "basic allowance: fee allowance expired",
        "no such contract",
        "x: wasmvm error",
        "failed to execute message; message index: 0: y: execute wasm contract failed",
        "x [y.go:1] with gas used: '5'",
        "rpc error: code = Unknown desc = z",
        "failed to simulate tx: z",
    ];
    for said in lies {
        let log =
            format!("failed to execute message; message index: 1: {said}: execute wasm contract failed");
        assert_eq!(contract_error(&log), (Some("second".into()), said.into()), "{log}");
    }
}

#[test]
fn what_the_chain_refuses_has_its_own_errors() {
    let sequence = classify("account sequence mismatch, expected 12, got 11: incorrect account sequence");
    assert!(
        matches!(sequence, LedgerError::Sequence { account, expected: 12, got: 11 } if account == SENDER)
    );
    let simulated = classify(
        "failed to simulate tx: account sequence mismatch, expected 12, got 13: incorrect account sequence",
    );
    assert!(matches!(simulated, LedgerError::Sequence { expected: 12, got: 13, .. }), "{simulated:?}");

    let gas = classify("out of gas in location: WritePerByte; gasWanted: 70000, gasUsed: 70123: out of gas");
    assert!(matches!(gas, LedgerError::OutOfGas { wanted: 70_000, used: 70_123 }));
    let fee = classify("insufficient fees; got: 1useal required: 1750useal: insufficient fee");
    assert!(matches!(fee, LedgerError::InsufficientFee { .. }));
    let funds = classify("spendable balance 0useal is smaller than 1750useal: insufficient funds");
    assert!(matches!(funds, LedgerError::InsufficientFunds { payer, .. } if payer == GRANTER));
    let account = classify("account chartseal1granter does not exist: unknown address");
    assert!(matches!(account, LedgerError::UnknownAccount { account } if account == GRANTER));
    let signature = classify(
        "signature verification failed; please verify account number (3) and chain-id (chartseal-local-1): (unable to verify single signer signature): unauthorized",
    );
    assert!(matches!(signature, LedgerError::BadSignature));
    let aborted = classify(
        "failed to execute message; message index: 0: Error calling the VM: Error executing Wasm: Wasmer runtime error: RuntimeError: Aborted: panicked at src/lib.rs:1:1: wasmvm error",
    );
    assert!(matches!(aborted, LedgerError::Aborted));
    let code = classify("failed to execute message; message index: 2: code id 77: no such code");
    assert!(matches!(code, LedgerError::UnknownCode { code_id: 77, .. }));
}

#[test]
fn a_fee_grant_that_does_not_pay_is_told_with_the_reason() {
    let cases = [
        (
            "\u{1}\u{2} does not allow to pay fees for \u{3}: fee-grant not found: not found",
            "there is no such grant",
        ),
        (
            "x does not allow to pay fees for y: basic allowance: fee allowance expired",
            "fee allowance expired",
        ),
        ("x does not allow to pay fees for y: period limit: fee limit exceeded", "fee limit exceeded"),
        (
            "x does not allow to pay fees for y: message does not exist in allowed messages: message not allowed",
            "message not allowed",
        ),
    ];
    for (log, why) in cases {
        match classify(log) {
            LedgerError::FeeGrant { granter, grantee, reason } => {
                assert_eq!(
                    (granter.as_str(), grantee.as_str(), reason.as_str()),
                    (GRANTER, SENDER, why),
                    "{log}"
                );
            }
            other => panic!("{log}: {other:?}"),
        }
    }
}

#[test]
fn any_other_refusal_of_a_message_is_told_in_the_chains_words() {
    let (contract, message) = contract_error(
        "failed to execute message; message index: 2: instance with this code id, sender and label exists: contract account already exists",
    );
    assert_eq!(contract, None);
    assert!(message.ends_with("contract account already exists"));
}

#[test]
fn heights_that_a_node_does_not_have_are_told_apart() {
    let ahead = "cannot query with height in the future; please provide a valid height: invalid height";
    assert!(matches!(refusal::height(ahead, 9, 5), Some(LedgerError::HeightAhead { asked: 9, latest: 5 })));
    let pruned = "failed to load state at height 2; version mismatch on immutable IAVL tree; version does not exist. Version has either been pruned, or is for a future block height (latest height: 99): not found";
    assert!(matches!(refusal::height(pruned, 2, 99), Some(LedgerError::HeightPruned { asked: 2 })));
    let unproven = "proof is unexpectedly empty; ensure height has not been pruned: invalid request";
    assert!(matches!(
        refusal::height(unproven, 9, 5),
        Some(LedgerError::HeightAhead { asked: 9, latest: 5 })
    ));
    assert!(matches!(refusal::height(unproven, 4, 5), Some(LedgerError::HeightPruned { asked: 4 })));
    for said in ["refused", ahead, pruned, unproven] {
        let log = format!("{said}: query wasm contract failed: unknown request");
        assert!(refusal::height(&log, 2, 99).is_none(), "{log}");
    }
}

proptest! {
    /// Whatever a contract says is told as it said it; whatever a chain says is told somehow.
    #[test]
    fn no_words_are_lost_and_none_panic(said in "\\PC{0,80}", index in 0usize..5) {
        let log = format!("failed to execute message; message index: {index}: {said}: execute wasm contract failed");
        // What called another contract is told without that.
        prop_assume!(!said.starts_with("dispatch: submessages: "));
        let (contract, message) = contract_error(&log);
        prop_assert_eq!(message, said.clone());
        let asked = Context { contract: Some("asked"), ..Context::default() };
        let answer = format!("{said}: query wasm contract failed: unknown request");
        let told = refusal::classify(&answer, asked);
        let same = matches!(&told, LedgerError::Contract { contract: Some(_), message } if *message == said);
        prop_assert!(same, "{:?}", told);
        prop_assert_eq!(contract, messages().get(index).filter(|_| index < 2).map(|_| ["first", "second"][index].to_owned()));
        classify(&said);
    }
}

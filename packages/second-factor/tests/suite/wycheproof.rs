//! Wycheproof's vectors for ECDSA over P-256 with SHA-256, signatures in DER.

use chartseal_second_factor::{SecondFactorError, verify_es256};
use cosmwasm_std::testing::MockApi;
use wycheproof::TestResult;
use wycheproof::ecdsa::{TestName, TestSet};

#[test]
fn every_signature_verifies_or_fails_as_it_should() {
    let set = TestSet::load(TestName::EcdsaSecp256r1Sha256).expect("the vectors are there");
    let mut counts = (0, 0);
    for group in &set.test_groups {
        for test in &group.tests {
            let result = verify_es256(&MockApi::default(), &group.key.key, &test.msg, &test.sig);
            match (test.result, result) {
                (TestResult::Valid, Ok(())) => counts.0 += 1,
                (
                    TestResult::Invalid,
                    Err(SecondFactorError::Signature | SecondFactorError::SignatureEncoding { .. }),
                ) => counts.1 += 1,
                (expected, got) => panic!("vector {}: {expected:?}, {got:?}", test.tc_id),
            }
        }
    }
    assert_eq!(counts, (174, 310));
}

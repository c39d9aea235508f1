//! Sealing is held to the Wycheproof vectors for C2SP chunked-encryption (Cobblestone-256).

use std::io::Read;

use chartseal_crypto::seal::{OpenError, message_len, open, open_into};
use flate2::read::ZlibDecoder;
use sha2::{Digest, Sha512};
use wycheproof::TestResult;
use wycheproof::chunked_encryption::{Test, TestFlag, TestName, TestSet};

/// The plaintext that came out, and whether the end was reached.
fn opened(test: &Test) -> (Vec<u8>, Result<(), OpenError>) {
    let mut sealed = Vec::new();
    ZlibDecoder::new(test.ct.as_slice()).read_to_end(&mut sealed).unwrap();
    let key = test.key.as_slice().try_into().unwrap();
    let mut plaintext = Vec::new();
    let result = open(key, &test.ctx, sealed.as_slice(), &mut plaintext);

    // In memory the outcome is the same, but all or nothing.
    let mut buffer = vec![0; message_len(sealed.len()).unwrap_or(0)];
    match open_into(key, &test.ctx, &sealed, &mut buffer) {
        Ok(()) => assert!(result.is_ok() && buffer == plaintext, "vector {}", test.tc_id),
        Err(_) => assert!(result.is_err() && buffer.iter().all(|byte| *byte == 0), "vector {}", test.tc_id),
    }
    (plaintext, result)
}

#[test]
fn every_vector_opens_or_fails_as_it_should() {
    let set = TestSet::load(TestName::Cobblestone256).unwrap();
    let mut tests = 0;
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        tests += 1;
        if test.flags.contains(&TestFlag::InvalidKeySize) {
            // A key of another size cannot be given: the type says 32 bytes.
            assert_ne!(test.key.len(), 32, "vector {}", test.tc_id);
            continue;
        }
        let (plaintext, result) = opened(test);
        let verified = test.msg_length.unwrap_or(0);
        assert_eq!(plaintext.len(), verified, "vector {}", test.tc_id);
        if let Some(hash) = &test.msg_sha512 {
            assert_eq!(Sha512::digest(&plaintext).as_slice(), hash.as_slice(), "vector {}", test.tc_id);
        }
        match result {
            Ok(()) => assert_eq!(test.result, TestResult::Valid, "vector {}", test.tc_id),
            Err(error) => {
                assert!(test.result.must_fail(), "vector {}: {error}", test.tc_id);
                let in_header = matches!(error, OpenError::Key)
                    || matches!(error, OpenError::Truncated) && test.flags.contains(&TestFlag::Truncation);
                if test.flags.contains(&TestFlag::HeaderFailure) {
                    assert!(in_header, "vector {}: {error}", test.tc_id);
                }
            }
        }
    }
    assert_eq!(tests, 35);
}

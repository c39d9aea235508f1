//! The primitives behind the interface are held to Wycheproof: AES-256-GCM (sealing), AES-256-GCM-SIV (wraps),
//! RSA-OAEP (RSA recipients), HKDF-SHA-256 and -SHA-512 (derivations), ML-KEM-768 (half of X-Wing).

use aws_lc_rs::aead::{AES_256_GCM, AES_256_GCM_SIV, Aad, Algorithm, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::hkdf;
use aws_lc_rs::rsa::{OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey, PrivateDecryptingKey};
use hpke::{Deserializable, Kem, kem::MlKem768};
use wycheproof::{TestResult, aead, mlkem, rsa_oaep};

fn check_aead(name: aead::TestName, algorithm: &'static Algorithm) -> usize {
    let set = aead::TestSet::load(name).unwrap();
    let groups = set.test_groups.iter().filter(|g| (g.key_size, g.nonce_size, g.tag_size) == (256, 96, 128));
    let mut tests = 0;
    for test in groups.flat_map(|group| &group.tests) {
        tests += 1;
        let key = || LessSafeKey::new(UnboundKey::new(algorithm, &test.key).unwrap());
        let nonce = || Nonce::try_assume_unique_for_key(&test.nonce).unwrap();
        let mut sealed = [test.ct.as_slice(), &test.tag].concat();
        let opened = key().open_in_place(nonce(), Aad::from(&*test.aad), &mut sealed);
        assert_eq!(opened.is_ok(), test.result == TestResult::Valid, "vector {}", test.tc_id);
        if let Ok(plaintext) = opened {
            assert_eq!(plaintext, test.pt.as_slice(), "vector {}", test.tc_id);
            let mut sealed = test.pt.to_vec();
            key().seal_in_place_append_tag(nonce(), Aad::from(&*test.aad), &mut sealed).unwrap();
            assert_eq!(sealed, [test.ct.as_slice(), &test.tag].concat(), "vector {}", test.tc_id);
        }
    }
    tests
}

#[test]
fn aes_256_gcm() {
    assert!(check_aead(aead::TestName::AesGcm, &AES_256_GCM) > 60);
}

#[test]
fn aes_256_gcm_siv() {
    assert!(check_aead(aead::TestName::AesGcmSiv, &AES_256_GCM_SIV) > 60);
}

#[test]
fn rsa_oaep_sha_256() {
    let mut tests = 0;
    for name in [rsa_oaep::TestName::Rsa3072Sha256Mgf1Sha256, rsa_oaep::TestName::Rsa4096Sha256Mgf1Sha256] {
        for group in rsa_oaep::TestSet::load(name).unwrap().test_groups {
            let key = PrivateDecryptingKey::from_pkcs8(&group.pkcs8).unwrap();
            let key = OaepPrivateDecryptingKey::new(key).unwrap();
            for test in &group.tests {
                tests += 1;
                let mut buffer = vec![0; key.min_output_size()];
                let label = Some(test.label.as_slice()).filter(|label| !label.is_empty());
                let plaintext = key.decrypt(&OAEP_SHA256_MGF1SHA256, &test.ct, &mut buffer, label);
                match test.result {
                    TestResult::Invalid => assert!(plaintext.is_err(), "vector {}", test.tc_id),
                    _ => assert_eq!(plaintext.unwrap(), test.pt.as_slice(), "vector {}", test.tc_id),
                }
            }
        }
    }
    assert!(tests > 50);
}

struct Length(usize);

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

fn check_hkdf(name: wycheproof::hkdf::TestName, algorithm: hkdf::Algorithm) {
    let set = wycheproof::hkdf::TestSet::load(name).unwrap();
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let key = hkdf::Salt::new(algorithm, &test.salt).extract(&test.ikm);
        let mut output = vec![0; test.size];
        let info = [test.info.as_slice()];
        let expanded = key.expand(&info, Length(test.size)).and_then(|okm| okm.fill(&mut output));
        assert_eq!(expanded.is_ok(), test.result == TestResult::Valid, "vector {}", test.tc_id);
        if expanded.is_ok() {
            assert_eq!(output, test.okm.as_slice(), "vector {}", test.tc_id);
        }
    }
}

#[test]
fn hkdf_sha_256_and_512() {
    check_hkdf(wycheproof::hkdf::TestName::HkdfSha256, hkdf::HKDF_SHA256);
    check_hkdf(wycheproof::hkdf::TestName::HkdfSha512, hkdf::HKDF_SHA512);
}

#[test]
fn ml_kem_768() {
    let mut decapsulated = 0;
    for test in
        mlkem::TestSet::load(mlkem::TestName::MlKem768).unwrap().test_groups.iter().flat_map(|g| &g.tests)
    {
        let (Some(seed), Some(ciphertext)) = (&test.seed, &test.ct) else { continue };
        let key = <MlKem768 as Kem>::PrivateKey::from_bytes(seed);
        let ciphertext = <MlKem768 as Kem>::EncappedKey::from_bytes(ciphertext);
        let (Ok(key), Ok(ciphertext)) = (key, ciphertext) else {
            assert!(test.result.must_fail(), "vector {}", test.tc_id);
            continue;
        };
        assert_eq!(test.result, TestResult::Valid, "vector {}", test.tc_id);
        let secret = MlKem768::decap(&key, None, &ciphertext).unwrap();
        assert_eq!(
            secret.0.as_slice(),
            test.shared_secret.as_ref().unwrap().as_slice(),
            "vector {}",
            test.tc_id
        );
        decapsulated += 1;
    }
    assert!(decapsulated > 10);
}

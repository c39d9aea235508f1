//! HPKE is held to the published vectors of the suites that envelopes use.

use hpke::aead::{Aead, AesGcm256, ChaCha20Poly1305};
use hpke::kdf::HkdfSha256;
use hpke::kem::{DhP256HkdfSha256, X25519HkdfSha256, XWing};
use hpke::{Deserializable, Kem, OpModeR, Serializable, setup_receiver};
use serde::Deserialize;
use shake::{ExtendableOutput, Shake128, Update, XofReader};

#[derive(Deserialize)]
struct Export {
    #[serde(with = "hex::serde")]
    exporter_context: Vec<u8>,
    #[serde(with = "hex::serde")]
    exported_value: Vec<u8>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recipient {
    #[serde(with = "hex::serde")]
    info: Vec<u8>,
    #[serde(with = "hex::serde", rename = "ikmR")]
    ikm: Vec<u8>,
    #[serde(with = "hex::serde", rename = "skRm")]
    secret: Vec<u8>,
    #[serde(with = "hex::serde", rename = "pkRm")]
    public: Vec<u8>,
    #[serde(with = "hex::serde")]
    enc: Vec<u8>,
    exports: Vec<Export>,
}

impl Recipient {
    /// Checks keys and exports, and gives the context.
    fn check<A: Aead, K: Kem>(&self) -> hpke::aead::AeadCtxR<A, HkdfSha256, K> {
        let secret = K::PrivateKey::from_bytes(&self.secret).unwrap();
        assert_eq!(K::sk_to_pk(&secret).to_bytes().as_slice(), self.public);
        assert_eq!(K::derive_keypair(&self.ikm).1.to_bytes().as_slice(), self.public);
        let enc = K::EncappedKey::from_bytes(&self.enc).unwrap();
        let context = setup_receiver::<A, HkdfSha256, K>(&OpModeR::Base, &secret, &enc, &self.info).unwrap();
        for export in &self.exports {
            let mut value = vec![0; export.exported_value.len()];
            context.export(&export.exporter_context, &mut value).unwrap();
            assert_eq!(value, export.exported_value);
        }
        context
    }
}

#[derive(Deserialize)]
struct Encryption {
    #[serde(with = "hex::serde")]
    aad: Vec<u8>,
    #[serde(with = "hex::serde")]
    pt: Vec<u8>,
    #[serde(with = "hex::serde")]
    ct: Vec<u8>,
}

#[derive(Deserialize)]
struct Rfc9180 {
    kem: u16,
    #[serde(flatten)]
    recipient: Recipient,
    #[serde(flatten)]
    encryption: Encryption,
    #[serde(with = "hex::serde")]
    exports_accumulated: Vec<u8>,
}

impl Rfc9180 {
    fn check_all<K: Kem>(&self) {
        let mut context = self.recipient.check::<AesGcm256, K>();
        // Every length from 0 to 999, each with a context drawn from SHAKE128 of nothing.
        let (mut source, mut sink) = (Shake128::default().finalize_xof(), Shake128::default());
        for length in 0..1000 {
            let mut size = [0];
            source.read(&mut size);
            let mut exporter_context = vec![0; size[0].into()];
            source.read(&mut exporter_context);
            let mut value = vec![0; length];
            context.export(&exporter_context, &mut value).unwrap();
            sink.update(&value);
        }
        let mut accumulated = [0; 16];
        sink.finalize_xof().read(&mut accumulated);
        assert_eq!(accumulated.as_slice(), self.exports_accumulated);
        let Encryption { aad, pt, ct } = &self.encryption;
        assert_eq!(context.open(ct, aad).unwrap(), *pt);
    }
}

#[test]
fn rfc_9180_with_aes_256_gcm() {
    let vectors: Vec<Rfc9180> =
        serde_json::from_str(include_str!("vectors/hpke-rfc9180-aes-256-gcm.json")).unwrap();
    assert_eq!(vectors.len(), 2);
    for vector in vectors {
        match vector.kem {
            X25519HkdfSha256::KEM_ID => vector.check_all::<X25519HkdfSha256>(),
            DhP256HkdfSha256::KEM_ID => vector.check_all::<DhP256HkdfSha256>(),
            other => panic!("a vector of the KEM {other:#x}"),
        }
    }
}

#[derive(Deserialize)]
struct PostQuantum {
    #[serde(flatten)]
    recipient: Recipient,
    encryptions: Vec<Encryption>,
}

#[test]
fn x_wing_of_the_hpke_draft() {
    let vector: PostQuantum = serde_json::from_str(include_str!("vectors/hpke-pq-x-wing.json")).unwrap();
    let mut context = vector.recipient.check::<ChaCha20Poly1305, XWing>();
    assert!(!vector.recipient.exports.is_empty() && !vector.encryptions.is_empty());
    for Encryption { aad, pt, ct } in &vector.encryptions {
        assert_eq!(context.open(ct, aad).unwrap(), *pt);
    }
}

#[derive(Deserialize)]
struct XWingVector {
    #[serde(with = "hex::serde")]
    sk: Vec<u8>,
    #[serde(with = "hex::serde")]
    pk: Vec<u8>,
    #[serde(with = "hex::serde")]
    ct: Vec<u8>,
    #[serde(with = "hex::serde")]
    ss: Vec<u8>,
}

#[test]
fn x_wing_itself() {
    let vectors: Vec<XWingVector> = serde_json::from_str(include_str!("vectors/x-wing.json")).unwrap();
    assert_eq!(vectors.len(), 3);
    for vector in vectors {
        let secret = <XWing as Kem>::PrivateKey::from_bytes(&vector.sk).unwrap();
        assert_eq!(XWing::sk_to_pk(&secret).to_bytes().as_slice(), vector.pk);
        let enc = <XWing as Kem>::EncappedKey::from_bytes(&vector.ct).unwrap();
        assert_eq!(XWing::decap(&secret, None, &enc).unwrap().0.as_slice(), vector.ss);
    }
}

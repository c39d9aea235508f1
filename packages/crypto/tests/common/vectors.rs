//! What Rust and JavaScript show each other: records of every suite from the sealing to the opening, a key ring, a commitment, a
//! challenge. All bytes are hex.

use chartseal_crypto::commit::{Kind, commit};
use chartseal_crypto::envelope::{
    Envelope, ImportKeys, Importer, Release, SealedShare, open_share, seal_share_to, unwrap_patient,
    unwrap_share,
};
use chartseal_crypto::keyring::KeyRing;
use chartseal_crypto::keys::{SecretKey, Suite};
use chartseal_crypto::seal::{RecordContext, open_bytes, seal_bytes};
use chartseal_crypto::{DataKey, commit};
use chartseal_types::second_factor::Challenge;
use chartseal_types::{Category, Compartment, Confidentiality, ContentHash, IdentityId, Label};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Vectors {
    pub records: Vec<Record>,
    pub ring: Ring,
    pub commitment: Committed,
    pub challenge: Challenged,
}

/// One record of an import with three trustees, two of whom are needed, opened by the patient and by a requester.
#[derive(Serialize, Deserialize)]
pub struct Record {
    pub suite: String,
    pub patient: IdentityId,
    pub label: Label,
    #[serde(with = "hex::serde")]
    pub content: Vec<u8>,
    #[serde(with = "hex::serde")]
    pub patient_key: Vec<u8>,
    pub trustee_keys: Vec<Hex>,
    #[serde(with = "hex::serde")]
    pub requester_key: Vec<u8>,
    #[serde(with = "hex::serde")]
    pub ticket: Vec<u8>,
    #[serde(with = "hex::serde")]
    pub import_keys: Vec<u8>,
    #[serde(with = "hex::serde")]
    pub envelope: Vec<u8>,
    #[serde(with = "hex::serde")]
    pub sealed: Vec<u8>,
    pub content_hash: ContentHash,
    /// Those of the first and the third trustee.
    pub shares: Vec<Hex>,
}

#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hex(#[serde(with = "hex::serde")] pub Vec<u8>);

#[derive(Serialize, Deserialize)]
pub struct Ring {
    pub passphrase: String,
    #[serde(with = "hex::serde")]
    pub bytes: Vec<u8>,
    /// Of suite `x25519`.
    #[serde(with = "hex::serde")]
    pub key: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
pub struct Committed {
    #[serde(with = "hex::serde")]
    pub evidence: Vec<u8>,
    #[serde(with = "hex::serde")]
    pub salt: Vec<u8>,
    /// Of kind `identity`.
    pub commitment: String,
}

#[derive(Serialize, Deserialize)]
pub struct Challenged {
    pub chain_id: String,
    pub contract: String,
    pub sender: String,
    pub message: String,
    pub expires_at: u64,
    pub nonce: u64,
    #[serde(with = "hex::serde")]
    pub hash: Vec<u8>,
}

impl Vectors {
    /// Fresh ones.
    pub fn make() -> Self {
        let key = SecretKey::generate(Suite::X25519).unwrap();
        let mut ring = KeyRing::new();
        ring.insert("encryption", "x25519", key.expose()).unwrap();
        let passphrase = "correct horse battery staple";
        let (salt, evidence) = (commit::salt().unwrap(), b"passport 123".to_vec());
        let mut challenge = Challenged {
            chain_id: "chartseal-1".into(),
            contract: "chartseal1contract".into(),
            sender: "chartseal1sender".into(),
            message: r#"{"propose_change":{"add_account":{"account":"chartseal1other"}}}"#.into(),
            expires_at: 1_800_000_300,
            nonce: 7,
            hash: Vec::new(),
        };
        challenge.hash = challenge.hash().to_vec();
        Self {
            records: Suite::ALL.into_iter().map(Record::make).collect(),
            ring: Ring {
                passphrase: passphrase.into(),
                bytes: ring.seal(&SecretString::from(passphrase)).unwrap(),
                key: key.expose().to_vec(),
            },
            commitment: Committed {
                commitment: commit(Kind::Identity, &salt, &evidence).to_string(),
                evidence,
                salt: salt.to_vec(),
            },
            challenge,
        }
    }

    /// Opens and compares all of it.
    pub fn check(&self) {
        assert_eq!(self.records.len(), Suite::ALL.len());
        self.records.iter().for_each(Record::check);
        let ring =
            KeyRing::open(&self.ring.bytes, &SecretString::from(self.ring.passphrase.as_str())).unwrap();
        assert_eq!(ring.get("encryption", "x25519"), Some(self.ring.key.as_slice()));
        let Committed { evidence, salt, commitment } = &self.commitment;
        let salt = salt.as_slice().try_into().unwrap();
        assert_eq!(commit(Kind::Identity, salt, evidence).to_string(), *commitment);
        assert_eq!(self.challenge.hash().as_slice(), self.challenge.hash);
    }
}

impl Challenged {
    fn hash(&self) -> [u8; 32] {
        Challenge {
            chain_id: &self.chain_id,
            contract: &self.contract,
            sender: &self.sender,
            message: self.message.as_bytes(),
            expires_at: self.expires_at,
            nonce: self.nonce,
        }
        .hash()
    }
}

impl Record {
    fn make(suite: Suite) -> Self {
        let patient = IdentityId([7; 16]);
        let label = Label {
            category: Category::Laboratory,
            confidentiality: Confidentiality::N,
            compartment: Compartment::new(3).unwrap(),
        };
        // More than a chunk, but only once: the file is read by people too.
        let length = if suite == Suite::XWing { 20_000 } else { 40 };
        let content: Vec<u8> = (0..length).map(|i| (i * 31 % 251) as u8).collect();
        let generate = || SecretKey::generate(suite).unwrap();
        let (patient_key, requester_key) = (generate(), generate());
        let trustees = [generate(), generate(), generate()];
        let publics = trustees.each_ref().map(|key| key.public().clone());
        let importer = Importer::new(patient, patient_key.public(), &publics, 2).unwrap();
        let key = DataKey::generate().unwrap();
        let (sealed, info) = seal_bytes(&content, &key, &RecordContext::new(&patient, &label)).unwrap();
        let envelope = importer.wrap(&info.content_hash, &label, &key).unwrap();
        let ticket = b"chartseal/ticket/v1\0chartseal-1\0chartseal1contract\0\0\0\0\0\0\0\0\x2a".to_vec();
        let release = Release { content: &info.content_hash, ticket: &ticket };
        let shares = [0, 2].map(|at: usize| {
            let share =
                unwrap_share(&trustees[at], importer.keys(), &envelope, &info.content_hash, &label).unwrap();
            Hex(seal_share_to(requester_key.public(), &share, &release).unwrap().to_bytes())
        });
        Self {
            suite: suite.name().into(),
            patient,
            label,
            content,
            patient_key: patient_key.expose().to_vec(),
            trustee_keys: trustees.iter().map(|key| Hex(key.expose().to_vec())).collect(),
            requester_key: requester_key.expose().to_vec(),
            import_keys: importer.keys().to_bytes(),
            envelope: envelope.to_bytes(),
            sealed,
            content_hash: info.content_hash,
            shares: shares.into(),
            ticket,
        }
    }

    fn check(&self) {
        let suite: Suite = self.suite.parse().unwrap();
        let secret = |bytes: &[u8]| SecretKey::from_bytes(suite, bytes).unwrap();
        let import = ImportKeys::from_bytes(&self.import_keys).unwrap();
        let envelope = Envelope::from_bytes(&self.envelope).unwrap();
        let context = RecordContext::new(&self.patient, &self.label);
        let opened = |key: &DataKey| {
            open_bytes(&self.sealed, key, &context, &self.content_hash).unwrap().as_slice().to_vec()
        };

        let patient = secret(&self.patient_key);
        let key = unwrap_patient(&patient, &import, &envelope, &self.content_hash, &self.label).unwrap();
        assert_eq!(opened(&key), self.content, "{suite}");

        let release = Release { content: &self.content_hash, ticket: &self.ticket };
        let requester = secret(&self.requester_key);
        let open = |share: &Hex| {
            open_share(&requester, &SealedShare::from_bytes(&share.0).unwrap(), &release).unwrap()
        };
        let shares: Vec<_> = self.shares.iter().map(open).collect();
        assert_eq!(shares.iter().map(|share| share.index()).collect::<Vec<_>>(), [0, 2]);
        assert_eq!(envelope.combine(&self.content_hash, &shares).unwrap(), key, "{suite}");

        for trustee in &self.trustee_keys {
            unwrap_share(&secret(&trustee.0), &import, &envelope, &self.content_hash, &self.label).unwrap();
        }
    }
}

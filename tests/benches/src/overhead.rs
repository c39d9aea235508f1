//! Bytes that sealing and envelopes add to small records imported together.

use std::error::Error;
use std::fmt::Write;

use chartseal_crypto::DataKey;
use chartseal_crypto::envelope::Importer;
use chartseal_crypto::keys::{SecretKey, Suite};
use chartseal_crypto::seal::{padded_len, seal_bytes};

use crate::fixture::{PATIENT, content, context, label};
use crate::goal;

const RECORDS: usize = 200;
const TRUSTEES: usize = 3;
const THRESHOLD: u8 = 2;
/// The goal, in bytes a record.
const MOST: f64 = 400.0;

/// What is added to 200 records of 0.5 to 4 KiB, wrapped to the patient and to two of three trustees, X-Wing keys.
pub fn page() -> Result<String, Box<dyn Error>> {
    let patient = SecretKey::generate(Suite::XWing)?;
    let trustees = (0..TRUSTEES)
        .map(|_| SecretKey::generate(Suite::XWing).map(|key| key.public().clone()))
        .collect::<Result<Vec<_>, _>>()?;
    let importer = Importer::new(PATIENT, patient.public(), &trustees, THRESHOLD)?;
    let keys = importer.keys().to_bytes().len() as u64;
    let (mut plain, mut padding, mut sealing, mut envelopes) = (0, 0, 0, 0);
    for record in 0..RECORDS {
        // Lengths spread evenly from 512 to 4,096 bytes, in no order.
        let content = content(512 + record * 2_791 % 3_585);
        let key = DataKey::generate()?;
        let (sealed, info) = seal_bytes(&content, &key, &context())?;
        let padded = padded_len(info.plain_len) - info.plain_len;
        plain += info.plain_len;
        padding += padded;
        sealing += sealed.len() as u64 - info.plain_len - padded;
        envelopes += importer.wrap(&info.content_hash, &label(), &key)?.to_bytes().len() as u64;
    }
    let each = |bytes: u64| bytes as f64 / RECORDS as f64;
    let added = each(envelopes + keys + sealing + padding);
    let mut page = String::new();
    writeln!(page, "| what | bytes a record |\n| --- | ---: |")?;
    writeln!(page, "| content | {:.0} |", each(plain))?;
    writeln!(page, "| envelope | {:.1} |", each(envelopes))?;
    writeln!(page, "| its share of the import's keys ({keys} bytes for all) | {:.1} |", each(keys))?;
    writeln!(page, "| seal: header and tags | {:.1} |", each(sealing))?;
    writeln!(page, "| seal: length and padding | {:.1} |", each(padding))?;
    writeln!(page, "| **added in all** | **{added:.1}** |")?;
    writeln!(page, "\n{}", goal::line("under 400 bytes a record", added < MOST))?;
    Ok(page)
}

// Writes what JavaScript shows Rust to test/vectors/javascript.json: packages/crypto/tests/javascript.rs opens it.
//
//   npm run build && npm run vectors

import { writeFile } from "node:fs/promises";
import { toHex } from "@cosmjs/encoding";
import {
  commit,
  KeyRing,
  loadCrypto,
  RecordImport,
  releaseShare,
  SecretKey,
  ticketBytes,
} from "../dist/crypto-entry.js";
import { challengeHash } from "../dist/index.js";

await loadCrypto();

const patient = "07".repeat(16);
const label = { category: "laboratory", confidentiality: "N", compartment: 3 };
const deployment = { chain_id: "chartseal-1", access_control: "chartseal1contract" };

const vectors = {
  records: ["x-wing", "p256", "x25519", "rsa-oaep"].map(record),
  ring: ring(),
  commitment: commitment(),
  challenge: challenge(),
};
await writeFile(new URL("../test/vectors/javascript.json", import.meta.url), `${JSON.stringify(vectors, null, 2)}\n`);

function record(suite) {
  const content = Uint8Array.from({ length: suite === "x-wing" ? 20_000 : 40 }, (_, i) => (i * 31) % 251);
  const [owner, requester, ...trustees] = Array.from({ length: 5 }, () => SecretKey.generate(suite));
  const recipients = {
    patient,
    patientKey: owner.publicKey,
    trustees: trustees.map((key) => key.publicKey),
    threshold: 2,
  };
  const records = RecordImport.start(recipients);
  const { sealed, envelope, contentHash } = records.seal(content, label);
  const ticket = ticketBytes(deployment, 42);
  const shares = [trustees[0], trustees[2]].map((key) =>
    releaseShare(key, requester.publicKey, ticket, records.keys, { envelope, contentHash, label }),
  );
  return {
    suite,
    patient,
    label,
    content: toHex(content),
    patient_key: toHex(owner.expose()),
    trustee_keys: trustees.map((key) => toHex(key.expose())),
    requester_key: toHex(requester.expose()),
    ticket: toHex(ticket),
    import_keys: toHex(records.keys),
    envelope: toHex(envelope),
    sealed: toHex(sealed),
    content_hash: contentHash,
    shares: shares.map((share) => toHex(share)),
  };
}

function ring() {
  const passphrase = "correct horse battery staple";
  const key = SecretKey.generate("x25519");
  const ring = KeyRing.empty();
  ring.insertKey(key);
  return { passphrase, bytes: toHex(ring.seal(passphrase)), key: toHex(key.expose()) };
}

function commitment() {
  const evidence = new TextEncoder().encode("passport 123");
  const { commitment, salt } = commit("identity", evidence);
  return { evidence: toHex(evidence), salt: toHex(salt), commitment };
}

function challenge() {
  const about = {
    chain_id: "chartseal-1",
    contract: "chartseal1contract",
    sender: "chartseal1sender",
    message: JSON.stringify({ propose_change: { add_account: { account: "chartseal1other" } } }),
    expires_at: 1_800_000_300,
    nonce: 7,
  };
  const hash = challengeHash({
    chainId: about.chain_id,
    contract: about.contract,
    sender: about.sender,
    message: new TextEncoder().encode(about.message),
    expiresAt: about.expires_at,
    nonce: about.nonce,
  });
  return { ...about, hash: toHex(hash) };
}

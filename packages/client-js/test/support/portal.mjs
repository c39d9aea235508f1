// What a portal's page does, bundled for the browser: it knows a wallet as Keplr and Leap inject one, and nothing of Node.js.

import {
  ChartsealError,
  clientsOf,
  confirm,
  connect,
  createPasskey,
  decodeEvents,
  findEvent,
  parseDeployment,
  signIn,
} from "@chartseal/client";
import {
  commit,
  loadCrypto,
  openAsPatient,
  openWithShares,
  RecordImport,
  releaseShare,
  SecretKey,
} from "@chartseal/client/crypto";
import { makeSignDoc, Secp256k1Wallet, serializeSignDoc } from "@cosmjs/amino";
import { fromHex, toBase64, toHex } from "@cosmjs/encoding";
import { DirectSecp256k1Wallet } from "@cosmjs/proto-signing";

/** As a browser extension puts it into the page, around a key. */
async function inject(keyHex, { refuses = false } = {}) {
  const key = fromHex(keyHex);
  const direct = await DirectSecp256k1Wallet.fromKey(key, "chartseal");
  const amino = await Secp256k1Wallet.fromKey(key, "chartseal");
  const enabled = new Set();
  const asked = (chainId) => {
    if (!enabled.has(chainId)) throw new Error("There is no modular chain info for this chain");
    if (refuses) throw new Error("Request rejected");
  };
  const signDirect = async (chainId, signer, document) => {
    asked(chainId);
    return direct.signDirect(signer, document);
  };
  window.keplr = {
    enable: async (chainId) => {
      enabled.add(chainId);
    },
    getKey: async () => {
      const [{ address, pubkey, algo }] = await direct.getAccounts();
      return { name: "test", algo, pubKey: pubkey, bech32Address: address, isNanoLedger: false };
    },
    signDirect,
    getOfflineSigner: (chainId) => ({
      chainId,
      getAccounts: () => direct.getAccounts(),
      signDirect: (signer, document) => signDirect(chainId, signer, document),
    }),
    signArbitrary: async (chainId, signer, data) => {
      asked(chainId);
      const value = { signer, data: toBase64(new TextEncoder().encode(data)) };
      const fee = { gas: "0", amount: [] };
      const document = makeSignDoc([{ type: "sign/MsgSignData", value }], fee, "", "", "0", "0");
      if (serializeSignDoc(document).length === 0) throw new Error("nothing to sign");
      return (await amino.signAmino(signer, document)).signature;
    },
  };
}

async function sessionOf({ deployment, feeGranter, timing }) {
  const parsed = parseDeployment(deployment);
  await window.keplr.enable(parsed.chain_id);
  const wallet = window.keplr.getOfflineSigner(parsed.chain_id);
  const rpc = `${location.origin}/rpc`;
  return connect(parsed, wallet, { rpc, ...(feeGranter ? { feeGranter } : {}), ...(timing ? { timing } : {}) });
}

const ACTS = {
  async inject({ key, ...options }) {
    await inject(key, options);
    return (await window.keplr.getKey()).bech32Address;
  },

  async endCare(input) {
    const session = await sessionOf(input);
    return clientsOf(session).access.endCare(input.message);
  },

  async open({ suite, patient_key, requester_key, import_keys, ticket, shares, ...vector }) {
    await loadCrypto("/crypto.wasm");
    const record = {
      sealed: fromHex(vector.sealed),
      envelope: fromHex(vector.envelope),
      contentHash: vector.content_hash,
      patient: vector.patient,
      label: vector.label,
    };
    const patient = SecretKey.fromBytes(suite, fromHex(patient_key));
    const requester = SecretKey.fromBytes(suite, fromHex(requester_key));
    return {
      patient: toHex(openAsPatient(patient, fromHex(import_keys), record)),
      requester: toHex(openWithShares(requester, shares.map(fromHex), fromHex(ticket), record)),
    };
  },

  async sealAndOpen({ patient, label, text, ticket }) {
    await loadCrypto("/crypto.wasm");
    const [owner, trustee, requester] = [1, 2, 3].map(() => SecretKey.generate());
    const recipients = { patient, patientKey: owner.publicKey, trustees: [trustee.publicKey], threshold: 1 };
    const records = RecordImport.start(recipients);
    const record = { ...records.seal(new TextEncoder().encode(text), label), patient, label };
    const bytes = fromHex(ticket);
    const share = releaseShare(trustee, requester.publicKey, bytes, records.keys, record);
    return new TextDecoder().decode(openWithShares(requester, [share], bytes, record));
  },

  createPasskey: (input) => createPasskey({ ...input, userId: fromHex(input.userId) }),

  confirm: (input) => confirm({ ...input, credentials: input.credentials.map(fromHex) }),

  signIn: (terms) => window.keplr.enable(terms.chainId).then(() => signIn(window.keplr, terms)),

  /** Registers a patient with a passkey and proposes a further account, which the passkey confirms. */
  async registerAndPropose(input) {
    await loadCrypto("/crypto.wasm");
    const session = await sessionOf(input);
    const { registry } = clientsOf(session);
    const { chain_id: chainId, identity_registry: contract } = session.deployment;
    const rpId = location.hostname;
    const userId = crypto.getRandomValues(new Uint8Array(16));
    const passkey = await createPasskey({ rpId, rpName: "Portal", userName: "Patient", userId });
    const key = SecretKey.generate();
    const evidence = commit("identity", userId).commitment;
    const registered = await registry.register({
      encryptionKey: key.publicKey,
      evidence,
      kind: "patient",
      passkey,
    });
    const { identity } = findEvent(decodeEvents(registered.events), "identity_registered");
    const message = { propose_change: { change: { add_account: { account: input.account } } } };
    const nonce = Number(await registry.secondFactorNonce({ identity }));
    const time = Math.floor((await session.node.standing()).time / 1000);
    const about = { chainId, contract, sender: session.address, message, expiresAt: time + 240, nonce };
    const credentials = [Uint8Array.from(atob(passkey.credential), (char) => char.charCodeAt(0))];
    const confirmed = await confirm({ ...about, rpId, credentials });
    const { events } = await registry.confirmed(confirmed);
    return { identity, proposed: findEvent(decodeEvents(events), "change_proposed") };
  },
};

window.portal = async (name, input) => {
  try {
    return { value: await ACTS[name](input) };
  } catch (error) {
    if (error instanceof ChartsealError) return { failure: error.failure };
    throw error;
  }
};

//! What a certificate costs in storage reads and writes, to the last one, however many there are.

use certificate_authority::{execute, instantiate};
use chartseal_testing::certificate::{ca_params, end_entity_params, new_key, signing_request};
use chartseal_testing::{Ca, Cost, Metered};
use chartseal_types::access::abi::{SECOND_FACTOR, SecondFactorRow};
use chartseal_types::certificate::{ExecuteMsg, InstantiateMsg};
use chartseal_types::governance::ContractsUnchecked;
use chartseal_types::identity::abi::{ACCOUNTS, IDENTITIES};
use chartseal_types::identity::{IdentityRow, Kind, Status};
use chartseal_types::{CodeSet, IdentityId};
use cosmwasm_std::{Addr, Response, from_json};
use rcgen::BasicConstraints;

/// A read each for the pause, the addresses, the account, distrusted registrars, the subject, whether the key is
/// compromised, the number of requests, and an open one; two for the CA and the one above, and the last change of each.
const REQUEST: Cost = Cost { reads: 12, writes: 5 };

/// A read each for the pause, the addresses, the request, its bytes, the operator's account, distrusted registrars, both
/// identities, policy, whether the certificate, the serial and the key are new; and for the CA and the one above their row,
/// last change and certificate. The certificate, its bytes, serial, first change and place among the subject's are
/// written, the request is ended: its row, its bytes and its two places.
const ISSUANCE: Cost = Cost { reads: 18, writes: 9 };

struct World {
    chain: Metered,
    admin: Addr,
    operator: Addr,
    ca: Ca,
}

impl World {
    /// A hospital with a CA below a root.
    fn new() -> Self {
        let chain = Metered::new();
        let [admin, operator, registry, access, anchor] =
            ["admin", "operator", "registry", "access", "anchor"].map(|name| chain.account(name));
        let now = chain.env.block.time.seconds();
        let root = Ca::root(ca_params("Root", BasicConstraints::Unconstrained, now, 20), new_key());
        let ca = root.below(ca_params("Issuing", BasicConstraints::Constrained(0), now, 10), new_key());
        let mut world = Self { chain, admin, operator, ca };
        let row = SecondFactorRow { current: CodeSet::NONE, next: None };
        SECOND_FACTOR.save(world.chain.storage_of(&access), &row).expect("the row is stored");
        let msg = InstantiateMsg {
            admin: world.admin.to_string(),
            pausers: vec![],
            contracts: ContractsUnchecked {
                identity_registry: registry.to_string(),
                certificate_authority: world.chain.env.contract.address.to_string(),
                access_control: access.to_string(),
                record_anchor: anchor.to_string(),
            },
        };
        let info = Metered::info(&world.admin);
        let instantiated = world.chain.run(|deps, env| instantiate(deps, env, info, msg)).0;
        instantiated.expect("the contract instantiates");
        let operator = world.operator.clone();
        let organization = world.put_identity(1, Kind::Organization, &operator);
        let (admin, certificate) = (world.admin.clone(), world.ca.certificate());
        world.send(&admin, ExecuteMsg::AddTrustAnchor { certificate: root.certificate() });
        let issuer = root.fingerprint;
        world.send(&admin, ExecuteMsg::AddIssuingCa { certificate, issuer, organization });
        world
    }

    fn put_identity(&mut self, number: u8, kind: Kind, account: &Addr) -> IdentityId {
        let (id, registry) = (IdentityId([number; 16]), self.chain.account("registry"));
        let storage = self.chain.storage_of(&registry);
        let row =
            IdentityRow { status: Status::Active, verified_until: u64::MAX, ..IdentityRow::pending(kind) };
        IDENTITIES.save(storage, id, &row).expect("the row is stored");
        ACCOUNTS.save(storage, account, &id).expect("the row is stored");
        id
    }

    fn send(&mut self, sender: &Addr, msg: ExecuteMsg) -> (Response, Cost) {
        let info = Metered::info(sender);
        let (response, cost) = self.chain.run(|deps, env| execute(deps, env, info, msg));
        (response.expect("the message is accepted"), cost)
    }

    /// A practitioner of that number asks for a certificate and gets it.
    fn certify(&mut self, number: u8) -> [Cost; 2] {
        let account = self.chain.account(&format!("practitioner {number}"));
        let id = self.put_identity(number, Kind::Practitioner, &account);
        let did = id.did(&self.chain.env.block.chain_id);
        let csr = signing_request(&did, &new_key());
        let ca = self.ca.fingerprint;
        let (asked, request_cost) =
            self.send(&account, ExecuteMsg::RequestCertificate { ca, csr: csr.clone() });
        let request = from_json(asked.data.expect("a number")).expect("a number");
        let now = self.chain.env.block.time.seconds();
        let certificate = self.ca.sign(&end_entity_params(&did, now), &csr);
        let operator = self.operator.clone();
        let (_, issuance_cost) = self.send(&operator, ExecuteMsg::IssueCertificate { request, certificate });
        [request_cost, issuance_cost]
    }
}

#[test]
fn a_certificate_costs_the_same_reads_however_many_there_are() {
    let mut world = World::new();
    for number in 2..12 {
        assert_eq!(world.certify(number), [REQUEST, ISSUANCE], "certificate {number}");
    }
}

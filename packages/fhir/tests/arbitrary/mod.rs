//! Consents and entries of the access log at random, as the chain tells them: every dimension, in every combination.
#![allow(dead_code)]

use chartseal_types::access::{
    AccessEntry, ClinicalPeriod, ConsentEnd, ConsentResponse, Decision, Effect, Grantee, Rule, SetBy,
    StandingFault, Target, TermsUnchecked,
};
use chartseal_types::{
    Action, Category, Commitment, Compartment, Confidentiality, ContentHash, Fingerprint, Hat, IdentityId,
    Label, Purpose, Quarter, Role, Selection,
};
use cosmwasm_std::Addr;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use std::collections::BTreeMap;

/// The chain of all that is generated.
pub const CHAIN: &str = "chartseal-test-1";
/// The last second of the year 9999.
pub const END_OF_TIME: u64 = 253_402_300_799;
/// The largest number that FHIR's integers hold.
pub const LARGEST: u32 = i32::MAX as u32;

pub fn identity() -> impl Strategy<Value = IdentityId> {
    any::<[u8; 16]>().prop_map(IdentityId)
}

pub fn hash() -> impl Strategy<Value = ContentHash> {
    any::<[u8; 32]>().prop_map(ContentHash)
}

/// Everything, or some values once each in any order.
fn selection<T: Clone + std::fmt::Debug + 'static>(
    all: &[T],
) -> impl Strategy<Value = Selection<T>> + use<T> {
    let some = subsequence(all.to_vec(), 1..=all.len()).prop_shuffle();
    prop_oneof![Just(Selection::All {}), some.prop_map(Selection::Only)]
}

pub fn confidentiality() -> impl Strategy<Value = Confidentiality> {
    use Confidentiality::{L, M, N, R, U, V};
    select(vec![U, L, M, N, R, V])
}

pub fn role() -> impl Strategy<Value = Role> {
    select(Role::ALL.to_vec())
}

pub fn purpose() -> impl Strategy<Value = Purpose> {
    select(Purpose::ALL.to_vec())
}

pub fn grantee() -> impl Strategy<Value = Grantee> {
    prop_oneof![
        Just(Grantee::Everyone {}),
        identity().prop_map(|identity| Grantee::Identity { identity }),
        identity().prop_map(|organization| Grantee::Organization { organization }),
        (identity(), role()).prop_map(|(organization, role)| Grantee::Role { organization, role }),
    ]
}

fn quarters() -> impl Strategy<Value = ClinicalPeriod> {
    let quarter =
        || (1900_u16..2200, 1_u8..5).prop_map(|(year, quarter)| Quarter::new(year, quarter).unwrap());
    (quarter(), quarter()).prop_map(|(a, b)| ClinicalPeriod { from: a.min(b), to: a.max(b) })
}

/// Terms as a patient may send them; periods are the right way round.
pub fn terms() -> impl Strategy<Value = TermsUnchecked> {
    let records = prop_oneof![
        Just(Selection::All {}),
        prop::collection::hash_set(hash(), 1..=20)
            .prop_map(|records| Selection::Only(records.into_iter().collect())),
    ];
    let period = (any::<bool>(), any::<bool>(), 0..END_OF_TIME, any::<Index>()).prop_map(
        |(has_start, has_end, from, length)| {
            let until = from + 1 + length.index((END_OF_TIME - from) as usize + 1) as u64;
            (has_start.then_some(from), has_end.then_some(until))
        },
    );
    let what = (
        selection(&Category::ALL),
        selection(&Compartment::all()),
        confidentiality(),
        selection(&Purpose::ALL),
        selection(&Action::ALL),
        records,
    );
    let bounds = (prop::option::of(1..=LARGEST), prop::option::of(any::<[u8; 32]>().prop_map(Commitment)));
    let effect = prop_oneof![Just(Effect::Permit), Just(Effect::Deny)];
    (effect, grantee(), what, period, prop::option::of(quarters()), bounds).prop_map(
        |(effect, grantee, what, (valid_from, valid_until), clinical_period, (uses, claim))| {
            let (categories, compartments, max_confidentiality, purposes, actions, records) = what;
            TermsUnchecked {
                effect,
                grantee,
                categories,
                compartments,
                max_confidentiality,
                purposes,
                actions,
                records,
                valid_from,
                valid_until,
                clinical_period,
                uses: uses.filter(|_| effect == Effect::Permit),
                claim,
            }
        },
    )
}

pub fn address() -> impl Strategy<Value = Addr> {
    "wasm1[02-9ac-hj-np-z]{38}".prop_map(Addr::unchecked)
}

/// A consent as the chain tells it, in force or not, ended or not.
pub fn consent() -> impl Strategy<Value = ConsentResponse> {
    let end = (address(), 0..=END_OF_TIME).prop_map(|(by, at)| ConsentEnd { by, at });
    let head = (identity(), 1..u32::MAX, 1..u32::MAX, address(), 0..=END_OF_TIME);
    let set_by = select(vec![SetBy::Patient, SetBy::Representative]);
    let origin = (set_by, prop::option::of(1..=LARGEST));
    (head, origin, terms(), 0..=LARGEST, prop::option::of(end), any::<bool>()).prop_map(
        |((patient, consent, version, by, at), (set_by, request), terms, left, ended, in_force)| {
            ConsentResponse {
                set_by,
                request,
                patient,
                consent,
                version,
                uses_left: terms.uses.map(|uses| uses.min(left)),
                terms,
                by,
                at,
                in_force: in_force && ended.is_none(),
                ended,
            }
        },
    )
}

pub fn hat() -> impl Strategy<Value = Hat> {
    prop_oneof![
        Just(Hat::Own {}),
        Just(Hat::Representative {}),
        (identity(), role()).prop_map(|(organization, role)| Hat::Organization { organization, role }),
    ]
}

pub fn label() -> impl Strategy<Value = Label> {
    (select(Category::ALL.to_vec()), confidentiality(), select(Compartment::all().to_vec()))
        .prop_map(|(category, confidentiality, compartment)| Label { category, confidentiality, compartment })
}

/// One of few records, so that labels and targets meet.
fn one_of_few() -> impl Strategy<Value = ContentHash> {
    (0..40_u8).prop_map(|byte| ContentHash([byte; 32]))
}

/// Labels of some records.
pub fn labels() -> impl Strategy<Value = BTreeMap<ContentHash, Label>> {
    prop::collection::btree_map(one_of_few(), label(), 0..20)
}

pub fn decision() -> impl Strategy<Value = Decision> {
    use StandingFault::{Affiliation, Certificate, Frozen, Identity, NoCertificate, Organization};
    let faults = vec![Frozen, Identity, Organization, Affiliation, NoCertificate, Certificate];
    (select(Rule::ORDER.to_vec()), select(faults), 1..100_u32).prop_map(|(rule, fault, number)| match rule {
        Rule::Standing => Decision::by_fault(fault),
        Rule::Denial | Rule::Consent => Decision::by_consent(rule, number),
        Rule::Emergency => Decision::by_emergency(number),
        _ => Decision::by(rule),
    })
}

/// An entry of the log: targets and decisions belong together, a read is of records.
pub fn entry() -> impl Strategy<Value = AccessEntry> {
    let records = || {
        prop::collection::hash_set(one_of_few(), 1..=20)
            .prop_map(|records| Target::Records(records.into_iter().collect()))
    };
    let what = prop_oneof![
        (records(), Just(Action::Read)),
        (records(), Just(Action::Write)),
        (prop::collection::vec(label(), 1..=20).prop_map(Target::Labels), Just(Action::Write)),
    ];
    let who = (identity(), identity(), hat(), purpose(), prop::option::of(any::<[u8; 32]>()));
    let when = (1..1_000_000_u64, 1..1_000_u64, 1..50_u32, 0..4_102_444_800_u64);
    (what, who, when, prop::collection::vec(decision(), 20)).prop_map(
        |((target, action), (patient, requester, hat, purpose, certificate), when, mut decisions)| {
            let (access, number, policy_version, at) = when;
            decisions.truncate(match &target {
                Target::Records(records) => records.len(),
                Target::Labels(labels) => labels.len(),
            });
            let permitted = decisions.iter().any(|decision| decision.permitted);
            AccessEntry {
                access,
                number,
                patient,
                survivor: None,
                requester,
                hat,
                target,
                purpose,
                action,
                certificate: certificate.map(Fingerprint),
                policy_version,
                decisions,
                at,
                height: access + 7,
                expires_at: permitted.then_some(at + 3600),
            }
        },
    )
}

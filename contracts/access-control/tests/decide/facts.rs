//! Random facts over a small world, so that rules meet often.

use access_control::domain::facts::{
    Affiliate, Circumstances, Consent, Representative, Requester, TargetFacts,
};
use access_control::domain::provision::{Provision, Scope};
use chartseal_types::access::{CategoryRule, ClinicalPeriod, Grantee, PolicyRow, StandingFault};
use chartseal_types::{
    Action, Category, Code, CodeSet, Compartment, Confidentiality, ContentHash, IdentityId, Label,
    PolicyRole, Purpose, Quarter, Role,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

const CATEGORIES: [Category; 4] =
    [Category::Laboratory, Category::Summary, Category::PatientReported, Category::Directory];
const PURPOSES: [Purpose; 2] = [Purpose::TREAT, Purpose::HRESCH];
const ROLES: [Role; 2] = [Role::Doctor, Role::Nurse];
const LEVELS: [Confidentiality; 3] = [Confidentiality::L, Confidentiality::N, Confidentiality::V];
const NOW: u64 = 1_800_000_000;

fn id(number: u8) -> IdentityId {
    IdentityId([number; 16])
}

fn any_role() -> impl Strategy<Value = Role> {
    select(&ROLES)
}

fn any_organization() -> impl Strategy<Value = IdentityId> {
    (1..4u8).prop_map(id)
}

fn any_quarter() -> impl Strategy<Value = Quarter> {
    (1..5u8).prop_map(|quarter| Quarter::new(2020, quarter).unwrap())
}

fn any_record() -> impl Strategy<Value = ContentHash> {
    (1..3u8).prop_map(|number| ContentHash([number; 32]))
}

fn any_compartment() -> impl Strategy<Value = Compartment> {
    (0..2u8).prop_map(|number| Compartment::new(number).unwrap())
}

/// Mostly everything, sometimes only a few.
fn any_set<T: Code + std::fmt::Debug + 'static>(codes: &'static [T]) -> impl Strategy<Value = CodeSet<T>> {
    prop_oneof![
        2 => Just(CodeSet::ALL),
        1 => vec(select(codes), 1..=codes.len())
            .prop_map(|some| some.into_iter().fold(CodeSet::NONE, CodeSet::with)),
    ]
}

fn any_grantee() -> impl Strategy<Value = Grantee> {
    prop_oneof![
        Just(Grantee::Everyone {}),
        (8..10u8).prop_map(|number| Grantee::Identity { identity: id(number) }),
        any_organization().prop_map(|organization| Grantee::Organization { organization }),
        (any_organization(), any_role())
            .prop_map(|(organization, role)| Grantee::Role { organization, role }),
    ]
}

fn any_provision() -> impl Strategy<Value = Provision> {
    let compartments =
        prop_oneof![2 => Just(CodeSet::ALL), 1 => any_compartment().prop_map(|c| CodeSet::NONE.with(c))];
    let period = option::weighted(0.2, (any_quarter(), any_quarter()))
        .prop_map(|quarters| quarters.map(|(a, b)| ClinicalPeriod { from: a.min(b), to: a.max(b) }));
    let valid = (
        prop_oneof![9 => Just(NOW - 1), 1 => Just(NOW + 1)],
        option::weighted(0.3, prop_oneof![3 => Just(NOW + 1), 1 => Just(NOW)]),
    );
    let sets = (any_set(&CATEGORIES), compartments, any_set(&PURPOSES), any_set(&Action::ALL));
    (1..1000u32, sets, select(&LEVELS), valid, period).prop_map(
        |(number, (categories, compartments, purposes, actions), level, (from, until), clinical_period)| {
            Provision {
                number,
                categories,
                compartments,
                max_confidentiality: level,
                purposes,
                actions,
                valid_from: from,
                valid_until: until,
                clinical_period,
                bounded: false,
                names: false,
            }
        },
    )
}

/// Any consent of the small world, permit or deny.
pub fn any_consent() -> impl Strategy<Value = Consent> {
    let uses_left = option::weighted(0.3, 0..3u32);
    let records = option::weighted(0.2, vec(any_record(), 1..3));
    (any_grantee(), any_provision(), uses_left, records).prop_map(
        |(grantee, provision, uses_left, records)| {
            let provision = Provision { bounded: uses_left.is_some(), names: records.is_some(), ..provision };
            Consent { grantee, provision, uses_left, records }
        },
    )
}

/// A deny of everything for a grantee.
pub fn deny_everything(grantee: Grantee, number: u32) -> Consent {
    let provision = Provision {
        number,
        categories: CodeSet::ALL,
        compartments: CodeSet::ALL,
        max_confidentiality: Confidentiality::V,
        purposes: CodeSet::ALL,
        actions: CodeSet::ALL,
        valid_from: 0,
        valid_until: None,
        clinical_period: None,
        bounded: false,
        names: false,
    };
    Consent { grantee, provision, uses_left: None, records: None }
}

fn any_requester() -> impl Strategy<Value = Requester> {
    let fault = || option::weighted(0.15, select(&[StandingFault::Frozen, StandingFault::Certificate]));
    let affiliate =
        (any_organization(), any_role(), any::<bool>(), vec((any_organization(), any_role()), 0..3), fault())
            .prop_map(|(organization, role, auditor, mut affiliations, fault)| {
                affiliations.push((organization, role));
                Requester::Affiliate(Affiliate {
                    identity: id(9),
                    organization,
                    role,
                    auditor,
                    affiliations,
                    fault,
                })
            });
    let representative =
        (vec((any_organization(), any_role()), 0..2), fault()).prop_map(|(affiliations, fault)| {
            Requester::Representative(Representative { identity: id(9), affiliations, fault })
        });
    let patient = any::<bool>().prop_map(|frozen| Requester::Patient { frozen });
    prop_oneof![1 => patient, 5 => affiliate, 2 => representative]
}

fn any_policy() -> impl Strategy<Value = Option<PolicyRow>> {
    let rule = (select(&CATEGORIES), option::of(select(&LEVELS)), option::of(select(&LEVELS))).prop_map(
        |(category, permit_up_to, consent_up_to)| CategoryRule { category, permit_up_to, consent_up_to },
    );
    option::weighted(0.9, vec(rule, 1..6)).prop_map(|rules| {
        rules.map(|rules| PolicyRow {
            role: PolicyRole::Doctor,
            purpose: Purpose::TREAT,
            action: Action::Read,
            rules,
        })
    })
}

fn any_target() -> impl Strategy<Value = TargetFacts> {
    let label = (select(&CATEGORIES), select(&LEVELS), any_compartment()).prop_map(
        |(category, confidentiality, compartment)| Label { category, confidentiality, compartment },
    );
    (
        option::weighted(0.8, any_record()),
        (label, option::weighted(0.7, any_quarter())),
        (prop::bool::weighted(0.05), prop::bool::weighted(0.15)),
        option::weighted(0.8, any_organization()),
        prop::bool::weighted(0.2),
    )
        .prop_map(|(record, (label, quarter), (erased, retracted), author_organization, represents)| {
            TargetFacts {
                record,
                scope: Scope { label, quarter },
                erased,
                retracted,
                author_organization,
                representative_in_scope: represents,
            }
        })
}

/// Facts of one question and one target.
pub fn any_case() -> impl Strategy<Value = (Circumstances, TargetFacts)> {
    (
        (select(&PURPOSES), select(&Action::ALL)),
        any_requester(),
        any_policy(),
        (vec(any_consent(), 0..3), vec(any_consent(), 0..4)),
        (any::<bool>(), option::weighted(0.3, 1..4u32), any::<bool>()),
        any_target(),
    )
        .prop_map(
            |(
                (purpose, action),
                requester,
                policy,
                (denials, permits),
                (care_open, emergency, emergencies_pass_denials),
                target,
            )| {
                let circumstances = Circumstances {
                    now: NOW,
                    purpose,
                    action,
                    requester,
                    policy,
                    denials,
                    permits,
                    care_open,
                    emergency,
                    emergencies_pass_denials,
                };
                (circumstances, target)
            },
        )
}

//! An accounting of disclosures (45 CFR 164.528): what is in it, what is exempt and why.

mod arbitrary;

use arbitrary::{CHAIN, entry, labels};
use chartseal_fhir::accounting::{
    AccountingError, Contact, Facts, Paragraph, Report, Request, Series, report,
};
use chartseal_types::access::{
    AccessEntry, ConsentResponse, Decision, Effect, Grantee, Rule, SetBy, Target, TermsUnchecked,
};
use chartseal_types::{
    Action, Category, Compartment, Confidentiality, ContentHash, Hat, IdentityId, Label, Purpose, Role,
    Selection,
};
use cosmwasm_std::Addr;
use proptest::prelude::*;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

const DAY: u64 = 86_400;
/// 2026-06-30T12:00:00Z.
const NOW: u64 = 1_782_820_800;

const PATIENT: IdentityId = IdentityId([1; 16]);
const RESEARCHER: IdentityId = IdentityId([2; 16]);
const INSTITUTE: IdentityId = IdentityId([3; 16]);

/// What a test knows besides the log.
#[derive(Default)]
struct World {
    labels: BTreeMap<ContentHash, Label>,
    consents: Vec<ConsentResponse>,
    misuse: BTreeSet<u64>,
}

impl World {
    fn draw(&self, entries: &[AccessEntry], as_of: u64, summarise: bool) -> Result<Report, AccountingError> {
        let contact = |identity| {
            (identity == INSTITUTE)
                .then(|| Contact { name: "Institute".to_owned(), address: Some("1 Main St".to_owned()) })
        };
        let facts = Facts {
            chain_id: CHAIN,
            labels: &self.labels,
            consents: &self.consents,
            misuse: &self.misuse,
            contact: &contact,
        };
        report(entries, &Request { patient: PATIENT, as_of, summarise }, &facts)
    }

    fn of(&self, entry: AccessEntry) -> Report {
        self.draw(&[entry], NOW, false).unwrap()
    }
}

fn accessed(access: u64, purpose: Purpose, rule: Rule) -> AccessEntry {
    let consent = (rule == Rule::Consent).then_some(7);
    AccessEntry {
        access,
        number: access,
        patient: PATIENT,
        survivor: None,
        requester: RESEARCHER,
        hat: Hat::Organization { organization: INSTITUTE, role: Role::Researcher },
        target: Target::Records(vec![ContentHash([1; 32])]),
        purpose,
        action: Action::Read,
        certificate: None,
        policy_version: 1,
        decisions: vec![Decision { consent, ..Decision::by(rule) }],
        at: NOW - 10 * DAY + access,
        height: access,
        expires_at: Some(NOW),
    }
}

fn consent(version: u32, at: u64, terms: TermsUnchecked) -> ConsentResponse {
    ConsentResponse {
        patient: PATIENT,
        consent: 7,
        version,
        terms,
        by: Addr::unchecked("wasm1account"),
        at,
        set_by: SetBy::Patient,
        request: None,
        uses_left: None,
        ended: None,
        in_force: true,
    }
}

/// Terms as specific as an authorization must be.
fn authorization(purpose: Purpose) -> TermsUnchecked {
    TermsUnchecked {
        effect: Effect::Permit,
        grantee: Grantee::Organization { organization: INSTITUTE },
        categories: Selection::All {},
        compartments: Selection::All {},
        max_confidentiality: Confidentiality::N,
        purposes: Selection::Only(vec![purpose]),
        actions: Selection::All {},
        records: Selection::All {},
        valid_from: Some(0),
        valid_until: Some(NOW + DAY),
        clinical_period: None,
        uses: None,
        claim: None,
    }
}

fn paragraphs(report: &Report) -> Vec<Paragraph> {
    report.exempt.iter().map(|exempt| exempt.paragraph).collect()
}

#[test]
fn treatment_payment_and_operations_are_exempt() {
    use Purpose::{BTG, COC, COVAUTH, COVERAGE, ETREAT, HOPERAT, HPAYMT, TREAT};
    for purpose in Purpose::ALL {
        let report = World::default().of(accessed(1, purpose, Rule::Care));
        if [TREAT, ETREAT, BTG, COC, HPAYMT, COVERAGE, COVAUTH, HOPERAT].contains(&purpose) {
            assert_eq!(paragraphs(&report), [Paragraph::TreatmentPaymentOperations], "{purpose:?}");
            assert!(report.disclosures.is_empty());
        } else {
            assert_eq!((report.exempt.len(), report.disclosures.len()), (0, 1), "{purpose:?}");
        }
    }
}

#[test]
fn the_individual_and_the_representative_are_exempt() {
    let own = AccessEntry { requester: PATIENT, hat: Hat::Own {}, ..accessed(1, Purpose::PATRQT, Rule::Own) };
    let representative =
        AccessEntry { hat: Hat::Representative {}, ..accessed(2, Purpose::PATRQT, Rule::Representative) };
    for entry in [own.clone(), representative] {
        assert_eq!(paragraphs(&World::default().of(entry)), [Paragraph::Individual]);
    }
    let stranger = AccessEntry { requester: RESEARCHER, ..own };
    assert_eq!(World::default().of(stranger).disclosures.len(), 1);
}

#[test]
fn an_authorization_for_the_purpose_is_exempt() {
    for purpose in [Purpose::HRESCH, Purpose::CLINTRL, Purpose::HMARKT, Purpose::PATRQT] {
        let world = World { consents: vec![consent(1, 0, authorization(purpose))], ..World::default() };
        assert_eq!(paragraphs(&world.of(accessed(1, purpose, Rule::Consent))), [Paragraph::Authorization]);
    }
}

#[test]
fn a_consent_that_is_no_authorization_exempts_nothing() {
    let purpose = Purpose::HMARKT;
    let terms = || authorization(purpose);
    let for_all = TermsUnchecked { purposes: Selection::All {}, ..terms() };
    let for_another = authorization(Purpose::HRESCH);
    let to_all = TermsUnchecked { grantee: Grantee::Everyone {}, ..terms() };
    let without_end = TermsUnchecked { valid_until: None, ..terms() };
    for terms in [for_all, for_another, to_all, without_end.clone()] {
        let world = World { consents: vec![consent(1, 0, terms)], ..World::default() };
        assert_eq!(world.of(accessed(1, purpose, Rule::Consent)).disclosures.len(), 1);
    }
    // Uses are an end as well, and research needs none.
    let uses = TermsUnchecked { uses: Some(3), ..without_end.clone() };
    let research = TermsUnchecked { purposes: Selection::Only(vec![Purpose::HRESCH]), ..without_end };
    for (terms, purpose) in [(uses, purpose), (research, Purpose::HRESCH)] {
        let world = World { consents: vec![consent(1, 0, terms)], ..World::default() };
        assert_eq!(paragraphs(&world.of(accessed(1, purpose, Rule::Consent))), [Paragraph::Authorization]);
    }
    // What is not known, of another patient, or did not decide.
    let known = vec![consent(1, 0, terms())];
    let unknown = World::default();
    assert_eq!(unknown.of(accessed(1, purpose, Rule::Consent)).disclosures.len(), 1);
    let others = known.iter().map(|c| ConsentResponse { patient: INSTITUTE, ..c.clone() }).collect();
    assert_eq!(
        World { consents: others, ..World::default() }
            .of(accessed(1, purpose, Rule::Consent))
            .disclosures
            .len(),
        1
    );
    let world = World { consents: known, ..World::default() };
    let not_by_it = Decision { consent: Some(7), ..Decision::by(Rule::Care) };
    let entry = AccessEntry { decisions: vec![not_by_it], ..accessed(1, purpose, Rule::Care) };
    assert_eq!(world.of(entry).disclosures.len(), 1);
    let denial = TermsUnchecked { effect: Effect::Deny, ..terms() };
    let world = World { consents: vec![consent(1, 0, denial)], ..World::default() };
    assert_eq!(world.of(accessed(1, purpose, Rule::Consent)).disclosures.len(), 1);
}

#[test]
fn the_version_of_the_time_of_the_access_counts() {
    let narrowed =
        TermsUnchecked { purposes: Selection::Only(vec![Purpose::TREAT]), ..authorization(Purpose::HMARKT) };
    let entry = accessed(1, Purpose::HMARKT, Rule::Consent);
    let draw = |amended_at| {
        let consents =
            vec![consent(2, amended_at, narrowed.clone()), consent(1, 0, authorization(Purpose::HMARKT))];
        World { consents, ..World::default() }.of(entry.clone())
    };
    assert_eq!(paragraphs(&draw(entry.at + 1)), [Paragraph::Authorization]);
    assert_eq!(draw(entry.at).disclosures.len(), 1);
}

#[test]
fn misuse_is_never_exempt() {
    let world = World { misuse: BTreeSet::from([1]), ..World::default() };
    let report = world.of(accessed(1, Purpose::BTG, Rule::Emergency));
    assert!(report.exempt.is_empty());
    assert!(report.disclosures[0].misuse);
}

#[test]
fn denials_and_writes_are_no_disclosures() {
    let denied = accessed(1, Purpose::HMARKT, Rule::Default);
    let write = AccessEntry { action: Action::Write, ..accessed(2, Purpose::HMARKT, Rule::Care) };
    let report = World::default().draw(&[denied, write], NOW, true).unwrap();
    assert_eq!((report.disclosures.len(), report.exempt.len()), (0, 0));
    assert_eq!((report.denied, report.writes), (1, 1));
}

#[test]
fn an_access_is_split_where_its_records_differ() {
    let (consented, cared, denied) = (ContentHash([1; 32]), ContentHash([2; 32]), ContentHash([3; 32]));
    let entry = AccessEntry {
        target: Target::Records(vec![consented, cared, denied]),
        decisions: vec![
            Decision::by_consent(Rule::Consent, 7),
            Decision::by(Rule::Care),
            Decision::by(Rule::Default),
        ],
        ..accessed(1, Purpose::HRESCH, Rule::Consent)
    };
    let label = Label {
        category: Category::Imaging,
        confidentiality: Confidentiality::N,
        compartment: Compartment::new(0).unwrap(),
    };
    let world = World {
        consents: vec![consent(1, 0, authorization(Purpose::HRESCH))],
        labels: BTreeMap::from([(consented, label)]),
        ..World::default()
    };
    let report = world.of(entry);
    let exempt = &report.exempt[0].disclosure.what;
    assert_eq!((exempt.records, exempt.unlabelled), (1, 0));
    assert_eq!(exempt.categories, BTreeSet::from([Category::Imaging]));
    let listed = &report.disclosures[0].what;
    assert_eq!((listed.records, listed.unlabelled), (1, 1));
    assert_eq!(report.denied, 0);
}

#[test]
fn it_goes_back_six_years_to_the_day() {
    let at = |at| AccessEntry { at, ..accessed(1, Purpose::HMARKT, Rule::Care) };
    let draw = |entry, as_of| World::default().draw(&[entry], as_of, false).unwrap();
    // 2020-06-30T00:00:00Z.
    let first = 1_593_475_200;
    assert_eq!(draw(at(first), NOW).disclosures[0].date, "2020-06-30");
    assert!(draw(at(first - 1), NOW).disclosures.is_empty());
    assert_eq!(draw(at(NOW), NOW).disclosures.len(), 1);
    assert!(draw(at(NOW + 1), NOW).disclosures.is_empty());
    let report = draw(at(NOW), NOW);
    assert_eq!((report.from.as_str(), report.until.as_str()), ("2020-06-30", "2026-06-30"));
    // 2024-02-29: six years before was no leap year.
    assert_eq!(draw(at(0), 1_709_164_800).from, "2018-02-28");
}

#[test]
fn series_are_summarised_where_the_rule_allows_it() {
    let entries = |purpose| {
        [3, 1, 2]
            .map(|day| AccessEntry { at: NOW - 9 * DAY + day * DAY, ..accessed(day, purpose, Rule::Care) })
    };
    let draw =
        |purpose, summarise| World::default().draw(&entries(purpose), NOW, summarise).unwrap().disclosures;
    for purpose in [Purpose::PUBHLTH, Purpose::HRESCH, Purpose::CLINTRL] {
        let told = draw(purpose, true);
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].date, "2026-06-22");
        assert_eq!(told[0].series, Some(Series { number: 3, last: "2026-06-24".to_owned() }));
        assert_eq!(told[0].accesses, [1, 2, 3]);
        assert_eq!(told[0].what.records, 1);
        assert_eq!(draw(purpose, false).len(), 3);
    }
    for purpose in [Purpose::HMARKT, Purpose::PATRQT, Purpose::FAMRQT] {
        assert_eq!(draw(purpose, true).len(), 3);
    }
}

#[test]
fn series_are_of_one_recipient_and_one_purpose() {
    let one = accessed(1, Purpose::PUBHLTH, Rule::Care);
    let other_person = AccessEntry { requester: PATIENT, ..accessed(2, Purpose::PUBHLTH, Rule::Care) };
    let other_role = AccessEntry {
        hat: Hat::Organization { organization: INSTITUTE, role: Role::Nurse },
        ..accessed(3, Purpose::PUBHLTH, Rule::Care)
    };
    let other_purpose = accessed(4, Purpose::HRESCH, Rule::Care);
    let misused = accessed(5, Purpose::PUBHLTH, Rule::Care);
    let world = World { misuse: BTreeSet::from([5]), ..World::default() };
    let entries = [one, other_person, other_role, other_purpose, misused];
    assert_eq!(world.draw(&entries, NOW, true).unwrap().disclosures.len(), 5);
    // Nothing joins what was misuse, either.
    let world = World { misuse: BTreeSet::from([1]), ..World::default() };
    let [one, .., last] = entries;
    assert_eq!(world.draw(&[one, last], NOW, true).unwrap().disclosures.len(), 2);
}

#[test]
fn an_entry_that_comes_twice_counts_once() {
    let entry = accessed(1, Purpose::HMARKT, Rule::Care);
    let report = World::default().draw(&[entry.clone(), entry], NOW, false).unwrap();
    assert_eq!(report.disclosures.len(), 1);
}

#[test]
fn entries_of_no_one_log_are_refused() {
    let draw = |entry| World::default().draw(&[entry], NOW, false).unwrap_err();
    let other = AccessEntry { patient: INSTITUTE, ..accessed(4, Purpose::HMARKT, Rule::Care) };
    assert_eq!(draw(other), AccountingError::OtherPatient { access: 4 });
    let undecided = AccessEntry { decisions: vec![], ..accessed(4, Purpose::HMARKT, Rule::Care) };
    assert_eq!(draw(undecided), AccountingError::Decisions { access: 4 });
    assert_eq!(
        World::default().draw(&[], u64::MAX, false).unwrap_err(),
        AccountingError::Time { seconds: u64::MAX }
    );
}

/// After a merge permits are the survivor's, numbered by themselves: the duplicate's number 7 authorizes nothing then.
#[test]
fn an_authorization_is_looked_up_where_the_permit_was_set() {
    let own = consent(1, 0, authorization(Purpose::HRESCH));
    let survivors = ConsentResponse { patient: INSTITUTE, ..own.clone() };
    let disclosed = |consent: &ConsentResponse, survivor| {
        let world = World { consents: vec![consent.clone()], ..World::default() };
        let entry = AccessEntry { survivor, ..accessed(2, Purpose::HRESCH, Rule::Consent) };
        world.draw(&[entry], NOW, false).unwrap().disclosures.len()
    };
    assert_eq!((disclosed(&own, None), disclosed(&own, Some(INSTITUTE))), (0, 1));
    assert_eq!((disclosed(&survivors, None), disclosed(&survivors, Some(INSTITUTE))), (1, 0));
}

#[test]
fn it_reads_in_json() {
    let world = World { consents: vec![consent(1, 0, authorization(Purpose::HRESCH))], ..World::default() };
    let entries = [accessed(1, Purpose::HMARKT, Rule::Care), accessed(2, Purpose::HRESCH, Rule::Consent)];
    let report = world.draw(&entries, NOW, true).unwrap();
    let did = |identity: IdentityId| identity.did(CHAIN);
    let recipient = json!({
        "identity": did(RESEARCHER),
        "organization": did(INSTITUTE),
        "role": "researcher",
        "entity": { "name": "Institute", "address": "1 Main St" }
    });
    let what = json!({ "records": 1, "categories": [], "unlabelled": 1 });
    assert_eq!(
        serde_json::to_value(report).unwrap(),
        json!({
            "patient": did(PATIENT),
            "from": "2020-06-30",
            "until": "2026-06-30",
            "disclosures": [{
                "date": "2026-06-20",
                "recipient": recipient,
                "what": what,
                "purpose": "HMARKT",
                "misuse": false,
                "accesses": [1]
            }],
            "exempt": [{
                "date": "2026-06-20",
                "recipient": recipient,
                "what": what,
                "purpose": "HRESCH",
                "misuse": false,
                "accesses": [2],
                "paragraph": "45 CFR 164.528(a)(1)(iv)"
            }],
            "denied": 0,
            "writes": 0
        })
    );
}

#[test]
fn it_reads_as_a_table() {
    let entries = [1, 2].map(|access| accessed(access, Purpose::PUBHLTH, Rule::Care));
    let treated =
        AccessEntry { requester: PATIENT, hat: Hat::Own {}, ..accessed(3, Purpose::PATRQT, Rule::Own) };
    let label = Label {
        category: Category::CarePlan,
        confidentiality: Confidentiality::N,
        compartment: Compartment::new(0).unwrap(),
    };
    let labels = BTreeMap::from([(ContentHash([1; 32]), label)]);
    let world = World { labels, ..World::default() };
    let report = world.draw(&[entries.to_vec(), vec![treated]].concat(), NOW, true).unwrap();
    let (patient, person, institute) = (PATIENT.did(CHAIN), RESEARCHER.did(CHAIN), INSTITUTE.did(CHAIN));
    let expected = format!(
        "Accounting of disclosures (45 CFR 164.528)
Patient  {patient}
Period   2020-06-30 to 2026-06-30 (UTC)

Disclosures: 1
Date                               What                 Purpose                  Recipient
2026-06-20 to 2026-06-20, 2 times  1 record: care plan  public health (PUBHLTH)  Institute, 1 Main St, {institute}, researcher, {person}

Exempt: 1
Date        By                 What                 Purpose                            Recipient
2026-06-20  164.528(a)(1)(ii)  1 record: care plan  at the patient's request (PATRQT)  {patient}

Not disclosures: 0 denied, 0 to write
"
    );
    assert_eq!(report.to_string(), expected);
}

#[test]
fn a_name_draws_no_rows_of_its_own() {
    let contact = |_| Some(Contact { name: "A\n2026-01-01\u{1b}[2J".to_owned(), address: None });
    let (labels, misuse) = (BTreeMap::new(), BTreeSet::new());
    let facts = Facts { chain_id: CHAIN, labels: &labels, consents: &[], misuse: &misuse, contact: &contact };
    let request = Request { patient: PATIENT, as_of: NOW, summarise: false };
    let text = report(&[accessed(1, Purpose::HMARKT, Rule::Care)], &request, &facts).unwrap().to_string();
    assert!(!text.contains('\u{1b}') && !text.lines().any(|line| line.starts_with("2026-01-01")));
}

proptest! {
    /// Every permitted read in the period is told, once, as a disclosure or as exempt.
    #[test]
    fn nothing_is_left_out(
        entries in prop::collection::vec(entry(), 0..12),
        labels in labels(),
        summarise in any::<bool>(),
    ) {
        let numbered = entries.into_iter().zip(1..).map(|(entry, access)| AccessEntry {
            access,
            patient: PATIENT,
            at: NOW - access * DAY,
            ..entry
        });
        let entries: Vec<AccessEntry> = numbered.collect();
        let report = World { labels, ..World::default() }.draw(&entries, NOW, summarise).unwrap();
        let mut told: BTreeMap<u64, usize> = BTreeMap::new();
        for disclosure in report.disclosures.iter().chain(report.exempt.iter().map(|e| &e.disclosure)) {
            for access in &disclosure.accesses {
                *told.entry(*access).or_default() += 1;
            }
            let number = disclosure.series.as_ref().map_or(1, |series| series.number);
            prop_assert_eq!(number, disclosure.accesses.len() as u64);
        }
        for entry in &entries {
            let read = entry.action == Action::Read && entry.decisions.iter().any(|d| d.permitted);
            prop_assert_eq!(told.contains_key(&entry.access), read);
        }
        let reads = entries.iter().filter(|entry| entry.action == Action::Read).count() as u64;
        prop_assert_eq!(told.len() as u64 + report.denied, reads);
        prop_assert_eq!(report.writes, entries.len() as u64 - reads);
        prop_assert!(report.to_string().starts_with("Accounting"));
    }
}

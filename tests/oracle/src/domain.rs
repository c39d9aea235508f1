//! A small domain of facts, small enough to look at every combination.
//!
//! | fact | values | which |
//! | --- | ---: | --- |
//! | requester | 30 | the patient, frozen or not (2); somebody in a role at the author's organization, at another or at an auditor, with a fault or without, care open or not, emergency open or not (24); a representative, with a fault or without, in scope or not (4) |
//! | action | 2 | read, write |
//! | category | 2 | what patients write themselves, and what they do not |
//! | erased | 2 | |
//! | retracted | 2 | |
//! | policy | 4 | silent; denies; with consent; permits |
//! | denial | 5 | none; of the hat; of another affiliation; of the identity; of everyone for another purpose |
//! | emergencies pass denials | 2 | |
//! | permit | 6 | none; to the hat; to another affiliation; to the identity, with a use left; to everyone, used up; to everyone, run out |

use access_control::domain::facts::{
    Affiliate, Circumstances, Consent, Representative, Requester, TargetFacts,
};
use access_control::domain::provision::{Provision, Scope};
use chartseal_types::access::{CategoryRule, Grantee, PolicyRow, StandingFault};
use chartseal_types::{
    Action, Category, CodeSet, Compartment, Confidentiality, ContentHash, IdentityId, Label, PolicyRole,
    Purpose, Role,
};

use crate::Case;

/// How many cases there are.
pub const SIZE: usize = 30 * 2 * 2 * 2 * 2 * 4 * 5 * 2 * 6;

const NOW: u64 = 1_800_000_000;
const REQUESTER: IdentityId = IdentityId([9; 16]);
const AUTHOR: IdentityId = IdentityId([1; 16]);
const OTHER: IdentityId = IdentityId([2; 16]);
const AUDITOR: IdentityId = IdentityId([3; 16]);
/// Where the requester has a role too, in a hat not worn.
const ELSEWHERE: IdentityId = IdentityId([4; 16]);
const ROLE: Role = Role::Doctor;

/// The case of a number below [`SIZE`]; each number is another one.
pub fn case(number: usize) -> Case {
    let mut digits = Digits(number);
    let Asking { requester, hat, care_open, emergency, in_scope } = asking(&mut digits);
    let action = if digits.bool() { Action::Write } else { Action::Read };
    let category = if digits.bool() { Category::PatientReported } else { Category::Laboratory };
    let (erased, retracted) = (digits.bool(), digits.bool());
    let policy = policy(&mut digits, &requester, category, action);
    let denials = Vec::from_iter(denial(&mut digits, hat));
    let emergencies_pass_denials = digits.bool();
    let permits = Vec::from_iter(permit(&mut digits, hat));
    let compartment = Compartment::all()[0];
    let label = Label { category, confidentiality: Confidentiality::N, compartment };
    Case {
        circumstances: Circumstances {
            now: NOW,
            purpose: Purpose::BTG,
            action,
            requester,
            policy,
            denials,
            permits,
            care_open,
            emergency,
            emergencies_pass_denials,
        },
        target: TargetFacts {
            record: Some(ContentHash([7; 32])),
            scope: Scope { label, quarter: None },
            erased,
            retracted,
            author_organization: Some(AUTHOR),
            representative_in_scope: in_scope,
        },
    }
}

/// A number of digits that each have a base of their own.
struct Digits(usize);

impl Digits {
    fn below(&mut self, base: usize) -> usize {
        let digit = self.0 % base;
        self.0 /= base;
        digit
    }

    fn bool(&mut self) -> bool {
        self.below(2) == 1
    }
}

/// Who asks, and what only they can have.
struct Asking {
    requester: Requester,
    /// The grantee that the hat is.
    hat: Grantee,
    care_open: bool,
    emergency: Option<u32>,
    in_scope: bool,
}

fn asking(digits: &mut Digits) -> Asking {
    let everyone = Grantee::Everyone {};
    let nothing =
        |requester, hat| Asking { requester, hat, care_open: false, emergency: None, in_scope: false };
    let affiliations = vec![(ELSEWHERE, ROLE)];
    match digits.below(30) {
        frozen @ 0..2 => nothing(Requester::Patient { frozen: frozen == 1 }, everyone),
        which @ 2..6 => {
            let mut digits = Digits(which - 2);
            let fault = digits.bool().then_some(StandingFault::Certificate);
            let requester =
                Requester::Representative(Representative { identity: REQUESTER, affiliations, fault });
            Asking { in_scope: digits.bool(), ..nothing(requester, everyone) }
        }
        which => {
            let mut digits = Digits(which - 6);
            let organization = [AUTHOR, OTHER, AUDITOR][digits.below(3)];
            let requester = Requester::Affiliate(Affiliate {
                identity: REQUESTER,
                organization,
                role: ROLE,
                auditor: organization == AUDITOR,
                affiliations,
                fault: digits.bool().then_some(StandingFault::Organization),
            });
            Asking {
                care_open: digits.bool(),
                emergency: digits.bool().then_some(1),
                ..nothing(requester, Grantee::Role { organization, role: ROLE })
            }
        }
    }
}

fn policy(
    digits: &mut Digits,
    requester: &Requester,
    category: Category,
    action: Action,
) -> Option<PolicyRow> {
    let role = match requester {
        Requester::Representative(_) => PolicyRole::Representative,
        Requester::Patient { .. } | Requester::Affiliate(_) => ROLE.into(),
    };
    let (permit_up_to, consent_up_to) = match digits.below(4) {
        0 => return None,
        1 => (Some(Confidentiality::L), Some(Confidentiality::M)),
        2 => (Some(Confidentiality::M), Some(Confidentiality::N)),
        _ => (Some(Confidentiality::N), None),
    };
    let rules = vec![CategoryRule { category, permit_up_to, consent_up_to }];
    Some(PolicyRow { role, purpose: Purpose::BTG, action, rules })
}

fn denial(digits: &mut Digits, hat: Grantee) -> Option<Consent> {
    let which = digits.below(5);
    let grantee = match which {
        0 => return None,
        1 => hat,
        2 => Grantee::Organization { organization: ELSEWHERE },
        3 => Grantee::Identity { identity: REQUESTER },
        _ => Grantee::Everyone {},
    };
    let mut denial = everything(1, grantee);
    if which == 4 {
        denial.provision.purposes = CodeSet::NONE.with(Purpose::TREAT);
    }
    Some(denial)
}

fn permit(digits: &mut Digits, hat: Grantee) -> Option<Consent> {
    let which = digits.below(6);
    let grantee = match which {
        0 => return None,
        1 => hat,
        2 => Grantee::Organization { organization: ELSEWHERE },
        3 => Grantee::Identity { identity: REQUESTER },
        _ => Grantee::Everyone {},
    };
    let mut permit = everything(2, grantee);
    permit.provision.bounded = matches!(which, 3 | 4);
    permit.uses_left = permit.provision.bounded.then_some(if which == 3 { 1 } else { 0 });
    if which == 5 {
        permit.provision.valid_until = Some(NOW);
    }
    Some(permit)
}

/// A consent about everything.
fn everything(number: u32, grantee: Grantee) -> Consent {
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

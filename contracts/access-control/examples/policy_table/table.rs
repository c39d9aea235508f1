//! The default policy as a page of tables: one a role.

use std::collections::BTreeMap;
use std::fmt::Write;

use access_control::domain::default_policy::default_policy;
use chartseal_types::access::{Policy, PolicyError, PolicyRow};
use chartseal_types::second_factor::Sensitive;
use chartseal_types::{Action, Category, Confidentiality, PolicyRole};
use cosmwasm_std::to_json_string;

const HEAD: &str = "\
<!-- Generated from the code. To change it: cargo run -p access-control --example policy_table -- docs/policy.md -->

# The default policy

What a new consortium starts with. A policy says, for a role, a purpose, an action and a category, up to which
confidentiality (HL7: U < L < M < N < R < V) access is

- **permitted**: while a care relationship with the organization is open, or with the patient's consent;
- **with consent**: only with the patient's consent;
- beyond that, and wherever nothing is said: **denied**, whatever the patient says. So nobody reads for marketing.

For who represents a patient, the appointment stands in the place of the consent, within its scope.
A patient reads everything of theirs and writes what patients report; no policy is asked for that. A patient's own
denials close whatever policy permits. Purposes are HL7 PurposeOfUse codes.

The admin proposes another policy with `propose_policy`: what is tighter counts at once, what is looser after 14 days.
";

/// The page, in Markdown.
pub fn render() -> Result<String, PolicyError> {
    let policy = default_policy().check()?;
    let mut page = HEAD.to_owned();
    // Writing to a string does not fail.
    page.push_str(&settings(&policy));
    for role in PolicyRole::ALL {
        let _ = write!(page, "\n## {}\n\n", sentence(&code(&role)));
        page.push_str("| purposes | action | categories | permitted up to | with consent up to |\n");
        page.push_str("| --- | --- | --- | --- | --- |\n");
        let rows: Vec<&PolicyRow> = policy.rows.iter().filter(|row| row.role == role).collect();
        for action in Action::ALL {
            let rows: Vec<&PolicyRow> = rows.iter().copied().filter(|row| row.action == action).collect();
            for (purposes, row) in alike(&rows) {
                for ((permit, consent), categories) in by_thresholds(row) {
                    let _ = writeln!(
                        page,
                        "| {purposes} | {} | {} | {} | {} |",
                        code(&action),
                        categories.join(", "),
                        level(permit),
                        level(consent)
                    );
                }
            }
        }
    }
    Ok(page)
}

/// The settings in words.
fn settings(policy: &Policy) -> String {
    let roles = list(&policy.emergency_roles, "nobody");
    let pass = if policy.emergencies_pass_denials { "passes" } else { "does not pass" };
    format!(
        "
## Settings

| setting | what it says | by default |
| --- | --- | --- |
| `longest_ticket` | how long a ticket lasts at most | {ticket} |
| `longest_emergency` | how long an emergency lasts | {emergency} |
| `emergency_roles` | who may open one | {roles} |
| `emergencies_pass_denials` | whether it passes what the patient denies | it {pass} it |
| `justify_within` | within which time of its opening the clinician justifies it | {justify} |
| `review_within` | within which time of its opening the organization reviews it | {review} |
| `second_factor` | what needs a passkey, beside {always} | {second_factor} |
| `daily_openings` | how many accesses one requester records a day | {openings} |
| `daily_denials` | how many of these may be denied | {denials} |

Stricter is: shorter, fewer, more second factors. Purpose `BTG` is for emergencies: see [emergency.md](emergency.md).
",
        ticket = span(policy.longest_ticket),
        emergency = span(policy.longest_emergency),
        justify = span(policy.justify_within),
        review = span(policy.review_within),
        always = list(&Sensitive::ALWAYS, "nothing"),
        second_factor = list(&policy.second_factor, "nothing"),
        openings = policy.daily_openings,
        denials = policy.daily_denials,
    )
}

fn list<T: serde::Serialize>(codes: &[T], none: &str) -> String {
    let codes: Vec<String> = codes.iter().map(|item| code(item).replace('_', " ")).collect();
    if codes.is_empty() { none.to_owned() } else { codes.join(", ") }
}

/// Seconds in the largest unit that they are a whole number of.
fn span(seconds: u64) -> String {
    let units = [(86_400, "days"), (3600, "hours"), (60, "minutes")];
    match units.into_iter().find(|(unit, _)| seconds.is_multiple_of(*unit) && seconds >= 2 * *unit) {
        Some((unit, name)) => format!("{} {name}", seconds / unit),
        None => format!("{seconds} seconds"),
    }
}

/// Rows that say the same for several purposes are one.
fn alike<'a>(rows: &[&'a PolicyRow]) -> Vec<(String, &'a PolicyRow)> {
    let mut groups: Vec<(Vec<String>, &PolicyRow)> = vec![];
    for row in rows {
        match groups.iter_mut().find(|(_, first)| first.rules == row.rules) {
            Some((purposes, _)) => purposes.push(code(&row.purpose)),
            None => groups.push((vec![code(&row.purpose)], row)),
        }
    }
    groups.into_iter().map(|(purposes, row)| (purposes.join(", "), row)).collect()
}

type Thresholds = (Option<Confidentiality>, Option<Confidentiality>);

/// The most open thresholds first.
fn by_thresholds(row: &PolicyRow) -> Vec<(Thresholds, Vec<String>)> {
    let mut groups: BTreeMap<Thresholds, Vec<Category>> = BTreeMap::new();
    for rule in &row.rules {
        groups.entry((rule.permit_up_to, rule.consent_up_to)).or_default().push(rule.category);
    }
    let named = |categories: Vec<Category>| match categories.len() == Category::ALL.len() {
        true => vec!["all".to_owned()],
        false => categories.iter().map(|category| code(category).replace('_', " ")).collect(),
    };
    groups.into_iter().rev().map(|(thresholds, categories)| (thresholds, named(categories))).collect()
}

fn level(level: Option<Confidentiality>) -> String {
    level.map_or_else(|| "–".to_owned(), |level| code(&level))
}

fn code<T: serde::Serialize>(value: &T) -> String {
    to_json_string(value).unwrap_or_default().trim_matches('"').to_owned()
}

fn sentence(code: &str) -> String {
    let words = code.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

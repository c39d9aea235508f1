//! References between resources (FHIR R4, references.html and bundle.html#references).

use crate::bundle::Entry;
use std::collections::HashMap;

/// One literal reference in a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reference {
    /// The element it stands in, by names without positions: `item.encounter`.
    pub element: String,
    /// `Reference.reference`.
    pub target: String,
    /// `Reference.type`, if given.
    pub target_type: Option<String>,
    /// Whether a text about the target stands beside it.
    pub has_display: bool,
}

impl Reference {
    fn last_name(&self) -> &str {
        self.element.rsplit('.').next().unwrap_or_default()
    }

    /// Whether the element says whom the resource is about.
    pub fn names_subject(&self) -> bool {
        is_subject(self.last_name())
    }

    /// Whether the element says during which visit something took place.
    pub fn names_encounter(&self) -> bool {
        matches!(self.last_name(), "encounter" | "context")
    }

    /// Whether the element names something that this resource is a part or a consequence of, so
    /// that it belongs to the same visit.
    pub fn names_origin(&self) -> bool {
        matches!(
            self.last_name(),
            "claim" | "prescription" | "authorizingPrescription" | "partOf" | "basedOn" | "request"
        )
    }
}

/// Whether an element of that name says whom a resource is about.
pub(crate) fn is_subject(name: &str) -> bool {
    matches!(name, "subject" | "patient" | "beneficiary" | "for")
}

/// Where a reference leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target<'r> {
    /// To the entry at that position.
    Entry(usize),
    /// Into the resource itself.
    Contained,
    /// Out of the bundle, to a resource of the given type if the reference tells it.
    Outside(Option<&'r str>),
}

/// Finds entries by what references call them.
pub(crate) struct Index<'b> {
    urls: HashMap<&'b str, usize>,
    ids: HashMap<(&'b str, &'b str), usize>,
}

impl<'b> Index<'b> {
    pub fn new(entries: &'b [Entry]) -> Self {
        let mut index = Self { urls: HashMap::new(), ids: HashMap::new() };
        for (position, entry) in entries.iter().enumerate() {
            if let Some(url) = entry.full_url() {
                index.urls.insert(url, position);
                if let Some((name, id)) = type_and_id(url) {
                    index.ids.entry((name, id)).or_insert(position);
                }
            }
            if let Some(id) = entry.id() {
                index.ids.insert((entry.resource_type(), id), position);
            }
        }
        index
    }

    /// An absolute reference must be an entry's fullUrl; a relative one is found by type and id.
    pub fn resolve<'r>(&self, reference: &'r Reference) -> Target<'r> {
        let target = reference.target.as_str();
        if target.starts_with('#') {
            return Target::Contained;
        }
        let unversioned = target.split("/_history/").next().unwrap_or(target);
        if let Some(position) = self.urls.get(unversioned) {
            return Target::Entry(*position);
        }
        let parts = type_and_id(unversioned);
        if !is_absolute(unversioned)
            && let Some(position) = parts.and_then(|parts| self.ids.get(&parts))
        {
            return Target::Entry(*position);
        }
        let conditional = unversioned.split_once('?').map(|(name, _)| name);
        Target::Outside(parts.map(|(name, _)| name).or(conditional).or(reference.target_type.as_deref()))
    }
}

fn is_absolute(url: &str) -> bool {
    url.starts_with("urn:") || url.contains("://")
}

/// The type and id at the end of `Type/id` or `https://host/base/Type/id`.
fn type_and_id(url: &str) -> Option<(&str, &str)> {
    let (rest, id) = url.rsplit_once('/')?;
    let name = rest.rsplit('/').next()?;
    let is_name = name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.bytes().all(|byte| byte.is_ascii_alphabetic());
    (is_name && !id.is_empty()).then_some((name, id))
}

//! What the labeller reads of a resource: its codes, its references, and what it could not read.

use crate::date::clinical_quarter;
use crate::label::{Coding, Reason};
use crate::reference::{Reference, is_subject};
use chartseal_types::Quarter;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// A business identifier: `Identifier.system` (empty when absent) and `Identifier.value`.
pub(crate) type Identifier = (String, String);

/// Everything about one resource that decides where it goes and how it is labelled.
#[derive(Debug, Clone, Default)]
pub(crate) struct View {
    /// Every coding in the resource and in what it contains, but for `meta`.
    pub codings: BTreeSet<Coding>,
    /// `category` of the resource itself.
    pub categories: BTreeSet<Coding>,
    /// `meta.security`, of contained resources too.
    pub security: BTreeSet<Coding>,
    /// Types of resources (itself and contained) with content that no table can read, and why.
    pub unread: BTreeSet<(String, Reason)>,
    /// Names of the elements that the resource has, so that an absent code is noticed.
    pub elements: BTreeSet<String>,
    /// Types of contained resources.
    pub contained_types: BTreeSet<String>,
    /// Literal references.
    pub references: Vec<Reference>,
    /// `identifier` of the resource itself.
    pub identifiers: BTreeSet<Identifier>,
    /// Identifiers by which the resource names its subject, with the element's name.
    pub subject_identifiers: Vec<(String, Identifier)>,
    /// When it took place.
    pub quarter: Option<Quarter>,
}

impl View {
    pub fn of(resource: &Value, resource_type: &str) -> Self {
        let mut view = Self { quarter: clinical_quarter(resource), ..Self::default() };
        if let Value::Object(members) = resource {
            view.elements = members.keys().cloned().collect();
            view.identifiers = values(members.get("identifier")).filter_map(identifier).collect();
            view.categories = values(members.get("category"))
                .flat_map(|concept| values(concept.get("coding")))
                .filter_map(Coding::of)
                .collect();
            view.walk_resource(members, "", resource_type);
        }
        view
    }

    fn walk_resource(&mut self, members: &Map<String, Value>, path: &str, resource_type: &str) {
        for (name, value) in members {
            match name.as_str() {
                // Tags and profiles steer workflows; security labels are read as labels.
                "meta" => self.security.extend(security(value)),
                "contained" => {
                    for contained in values(Some(value)) {
                        self.walk_contained(contained, path, resource_type);
                    }
                }
                "text" if members.contains_key("resourceType") => self.narrative(value, resource_type),
                _ => self.walk(value, &join(path, name), resource_type),
            }
        }
    }

    fn walk_contained(&mut self, contained: &Value, path: &str, container: &str) {
        let Value::Object(members) = contained else { return };
        let resource_type = members.get("resourceType").and_then(Value::as_str).unwrap_or_default();
        self.contained_types.insert(resource_type.to_owned());
        let path = join(path, "contained");
        self.walk_resource(members, &path, if resource_type.is_empty() { container } else { resource_type });
    }

    fn walk(&mut self, value: &Value, path: &str, resource_type: &str) {
        match value {
            Value::Array(elements) => {
                for element in elements {
                    self.walk(element, path, resource_type);
                }
            }
            Value::Object(members) if members.get("resourceType").is_some_and(Value::is_string) => {
                // A resource within an element, such as Parameters.parameter.resource.
                self.walk_contained(value, path, resource_type);
            }
            Value::Object(members) => {
                self.object(members, path, resource_type);
                for (name, value) in members {
                    self.walk(value, &join(path, name), resource_type);
                }
            }
            Value::String(_) if is_prose(last_name(path)) => self.unread(resource_type, Reason::FreeText),
            _ => {}
        }
    }

    /// Recognises FHIR's general-purpose types by their members.
    fn object(&mut self, members: &Map<String, Value>, path: &str, resource_type: &str) {
        let text = |name: &str| members.get(name).and_then(Value::as_str);
        let element = last_name(path);

        if let Some(coding) = Coding::of_members(members) {
            self.codings.insert(coding);
        } else if matches!(element, "coding" | "valueCoding" | "class") {
            self.unread(resource_type, Reason::CodeWithoutSystem);
        }
        if let Some(target) = text("reference") {
            self.references.push(Reference {
                element: path.to_owned(),
                target: target.to_owned(),
                target_type: text("type").map(str::to_owned),
                has_display: members.contains_key("display"),
            });
            return;
        }
        if is_subject(element)
            && let Some(identifier) = members.get("identifier").and_then(identifier)
        {
            self.subject_identifiers.push((path.to_owned(), identifier));
        }
        let has_coding = members.get("coding").and_then(Value::as_array).is_some_and(|c| !c.is_empty());
        let wording = text("text").is_some() && !has_coding && !matches!(element, "name" | "address");
        let named_only = text("display").is_some() && !members.contains_key("code") && !is_actor(element);
        let attachment = text("contentType").is_some()
            || text("url").is_some() && !matches!(element, "extension" | "modifierExtension");
        if wording || named_only || attachment {
            self.unread(resource_type, Reason::FreeText);
        }
    }

    /// Narrative says no more than the elements when its status is `generated` or `empty`.
    fn narrative(&mut self, narrative: &Value, resource_type: &str) {
        let status = narrative.get("status").and_then(Value::as_str);
        if !matches!(status, Some("generated" | "empty")) {
            self.unread(resource_type, Reason::FreeText);
        }
    }

    fn unread(&mut self, resource_type: &str, reason: Reason) {
        self.unread.insert((resource_type.to_owned(), reason));
    }
}

/// `security` of a `meta` element.
pub(crate) fn security(meta: &Value) -> Vec<Coding> {
    values(meta.get("security")).map(|label| Coding::of(label).unwrap_or_default()).collect()
}

fn identifier(value: &Value) -> Option<Identifier> {
    let system = value.get("system").and_then(Value::as_str).unwrap_or_default();
    Some((system.to_owned(), value.get("value")?.as_str()?.to_owned()))
}

/// The elements of an array, or the one value that is there.
fn values(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    match value {
        Some(Value::Array(elements)) => elements.as_slice(),
        Some(value) => std::slice::from_ref(value),
        None => &[],
    }
    .iter()
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn last_name(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or_default()
}

/// Elements of type string, markdown or base64Binary in which anything may be written. `text` of
/// concepts, notes and dosages is seen where its object is.
fn is_prose(name: &str) -> bool {
    matches!(
        name,
        "valueString"
            | "valueMarkdown"
            | "valueBase64Binary"
            | "onsetString"
            | "abatementString"
            | "performedString"
            | "occurrenceString"
            | "patientInstruction"
            | "conclusion"
            | "description"
            | "summary"
            | "comment"
            | "title"
            | "data"
            | "div"
            | "name"
            | "contentString"
            | "disposition"
    )
}

/// Elements that name people, places and organizations: a display there is a name.
pub(crate) fn is_actor(name: &str) -> bool {
    is_subject(name)
        || matches!(
            name,
            "performer"
                | "requester"
                | "recorder"
                | "asserter"
                | "practitioner"
                | "author"
                | "attester"
                | "party"
                | "provider"
                | "insurer"
                | "payor"
                | "coverage"
                | "policyHolder"
                | "subscriber"
                | "location"
                | "destination"
                | "origin"
                | "facility"
                | "serviceProvider"
                | "individual"
                | "member"
                | "organization"
                | "managingOrganization"
                | "generalPractitioner"
                | "custodian"
                | "manufacturer"
                | "enterer"
                | "informationSource"
                | "source"
                | "sender"
                | "recipient"
                | "who"
                | "onBehalfOf"
                | "actor"
                | "expressedBy"
                | "interpreter"
                | "resultsInterpreter"
                | "dispenser"
        )
}

//! The labels of all resources of a bundle, each seen with what it refers to.

use super::{Class, Coding, Labels, Reason, Report, Table, UnknownCode};
use crate::bundle::Bundle;
use crate::reference::{Index, Reference, Target};
use crate::view::{View, is_actor};
use std::collections::{BTreeMap, BTreeSet};

/// What is known of every resource, in the order of the entries.
pub(crate) struct Assessment {
    pub labels: Vec<Labels>,
    pub report: Report,
    pub unknown_codes: BTreeMap<UnknownCode, usize>,
}

/// Labels every resource: by its codes and labels, by the bundle's labels, and at least as high as
/// what it refers to.
pub(crate) fn assess(bundle: &Bundle, index: &Index<'_>, table: &Table) -> Assessment {
    let mut assessor = Assessor { table, unknown_codes: BTreeMap::new() };
    let mut labels = Vec::with_capacity(bundle.entries().len());
    let mut reasons = Vec::with_capacity(bundle.entries().len());
    let mut telling = Vec::with_capacity(bundle.entries().len());
    for (entry, view) in bundle.entries().iter().zip(bundle.views()) {
        let mut resource = Findings::default();
        assessor.own(&mut resource, entry.resource_type(), view, bundle.security());
        let targets = assessor.targets(&mut resource, bundle, index, view);
        labels.push(resource.labels(table));
        reasons.push(resource.reasons);
        telling.push(targets);
    }
    propagate(&mut labels, &mut reasons, &telling);

    let mut report = Report { resources: labels.len(), ..Report::default() };
    for reasons in &reasons {
        report.unclassified += usize::from(!reasons.is_empty());
        for reason in reasons {
            *report.by_reason.entry(*reason).or_default() += 1;
        }
    }
    Assessment { labels, report, unknown_codes: assessor.unknown_codes }
}

#[derive(Default)]
struct Findings {
    known: Labels,
    reasons: BTreeSet<Reason>,
}

impl Findings {
    fn labels(&self, table: &Table) -> Labels {
        let mut labels = self.known.clone();
        if !self.reasons.is_empty() {
            labels.raise(&table.careful());
        }
        labels
    }
}

struct Assessor<'t> {
    table: &'t Table,
    unknown_codes: BTreeMap<UnknownCode, usize>,
}

impl Assessor<'_> {
    /// What the resource says by itself.
    fn own(&mut self, found: &mut Findings, resource_type: &str, view: &View, inherited: &[Coding]) {
        for coding in &view.codings {
            let class = self.table.classify(coding);
            self.add(found, coding, class);
        }
        for coding in view.security.iter().chain(inherited) {
            let class = self.table.classify_security(coding);
            self.add(found, coding, class);
        }
        for (holder, reason) in &view.unread {
            if *reason != Reason::FreeText || !self.table.is_administrative(holder) {
                found.reasons.insert(*reason);
            }
        }
        for name in std::iter::once(resource_type).chain(view.contained_types.iter().map(String::as_str)) {
            if self.table.resource(name).is_none() {
                found.reasons.insert(Reason::UnknownType);
            }
        }
        let expected = self.table.resource(resource_type).map(|resource| resource.codes.as_slice());
        if expected.is_some_and(|e| !e.is_empty() && !e.iter().any(|name| view.elements.contains(name))) {
            found.reasons.insert(Reason::NoCode);
        }
    }

    fn add(&mut self, found: &mut Findings, coding: &Coding, class: Class) {
        match class {
            Class::Ordinary => {}
            Class::Delicate(labels) => {
                found.known.raise(&labels);
            }
            Class::Unknown(reason) => {
                found.reasons.insert(reason);
                let code = UnknownCode { coding: coding.clone(), reason };
                *self.unknown_codes.entry(code).or_default() += 1;
            }
        }
    }

    /// The entries whose content a reference to them may give away.
    fn targets(&self, found: &mut Findings, bundle: &Bundle, index: &Index<'_>, view: &View) -> Vec<usize> {
        let mut targets = Vec::new();
        for reference in view.references.iter().filter(|reference| tells(reference)) {
            match index.resolve(reference) {
                Target::Contained => {}
                Target::Entry(target) => {
                    let name = bundle.entries().get(target).map(|entry| entry.resource_type());
                    if !name.is_some_and(|name| self.table.is_administrative(name)) {
                        targets.push(target);
                    }
                }
                Target::Outside(Some(name)) if self.table.is_administrative(name) => {}
                Target::Outside(None) if is_actor(last_name(&reference.element)) => {}
                Target::Outside(_) => {
                    found.reasons.insert(Reason::UnresolvedReference);
                }
            }
        }
        targets
    }
}

/// That something took place during a visit does not tell why the visit was, unless words about
/// the visit stand beside the reference.
fn tells(reference: &Reference) -> bool {
    !reference.names_subject() && (!reference.names_encounter() || reference.has_display)
}

fn last_name(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or_default()
}

/// Raises every label to those of its targets until nothing changes. Labels only rise and are
/// bounded, so this ends, whatever circles the references make.
fn propagate(labels: &mut [Labels], reasons: &mut [BTreeSet<Reason>], targets: &[Vec<usize>]) {
    let mut sources = vec![Vec::new(); labels.len()];
    for (source, targets) in targets.iter().enumerate() {
        for target in targets {
            if let Some(list) = sources.get_mut(*target) {
                list.push(source);
            }
        }
    }
    let mut changed: Vec<usize> = (0..labels.len()).collect();
    while let Some(target) = changed.pop() {
        let Some(label) = labels.get(target).cloned() else { continue };
        for source in sources.get(target).into_iter().flatten() {
            let Some(own) = labels.get_mut(*source) else { continue };
            let was_unclassified = own.unclassified;
            if own.raise(&label) {
                changed.push(*source);
            }
            if own.unclassified
                && !was_unclassified
                && let Some(reasons) = reasons.get_mut(*source)
            {
                reasons.insert(Reason::RefersToUnclassified);
            }
        }
    }
}

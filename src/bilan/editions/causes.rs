//! Which events since an edition can be the cause of a figure's change.

use std::collections::BTreeSet;

use super::comparison::Changed;
use super::model::Cause;
use crate::values::CandidateId;

/// The kinds of records on which figures rest, by their names in the audit trail. Closed hours are what closing a month
/// seals: closing changes no figure, but a month opened again may have other values when it is closed. Of the records of
/// nobody those that move figures by themselves come first.
pub(super) const KINDS: &[&str] = &[
    "hours_version",
    "closed_hours",
    "referral",
    "positive_exit",
    "employment",
    "candidate",
    "merged_candidate",
    "plie_period",
    "waiver",
    "eligibility_window",
    "withdrawal",
    "setting",
    "neighbourhood",
    "commune",
    "merged_organisation",
    "public_contract",
    "lot",
    "organisation",
];

/// An event since the edition, with one of the records that it wrote.
#[derive(Debug, Clone)]
pub(super) struct Written {
    pub cause: Cause,
    pub kind: String,
    pub person: Option<CandidateId>,
}

impl Written {
    /// Whether it is about a record of nobody that may move a figure. A new contract, lot or organisation moves none: it has
    /// neither hours nor people.
    fn is_of_nobody(&self) -> bool {
        let is_empty =
            ["public_contract", "lot", "organisation"].contains(&&*self.kind) && self.cause.action == "create";
        self.person.is_none() && !is_empty
    }
}

/// The causes of a figure's change, and how many of its people have none: the events about these people, then those about
/// records of nobody, each in their order.
pub(super) fn causes(changed: &Changed<'_>, written: &[Written]) -> (Vec<Cause>, usize) {
    let table = &*changed.table.key;
    let bearing = || written.iter().filter(move |one| bears_on(&one.kind, table));
    let is_of = |one: &&Written| one.person.is_some_and(|person| changed.people.contains(&person));
    let mut causes: Vec<&Cause> = bearing().filter(is_of).map(|one| &one.cause).collect();
    let explained: BTreeSet<CandidateId> = bearing().filter(is_of).filter_map(|one| one.person).collect();
    let mut without = changed.people.difference(&explained).count();
    if without > 0 || changed.people.is_empty() {
        let mut of_nobody: Vec<&Written> = bearing().filter(|one| one.is_of_nobody()).collect();
        of_nobody.sort_by_key(|one| (KINDS.iter().position(|kind| *kind == one.kind), one.cause.event));
        without = if of_nobody.is_empty() { without } else { 0 };
        causes.extend(of_nobody.into_iter().map(|one| &one.cause));
    }
    let mut named = BTreeSet::new();
    causes.retain(|cause| named.insert(cause.event));
    (causes.into_iter().cloned().collect(), without)
}

/// Whether a figure of the table can rest on records of the kind.
fn bears_on(kind: &str, table: &str) -> bool {
    let is_of_referrals = ["referrals", "outcomes", "outcomes_decided", "prescribers_other_than_plie"].contains(&table);
    let is_of_hours = table == "hours" || table.starts_with("hours_by_") || table.starts_with("people_by_");
    match kind {
        "hours_version" | "closed_hours" => is_of_hours || ["key_figures", "employees"].contains(&table),
        "referral" => table != "positive_exits" && table != "hours",
        "positive_exit" => ["positive_exits", "qpv", "key_figures"].contains(&table),
        "employment" => !is_of_referrals && table != "positive_exits",
        _ => true,
    }
}

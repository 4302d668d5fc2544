//! Use cases of candidates.

mod audit_events;
mod checks;
mod eligible_until;
mod people;
mod references;
mod withdraw;

use chrono::NaiveDate;

use self::audit_events::audit_event;
pub(in crate::candidates) use self::audit_events::{changed, whole};
use self::checks::{refuse_birth_after_events, validate};
use self::eligible_until::{with_eligibilities, with_eligibility};
pub use self::people::people;
pub use self::withdraw::{outlook, withdraw};
use super::store;
use super::{Candidate, CandidateDetails, CandidateFilter, CandidateView, CandidateWarning, RecordedPerson};
use crate::access::idempotency::Idempotent;
use crate::access::{Caller, EditCandidates, PersonField, ReadCandidates, Tx, WriteTx};
use crate::audit;
use crate::audit::records::PARTICIPANT_LINK;
use crate::error::{FieldError, ProblemCode, Result, french};
use crate::findings::PossibleDuplicate;
use crate::values::{CandidateId, ExpectedVersions, Place, Warning, unusual_age};
use crate::{findings, hours, participant_links};

/// Records a person.
///
/// # Errors
/// `date_in_future`, `invalid_period`, `overlapping_periods`, `unknown_neighbourhood`, `neighbourhood_elsewhere`,
/// `field_not_allowed` for a partner, `external_ref_taken`.
pub fn create(caller: &Caller<EditCandidates>, details: &CandidateDetails) -> Result<Idempotent<CandidateView>> {
    let today = caller.today();
    let created = caller.create(|tx| create_in(tx, details, today))?;
    if let Idempotent::Executed(person, _) = &created {
        log_possible_duplicates(caller, person)?;
    }
    Ok(created)
}

/// Records a person in a transaction with other records.
///
/// # Errors
/// Those of [`create`].
pub fn create_in(tx: &mut WriteTx<'_>, details: &CandidateDetails, today: NaiveDate) -> Result<CandidateView> {
    let owner = tx.scope().owner();
    let addresses = validate(tx, None, details, today)?;
    references::refuse_taken(tx, None, &owner, details.external_ref.as_ref())?;
    let id = store::insert(tx, details)?;
    store::replace_lists(tx, id, &addresses, details)?;
    let person = after_change(tx, id, details, today)?;
    audit::record(tx, &audit_event("create", None, &person))?;
    person.view_for(tx.scope())
}

/// Records a person whom no other record may be about, or who was found to be another (`is_distinct`).
///
/// # Errors
/// `already_exists` if a record may be about the person; those of [`create`].
pub fn create_unless_double(
    caller: &Caller<EditCandidates>,
    details: &CandidateDetails,
    is_distinct: bool,
) -> Result<CandidateId> {
    let today = caller.today();
    let recorded = caller.create(|tx| {
        refuse_double(tx, details, is_distinct)?;
        Ok(RecordedPerson { candidate_id: create_in(tx, details, today)?.id })
    })?;
    recorded.value().map(|person| person.candidate_id)
}

/// Refuses a person whom a record may be about already, unless an officer found that it is another.
///
/// # Errors
/// `already_exists`.
pub fn refuse_double(tx: &mut Tx<'_>, details: &CandidateDetails, is_distinct: bool) -> Result<()> {
    if is_distinct || duplicates_in(tx, None, details)?.is_empty() {
        return Ok(());
    }
    let detail = "Une fiche est peut-être déjà celle de cette personne.";
    Err(FieldError::new("", ProblemCode::AlreadyExists).with_detail(detail).into())
}

/// The people whose records may be about the person of these details, before there is one. A partner gets none.
///
/// # Errors
/// `unavailable`.
pub fn possible_duplicates(caller: &Caller<EditCandidates>, details: &CandidateDetails) -> Result<Vec<CandidateView>> {
    let people = caller.snapshot(|tx| {
        let ids = duplicates_in(tx, None, details)?;
        let find = |id| store::find(tx, id)?.view_for(tx.scope());
        ids.into_iter().map(find).collect::<Result<Vec<_>>>()
    })?;
    people.iter().try_for_each(|person| caller.log_read("possible_duplicate", person.id))?;
    Ok(people)
}

/// A warning of possible duplicates discloses the records of other people, so it is logged as a read of each.
fn log_possible_duplicates(caller: &Caller<EditCandidates>, person: &CandidateView) -> Result<()> {
    person.possible_duplicates().try_for_each(|other| caller.log_read("possible_duplicate", other))
}

/// Changes a person's record if its version is one of those `expected`. `change` makes the new details from the current
/// record. A partner may change only the records of its own; `is_reference_alone` says that the change is about the
/// reference and nothing else, which a partner gives records of others too, beside what they hold.
///
/// # Errors
/// `not_found`, `forbidden`, `precondition_failed`, those of [`create`], and those of `change`.
pub fn update(
    caller: &Caller<EditCandidates>,
    id: CandidateId,
    expected: &ExpectedVersions,
    is_reference_alone: bool,
    change: impl Fn(&Candidate) -> Result<CandidateDetails>,
) -> Result<CandidateView> {
    let today = caller.today();
    let person = caller.write(|tx| {
        store::lock(tx, id)?;
        let before = store::find(tx, id)?;
        if is_reference_alone && !tx.scope().knows_references_of(&before.owner) {
            expected.require(before.version)?;
            let details = change(&before)?;
            references::give(tx, &before, details.external_ref.as_ref())?;
            let warnings = Some(warnings(&details, today, Vec::new()));
            let person = Candidate { external_ref: details.external_ref, warnings, ..before };
            return with_eligibility(tx, person, today)?.view_for(tx.scope());
        }
        tx.scope().may_change(&before.owner)?;
        let version = expected.require(before.version)?;
        let details = change(&before)?;
        let addresses = validate(tx, Some(&before), &details, today)?;
        if details.birth_date != before.birth_date {
            refuse_birth_after_events(tx, id, details.birth_date)?;
        }
        references::refuse_taken(tx, Some(id), &before.owner, details.external_ref.as_ref())?;
        store::update(tx, id, version, &details)?;
        store::replace_lists(tx, id, &addresses, &details)?;
        hours::refresh_candidate(tx, id)?;
        let link = is_other_person(&before, &details) && participant_links::identity_changed(tx, id)?;
        let after = after_change(tx, id, &details, today)?;
        let event = audit_event("update", Some(&before), &after);
        audit::record(tx, &event.wrote(&PARTICIPANT_LINK, link.then_some(id.0)))?;
        after.view_for(tx.scope())
    })?;
    // The response shows the whole record.
    caller.log_read("candidate", id)?;
    log_possible_duplicates(caller, &person)?;
    Ok(person)
}

/// Whether the link to a participant record rests on something that changes.
fn is_other_person(before: &Candidate, details: &CandidateDetails) -> bool {
    (&before.last_name, &before.first_name, before.birth_date, before.informed_on)
        != (&details.last_name, &details.first_name, details.birth_date, details.informed_on)
}

/// Returns a person.
///
/// # Errors
/// `not_found`.
pub fn show(caller: &Caller<ReadCandidates>, id: CandidateId) -> Result<CandidateView> {
    let person = caller.snapshot(|tx| find_in(tx, id, caller.today()))?;
    caller.log_read("candidate", person.id)?;
    Ok(person)
}

/// Returns a person in a transaction with other records. The caller logs the read.
///
/// # Errors
/// `not_found`.
pub fn find_in(tx: &mut Tx<'_>, id: CandidateId, today: NaiveDate) -> Result<CandidateView> {
    let person = store::find(tx, id)?;
    with_eligibility(tx, person, today)?.view_for(tx.scope())
}

/// Lists people in the order of their ids or of change, at most `rows`.
///
/// # Errors
/// `unavailable`.
pub fn list(
    caller: &Caller<ReadCandidates>,
    filter: &CandidateFilter,
    place: Place,
    rows: i64,
) -> Result<Vec<CandidateView>> {
    let people: Vec<CandidateView> = caller.snapshot(|tx| {
        let people = store::list(tx, filter, place, rows)?;
        let people = with_eligibilities(tx, people, caller.today())?;
        people.into_iter().map(|person| person.view_for(tx.scope())).collect()
    })?;
    caller.log_list_read("candidates", &people, |person| person.id)?;
    Ok(people)
}

/// The person after a change, with warnings.
pub(in crate::candidates) fn after_change(
    tx: &mut WriteTx<'_>,
    id: CandidateId,
    details: &CandidateDetails,
    today: NaiveDate,
) -> Result<Candidate> {
    let person = store::find(tx, id)?;
    let duplicates = store::possible_duplicates(tx, Some(id), details)?.into_iter();
    let duplicates: Vec<_> = duplicates.map(|(candidate, fields)| PossibleDuplicate { candidate, fields }).collect();
    // Officers find it even if a partner made the change; only they are warned of it in the response.
    findings::update_duplicates(tx, id, &duplicates)?;
    let warnings = warnings(details, today, duplicates.into_iter().map(|duplicate| duplicate.candidate).collect());
    Ok(Candidate { warnings: Some(warnings), ..with_eligibility(tx, person, today)? })
}

/// The records that may be about the same person, but for `itself`. A partner gets none: it would disclose them.
///
/// # Errors
/// `unavailable`.
pub fn duplicates_in(
    tx: &mut Tx<'_>,
    itself: Option<CandidateId>,
    details: &CandidateDetails,
) -> Result<Vec<CandidateId>> {
    if !tx.scope().shows(PersonField::PossibleDuplicates) {
        return Ok(Vec::new());
    }
    let duplicates = store::possible_duplicates(tx, itself, details)?;
    Ok(duplicates.into_iter().map(|(id, _)| id).collect())
}

/// Warns of an unusual age, and of records that may be about the same person.
fn warnings(details: &CandidateDetails, today: NaiveDate, duplicates: Vec<CandidateId>) -> Vec<CandidateWarning> {
    let age = unusual_age(details.birth_date, today).map(|Warning { code, detail }| CandidateWarning {
        code,
        detail,
        candidate_ids: Vec::new(),
    });
    if duplicates.is_empty() {
        return age.into_iter().collect();
    }
    let detail = match duplicates.len() {
        1 => "Une autre fiche pourrait être celle de la même personne : vérifiez avant de continuer.".to_owned(),
        many => {
            format!("{many} autres fiches pourraient être celles de la même personne : vérifiez avant de continuer.")
        }
    };
    let duplicate = CandidateWarning { code: "possible_duplicate", detail: french(&detail), candidate_ids: duplicates };
    age.into_iter().chain([duplicate]).collect()
}

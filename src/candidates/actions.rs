//! What is done with candidates.

use chrono::NaiveDate;

use super::rules::{self, Dates};
use super::store::{self, PlacedAddress};
use super::{Candidate, CandidateDetails, CandidateFilter, CandidateWarning, SeenCandidate};
use crate::access::idempotency::Idempotent;
use crate::access::{Caller, EditCandidates, Owner, PersonField, ReadCandidates, Tx, WriteTx};
use crate::audit::{self, Event};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::values::CandidateId;
use crate::{eligibility, hours, reference, settings};

/// Records a person.
///
/// # Errors
/// `date_in_future`, `invalid_period`, `overlapping_periods`, `unknown_neighbourhood`, `neighbourhood_elsewhere`,
/// `field_not_allowed` for a partner, `external_ref_taken`.
pub fn create(caller: &Caller<EditCandidates>, details: &CandidateDetails) -> Result<Idempotent<SeenCandidate>> {
    let today = caller.today();
    let owner = caller.scope().owner();
    let once = caller.create(|tx| {
        let homes = checked(tx, details, today)?;
        refuse_known_reference(tx, None, &owner, details)?;
        let id = store::insert(tx, details)?;
        store::replace(tx, id, &homes, details)?;
        let person = after_change(tx, id, details, today)?;
        audit::record(tx, &told("create", None, &person))?;
        person.seen_by(tx.scope())
    })?;
    if let Idempotent::Executed(person, _) = &once {
        note_alike(caller, person)?;
    }
    Ok(once)
}

/// Who is told that others have the same name and birth date has read that of them.
fn note_alike(caller: &Caller<EditCandidates>, person: &SeenCandidate) -> Result<()> {
    person.alike().try_for_each(|other| caller.log_read("possible_duplicate", other))
}

/// Changes a person's record as the caller last saw it. `change` gives the new details from the present state. A
/// partner changes what it recorded itself, and what it sees of that.
///
/// # Errors
/// `not_found`, `forbidden`, `precondition_failed`, those of [`create`], and those of `change`.
pub fn update(
    caller: &Caller<EditCandidates>,
    id: CandidateId,
    seen: i64,
    change: impl Fn(&Candidate) -> Result<CandidateDetails>,
) -> Result<SeenCandidate> {
    let today = caller.today();
    let person = caller.write(|tx| {
        store::lock(tx, id)?;
        let before = store::find(tx, id)?;
        tx.scope().may_change(&before.owner)?;
        if before.version != seen {
            return Err(ProblemCode::PreconditionFailed.into());
        }
        let details = change(&before)?;
        let homes = checked(tx, &details, today)?;
        refuse_known_reference(tx, Some(id), &before.owner, &details)?;
        store::update(tx, id, seen, &details)?;
        store::replace(tx, id, &homes, &details)?;
        hours::refresh_candidate(tx, id)?;
        let after = after_change(tx, id, &details, today)?;
        audit::record(tx, &told("update", Some(&before), &after))?;
        after.seen_by(tx.scope())
    })?;
    // Whoever changes one thing is shown all others.
    caller.log_read("candidate", id)?;
    note_alike(caller, &person)?;
    Ok(person)
}

/// One person.
///
/// # Errors
/// `not_found`.
pub fn show(caller: &Caller<ReadCandidates>, id: CandidateId) -> Result<SeenCandidate> {
    let person = caller.snapshot(|tx| {
        let person = store::find(tx, id)?;
        one_dated(tx, person, caller.today())?.seen_by(tx.scope())
    })?;
    caller.log_read("candidate", person.id)?;
    Ok(person)
}

/// People, in the order they were recorded.
///
/// # Errors
/// `unavailable`.
pub fn list(
    caller: &Caller<ReadCandidates>,
    filter: &CandidateFilter,
    after: i64,
    rows: i64,
) -> Result<Vec<SeenCandidate>> {
    let people: Vec<SeenCandidate> = caller.snapshot(|tx| {
        let people = store::list(tx, filter, after, rows)?;
        let people = dated(tx, people, caller.today())?;
        people.into_iter().map(|person| person.seen_by(tx.scope())).collect()
    })?;
    caller.log_list_read("candidates", &people, |person| person.id)?;
    Ok(people)
}

/// The person after a change, with what deserves a look.
fn after_change(
    tx: &mut WriteTx<'_>,
    id: CandidateId,
    details: &CandidateDetails,
    today: NaiveDate,
) -> Result<Candidate> {
    let person = store::find(tx, id)?;
    let warnings = warnings(tx, id, details)?;
    Ok(Candidate { warnings: Some(warnings), ..one_dated(tx, person, today)? })
}

/// The people with the days until which they are eligible, by the settings of today.
fn dated(tx: &mut Tx<'_>, people: Vec<Candidate>, today: NaiveDate) -> Result<Vec<Candidate>> {
    let settings = settings::in_force(tx, today)?;
    let ids: Vec<_> = people.iter().map(|person| person.id).collect();
    let facts = eligibility::facts_of(tx, &ids)?;
    let dated = people.into_iter().map(|person| {
        let own = facts.get(&person.id);
        let until = own.and_then(|facts| eligibility::eligible_until(&facts.as_facts(), &settings));
        let days_left = until.map(|until| (until - today).num_days().max(0));
        Candidate { eligible_until: until, days_left, ..person }
    });
    Ok(dated.collect())
}

fn one_dated(tx: &mut Tx<'_>, person: Candidate, today: NaiveDate) -> Result<Candidate> {
    dated(tx, vec![person], today)?.pop().ok_or_else(|| AppError::new(ProblemCode::NotFound))
}

/// The addresses with their neighbourhoods found, once nothing in the details is refused.
fn checked(tx: &mut WriteTx<'_>, details: &CandidateDetails, today: NaiveDate) -> Result<Vec<PlacedAddress>> {
    let mut field_errors = rules::field_errors(&Dates::from(details), today);
    let mut placed = Vec::new();
    for (at, address) in details.addresses.iter().enumerate() {
        let mut neighbourhood = None;
        if let Some(name) = &address.neighbourhood {
            let pointer = format!("/addresses/{at}/neighbourhood");
            match reference::neighbourhood_named(tx, name.as_str())? {
                None => field_errors.push(FieldError::new(pointer, ProblemCode::UnknownNeighbourhood)),
                Some((_, commune)) if commune != address.commune_code => {
                    field_errors.push(FieldError::new(pointer, ProblemCode::NeighbourhoodElsewhere));
                }
                Some((id, _)) => neighbourhood = Some(id),
            }
        }
        let commune_code = address.commune_code.clone();
        placed.push(PlacedAddress { commune_code, neighbourhood, period: address.period });
    }
    if field_errors.is_empty() { Ok(placed) } else { Err(AppError::from_field_errors(field_errors)) }
}

fn refuse_known_reference(
    tx: &mut WriteTx<'_>,
    own: Option<CandidateId>,
    owner: &Owner,
    details: &CandidateDetails,
) -> Result<()> {
    let Some(reference) = &details.external_ref else { return Ok(()) };
    match store::with_external_ref(tx, owner, reference)? {
        Some(other) if Some(other) != own => {
            Err(AppError::from(FieldError::new("/external_ref", ProblemCode::ExternalRefTaken))
                .with_existing_id(other.0))
        }
        _ => Ok(()),
    }
}

/// Warns an officer of people who may be the same; a partner is not told of others.
fn warnings(tx: &mut Tx<'_>, id: CandidateId, details: &CandidateDetails) -> Result<Vec<CandidateWarning>> {
    if !tx.scope().shows(PersonField::Doubles) {
        return Ok(Vec::new());
    }
    let alike = store::alike(tx, id, details)?;
    if alike.is_empty() {
        return Ok(Vec::new());
    }
    let detail = match alike.len() {
        1 => "Une autre fiche pourrait être celle de la même personne : vérifiez avant de continuer.".to_owned(),
        many => {
            format!("{many} autres fiches pourraient être celles de la même personne : vérifiez avant de continuer.")
        }
    };
    Ok(vec![CandidateWarning { code: "possible_duplicate", detail, candidate_ids: alike }])
}

/// What became of a person's record: every value of it is personal.
fn told(action: &'static str, before: Option<&Candidate>, after: &Candidate) -> Event {
    Event::new(action, "candidate", after.id.0)
        .about(after.id)
        .personal("last_name", before.map(|person| &person.last_name), &after.last_name)
        .personal("first_name", before.map(|person| &person.first_name), &after.first_name)
        .personal("birth_date", before.map(|person| &person.birth_date), &after.birth_date)
        .personal("sex", before.map(|person| &person.sex), &after.sex)
        .personal("qualification_level", before.map(|one| &one.qualification_level), &after.qualification_level)
        .personal("contact", before.map(|person| &person.contact), &after.contact)
        .personal("informed_on", before.map(|person| &person.informed_on), &after.informed_on)
        .personal(
            "right_to_work_checked_on",
            before.map(|person| &person.right_to_work_checked_on),
            &after.right_to_work_checked_on,
        )
        .personal("external_ref", before.map(|person| &person.external_ref), &after.external_ref)
        .personal("addresses", before.map(|person| &person.addresses), &after.addresses)
        .personal("eligibility", before.map(|person| &person.eligibility), &after.eligibility)
}

//! Use cases of merges.

use serde_json::Value;

use super::model::{NewMerge, OrganisationMerge, Plan, Side};
use super::{rules, store};
use crate::access::idempotency::Idempotent;
use crate::access::{Caller, MergeOrganisations, Tx, WriteTx};
use crate::audit::{self, Event};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::organisations::{Organisation, store as organisations};
use crate::values::{ExpectedVersions, OrganisationId, Role};

/// Both records, and what their merge would do.
struct Pair {
    kept: Side,
    other: Side,
    plan: std::result::Result<Plan, Vec<FieldError>>,
    merge: OrganisationMerge,
}

/// Two records side by side, and what the merge of the second into the first would do.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// The record that would stay, and the one that would go.
    pub sides: [Organisation; 2],
    /// What the merge would do, or why it is refused.
    pub preview: std::result::Result<OrganisationMerge, Vec<FieldError>>,
}

/// Merges another record into this one, in one transaction. `expected` are the versions of the record that stays which the
/// caller saw.
///
/// # Errors
/// `not_found`, `unknown_organisation`, `same_organisation`, `forbidden` for who does not see every sector, and for officers if
/// the record that goes has keys or accounts; `precondition_failed`, and the refusals of `rules::plan`.
pub fn merge(
    caller: &Caller<MergeOrganisations>,
    kept: OrganisationId,
    expected: &ExpectedVersions,
    new: &NewMerge,
) -> Result<Idempotent<OrganisationMerge>> {
    caller.create(|tx| {
        store::lock(tx, kept, new.other)?;
        let Pair { kept, other, plan, merge } = read(tx, kept, new.other)?;
        check_versions(&kept, &other, expected, new)?;
        let plan = plan.map_err(AppError::from_field_errors)?;
        let (id, gone) = (kept.organisation.id, other.organisation.id);
        store::release(tx, gone)?;
        organisations::update(tx, id, kept.organisation.version, &plan.details)?;
        store::note(tx, gone, id)?;
        go_on_sending(tx, gone, id)?;
        let moved = store::employed(tx, gone)?;
        let before = store::worked_in(tx, &moved)?;
        store::move_all(tx, gone, id)?;
        store::remove(tx, gone)?;
        let hours_after = store::worked(tx, id)?;
        if store::worked_in(tx, &moved)? != before {
            return Err(AppError::internal(anyhow::anyhow!("a merge of organisations would change hours")));
        }
        let after = organisations::find(tx, id)?;
        write_audit(tx, (&kept.organisation, &after), &other.organisation, new, &merge)?;
        Ok(OrganisationMerge { version: Some(after.version), dry_run: false, hours_after, ..merge })
    })
}

/// Lets the keys of the record that goes send under their name, unless the one that stays sends under its own.
fn go_on_sending(tx: &mut WriteTx<'_>, gone: OrganisationId, kept: OrganisationId) -> Result<()> {
    match (organisations::sender_name(tx, kept)?, organisations::sender_name(tx, gone)?) {
        (None, Some(sender)) => organisations::send_as(tx, kept, &sender),
        _ => Ok(()),
    }
}

/// What the merge of another record into this one would do; nothing is kept.
///
/// # Errors
/// Those of [`merge`].
pub fn preview(
    caller: &Caller<MergeOrganisations>,
    kept: OrganisationId,
    expected: &ExpectedVersions,
    new: &NewMerge,
) -> Result<OrganisationMerge> {
    caller.snapshot(|tx| {
        let Pair { kept, other, plan, merge } = read(tx, kept, new.other)?;
        check_versions(&kept, &other, expected, new)?;
        plan.map_err(AppError::from_field_errors)?;
        Ok(merge)
    })
}

/// Two records side by side.
///
/// # Errors
/// `not_found`, `unknown_organisation`, `same_organisation`, `forbidden`.
pub fn compare(caller: &Caller<MergeOrganisations>, kept: OrganisationId, other: OrganisationId) -> Result<Comparison> {
    caller.snapshot(|tx| {
        let Pair { kept, other, plan, merge } = read(tx, kept, other)?;
        Ok(Comparison { sides: [kept.organisation, other.organisation], preview: plan.map(|_| merge) })
    })
}

fn read(tx: &mut Tx<'_>, kept: OrganisationId, other: OrganisationId) -> Result<Pair> {
    if kept == other {
        return Err(FieldError::new("/other_id", ProblemCode::SameOrganisation).into());
    }
    tx.scope().must_see_every_sector()?;
    let organisation = organisations::find(tx, kept)?;
    let kept = store::side(tx, organisation)?;
    let organisation = organisations::find(tx, other).map_err(unknown)?;
    let other = store::side(tx, organisation)?;
    let shared = store::shared(tx, kept.organisation.id, other.organisation.id)?;
    let plan = rules::plan(&kept, &other, &shared);
    let moves = store::moves(tx, other.organisation.id)?;
    if moves.has_access() && tx.scope().role != Role::Admin {
        let detail = "L’autre structure a des clés d’API ou des comptes : demandez la fusion à un administrateur, ou gardez \
                      l’autre structure.";
        return Err(AppError::new(ProblemCode::Forbidden).with_detail(detail));
    }
    let hours = [kept.organisation.id, other.organisation.id].map(|id| store::worked(tx, id));
    let [one, another] = hours;
    let hours = one? + another?;
    let (filled, conflicts) = match &plan {
        Ok(plan) => (plan.filled.clone(), plan.conflicts.clone()),
        Err(_) => (Vec::new(), Vec::new()),
    };
    let merge = OrganisationMerge {
        id: kept.organisation.id,
        other_id: other.organisation.id,
        version: None,
        dry_run: true,
        moves,
        filled,
        conflicts,
        hours_before: hours,
        hours_after: hours,
    };
    Ok(Pair { kept, other, plan, merge })
}

/// The refusal of the other record in the body.
fn unknown(error: AppError) -> AppError {
    match error.code {
        ProblemCode::NotFound => AppError {
            existing_id: error.existing_id,
            ..FieldError::new("/other_id", ProblemCode::UnknownOrganisation).into()
        },
        _ => error,
    }
}

fn check_versions(kept: &Side, other: &Side, expected: &ExpectedVersions, new: &NewMerge) -> Result<()> {
    expected.require(kept.organisation.version)?;
    if other.organisation.version == new.other_version {
        return Ok(());
    }
    let detail = "L’autre fiche a changé depuis que vous l’avez lue. Relisez-la, puis recommencez.";
    Err(FieldError::new("/other_version", ProblemCode::PreconditionFailed).with_detail(detail).into())
}

/// One event for the record that stays, with the whole of the other as a personal value, and one for the id that goes.
fn write_audit(
    tx: &mut WriteTx<'_>,
    (before, after): (&Organisation, &Organisation),
    other: &Organisation,
    new: &NewMerge,
    merge: &OrganisationMerge,
) -> Result<()> {
    let whole = serde_json::to_value(other).map_err(AppError::internal)?;
    let event = Event::new("merge", "organisation", after.id.0)
        .with("other_id", other.id)
        .with("moves", merge.moves)
        .changing(merge.filled.iter().copied().filter(|field| !field.starts_with("contact")))
        .personal("merged_record", Some(&whole), &Value::Null)
        .personal("contact_name", Some(&before.contact_name), &after.contact_name)
        .personal("contact_email", Some(&before.contact_email), &after.contact_email)
        .personal("contact_phone", Some(&before.contact_phone), &after.contact_phone)
        .because(new.reason.as_ref().map(ToString::to_string));
    audit::record(tx, &event)?;
    audit::record(tx, &Event::new("merge_into", "organisation", other.id.0).with("organisation_id", after.id))
}

//! The references of a record that goes: each goes on finding the person for its owner.

use diesel::prelude::*;

use crate::access::{Owner, WriteTx, owned_by};
use crate::candidates::Candidate;
use crate::db::schema::{candidate_references as own, candidates, merged_references as merged};
use crate::error::Result;
use crate::values::{CandidateId, Name, OrganisationId};

/// Takes the record's own reference from it, so that another record of the same owner may get it.
pub(in crate::candidates::merges) fn release(tx: &mut WriteTx<'_>, id: CandidateId) -> Result<()> {
    let none: Option<Name> = None;
    diesel::update(candidates::table.filter(candidates::id.eq(id)))
        .set(candidates::external_ref.eq(none))
        .execute(tx.conn())?;
    Ok(())
}

/// Gives the person who stays the references of the record that goes. A partner that has none of its own for the person is
/// shown the one of the record that goes; `is_filled` says that the record which stays has taken that of its recorder.
pub(in crate::candidates::merges) fn take_over(
    tx: &mut WriteTx<'_>,
    from: &Candidate,
    into: &Candidate,
    is_filled: bool,
) -> Result<()> {
    diesel::update(merged::table.filter(merged::candidate_id.eq(from.id)))
        .set(merged::candidate_id.eq(into.id))
        .execute(tx.conn())?;
    if let Some(reference) = from.external_ref.as_ref().filter(|_| !is_filled) {
        // Also where it is shown: officers, who find the references of all recorders, read none of those that are shown.
        show(tx, into, &from.owner, reference)?;
        keep(tx, into, &from.owner, reference)?;
    }
    type Row = (Option<OrganisationId>, Option<String>, Name);
    let of_partners = own::table.filter(own::candidate_id.eq(from.id));
    let rows: Vec<Row> = of_partners.select((own::owner_id, own::owner_source, own::external_ref)).load(tx.conn())?;
    diesel::delete(own::table.filter(own::candidate_id.eq(from.id))).execute(tx.conn())?;
    for (organisation, source, reference) in rows {
        let owner = Owner::stored(organisation, source);
        if !show(tx, into, &owner, &reference)? {
            keep(tx, into, &owner, &reference)?;
        }
    }
    Ok(())
}

/// Shows a partner its reference of the person, if it has no other. Returns whether it is shown.
fn show(tx: &mut WriteTx<'_>, into: &Candidate, owner: &Owner, reference: &Name) -> Result<bool> {
    let shown = own::table.filter(own::candidate_id.eq(into.id)).select(own::id).into_boxed();
    let shown: Option<i64> = owned_by!(shown, own, owner.clone()).first(tx.conn()).optional()?;
    if shown.is_some() || *owner == into.owner || *owner == Owner::House {
        return Ok(false);
    }
    diesel::insert_into(own::table)
        .values((
            own::candidate_id.eq(into.id),
            own::owner_id.eq(owner.organisation()),
            own::owner_source.eq(owner.source()),
            own::external_ref.eq(reference),
        ))
        .execute(tx.conn())?;
    Ok(true)
}

/// Keeps a reference of the owner beside the one that it is shown.
fn keep(tx: &mut WriteTx<'_>, into: &Candidate, owner: &Owner, reference: &Name) -> Result<()> {
    let kept = merged::table.filter(merged::external_ref.eq(reference)).select(merged::id).into_boxed();
    let kept: Option<i64> = owned_by!(kept, merged, owner.clone()).first(tx.conn()).optional()?;
    if kept.is_some() {
        return Ok(());
    }
    diesel::insert_into(merged::table)
        .values((
            merged::candidate_id.eq(into.id),
            merged::owner_id.eq(owner.organisation()),
            merged::owner_source.eq(owner.source()),
            merged::external_ref.eq(reference),
        ))
        .execute(tx.conn())?;
    Ok(())
}

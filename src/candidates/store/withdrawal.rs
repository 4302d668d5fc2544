//! Queries of the withdrawal of a person's record.

use diesel::prelude::*;

use crate::access::WriteTx;
use crate::db::load_for_deletion;
use crate::db::schema::{
    addresses, candidate_references, candidates, distinct_candidates, eligibility_criteria, idempotent_answers,
    merged_candidates, merged_references,
};
use crate::error::Result;
use crate::values::CandidateId;

/// Locks the person until the transaction ends, the settings first: nobody records anything about them meanwhile.
pub(in crate::candidates) fn lock_for_deletion(tx: &mut WriteTx<'_>, id: CandidateId) -> Result<()> {
    tx.lock_settings()?;
    let person = candidates::table.filter(candidates::id.eq(id)).select(candidates::id);
    let _locked: Vec<CandidateId> = load_for_deletion!(tx.conn(), person)?;
    Ok(())
}

/// Deletes the record of a person about whom nothing is recorded. The ids and references of records that were merged into it
/// lead nowhere any more. Stored answers are deleted after a day; until then they belong to nobody.
pub(in crate::candidates) fn delete(tx: &mut WriteTx<'_>, id: CandidateId) -> Result<()> {
    macro_rules! delete_of_person {
        ($($table:ident . $column:ident),+) => {$(
            diesel::delete($table::table.filter($table::$column.eq(id))).execute(tx.conn())?;
        )+};
    }
    delete_of_person!(
        addresses.candidate_id,
        eligibility_criteria.candidate_id,
        candidate_references.candidate_id,
        merged_references.candidate_id,
        merged_candidates.kept_id,
        distinct_candidates.candidate_id,
        distinct_candidates.other_candidate_id
    );
    let nobody: Option<CandidateId> = None;
    diesel::update(idempotent_answers::table.filter(idempotent_answers::candidate_id.eq(id)))
        .set(idempotent_answers::candidate_id.eq(nobody))
        .execute(tx.conn())?;
    diesel::delete(candidates::table.filter(candidates::id.eq(id))).execute(tx.conn())?;
    Ok(())
}

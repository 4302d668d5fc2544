//! Use cases of evidence for a lot and month.

use super::{LotEvidence, NewLotEvidence, store};
use crate::access::idempotency::Idempotent;
use crate::access::{Caller, ProveHours, ReadMonths, WriteTx};
use crate::audit::{self, Event};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::months::{lock_open, lot_of, rules};
use crate::values::{ExpectedVersions, LotEvidenceId, Month};

/// Records evidence for the hours of a lot in a month.
///
/// # Errors
/// `month_in_future`, `unknown_lot`, `month_closed`, `already_exists`.
pub fn create(caller: &Caller<ProveHours>, month: Month, new: &NewLotEvidence) -> Result<Idempotent<LotEvidence>> {
    rules::has_begun(month, caller.today())?;
    caller.create(|tx| {
        let Some((sector, _)) = lot_of(tx, new.lot, month)? else {
            return Err(FieldError::new("/lot_id", ProblemCode::UnknownLot).into());
        };
        lock_open(tx, month, sector)?;
        if let Some(existing) = store::duplicate_of(tx, month, new)? {
            let detail = "Ce justificatif est déjà enregistré pour ce lot et ce mois.";
            let field_error = FieldError::new("/reference", ProblemCode::AlreadyExists).with_detail(detail);
            return Err(AppError::from(field_error).with_existing_id(existing.0));
        }
        let evidence = store::insert(tx, month, new)?;
        let event = audit_event("create", &evidence).personal("reference", None, &evidence.reference);
        audit::record(tx, &event)?;
        Ok(evidence)
    })
}

/// Deletes evidence; hours validated with it stay validated. Partners delete only evidence of their source.
///
/// # Errors
/// `not_found`, `precondition_failed`, `forbidden` for a partner of another source, `month_closed`.
pub fn delete(caller: &Caller<ProveHours>, month: Month, id: LotEvidenceId, expected: &ExpectedVersions) -> Result<()> {
    caller.write(|tx| {
        let (evidence, sector) = store::find(tx, month, id)?;
        expected.require(evidence.version)?;
        check_source(tx, &evidence)?;
        lock_open(tx, month, sector)?;
        store::delete(tx, id)?;
        let event = audit_event("delete", &evidence).personal("reference", Some(&Some(&evidence.reference)), &None);
        audit::record(tx, &event)
    })
}

/// One piece of evidence of a month.
///
/// # Errors
/// `not_found`.
pub fn show(caller: &Caller<ReadMonths>, month: Month, id: LotEvidenceId) -> Result<LotEvidence> {
    caller.read(|tx| Ok(store::find(tx, month, id)?.0))
}

/// The evidence of a month, in the order it was recorded.
///
/// # Errors
/// `unavailable`.
pub fn list(caller: &Caller<ReadMonths>, month: Month, after: i64, rows: i64) -> Result<Vec<LotEvidence>> {
    caller.read(|tx| store::list(tx, month, after, rows))
}

fn check_source(tx: &mut WriteTx<'_>, evidence: &LotEvidence) -> Result<()> {
    let scope = tx.scope();
    if scope.is_officer() || scope.source == evidence.source {
        return Ok(());
    }
    let detail = "Un justificatif ne peut être retiré que par celui qui l’a apporté, ou par une chargée de clauses.";
    Err(AppError::new(ProblemCode::Forbidden).with_detail(detail))
}

/// Without the reference: it is free text that may name a person, so the caller adds it as a personal value.
fn audit_event(action: &'static str, evidence: &LotEvidence) -> Event {
    Event::new(action, "lot_evidence", evidence.id.0)
        .with("lot_id", evidence.lot_id)
        .with("month", evidence.month)
        .with("kind", evidence.kind)
        .with("dated_on", evidence.dated_on)
}

//! Use cases of attestations: issuing one, and reading those that were issued.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::document::document;
use super::store::{self, LotFacts, NewAttestation};
use super::{Attestation, AttestationCode, AttestedLot, AttestedLots, DetailedAttestation, Subject};
use crate::access::idempotency::Idempotent;
use crate::access::{Caller, IssueAttestations, ReadAttestations, Tx};
use crate::audit::{self, Event};
use crate::contracts::{Progress, progress};
use crate::documents::{self, Form};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::organisations::actions as organisations;
use crate::values::{LotId, Sectors, day_in_words};

/// Attests the hours of a lot, or of all lots of a holder, on a day, by default today. For a holder, an officer of single
/// sectors attests the lots of these.
///
/// # Errors
/// `not_found`; `invalid_date` for a day to come, or on which no contract had begun.
pub fn issue(
    caller: &Caller<IssueAttestations>,
    subject: Subject,
    on: Option<NaiveDate>,
) -> Result<Idempotent<Attestation>> {
    let today = caller.today();
    let on = on.unwrap_or(today);
    if on > today {
        let detail = "Ce jour n’est pas encore venu : une attestation est d’aujourd’hui ou d’un jour passé.";
        return Err(FieldError::new("/on", ProblemCode::InvalidDate).with_detail(detail).into());
    }
    let code = AttestationCode::random()?;
    // From one state of the database: what is attested never changes again.
    let (sectors, states) = caller.snapshot(|tx| stated(tx, subject, on))?;
    let new = NewAttestation { subject, code, sectors, attested_on: on, states };
    caller.create(|tx| {
        let attestation = store::insert(tx, &new)?.attestation;
        audit::record(tx, &event(&attestation))?;
        Ok(attestation)
    })
}

/// What an attestation states on a day, and the sectors of its lots.
fn stated(tx: &mut Tx<'_>, subject: Subject, on: NaiveDate) -> Result<(Sectors, AttestedLots)> {
    let name = name_in(tx, subject)?;
    let holder = matches!(subject, Subject::Holder(_)).then_some(name);
    let lots = store::lots(tx, subject, on)?;
    if lots.is_empty() {
        return Err(nothing_begun(on));
    }
    let sectors = Sectors::new(lots.iter().map(|lot| lot.sector));
    let seen = if holder.is_some() { tx.scope().sectors.clone() } else { sectors.clone() };
    Ok((sectors, states(tx, (holder, &seen), lots, on)?))
}

fn nothing_begun(on: NaiveDate) -> AppError {
    let detail = format!(
        "Aucun lot n’y est, dans vos secteurs, d’un marché commencé le {} : rien à attester.",
        day_in_words(on)
    );
    FieldError::new("/on", ProblemCode::InvalidDate).with_detail(detail).into()
}

fn event(attestation: &Attestation) -> Event {
    Event::new("create", "attestation", attestation.id.0)
        .with("lot_id", attestation.lot_id)
        .with("organisation_id", attestation.organisation_id)
        .with("code", attestation.code.as_str())
        .with("attested_on", attestation.attested_on)
        .with("done", attestation.done)
        .apart_from_totals()
}

fn states(
    tx: &mut Tx<'_>,
    (holder, seen): (Option<String>, &Sectors),
    lots: Vec<LotFacts>,
    on: NaiveDate,
) -> Result<AttestedLots> {
    let ids: Vec<LotId> = lots.iter().map(|lot| lot.id).collect();
    let mut progress = progress::actions::of_lots(tx, &ids, on)?;
    let mut holders = store::holders(tx, &lots)?;
    let lots: Vec<AttestedLot> =
        lots.into_iter().map(|lot| attested(progress.remove(&lot.id), &mut holders, lot)).collect::<Result<_>>()?;
    Ok(AttestedLots {
        issuer: tx.scope().house.name().to_owned(),
        holder,
        sectors: seen.iter().map(|sector| sector.to_string()).collect(),
        lots,
    })
}

fn attested(
    progress: Option<Progress>,
    holders: &mut HashMap<LotId, Vec<String>>,
    lot: LotFacts,
) -> Result<AttestedLot> {
    let progress = progress.ok_or_else(|| AppError::internal(anyhow::anyhow!("lot {} has no progress", lot.id)))?;
    Ok(AttestedLot {
        lot_id: lot.id,
        number: lot.number.to_string(),
        title: lot.title.to_string(),
        holders: holders.remove(&lot.id).unwrap_or_default(),
        public_contract_id: lot.contract,
        reference: lot.reference.to_string(),
        contract_title: lot.contract_title.to_string(),
        buyer: lot.buyer.to_string(),
        starts_on: lot.starts_on,
        ends_on: lot.ends_on,
        due: progress.due,
        done: progress.done,
        remaining: progress.remaining,
        rate: progress.rate,
    })
}

/// What the subject is called: the holder's name, or the contract's and the lot's number.
///
/// # Errors
/// `not_found` for a lot outside of the caller's sectors, and for an organisation; of one that was merged, with the record that
/// stays.
fn name_in(tx: &mut Tx<'_>, subject: Subject) -> Result<String> {
    match subject {
        Subject::Lot(lot) => store::name_of_lot(tx, lot),
        Subject::Holder(holder) => Ok(organisations::find_in(tx, holder)?.name.to_string()),
    }
}

/// What the subject is called.
///
/// # Errors
/// `not_found`.
pub fn name(caller: &Caller<ReadAttestations>, subject: Subject) -> Result<String> {
    caller.read(|tx| name_in(tx, subject))
}

/// The attestations of a subject after an id, in the order they were issued.
///
/// # Errors
/// `not_found` for the subject.
pub fn list(caller: &Caller<ReadAttestations>, subject: Subject, after: i64, rows: i64) -> Result<Vec<Attestation>> {
    caller.snapshot(|tx| {
        name_in(tx, subject)?;
        store::list(tx, subject, after, rows)
    })
}

/// The attestations of a subject that were issued last, the last one first.
///
/// # Errors
/// `not_found` for the subject.
pub fn latest(caller: &Caller<ReadAttestations>, subject: Subject, rows: i64) -> Result<Vec<Attestation>> {
    caller.snapshot(|tx| {
        name_in(tx, subject)?;
        store::latest(tx, subject, rows)
    })
}

/// The attestation of a subject with this code, or without one the last that was issued.
///
/// # Errors
/// `not_found`.
pub fn show(
    caller: &Caller<ReadAttestations>,
    subject: Subject,
    code: Option<&AttestationCode>,
) -> Result<DetailedAttestation> {
    caller.snapshot(|tx| {
        name_in(tx, subject)?;
        store::find(tx, subject, code)
    })
}

/// An attestation as a document in this form. `site` is the public address of the service, where its code is confirmed.
///
/// # Errors
/// `internal` if a writer refuses it.
pub fn written(attestation: &DetailedAttestation, site: Option<&str>, form: Form) -> Result<Vec<u8>> {
    documents::write(&document(attestation, site), form)
}

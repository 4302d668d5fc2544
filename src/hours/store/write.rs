//! Cells and their versions, written many at a time.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::sql_types::{BigInt, Bool, Date, Integer, Nullable, Text, Timestamp};

use crate::access::WriteTx;
use crate::db::{self, Contended, Referring, bulk};
use crate::error::{AppError, Result};
use crate::hours::CellKey;
use crate::hours::rules::{Change, Figure};
use crate::values::{
    AgeBracket, CandidateId, CommuneCode, ContractType, EmploymentId, EvidenceKind, FreeText, Hours, HoursId,
    HoursStatus, LotId, Modality, Month, Name, NeighbourhoodId, OrganisationId, PrescriberKind, PublicContractId,
    Sector, Sex,
};

bulk! {
    /// A new row of hours.
    struct Row<'a> in Rows of "hours" {
        employment_id: EmploymentId as BigInt,
        lot_id: LotId as BigInt,
        month: Month as Integer,
        worked: Hours as BigInt,
        training: Hours as BigInt,
        status: HoursStatus as Text,
        source: &'a str as Text,
        evidence_kind: Option<EvidenceKind> as Nullable<Text>,
        evidence_reference: Option<&'a Name> as Nullable<Text>,
        evidence_on: Option<NaiveDate> as Nullable<Date>,
        version: i64 as BigInt,
        updated_at: NaiveDateTime as Timestamp,
        candidate_id: CandidateId as BigInt,
        employer_id: OrganisationId as BigInt,
        public_contract_id: PublicContractId as BigInt,
        sector: Sector as Text,
        contract_type: ContractType as Text,
        modality: Modality as Text,
        prescriber_kind: Option<PrescriberKind> as Nullable<Text>,
        sex: Sex as Text,
        age_bracket: AgeBracket as Text,
        qualification_level: Option<i32> as Nullable<Integer>,
        commune_code: Option<&'a CommuneCode> as Nullable<Text>,
        neighbourhood_id: Option<NeighbourhoodId> as Nullable<BigInt>,
        qpv_legal: bool as Bool,
        rsa: bool as Bool,
        in_plie: bool as Bool,
        counted: bool as Bool,
    }
}

impl<'a> Row<'a> {
    fn of(key: &CellKey, change: &'a Change, now: NaiveDateTime) -> Self {
        let (figure, snapshot) = (&change.figure, &change.snapshot);
        Self {
            employment_id: key.employment,
            lot_id: key.lot,
            month: key.month,
            worked: figure.worked,
            training: figure.training,
            status: figure.status,
            source: &figure.source,
            evidence_kind: figure.evidence.as_ref().map(|evidence| evidence.kind),
            evidence_reference: figure.evidence.as_ref().map(|evidence| &evidence.reference),
            evidence_on: figure.evidence.as_ref().and_then(|evidence| evidence.dated_on),
            version: change.version,
            updated_at: now,
            candidate_id: snapshot.candidate,
            employer_id: snapshot.employer,
            public_contract_id: snapshot.public_contract,
            sector: snapshot.sector,
            contract_type: snapshot.contract_type,
            modality: snapshot.modality,
            prescriber_kind: snapshot.prescriber_kind,
            sex: snapshot.sex,
            age_bracket: snapshot.age_bracket,
            qualification_level: snapshot.qualification_level,
            commune_code: snapshot.commune.as_ref(),
            neighbourhood_id: snapshot.neighbourhood,
            qpv_legal: snapshot.qpv_legal,
            rsa: snapshot.rsa,
            in_plie: snapshot.in_plie,
            counted: snapshot.counted,
        }
    }
}

bulk! {
    /// What rows that are there already say from now on; what they carry stays as it is.
    struct Corrected<'a> in Corrections of "hours" {
        id: HoursId as BigInt,
        worked: Hours as BigInt,
        training: Hours as BigInt,
        status: HoursStatus as Text,
        source: &'a str as Text,
        evidence_kind: Option<EvidenceKind> as Nullable<Text>,
        evidence_reference: Option<&'a Name> as Nullable<Text>,
        evidence_on: Option<NaiveDate> as Nullable<Date>,
        version: i64 as BigInt,
        pending_version: Option<i64> as Nullable<BigInt>,
        updated_at: NaiveDateTime as Timestamp,
    }
}

impl db::Corrections for Corrections<'_> {
    const IF: &'static str = "hours.version = said.version - 1";
}

impl<'a> Corrected<'a> {
    fn of(id: HoursId, change: &'a Change, now: NaiveDateTime) -> Self {
        let figure = &change.figure;
        Self {
            id,
            worked: figure.worked,
            training: figure.training,
            status: figure.status,
            source: &figure.source,
            evidence_kind: figure.evidence.as_ref().map(|evidence| evidence.kind),
            evidence_reference: figure.evidence.as_ref().map(|evidence| &evidence.reference),
            evidence_on: figure.evidence.as_ref().and_then(|evidence| evidence.dated_on),
            version: change.version,
            pending_version: change.waits.then_some(change.version),
            updated_at: now,
        }
    }
}

bulk! {
    /// Who said first what a new row says, and why.
    struct FirstVersion<'a> in FirstVersions of "hours_versions" {
        reason: Option<&'a FreeText> as Nullable<Text>,
        recorded_by: &'a str as Text,
        recorded_at: NaiveDateTime as Timestamp,
    }
}

impl Referring for FirstVersions<'_> {
    const REFERS_BY: &'static str = "hours_id";
    const ALIKE: &'static str =
        "version, worked, training, status, source, evidence_kind, evidence_reference, evidence_on";
}

bulk! {
    /// What a later version says of its cell, which may be something else than what counts.
    struct LaterVersion<'a> in LaterVersions of "hours_versions" {
        hours_id: HoursId as BigInt,
        version: i64 as BigInt,
        worked: Hours as BigInt,
        training: Hours as BigInt,
        status: HoursStatus as Text,
        source: &'a str as Text,
        evidence_kind: Option<EvidenceKind> as Nullable<Text>,
        evidence_reference: Option<&'a Name> as Nullable<Text>,
        evidence_on: Option<NaiveDate> as Nullable<Date>,
        reason: Option<&'a FreeText> as Nullable<Text>,
        recorded_by: &'a str as Text,
        recorded_at: NaiveDateTime as Timestamp,
    }
}

impl<'a> LaterVersion<'a> {
    fn of(id: HoursId, change: &'a Change, actor: &'a str, now: NaiveDateTime) -> Self {
        let said: &Figure = &change.said;
        Self {
            hours_id: id,
            version: change.version,
            worked: said.worked,
            training: said.training,
            status: said.status,
            source: &said.source,
            evidence_kind: said.evidence.as_ref().map(|evidence| evidence.kind),
            evidence_reference: said.evidence.as_ref().map(|evidence| &evidence.reference),
            evidence_on: said.evidence.as_ref().and_then(|evidence| evidence.dated_on),
            reason: change.reason.as_ref(),
            recorded_by: actor,
            recorded_at: now,
        }
    }
}

/// Writes the changes and their versions; gives back the ids of new cells. `changes` are in the order of their keys, so
/// that no two writers wait for each other in a circle; `id` knows the cells that are there, which have been held since
/// they were read. A cell that somebody else made since it was judged makes the whole work start again.
pub fn write(
    tx: &mut WriteTx<'_>,
    changes: &[(CellKey, &Change)],
    id: impl Fn(&CellKey) -> Option<HoursId>,
) -> Result<HashMap<CellKey, HoursId>> {
    let mut known = Vec::new();
    let mut new = Vec::with_capacity(changes.len());
    for &(key, change) in changes {
        match id(&key) {
            Some(id) => known.push((id, change)),
            None => new.push((key, change)),
        }
    }
    correct(tx, &known)?;
    insert(tx, &new)
}

fn insert(tx: &mut WriteTx<'_>, new: &[(CellKey, &Change)]) -> Result<HashMap<CellKey, HoursId>> {
    let (now, actor) = (tx.now(), tx.scope().actor.clone());
    let rows: Rows<'_> = new.iter().map(|(key, change)| Row::of(key, change, now)).collect();
    let reasons = new.iter().map(|(_, change)| change.reason.as_ref());
    let versions: FirstVersions<'_> =
        reasons.map(|reason| FirstVersion { reason, recorded_by: &actor, recorded_at: now }).collect();
    let ids = db::insert_both(tx.conn(), &rows, &versions)?;
    Ok(new.iter().zip(ids).map(|((key, _), id)| (*key, HoursId(id))).collect())
}

fn correct(tx: &mut WriteTx<'_>, known: &[(HoursId, &Change)]) -> Result<()> {
    if known.is_empty() {
        return Ok(());
    }
    let (now, actor) = (tx.now(), tx.scope().actor.clone());
    let rows: Corrections<'_> = known.iter().map(|(id, change)| Corrected::of(*id, change, now)).collect();
    if db::correct(tx.conn(), &rows)? < known.len() {
        return Err(AppError::unavailable(Contended("a cell was changed while it was judged".to_owned())));
    }
    let versions: LaterVersions<'_> =
        known.iter().map(|(id, change)| LaterVersion::of(*id, change, &actor, now)).collect();
    db::insert(tx.conn(), &versions)
}

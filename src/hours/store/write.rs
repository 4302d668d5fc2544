//! Writes cells and their versions in bulk.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::sql_types::{BigInt, Bool, Date, Integer, Nullable, Text, Timestamp};

use crate::access::WriteTx;
use crate::db::{self, Contended, bulk};
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
    struct NewRow<'a> in NewRows of "hours" {
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

impl<'a> NewRow<'a> {
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
    /// The new figure of an existing row; its snapshot stays as it is.
    struct UpdatedRow<'a> in UpdatedRows of "hours" {
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

impl db::UpdateRows for UpdatedRows<'_> {
    const CONDITION: &'static str = "hours.version = input.version - 1";
}

impl<'a> UpdatedRow<'a> {
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
    /// A version of a row: the figure that it states, which may differ from the one that counts.
    struct VersionRow<'a> in VersionRows of "hours_versions" {
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

impl<'a> VersionRow<'a> {
    fn of(id: HoursId, change: &'a Change, actor: &'a str, now: NaiveDateTime) -> Self {
        let stated: &Figure = &change.stated;
        Self {
            hours_id: id,
            version: change.version,
            worked: stated.worked,
            training: stated.training,
            status: stated.status,
            source: &stated.source,
            evidence_kind: stated.evidence.as_ref().map(|evidence| evidence.kind),
            evidence_reference: stated.evidence.as_ref().map(|evidence| &evidence.reference),
            evidence_on: stated.evidence.as_ref().and_then(|evidence| evidence.dated_on),
            reason: change.reason.as_ref(),
            recorded_by: actor,
            recorded_at: now,
        }
    }
}

/// Writes the changes and their versions; returns the ids of new cells. `changes` are sorted by key, so that no two
/// writers deadlock; `id` finds existing cells, which are locked since they were read. If another writer created a cell
/// meanwhile, the transaction runs again ([`Contended`]).
pub fn write(
    tx: &mut WriteTx<'_>,
    changes: &[(CellKey, &Change)],
    id: impl Fn(&CellKey) -> Option<HoursId>,
) -> Result<HashMap<CellKey, HoursId>> {
    if changes.is_empty() {
        return Ok(HashMap::new());
    }
    let mut existing = Vec::new();
    let mut new = Vec::with_capacity(changes.len());
    for &(key, change) in changes {
        match id(&key) {
            Some(id) => existing.push((id, change)),
            None => new.push((key, change)),
        }
    }
    update(tx, &existing)?;
    let ids = insert(tx, &new)?;
    let of_new = new.iter().filter_map(|(key, change)| Some((*ids.get(key)?, *change)));
    let written: Vec<_> = existing.iter().copied().chain(of_new).collect();
    let (now, actor) = (tx.now(), tx.scope().actor.clone());
    let versions: VersionRows<'_> =
        written.iter().map(|(id, change)| VersionRow::of(*id, change, &actor, now)).collect();
    db::insert(tx.conn(), &versions)?;
    Ok(ids)
}

fn insert(tx: &mut WriteTx<'_>, new: &[(CellKey, &Change)]) -> Result<HashMap<CellKey, HoursId>> {
    if new.is_empty() {
        return Ok(HashMap::new());
    }
    let now = tx.now();
    let rows: NewRows<'_> = new.iter().map(|(key, change)| NewRow::of(key, change, now)).collect();
    db::insert(tx.conn(), &rows)?;
    super::cells::ids(tx, &new.iter().map(|(key, _)| *key).collect::<Vec<_>>())
}

fn update(tx: &mut WriteTx<'_>, existing: &[(HoursId, &Change)]) -> Result<()> {
    let now = tx.now();
    let rows: UpdatedRows<'_> = existing.iter().map(|(id, change)| UpdatedRow::of(*id, change, now)).collect();
    if !existing.is_empty() && db::update_all(tx.conn(), &rows)? < existing.len() {
        return Err(AppError::unavailable(Contended("a cell was changed while it was judged".to_owned())));
    }
    Ok(())
}

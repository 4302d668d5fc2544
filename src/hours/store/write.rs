//! Cells and their versions, written many at a time.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use diesel::upsert::excluded;

use crate::access::WriteTx;
use crate::db::schema::{hours, hours_versions};
use crate::db::{CHUNK, Contended, native};
use crate::error::{AppError, Result};
use crate::hours::CellKey;
use crate::hours::copied::Copied;
use crate::hours::rules::{Change, Figure};
use crate::units::{
    AgeBracket, CandidateId, CommuneCode, ContractType, EmploymentId, EvidenceKind, FreeText, Hours, HoursId,
    HoursStatus, LotId, Modality, Month, Name, NeighbourhoodId, OrganisationId, PrescriberKind, PublicContractId,
    Sector, Sex,
};

/// What a row carries besides its figures.
#[derive(AsChangeset)]
#[diesel(table_name = hours, treat_none_as_null = true)]
struct Carried<'a> {
    candidate_id: CandidateId,
    employer_id: OrganisationId,
    public_contract_id: PublicContractId,
    sector: Sector,
    contract_type: ContractType,
    modality: Modality,
    prescriber_kind: Option<PrescriberKind>,
    sex: Sex,
    age_bracket: AgeBracket,
    qualification_level: Option<i32>,
    commune_code: Option<&'a CommuneCode>,
    neighbourhood_id: Option<NeighbourhoodId>,
    qpv_legal: bool,
    rsa: bool,
    in_plie: bool,
    counted: bool,
}

impl<'a> Carried<'a> {
    fn of(copied: &'a Copied) -> Self {
        Self {
            candidate_id: copied.candidate,
            employer_id: copied.employer,
            public_contract_id: copied.public_contract,
            sector: copied.sector,
            contract_type: copied.contract_type,
            modality: copied.modality,
            prescriber_kind: copied.prescriber_kind,
            sex: copied.sex,
            age_bracket: copied.age_bracket,
            qualification_level: copied.qualification_level,
            commune_code: copied.commune.as_ref(),
            neighbourhood_id: copied.neighbourhood,
            qpv_legal: copied.qpv_legal,
            rsa: copied.rsa,
            in_plie: copied.in_plie,
            counted: copied.counted,
        }
    }
}

/// A row of hours. SQLite takes many at once only as flat records, so what is carried stands here again.
#[derive(Insertable)]
#[diesel(table_name = hours, treat_none_as_default_value = false)]
struct Row<'a> {
    employment_id: EmploymentId,
    lot_id: LotId,
    month: Month,
    worked: Hours,
    training: Hours,
    status: HoursStatus,
    source: &'a str,
    evidence_kind: Option<EvidenceKind>,
    evidence_reference: Option<&'a Name>,
    evidence_on: Option<NaiveDate>,
    version: i64,
    pending_version: Option<i64>,
    updated_at: NaiveDateTime,
    candidate_id: CandidateId,
    employer_id: OrganisationId,
    public_contract_id: PublicContractId,
    sector: Sector,
    contract_type: ContractType,
    modality: Modality,
    prescriber_kind: Option<PrescriberKind>,
    sex: Sex,
    age_bracket: AgeBracket,
    qualification_level: Option<i32>,
    commune_code: Option<&'a CommuneCode>,
    neighbourhood_id: Option<NeighbourhoodId>,
    qpv_legal: bool,
    rsa: bool,
    in_plie: bool,
    counted: bool,
}

impl<'a> Row<'a> {
    fn of(key: &CellKey, change: &'a Change, now: NaiveDateTime) -> Self {
        let (figure, copied) = (&change.figure, &change.copied);
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
            pending_version: change.waits.then_some(change.version),
            updated_at: now,
            candidate_id: copied.candidate,
            employer_id: copied.employer,
            public_contract_id: copied.public_contract,
            sector: copied.sector,
            contract_type: copied.contract_type,
            modality: copied.modality,
            prescriber_kind: copied.prescriber_kind,
            sex: copied.sex,
            age_bracket: copied.age_bracket,
            qualification_level: copied.qualification_level,
            commune_code: copied.commune.as_ref(),
            neighbourhood_id: copied.neighbourhood,
            qpv_legal: copied.qpv_legal,
            rsa: copied.rsa,
            in_plie: copied.in_plie,
            counted: copied.counted,
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = hours_versions, treat_none_as_default_value = false)]
struct VersionRow<'a> {
    hours_id: HoursId,
    version: i64,
    worked: Hours,
    training: Hours,
    status: HoursStatus,
    source: &'a str,
    evidence_kind: Option<EvidenceKind>,
    evidence_reference: Option<&'a Name>,
    evidence_on: Option<NaiveDate>,
    reason: Option<&'a FreeText>,
    recorded_by: &'a str,
    recorded_at: NaiveDateTime,
}

impl<'a> VersionRow<'a> {
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

/// Writes the changes and their versions; `changes` are in the order of their keys, so that no two writers wait for
/// each other in a circle. A cell that somebody else made since it was judged makes the whole work start again; cells
/// that were there already have been held since they were read.
pub fn write(tx: &mut WriteTx<'_>, changes: &[(CellKey, Change)]) -> Result<HashMap<CellKey, HoursId>> {
    let now = tx.now();
    let actor = tx.scope().actor.as_str();
    let (new, known): (Vec<_>, Vec<_>) = changes.iter().partition(|(_, change)| change.version == 1);
    let mut ids = HashMap::new();
    for (chunk, is_new) in
        new.chunks(CHUNK).map(|chunk| (chunk, true)).chain(known.chunks(CHUNK).map(|chunk| (chunk, false)))
    {
        let rows: Vec<Row<'_>> = chunk.iter().map(|(key, change)| Row::of(key, change, now)).collect();
        let written = if is_new { insert(tx, &rows)? } else { replace(tx, &rows)? };
        if written.len() != rows.len() {
            return Err(AppError::unavailable(Contended("a cell was made while it was judged".to_owned())));
        }
        ids.extend(written.into_iter().map(|(id, employment, lot, month)| (CellKey { employment, lot, month }, id)));
        let version = |(key, change)| Some(VersionRow::of(*ids.get(key)?, change, actor, now));
        let versions: Vec<_> = chunk.iter().filter_map(|(key, change)| version((key, change))).collect();
        native!(tx.conn(), |conn| diesel::insert_into(hours_versions::table).values(&versions).execute(conn))?;
    }
    Ok(ids)
}

type Written = Vec<(HoursId, EmploymentId, LotId, Month)>;

/// New rows, in one statement; those that somebody else was faster to make are left out.
fn insert(tx: &mut WriteTx<'_>, rows: &[Row<'_>]) -> Result<Written> {
    let written = native!(tx.conn(), |conn| diesel::insert_into(hours::table)
        .values(rows)
        .on_conflict_do_nothing()
        .returning((hours::id, hours::employment_id, hours::lot_id, hours::month))
        .load(conn))?;
    Ok(written)
}

/// Rows that are there and held, all replaced in one statement.
fn replace(tx: &mut WriteTx<'_>, rows: &[Row<'_>]) -> Result<Written> {
    let written = native!(tx.conn(), |conn| diesel::insert_into(hours::table)
        .values(rows)
        .on_conflict((hours::employment_id, hours::lot_id, hours::month))
        .do_update()
        .set((
            hours::worked.eq(excluded(hours::worked)),
            hours::training.eq(excluded(hours::training)),
            hours::status.eq(excluded(hours::status)),
            hours::source.eq(excluded(hours::source)),
            hours::evidence_kind.eq(excluded(hours::evidence_kind)),
            hours::evidence_reference.eq(excluded(hours::evidence_reference)),
            hours::evidence_on.eq(excluded(hours::evidence_on)),
            hours::version.eq(excluded(hours::version)),
            hours::pending_version.eq(excluded(hours::pending_version)),
            hours::updated_at.eq(excluded(hours::updated_at)),
        ))
        .returning((hours::id, hours::employment_id, hours::lot_id, hours::month))
        .load(conn))?;
    Ok(written)
}

/// Gives a row its carried values anew.
pub fn carry(tx: &mut WriteTx<'_>, id: HoursId, copied: &Copied) -> Result<()> {
    diesel::update(hours::table.find(id)).set(Carried::of(copied)).execute(tx.conn())?;
    Ok(())
}

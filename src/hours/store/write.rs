//! Cells and their versions, written many at a time.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::AstPass;
use diesel::sql_types::{Array, BigInt, Bool, Date, Integer, Nullable, Text, Timestamp};
use diesel::sqlite::Sqlite;

use crate::access::WriteTx;
use crate::db::{Contended, Keyed, Keys, Referring, Tail, bulk, insert_both};
use crate::error::{AppError, Result};
use crate::hours::CellKey;
use crate::hours::rules::{Change, Figure};
use crate::units::{
    AgeBracket, CandidateId, CommuneCode, ContractType, EmploymentId, EvidenceKind, FreeText, Hours, HoursId,
    HoursStatus, LotId, Modality, Month, Name, NeighbourhoodId, OrganisationId, PrescriberKind, PublicContractId,
    Sector, Sex,
};

bulk! {
    /// A row of hours.
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
        pending_version: Option<i64> as Nullable<BigInt>,
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

bulk! {
    /// What one version says of its cell.
    struct VersionRow<'a> in VersionRows of "hours_versions" {
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
    fn of(change: &'a Change, actor: &'a str, now: NaiveDateTime) -> Self {
        let said: &Figure = &change.said;
        Self {
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

impl Keyed for Rows<'_> {
    const KEYS: &'static str = "employment_id, lot_id, month";

    fn bind_keys<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        pass.push_bind_param::<Array<BigInt>, _>(&self.employment_id)?;
        pass.push_sql(", ");
        pass.push_bind_param::<Array<BigInt>, _>(&self.lot_id)?;
        pass.push_sql(", ");
        pass.push_bind_param::<Array<Integer>, _>(&self.month)
    }

    fn bind_key<'b>(&'b self, row: usize, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        let missing = || diesel::result::Error::QueryBuilderError("no such row".into());
        pass.push_bind_param::<BigInt, _>(self.employment_id.get(row).ok_or_else(missing)?)?;
        pass.push_sql(", ");
        pass.push_bind_param::<BigInt, _>(self.lot_id.get(row).ok_or_else(missing)?)?;
        pass.push_sql(", ");
        pass.push_bind_param::<Integer, _>(self.month.get(row).ok_or_else(missing)?)
    }

    fn keys(&self) -> Keys {
        let keys = self.employment_id.iter().zip(&self.lot_id).zip(&self.month);
        Keys::rows(keys.map(|((employment, lot), month)| [employment.0, lot.0, i64::from(*month)]))
    }
}

impl Referring for VersionRows<'_> {
    const REFERS_BY: &'static str = "hours_id";
}

/// New cells; those that somebody else was faster to make are left out.
struct New;

impl Tail for New {
    const SQL: &'static str = "ON CONFLICT DO NOTHING";
}

/// Cells that are there and held take their next version, and what they carry stays as it is.
struct NextVersion;

impl Tail for NextVersion {
    const SQL: &'static str = "ON CONFLICT (employment_id, lot_id, month) DO UPDATE SET worked = excluded.worked, \
        training = excluded.training, status = excluded.status, source = excluded.source, \
        evidence_kind = excluded.evidence_kind, evidence_reference = excluded.evidence_reference, \
        evidence_on = excluded.evidence_on, version = excluded.version, pending_version = excluded.pending_version, \
        updated_at = excluded.updated_at WHERE hours.version = excluded.version - 1";
}

/// Writes the changes and their versions; `changes` are in the order of their keys, so that no two writers wait for
/// each other in a circle. A cell that somebody else made since it was judged makes the whole work start again; cells
/// that were there already have been held since they were read.
pub fn write(tx: &mut WriteTx<'_>, changes: &[(CellKey, Change)]) -> Result<HashMap<CellKey, HoursId>> {
    let (new, known): (Vec<_>, Vec<_>) = changes.iter().partition(|(_, change)| change.version == 1);
    let mut ids = HashMap::with_capacity(changes.len());
    ids.extend(write_alike::<New>(tx, &new)?);
    ids.extend(write_alike::<NextVersion>(tx, &known)?);
    Ok(ids)
}

fn write_alike<L: Tail>(tx: &mut WriteTx<'_>, changes: &[&(CellKey, Change)]) -> Result<Vec<(CellKey, HoursId)>> {
    type Written = (HoursId, EmploymentId, LotId, Month);
    if changes.is_empty() {
        return Ok(Vec::new());
    }
    let (now, actor) = (tx.now(), tx.scope().actor.clone());
    let rows: Rows<'_> = changes.iter().map(|(key, change)| Row::of(key, change, now)).collect();
    let versions: VersionRows<'_> = changes.iter().map(|(_, change)| VersionRow::of(change, &actor, now)).collect();
    let written: Option<Vec<Written>> =
        insert_both::<L, _, _, (BigInt, BigInt, BigInt, Integer), _>(tx.conn(), &rows, &versions)?;
    let raced = || AppError::unavailable(Contended("a cell was made while it was judged".to_owned()));
    let keyed = |(id, employment, lot, month): Written| (CellKey { employment, lot, month }, id);
    Ok(written.ok_or_else(raced)?.into_iter().map(keyed).collect())
}

//! Cells and their versions, written many at a time.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Integer, Nullable, Text, Timestamp};

use crate::access::WriteTx;
use crate::db::schema::hours;
use crate::db::{Columns as _, Contended, bulk, insert, insert_returning};
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
    /// What one version says.
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

/// New rows; those that somebody else was faster to make are left out.
const NEW: &str = "ON CONFLICT DO NOTHING RETURNING id, employment_id, lot_id, month";

/// Rows that are there and held. What they carry stays as it is.
const REPLACED: &str = "ON CONFLICT (employment_id, lot_id, month) DO UPDATE SET worked = excluded.worked, \
    training = excluded.training, status = excluded.status, source = excluded.source, \
    evidence_kind = excluded.evidence_kind, evidence_reference = excluded.evidence_reference, \
    evidence_on = excluded.evidence_on, version = excluded.version, pending_version = excluded.pending_version, \
    updated_at = excluded.updated_at RETURNING id, employment_id, lot_id, month";

/// Writes the changes and their versions; `changes` are in the order of their keys, so that no two writers wait for
/// each other in a circle. A cell that somebody else made since it was judged makes the whole work start again; cells
/// that were there already have been held since they were read.
pub fn write(tx: &mut WriteTx<'_>, changes: &[(CellKey, Change)]) -> Result<HashMap<CellKey, HoursId>> {
    let now = tx.now();
    let (new, known): (Vec<_>, Vec<_>) = changes.iter().partition(|(_, change)| change.version == 1);
    let mut ids = HashMap::with_capacity(changes.len());
    for (changes, tail) in [(new, NEW), (known, REPLACED)] {
        if changes.is_empty() {
            continue;
        }
        let rows: Rows<'_> = changes.iter().map(|(key, change)| Row::of(key, change, now)).collect();
        let written: Vec<(HoursId, EmploymentId, LotId, Month)> =
            insert_returning::<_, (BigInt, BigInt, BigInt, Integer), _>(tx.conn(), &rows, tail)?;
        if written.len() != changes.len() {
            return Err(AppError::unavailable(Contended("a cell was made while it was judged".to_owned())));
        }
        ids.extend(written.into_iter().map(|(id, employment, lot, month)| (CellKey { employment, lot, month }, id)));
    }
    let actor = tx.scope().actor.as_str();
    let said = changes.iter().map(|(key, change)| Some(VersionRow::of(*ids.get(key)?, change, actor, now)));
    let said: Option<VersionRows<'_>> = said.collect();
    let said = said.ok_or_else(|| AppError::internal(anyhow::anyhow!("another cell was written than was meant")))?;
    if said.rows() > 0 {
        insert(tx.conn(), &said, "")?;
    }
    Ok(ids)
}

/// Gives a row its carried values anew.
pub fn carry(tx: &mut WriteTx<'_>, id: HoursId, copied: &Copied) -> Result<()> {
    diesel::update(hours::table.find(id)).set(Carried::of(copied)).execute(tx.conn())?;
    Ok(())
}

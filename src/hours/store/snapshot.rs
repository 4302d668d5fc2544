//! Reads and rewrites the snapshots of rows, when `actions::refresh` follows a change of their source.

use diesel::prelude::*;

use crate::access::{Tx, WriteTx};
use crate::db::schema::hours;
use crate::db::{InListMethods as _, KeyList};
use crate::error::Result;
use crate::hours::CellKey;
use crate::hours::snapshot::Snapshot;
use crate::values::{
    AgeBracket, CandidateId, CommuneCode, ContractType, EmploymentId, HoursId, LotId, Modality, Month, NeighbourhoodId,
    OrganisationId, PrescriberKind, PublicContractId, Sector, Sex,
};

/// The columns of a snapshot.
#[derive(Queryable, Selectable, AsChangeset)]
#[diesel(table_name = hours, treat_none_as_null = true)]
struct SnapshotRow {
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
    commune_code: Option<CommuneCode>,
    neighbourhood_id: Option<NeighbourhoodId>,
    qpv_legal: bool,
    rsa: bool,
    in_plie: bool,
    counted: bool,
}

impl From<SnapshotRow> for Snapshot {
    fn from(snapshot: SnapshotRow) -> Self {
        Self {
            candidate: snapshot.candidate_id,
            employer: snapshot.employer_id,
            public_contract: snapshot.public_contract_id,
            sector: snapshot.sector,
            contract_type: snapshot.contract_type,
            modality: snapshot.modality,
            prescriber_kind: snapshot.prescriber_kind,
            sex: snapshot.sex,
            age_bracket: snapshot.age_bracket,
            qualification_level: snapshot.qualification_level,
            commune: snapshot.commune_code,
            neighbourhood: snapshot.neighbourhood_id,
            qpv_legal: snapshot.qpv_legal,
            rsa: snapshot.rsa,
            in_plie: snapshot.in_plie,
            counted: snapshot.counted,
        }
    }
}

impl From<Snapshot> for SnapshotRow {
    fn from(snapshot: Snapshot) -> Self {
        Self {
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
            commune_code: snapshot.commune,
            neighbourhood_id: snapshot.neighbourhood,
            qpv_legal: snapshot.qpv_legal,
            rsa: snapshot.rsa,
            in_plie: snapshot.in_plie,
            counted: snapshot.counted,
        }
    }
}

/// A row's id, key and snapshot.
#[derive(Queryable, Selectable)]
#[diesel(table_name = hours)]
struct RowWithSnapshot {
    id: HoursId,
    employment_id: EmploymentId,
    lot_id: LotId,
    month: Month,
    #[diesel(embed)]
    snapshot: SnapshotRow,
}

impl RowWithSnapshot {
    fn into_parts(self) -> (HoursId, CellKey, Snapshot) {
        let key = CellKey { employment: self.employment_id, lot: self.lot_id, month: self.month };
        (self.id, key, self.snapshot.into())
    }
}

/// The rows that a change elsewhere affects.
pub enum AffectedRows {
    /// A person's rows.
    Candidate(CandidateId),
    /// A public contract's rows.
    PublicContract(PublicContractId),
    /// The rows of a month in a sector.
    Month(Month, Sector),
}

/// The affected rows with their snapshots, in the order of their keys, in every sector: a snapshot does not depend on
/// the caller.
pub fn rows(tx: &mut Tx<'_>, affected: &AffectedRows) -> Result<Vec<(HoursId, CellKey, Snapshot)>> {
    let in_order =
        hours::table.order((hours::employment_id, hours::lot_id, hours::month)).select(RowWithSnapshot::as_select());
    let rows: Vec<RowWithSnapshot> = match affected {
        AffectedRows::Candidate(id) => in_order.filter(hours::candidate_id.eq(*id)).load(tx.conn())?,
        AffectedRows::PublicContract(id) => in_order.filter(hours::public_contract_id.eq(*id)).load(tx.conn())?,
        AffectedRows::Month(month, sector) => {
            in_order.filter(hours::month.eq(*month)).filter(hours::sector.eq(*sector)).load(tx.conn())?
        }
    };
    Ok(rows.into_iter().map(RowWithSnapshot::into_parts).collect())
}

/// The rows with these ids, in every sector.
pub(super) fn with_ids(tx: &mut Tx<'_>, ids: &[HoursId]) -> Result<Vec<(HoursId, CellKey, Snapshot)>> {
    let rows: Vec<RowWithSnapshot> = hours::table
        .filter(hours::id.in_list(KeyList::numbers(ids.iter().copied())))
        .select(RowWithSnapshot::as_select())
        .load(tx.conn())?;
    Ok(rows.into_iter().map(RowWithSnapshot::into_parts).collect())
}

/// Everyone who has hours.
pub fn people(tx: &mut Tx<'_>) -> Result<Vec<CandidateId>> {
    Ok(hours::table.select(hours::candidate_id).distinct().order(hours::candidate_id).load(tx.conn())?)
}

/// Writes a row's snapshot.
pub fn write(tx: &mut WriteTx<'_>, id: HoursId, snapshot: &Snapshot) -> Result<()> {
    diesel::update(hours::table.find(id)).set(SnapshotRow::from(snapshot.clone())).execute(tx.conn())?;
    Ok(())
}

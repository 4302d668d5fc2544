//! What rows carry besides their figures: read where something elsewhere changes it, and written anew.

use diesel::prelude::*;

use crate::access::{Tx, WriteTx};
use crate::db::schema::hours;
use crate::error::Result;
use crate::hours::CellKey;
use crate::hours::copied::Copied;
use crate::units::{
    AgeBracket, CandidateId, CommuneCode, ContractType, EmploymentId, HoursId, LotId, Modality, Month, NeighbourhoodId,
    OrganisationId, PrescriberKind, PublicContractId, Sector, Sex,
};

/// What a row carries besides its figures.
#[derive(Queryable, Selectable, AsChangeset)]
#[diesel(table_name = hours, treat_none_as_null = true)]
struct Carried {
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

impl From<Carried> for Copied {
    fn from(carried: Carried) -> Self {
        Self {
            candidate: carried.candidate_id,
            employer: carried.employer_id,
            public_contract: carried.public_contract_id,
            sector: carried.sector,
            contract_type: carried.contract_type,
            modality: carried.modality,
            prescriber_kind: carried.prescriber_kind,
            sex: carried.sex,
            age_bracket: carried.age_bracket,
            qualification_level: carried.qualification_level,
            commune: carried.commune_code,
            neighbourhood: carried.neighbourhood_id,
            qpv_legal: carried.qpv_legal,
            rsa: carried.rsa,
            in_plie: carried.in_plie,
            counted: carried.counted,
        }
    }
}

impl From<Copied> for Carried {
    fn from(copied: Copied) -> Self {
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
            commune_code: copied.commune,
            neighbourhood_id: copied.neighbourhood,
            qpv_legal: copied.qpv_legal,
            rsa: copied.rsa,
            in_plie: copied.in_plie,
            counted: copied.counted,
        }
    }
}

/// A row, by its id and its key.
#[derive(Queryable, Selectable)]
#[diesel(table_name = hours)]
struct Row {
    id: HoursId,
    employment_id: EmploymentId,
    lot_id: LotId,
    month: Month,
    #[diesel(embed)]
    carried: Carried,
}

impl Row {
    fn into_keyed(self) -> (HoursId, CellKey, Copied) {
        let key = CellKey { employment: self.employment_id, lot: self.lot_id, month: self.month };
        (self.id, key, self.carried.into())
    }
}

/// Whose rows a change elsewhere concerns.
pub enum Touched {
    /// A person's.
    Candidate(CandidateId),
    /// A public contract's.
    PublicContract(PublicContractId),
    /// Those of a month in a sector.
    Month(Month, Sector),
}

/// The rows that a change elsewhere concerns, in the order of their keys, with what they carry now. Every sector is
/// looked at: what a person is does not depend on who changes it.
pub fn rows(tx: &mut Tx<'_>, touched: &Touched) -> Result<Vec<(HoursId, CellKey, Copied)>> {
    let in_order = hours::table.order((hours::employment_id, hours::lot_id, hours::month)).select(Row::as_select());
    let rows: Vec<Row> = match touched {
        Touched::Candidate(id) => in_order.filter(hours::candidate_id.eq(*id)).load(tx.conn())?,
        Touched::PublicContract(id) => in_order.filter(hours::public_contract_id.eq(*id)).load(tx.conn())?,
        Touched::Month(month, sector) => {
            in_order.filter(hours::month.eq(*month)).filter(hours::sector.eq(*sector)).load(tx.conn())?
        }
    };
    Ok(rows.into_iter().map(Row::into_keyed).collect())
}

/// Everyone who has hours.
pub fn people(tx: &mut Tx<'_>) -> Result<Vec<CandidateId>> {
    Ok(hours::table.select(hours::candidate_id).distinct().order(hours::candidate_id).load(tx.conn())?)
}

/// Gives a row its carried values anew.
pub fn carry(tx: &mut WriteTx<'_>, id: HoursId, copied: &Copied) -> Result<()> {
    diesel::update(hours::table.find(id)).set(Carried::from(copied.clone())).execute(tx.conn())?;
    Ok(())
}

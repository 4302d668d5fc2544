//! Queries of rows of hours with the names that belong to them.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::access::Tx;
use crate::db::schema::{candidates, employments, hours, lots, organisations, public_contracts};
use crate::error::Result;
use crate::overview::{HoursRow, RowsFilter};
use crate::values::{
    CandidateId, ContractType, EmploymentId, Hours, HoursStatus, LotId, Month, Name, OrganisationId, PublicContractId,
    Sector, french_order,
};

/// Filters a boxed query by the values that are looked for.
macro_rules! carrying {
    ($query:ident, $with:ident, $($column:ident: $field:ident),+) => {
        $(if let Some(value) = $with.$field {
            $query = $query.filter(hours::$column.eq(value));
        })+
    };
}

/// Filters a boxed query by the values that are looked for, or by that there is none.
macro_rules! carrying_or_none {
    ($query:ident, $with:ident, $($column:ident: $field:ident),+) => {
        $(if let Some(given) = &$with.$field {
            $query = match given.value() {
                Some(value) => $query.filter(hours::$column.eq(value.clone())),
                None => $query.filter(hours::$column.is_null()),
            };
        })+
    };
}

/// The rows of the filter in the caller's sectors, as a boxed query that counts or lists them.
macro_rules! filtered {
    ($tx:expr, $filter:expr, $table:expr) => {{
        let sectors = $tx.scope().visible_sectors();
        let mut query = $table
            .filter(hours::sector.eq_any(sectors))
            .filter(hours::month.between($filter.from, $filter.to))
            .into_boxed();
        if let Some(sector) = $filter.sector {
            query = query.filter(hours::sector.eq(sector));
        }
        if let Some(status) = $filter.status {
            query = query.filter(hours::status.eq(status));
        }
        if let Some(counted) = $filter.counted {
            query = query.filter(hours::counted.eq(counted));
        }
        if $filter.only_plie {
            query = query.filter(hours::in_plie.eq(true));
        }
        let with = &$filter.with;
        if let Some(buyer) = with.buyer {
            query = query.filter(hours::public_contract_id.eq_any(contracts_of($tx, buyer)?));
        }
        carrying!(query, with, contract_type: contract_type, employer_id: employer, public_contract_id: public_contract,
            modality: modality, age_bracket: age_bracket, sex: sex, rsa: rsa);
        carrying_or_none!(query, with, commune_code: commune, qualification_level: level, prescriber_kind: prescriber);
        query
    }};
}

/// The public contracts of a buyer in the caller's sectors.
fn contracts_of(tx: &mut Tx<'_>, buyer: OrganisationId) -> Result<Vec<PublicContractId>> {
    let sectors = tx.scope().visible_sectors();
    let contracts = public_contracts::table.filter(public_contracts::buyer_id.eq(buyer));
    let contracts = contracts.filter(public_contracts::sector.eq_any(sectors));
    Ok(contracts.select(public_contracts::id).load(tx.conn())?)
}

/// How many rows each month has, and their hours.
pub(in crate::overview) fn sums(tx: &mut Tx<'_>, filter: &RowsFilter) -> Result<Vec<(Month, usize, Hours)>> {
    let (count, sum) = (sql::<BigInt>("COUNT(*)"), sql::<BigInt>("CAST(SUM(hours.worked) AS BIGINT)"));
    let by_month = hours::table.group_by(hours::month).select((hours::month, count, sum));
    let mut rows: Vec<(Month, i64, i64)> = filtered!(tx, filter, by_month).load(tx.conn())?;
    rows.sort_unstable();
    let sums = rows
        .into_iter()
        .map(|(month, count, worked)| (month, usize::try_from(count).unwrap_or(0), Hours::from_hundredths(worked)));
    Ok(sums.collect())
}

type Who = (CandidateId, Name, Name);
type What = (EmploymentId, LotId, Month, Hours, HoursStatus, String, Sector);

/// All rows, by month, contract, lot and name.
pub(in crate::overview) fn list(tx: &mut Tx<'_>, filter: &RowsFilter) -> Result<Vec<HoursRow>> {
    let joined = hours::table
        .inner_join(candidates::table.on(candidates::id.eq(hours::candidate_id)))
        .inner_join(employments::table.on(employments::id.eq(hours::employment_id)))
        .inner_join(organisations::table.on(organisations::id.eq(employments::employer_id)))
        .inner_join(lots::table.on(lots::id.eq(hours::lot_id)))
        .inner_join(public_contracts::table.on(public_contracts::id.eq(lots::public_contract_id)));
    let rows: Vec<(Who, What, ContractType, Name, String, Name)> = filtered!(tx, filter, joined)
        .select((
            (candidates::id, candidates::last_name, candidates::first_name),
            (
                hours::employment_id,
                hours::lot_id,
                hours::month,
                hours::worked,
                hours::status,
                hours::source,
                hours::sector,
            ),
            employments::contract_type,
            organisations::name,
            public_contracts::reference,
            lots::number,
        ))
        .load(tx.conn())?;
    let mut rows: Vec<HoursRow> = rows.into_iter().map(row).collect();
    rows.sort_by_cached_key(|row| {
        let lot = (french_order(&*row.reference), french_order(&*row.number), row.lot);
        (row.month, lot, french_order(&*row.last_name), french_order(&*row.first_name), row.employment)
    });
    Ok(rows)
}

fn row(
    (who, what, contract_type, employer, reference, number): (Who, What, ContractType, Name, String, Name),
) -> HoursRow {
    let (candidate, last_name, first_name) = who;
    let (employment, lot, month, worked, status, source, sector) = what;
    HoursRow {
        candidate,
        last_name: last_name.to_string(),
        first_name: first_name.to_string(),
        employer: employer.to_string(),
        contract_type,
        reference,
        number: number.to_string(),
        employment,
        lot,
        sector,
        month,
        worked,
        status,
        source,
    }
}

//! Queries of a buyer's account: a fixed number, however many contracts.

use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::facts::{ContractFacts, Done, LotFacts};
use crate::access::Tx;
use crate::db::schema::{hours, lots, public_contracts};
use crate::db::{InListMethods as _, KeyList};
use crate::error::Result;
use crate::values::{
    CandidateId, ContractType, Hours, HoursStatus, LotId, Modality, Money, Month, Name, OrganisationId,
    PublicContractId, Sector, Title,
};

/// The buyer's public contracts in the caller's sectors that had begun on a day.
pub(super) fn contracts(tx: &mut Tx<'_>, buyer: OrganisationId, on: NaiveDate) -> Result<Vec<ContractFacts>> {
    let query = public_contracts::table
        .filter(public_contracts::buyer_id.eq(buyer))
        .filter(public_contracts::starts_on.le(on))
        .filter(public_contracts::sector.in_list(KeyList::texts(tx.scope().visible_sectors())))
        .order((public_contracts::starts_on, public_contracts::id))
        .select((
            public_contracts::id,
            public_contracts::reference,
            public_contracts::title,
            public_contracts::sector,
            public_contracts::starts_on,
            public_contracts::ends_on,
        ));
    type Row = (PublicContractId, Name, Title, Sector, NaiveDate, NaiveDate);
    let rows: Vec<Row> = query.load(tx.conn())?;
    let contract = |(id, reference, title, sector, starts_on, ends_on): Row| ContractFacts {
        id,
        reference,
        title,
        sector,
        starts_on,
        ends_on,
    };
    Ok(rows.into_iter().map(contract).collect())
}

/// The lots of these contracts.
pub(super) fn lots(tx: &mut Tx<'_>, contracts: &[ContractFacts]) -> Result<Vec<LotFacts>> {
    let query = lots::table
        .filter(lots::public_contract_id.in_list(KeyList::numbers(contracts.iter().map(|contract| contract.id))))
        .order(lots::id)
        .select((lots::id, lots::public_contract_id, lots::number, lots::title, lots::penalty));
    let rows: Vec<(LotId, PublicContractId, Name, Title, Option<Money>)> = query.load(tx.conn())?;
    let lot = |(id, contract, number, title, penalty)| LotFacts { id, contract, number, title, penalty, comment: None };
    Ok(rows.into_iter().map(lot).collect())
}

/// Checks that a lot of the caller's sectors is one of the buyer's.
///
/// # Errors
/// `not_found`.
pub(super) fn must_be_of(tx: &mut Tx<'_>, buyer: OrganisationId, lot: LotId) -> Result<()> {
    let of_buyer = lots::table
        .inner_join(public_contracts::table)
        .filter(lots::id.eq(lot))
        .filter(public_contracts::buyer_id.eq(buyer))
        .filter(public_contracts::sector.in_list(KeyList::texts(tx.scope().visible_sectors())));
    let _: LotId = of_buyer.select(lots::id).first(tx.conn())?;
    Ok(())
}

/// Everyone's validated, counted hours on these lots up to a month. The lots are of the caller's sectors.
pub(super) fn done(tx: &mut Tx<'_>, lots: &[LotFacts], until: Month) -> Result<Vec<Done>> {
    type Row = ((LotId, Month, CandidateId, ContractType, Modality, bool), i64);
    let keys =
        (hours::lot_id, hours::month, hours::candidate_id, hours::contract_type, hours::modality, hours::qpv_legal);
    let rows: Vec<Row> = hours::table
        .filter(hours::lot_id.in_list(KeyList::numbers(lots.iter().map(|lot| lot.id))))
        .filter(hours::month.le(until))
        .filter(hours::status.eq(HoursStatus::Validated))
        .filter(hours::counted.eq(true))
        .group_by(keys)
        .select((keys, sql::<BigInt>("CAST(SUM(worked) AS BIGINT)")))
        .load(tx.conn())?;
    let done = |((lot, month, candidate, contract_type, modality, is_qpv), worked): Row| Done {
        lot,
        month,
        candidate,
        contract_type,
        modality,
        is_qpv,
        hours: Hours::from_hundredths(worked),
    };
    Ok(rows.into_iter().map(done).collect())
}

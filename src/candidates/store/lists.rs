//! Addresses and eligibility criteria of people.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::super::{CandidateAddress, CandidateCriterion, CandidateDetails};
use crate::access::{Tx, WriteTx};
use crate::db::schema::{addresses, eligibility_criteria as criteria, neighbourhoods};
use crate::error::Result;
use crate::values::{CandidateId, CommuneCode, CriterionCode, Name, NeighbourhoodId, Period};

/// An address with the id of its neighbourhood.
#[derive(Debug, Clone)]
pub(in crate::candidates) struct AddressRecord {
    pub commune_code: CommuneCode,
    pub neighbourhood: Option<NeighbourhoodId>,
    pub period: Period,
}

/// Replaces the addresses and criteria of a person.
pub(in crate::candidates) fn replace_lists(
    tx: &mut WriteTx<'_>,
    id: CandidateId,
    addresses: &[AddressRecord],
    details: &CandidateDetails,
) -> Result<()> {
    diesel::delete(addresses::table.filter(addresses::candidate_id.eq(id))).execute(tx.conn())?;
    for address in addresses {
        diesel::insert_into(addresses::table)
            .values((
                addresses::candidate_id.eq(id),
                addresses::commune_code.eq(&address.commune_code),
                addresses::neighbourhood_id.eq(address.neighbourhood),
                addresses::starts_on.eq(address.period.from),
                addresses::ends_on.eq(address.period.to),
            ))
            .execute(tx.conn())?;
    }
    diesel::delete(criteria::table.filter(criteria::candidate_id.eq(id))).execute(tx.conn())?;
    for criterion in &details.eligibility {
        diesel::insert_into(criteria::table)
            .values((
                criteria::candidate_id.eq(id),
                criteria::code.eq(criterion.code),
                criteria::starts_on.eq(criterion.period.from),
                criteria::ends_on.eq(criterion.period.to),
                criteria::proof_kind.eq(criterion.proof_kind.as_ref()),
                criteria::proof_on.eq(criterion.proof_on),
                criteria::checked_by.eq(criterion.checked_by.as_ref()),
            ))
            .execute(tx.conn())?;
    }
    Ok(())
}

/// The addresses of these people, in order of time.
pub(super) fn addresses(tx: &mut Tx<'_>, ids: &[CandidateId]) -> Result<HashMap<CandidateId, Vec<CandidateAddress>>> {
    type AddressRow = (CandidateId, CommuneCode, Option<Name>, NaiveDate, Option<NaiveDate>);
    let rows: Vec<AddressRow> = addresses::table
        .left_join(neighbourhoods::table)
        .filter(addresses::candidate_id.eq_any(ids))
        .order(addresses::starts_on)
        .select((
            addresses::candidate_id,
            addresses::commune_code,
            neighbourhoods::name.nullable(),
            addresses::starts_on,
            addresses::ends_on,
        ))
        .load(tx.conn())?;
    let mut addresses: HashMap<_, Vec<_>> = HashMap::new();
    for (id, commune_code, neighbourhood, from, to) in rows {
        addresses.entry(id).or_default().push(CandidateAddress { commune_code, neighbourhood, from, to });
    }
    Ok(addresses)
}

/// The eligibility criteria of these people, in order of time.
pub(super) fn criteria(tx: &mut Tx<'_>, ids: &[CandidateId]) -> Result<HashMap<CandidateId, Vec<CandidateCriterion>>> {
    type CriterionRow =
        (CandidateId, CriterionCode, NaiveDate, Option<NaiveDate>, Option<Name>, Option<NaiveDate>, Option<Name>);
    let rows: Vec<CriterionRow> = criteria::table
        .filter(criteria::candidate_id.eq_any(ids))
        .order((criteria::starts_on, criteria::code))
        .select((
            criteria::candidate_id,
            criteria::code,
            criteria::starts_on,
            criteria::ends_on,
            criteria::proof_kind,
            criteria::proof_on,
            criteria::checked_by,
        ))
        .load(tx.conn())?;
    let mut criteria: HashMap<_, Vec<_>> = HashMap::new();
    for (id, code, from, to, proof_kind, proof_on, checked_by) in rows {
        let criterion = CandidateCriterion { code, from, to, proof_kind, proof_on, checked_by };
        criteria.entry(id).or_default().push(criterion);
    }
    Ok(criteria)
}

//! What is recorded of a person in lists: addresses and criteria.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::super::{CandidateAddress, CandidateCriterion, CandidateDetails};
use crate::access::{Tx, WriteTx};
use crate::db::schema::{addresses, eligibility_criteria as criteria, neighbourhoods};
use crate::error::Result;
use crate::values::{CandidateId, CommuneCode, CriterionCode, Name, NeighbourhoodId, Period};

/// An address whose neighbourhood has been found in the list.
#[derive(Debug, Clone)]
pub(in crate::candidates) struct PlacedAddress {
    pub commune_code: CommuneCode,
    pub neighbourhood: Option<NeighbourhoodId>,
    pub period: Period,
}

/// Puts these addresses and criteria in place of those that were there.
pub(in crate::candidates) fn replace(
    tx: &mut WriteTx<'_>,
    id: CandidateId,
    homes: &[PlacedAddress],
    details: &CandidateDetails,
) -> Result<()> {
    diesel::delete(addresses::table.filter(addresses::candidate_id.eq(id))).execute(tx.conn())?;
    for home in homes {
        diesel::insert_into(addresses::table)
            .values((
                addresses::candidate_id.eq(id),
                addresses::commune_code.eq(&home.commune_code),
                addresses::neighbourhood_id.eq(home.neighbourhood),
                addresses::starts_on.eq(home.period.from),
                addresses::ends_on.eq(home.period.to),
            ))
            .execute(tx.conn())?;
    }
    diesel::delete(criteria::table.filter(criteria::candidate_id.eq(id))).execute(tx.conn())?;
    for met in &details.eligibility {
        diesel::insert_into(criteria::table)
            .values((
                criteria::candidate_id.eq(id),
                criteria::code.eq(met.code),
                criteria::starts_on.eq(met.period.from),
                criteria::ends_on.eq(met.period.to),
                criteria::proof_kind.eq(met.proof_kind.as_ref()),
                criteria::proof_on.eq(met.proof_on),
                criteria::checked_by.eq(met.checked_by.as_ref()),
            ))
            .execute(tx.conn())?;
    }
    Ok(())
}

/// The people's addresses, each person's in order of time.
pub(super) fn addresses(tx: &mut Tx<'_>, ids: &[CandidateId]) -> Result<HashMap<CandidateId, Vec<CandidateAddress>>> {
    type Row = (CandidateId, CommuneCode, Option<Name>, NaiveDate, Option<NaiveDate>);
    let rows: Vec<Row> = addresses::table
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
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    for (id, commune_code, neighbourhood, from, to) in rows {
        found.entry(id).or_default().push(CandidateAddress { commune_code, neighbourhood, from, to });
    }
    Ok(found)
}

/// The people's criteria, each person's in order of time.
pub(super) fn criteria(tx: &mut Tx<'_>, ids: &[CandidateId]) -> Result<HashMap<CandidateId, Vec<CandidateCriterion>>> {
    type Row =
        (CandidateId, CriterionCode, NaiveDate, Option<NaiveDate>, Option<Name>, Option<NaiveDate>, Option<Name>);
    let rows: Vec<Row> = criteria::table
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
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    for (id, code, from, to, proof_kind, proof_on, checked_by) in rows {
        let met = CandidateCriterion { code, from, to, proof_kind, proof_on, checked_by };
        found.entry(id).or_default().push(met);
    }
    Ok(found)
}

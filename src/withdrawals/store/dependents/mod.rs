//! What rests on a record, in any sector; what the caller does not see is not named.

mod contracts;
mod organisations;
mod people;
mod visible;
mod work;

use self::work::{On, assigned};
use crate::access::Tx;
use crate::error::Result;
use crate::withdrawals::{Dependents, Record};

/// What rests on a record.
pub(in crate::withdrawals) fn dependents(tx: &mut Tx<'_>, record: Record) -> Result<Dependents> {
    let mut found = Dependents::default();
    match record {
        Record::Candidate(id) => people::of_candidate(tx, id, &mut found)?,
        Record::Referral(id) => assigned(tx, On::Referral(id), &mut found)?,
        Record::Employment(id) => people::of_employment(tx, id, &mut found)?,
        Record::PublicContract(id) => {
            let lots = contracts::lots_of(tx, id)?;
            lots.into_iter().try_for_each(|lot| contracts::of_lot(tx, lot, &mut found))?;
        }
        Record::Lot(id) => {
            contracts::of_lot(tx, id, &mut found)?;
            contracts::of_only_lot(tx, id, &mut found)?;
        }
        Record::Organisation(id) => organisations::of_organisation(tx, id, &mut found)?,
    }
    Ok(found)
}

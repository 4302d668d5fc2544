//! Assignments and hours that rest on a record, and what all dependents share.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::access::Tx;
use crate::db::schema::{assignments, hours, lots, public_contracts};
use crate::error::Result;
use crate::values::{
    AssignmentId, DependentKind, EmploymentId, Hours, HoursId, LotId, Month, Name, ReferralId, Sector, day_in_table,
};
use crate::withdrawals::{Dependent, Dependents, LeadsTo};

/// One more than are named, to know whether there are others.
pub(super) const ROWS: i64 = 21;

/// What an assignment or a row of hours is on.
#[derive(Clone, Copy)]
pub(super) enum On {
    Lot(LotId),
    Referral(ReferralId),
    Employment(EmploymentId),
}

/// The assignments to a lot, or by the validation of a referral.
pub(super) fn assigned(tx: &mut Tx<'_>, on: On, found: &mut Dependents) -> Result<()> {
    type Row = (AssignmentId, EmploymentId, NaiveDate, Sector, Name, Name);
    let mut query = assignments::table
        .inner_join(lots::table.inner_join(public_contracts::table))
        .order(assignments::id)
        .limit(ROWS)
        .select((
            assignments::id,
            assignments::employment_id,
            assignments::starts_on,
            public_contracts::sector,
            public_contracts::reference,
            lots::number,
        ))
        .into_boxed();
    query = match on {
        On::Lot(id) => query.filter(assignments::lot_id.eq(id)),
        On::Referral(id) => query.filter(assignments::referral_id.eq(id)),
        On::Employment(id) => query.filter(assignments::employment_id.eq(id)),
    };
    let rows: Vec<Row> = query.load(tx.conn())?;
    let scope = tx.scope();
    found.add(
        rows,
        |row| scope.sees(row.3),
        |(id, employment, from, _, contract, lot)| Dependent {
            kind: DependentKind::Assignment,
            id: id.0,
            label: format!("affectation au lot {lot} du marché {contract}, depuis le {}", day_in_table(from)),
            path: format!("/v1/employments/{employment}"),
            leads_to: LeadsTo::Employment(employment),
        },
    );
    Ok(())
}

/// The hours on a lot or of an employment, those of zero too: their history stays.
pub(super) fn worked(tx: &mut Tx<'_>, on: On, found: &mut Dependents) -> Result<()> {
    type Row = (HoursId, EmploymentId, LotId, Month, Hours, Sector, Name, Name);
    let mut query = hours::table
        .inner_join(lots::table.on(lots::id.eq(hours::lot_id)))
        .inner_join(public_contracts::table.on(public_contracts::id.eq(hours::public_contract_id)))
        .order((hours::month, hours::id))
        .limit(ROWS)
        .select((
            hours::id,
            hours::employment_id,
            hours::lot_id,
            hours::month,
            hours::worked,
            hours::sector,
            public_contracts::reference,
            lots::number,
        ))
        .into_boxed();
    query = match on {
        On::Lot(id) => query.filter(hours::lot_id.eq(id)),
        On::Employment(id) => query.filter(hours::employment_id.eq(id)),
        On::Referral(_) => return Ok(()),
    };
    let rows: Vec<Row> = query.load(tx.conn())?;
    let scope = tx.scope();
    found.add(
        rows,
        |row| scope.sees(row.5),
        |(id, employment, lot_id, month, worked, _, contract, lot)| Dependent {
            kind: DependentKind::Hours,
            id: id.0,
            label: format!("{}\u{a0}h en {}, lot {lot} du marché {contract}", worked.in_french(), month.in_words()),
            path: format!("/v1/hours/{employment}/{lot_id}/{month}"),
            leads_to: LeadsTo::LotMonth(lot_id, month),
        },
    );
    Ok(())
}

//! Queries of reminders and of who works where. A reminder is seen by callers who see all the sectors that it is about.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::rules::Assigned;
use super::{NewReminder, Reminder, ReminderFilter};
use crate::access::{Tx, WriteTx};
use crate::db::schema::{
    assignments, employments, hours, lots, organisations, public_contracts, reminders as table, users,
};
use crate::db::{InListMethods as _, KeyList, at_work};
use crate::error::{AppError, Result};
use crate::values::{
    Email, EmploymentId, FreeText, HoursStatus, LotId, Month, Name, OrganisationId, ReminderId, Sector, Sectors, UserId,
};

/// The employments that are assigned to a lot of these sectors in a month, and whether hours of them were sent.
pub(super) fn assigned(tx: &mut Tx<'_>, month: Month, sectors: &[Sector]) -> Result<Vec<Assigned>> {
    type Row = (LotId, OrganisationId, EmploymentId, Option<HoursStatus>);
    let cell = hours::employment_id
        .eq(assignments::employment_id)
        .and(hours::lot_id.eq(assignments::lot_id))
        .and(hours::month.eq(month));
    let rows: Vec<Row> = assignments::table
        .inner_join(employments::table)
        .inner_join(lots::table.inner_join(public_contracts::table))
        .left_join(hours::table.on(cell))
        .filter(public_contracts::sector.in_list(KeyList::texts(sectors.iter().copied())))
        .filter(at_work(month.first_day(), month.last_day()))
        .select((assignments::lot_id, employments::employer_id, employments::id, hours::status.nullable()))
        .load(tx.conn())?;
    let assigned = |(lot, employer, employment, status): Row| {
        let is_sent = status.is_some_and(|status| HoursStatus::SENT.contains(&status));
        Assigned { lot, employer, employment, is_sent }
    };
    Ok(rows.into_iter().map(assigned).collect())
}

/// The holders of lots, as far as they have one.
pub(super) fn holders(tx: &mut Tx<'_>, ids: &[LotId]) -> Result<BTreeMap<LotId, OrganisationId>> {
    let rows: Vec<(LotId, Option<OrganisationId>)> = lots::table
        .filter(lots::id.in_list(KeyList::numbers(ids.iter().copied())))
        .select((lots::id, lots::holder_id))
        .load(tx.conn())?;
    Ok(rows.into_iter().filter_map(|(lot, holder)| Some((lot, holder?))).collect())
}

/// The names and contacts of organisations.
pub(super) fn contacts(
    tx: &mut Tx<'_>,
    ids: impl Iterator<Item = OrganisationId>,
) -> Result<HashMap<OrganisationId, (Name, Option<Email>)>> {
    let rows: Vec<(OrganisationId, Name, Option<Email>)> = organisations::table
        .filter(organisations::id.in_list(KeyList::numbers(ids)))
        .select((organisations::id, organisations::name, organisations::contact_email))
        .load(tx.conn())?;
    Ok(rows.into_iter().map(|(id, name, email)| (id, (name, email))).collect())
}

/// Whether the organisation exists.
pub(super) fn organisation_exists(tx: &mut Tx<'_>, id: OrganisationId) -> Result<bool> {
    let id: Option<OrganisationId> =
        organisations::table.find(id).select(organisations::id).first(tx.conn()).optional()?;
    Ok(id.is_some())
}

/// Inserts a reminder.
pub(super) fn insert(tx: &mut WriteTx<'_>, new: &NewReminder) -> Result<Reminder> {
    let (now, scope) = (tx.now(), tx.scope());
    let about = (
        table::organisation_id.eq(new.organisation),
        table::month.eq(new.month),
        table::sectors.eq(new.sectors.joined()),
    );
    let noted = (
        table::text.eq(new.text.as_ref().map(FreeText::as_str)),
        table::noted_by.eq(&scope.actor),
        table::noted_at.eq(now),
    );
    let insertion = diesel::insert_into(table::table).values((about, noted)).returning(table::all_columns);
    let row: ReminderRow = insertion.get_result(tx.conn())?;
    let names = names(tx, std::slice::from_ref(&row))?;
    row.into_reminder(&names)
}

/// One reminder.
///
/// # Errors
/// `not_found`.
pub(super) fn find(tx: &mut Tx<'_>, id: ReminderId) -> Result<Reminder> {
    let visible = tx.scope().sectors.subsets_joined();
    let row: ReminderRow =
        table::table.filter(table::id.eq(id)).filter(table::sectors.eq_any(visible)).first(tx.conn())?;
    let names = names(tx, std::slice::from_ref(&row))?;
    row.into_reminder(&names)
}

/// Reminders by id, after `after`.
pub(super) fn list(tx: &mut Tx<'_>, filter: &ReminderFilter, after: i64, rows: i64) -> Result<Vec<Reminder>> {
    let visible = tx.scope().sectors.subsets_joined();
    let mut query = table::table
        .filter(table::sectors.eq_any(visible))
        .filter(table::id.gt(after))
        .order(table::id)
        .limit(rows)
        .into_boxed();
    if let Some(organisation) = filter.organisation {
        query = query.filter(table::organisation_id.eq(organisation));
    }
    if let Some(month) = filter.month {
        query = query.filter(table::month.eq(month));
    }
    if let Some(month) = filter.from {
        query = query.filter(table::month.ge(month));
    }
    let rows: Vec<ReminderRow> = query.load(tx.conn())?;
    let names = names(tx, &rows)?;
    rows.into_iter().map(|row| row.into_reminder(&names)).collect()
}

#[derive(Queryable)]
struct ReminderRow {
    id: ReminderId,
    organisation_id: OrganisationId,
    month: Month,
    sectors: String,
    text: Option<String>,
    noted_by: String,
    noted_at: NaiveDateTime,
}

impl ReminderRow {
    /// The account that noted it, if a person did.
    fn user(&self) -> Option<UserId> {
        self.noted_by.strip_prefix("user:")?.parse().ok().map(UserId)
    }

    fn into_reminder(self, names: &HashMap<UserId, Name>) -> Result<Reminder> {
        let sectors = Sectors::parse(&self.sectors)
            .map_err(|invalid| AppError::internal(anyhow::anyhow!("reminders: {}", invalid.detail)))?;
        Ok(Reminder {
            id: self.id,
            organisation_id: self.organisation_id,
            month: self.month,
            sectors,
            noted_by_name: self.user().and_then(|user| names.get(&user)).map(Name::to_string),
            text: self.text,
            noted_by: self.noted_by,
            noted_at: self.noted_at.and_utc(),
            version: 1,
        })
    }
}

/// The names of the people who noted reminders.
fn names(tx: &mut Tx<'_>, rows: &[ReminderRow]) -> Result<HashMap<UserId, Name>> {
    let ids: BTreeSet<UserId> = rows.iter().filter_map(ReminderRow::user).collect();
    let query = users::table.filter(users::id.in_list(KeyList::numbers(ids))).select((users::id, users::name));
    let rows: Vec<(UserId, Name)> = query.load(tx.conn())?;
    Ok(rows.into_iter().collect())
}

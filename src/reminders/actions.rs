//! Use cases of reminders.

use std::collections::HashMap;

use super::{LotOwed, NewReminder, Owed, OwedBy, Reminder, ReminderFilter, rules, store};
use crate::access::idempotency::Idempotent;
use crate::access::{Caller, NoteReminders, ReadReminders, Tx};
use crate::audit::{self, Event};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::months::{self, Board};
use crate::values::{ClosureState, LotStanding, Month, NextAct, OrganisationId, ReminderId, Sector, french_order};

/// The hours of a month that are owed in the caller's sectors, or in one of them; closed sectors are left out.
///
/// # Errors
/// `unavailable`.
pub fn owed(caller: &Caller<ReadReminders>, month: Month, sector: Option<Sector>) -> Result<Owed> {
    let today = caller.today();
    caller.snapshot(|tx| {
        let sectors = tx.scope().visible_sectors().into_iter().filter(|one| sector.is_none_or(|only| only == *one));
        let sectors: Vec<Sector> = sectors.collect();
        let board = months::board_in(tx, month, today)?;
        let expected = expected(&board, &sectors);
        let holders = store::holders(tx, &expected.iter().map(|(lot, _)| lot.lot_id).collect::<Vec<_>>())?;
        let (owed, lots_without_holder) = rules::owed_lots(&expected, &store::assigned(tx, month, &sectors)?, &holders);
        let mut contacts = store::contacts(tx, owed.keys().copied())?;
        let last = last_reminders(tx, month)?;
        let by = |(organisation_id, lots): (OrganisationId, Vec<LotOwed>)| {
            let (name, contact_email) = contacts.remove(&organisation_id)?;
            let about = |reminder: &&Reminder| lots.iter().any(|lot| reminder.sectors.contains(lot.sector));
            let last_reminder = last.get(&organisation_id).and_then(|all| all.iter().rev().find(about)).cloned();
            let next_act = rules::next_act(today, board.deadline, last_reminder.as_ref().map(|last| last.noted_at));
            Some(OwedBy { organisation_id, name, contact_email, lots, last_reminder, next_act })
        };
        let mut organisations: Vec<OwedBy> = owed.into_iter().filter_map(by).collect();
        organisations.sort_by_cached_key(|by| {
            let last = by.last_reminder.as_ref().map(|last| last.noted_at);
            (by.next_act == NextAct::Wait, last, french_order(by.name.as_str()), by.organisation_id)
        });
        Ok(Owed {
            month,
            deadline: board.deadline,
            is_late: today > board.deadline,
            organisations,
            lots_without_holder,
        })
    })
}

/// Notes that an organisation was reminded.
///
/// # Errors
/// `month_in_future`, `unknown_organisation`, `unknown_sector` for a sector that the caller does not see.
pub fn note(caller: &Caller<NoteReminders>, new: &NewReminder) -> Result<Idempotent<Reminder>> {
    if caller.today() < new.month.first_day() {
        let detail = "Ce mois n’a pas commencé : ses heures ne sont pas encore dues.";
        return Err(AppError::new(ProblemCode::MonthInFuture).with_detail(detail));
    }
    if new.sectors.iter().any(|sector| !caller.scope().sees(sector)) {
        let detail = "L’un de ces secteurs n’est pas l’un des vôtres.";
        return Err(FieldError::new("/sectors", ProblemCode::UnknownSector).with_detail(detail).into());
    }
    caller.create(|tx| {
        if !store::organisation_exists(tx, new.organisation)? {
            return Err(FieldError::new("/organisation_id", ProblemCode::UnknownOrganisation).into());
        }
        let reminder = store::insert(tx, new)?;
        let event = Event::new("create", "reminder", reminder.id.0)
            .with("organisation_id", reminder.organisation_id)
            .with("month", reminder.month)
            .with("sectors", &reminder.sectors)
            .personal("text", None, &reminder.text);
        audit::record(tx, &event)?;
        Ok(reminder)
    })
}

/// One reminder.
///
/// # Errors
/// `not_found`.
pub fn show(caller: &Caller<ReadReminders>, id: ReminderId) -> Result<Reminder> {
    caller.read(|tx| store::find(tx, id))
}

/// Reminders about the caller's sectors, in the order they were noted.
///
/// # Errors
/// `unavailable`.
pub fn list(caller: &Caller<ReadReminders>, filter: &ReminderFilter, after: i64, rows: i64) -> Result<Vec<Reminder>> {
    caller.read(|tx| store::list(tx, filter, after, rows))
}

/// The lots from which hours are awaited or of which not all came, by contract and number, and whether nothing came.
fn expected(board: &Board, sectors: &[Sector]) -> Vec<(LotOwed, bool)> {
    let is_open = |state: ClosureState| state == ClosureState::Open;
    let open = board.sectors.iter().filter(|of| sectors.contains(&of.sector) && is_open(of.state));
    let mut lots = Vec::new();
    for (sector, lot) in open.flat_map(|of| of.lots.iter().map(|lot| (of.sector, lot))) {
        if !lot.expected || lot.nil_statement.is_some() {
            continue;
        }
        let owed = LotOwed {
            lot_id: lot.lot_id,
            number: lot.number.clone(),
            title: lot.title.clone(),
            public_contract_id: lot.public_contract_id,
            reference: lot.reference.clone(),
            sector,
            employments_without_hours: 0,
        };
        lots.push((owed, matches!(lot.standing, LotStanding::Awaited | LotStanding::Late)));
    }
    lots
}

/// The reminders about a month, by organisation, in the order they were noted.
fn last_reminders(tx: &mut Tx<'_>, month: Month) -> Result<HashMap<OrganisationId, Vec<Reminder>>> {
    let filter = ReminderFilter { month: Some(month), ..ReminderFilter::default() };
    let mut by_organisation: HashMap<_, Vec<Reminder>> = HashMap::new();
    for reminder in store::list(tx, &filter, 0, i64::MAX)? {
        by_organisation.entry(reminder.organisation_id).or_default().push(reminder);
    }
    Ok(by_organisation)
}

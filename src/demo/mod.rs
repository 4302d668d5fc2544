//! Demonstration data: the year 2023 with invented people, which reproduces the published figures of the *Bilan 2023*,
//! and a running month with work left for an officer. The command line loads, compares and serves them, beside a stand-in
//! for the participant records.

mod check;
mod files;
mod load;
mod offsets;
mod participants;
mod sign_in;

pub use check::{Comparison, as_text, compare, printed_shares};
pub use participants::participants;
pub use sign_in::{OFFICER, ariq_key, officer_link};

use anyhow::bail;

use files::DataSet;

use crate::access::{Caller, LoadDemo};
use crate::audit::{self, Event};
use crate::candidates::{self, CandidateFilter};
use crate::contracts::{self, PublicContractFilter};
use crate::organisations::{self, OrganisationFilter};
use crate::values::{Month, Place, SearchText};

/// The year of the demonstration.
pub const YEAR: i32 = 2023;

/// How many months before the running one its files begin: they must not reach into the year.
const HISTORY: i32 = 24;

/// ARIQ's name in the files.
const ARIQ: &str = "ARIQ";

/// Loads the year into an empty database; does nothing if it is loaded.
///
/// # Errors
/// If the database holds other data or a part of the year.
pub fn load_once(caller: &Caller<LoadDemo>) -> anyhow::Result<()> {
    if caller.read(|tx| audit::has_event(tx, "load", "demo"))? {
        return Ok(());
    }
    let organisations = organisations::actions::list(&caller.with_right()?, &OrganisationFilter::default(), 0, 1)?;
    let people = candidates::actions::list(&caller.with_right()?, &CandidateFilter::default(), Place::Position(0), 1)?;
    if !organisations.is_empty() || !people.is_empty() {
        bail!("this database holds other data, or a demonstration that was cut short: give the demonstration its own");
    }
    load::load_year(caller)?;
    caller.write(|tx| audit::record(tx, &Event::new("load", "demo", 0).with("year", YEAR)))?;
    Ok(())
}

/// Loads the running month, the one before the clock's own, beside the year; does nothing if one is loaded. Returns the
/// month that is loaded: none if the clock shows a time at which its files would reach into the year.
///
/// # Errors
/// If a part of it is loaded, or what the year loaded was changed.
pub fn load_month_once(caller: &Caller<LoadDemo>) -> anyhow::Result<Option<Month>> {
    let running = Month::of(caller.today()).previous();
    let loaded = loaded_month(caller, DataSet::running(running))?;
    if caller.read(|tx| audit::has_event(tx, "load", "demo_month"))? {
        return Ok(loaded);
    }
    if loaded.is_some() {
        bail!("the running month of this demonstration was cut short: give the demonstration another database");
    }
    if offsets::shifted(running, -HISTORY).is_none_or(|first| first.year() <= YEAR) {
        return Ok(None);
    }
    load::load_month(caller, running)?;
    caller.write(|tx| audit::record(tx, &Event::new("load", "demo_month", 0).with("month", running)))?;
    Ok(Some(running))
}

/// The running month of an earlier start: the one after that in which its contracts begin.
fn loaded_month(caller: &Caller<LoadDemo>, files: DataSet) -> anyhow::Result<Option<Month>> {
    let Some(first) = files.contracts.lines()?.into_iter().next() else { bail!("contracts.csv is empty") };
    let filter = PublicContractFilter { text: SearchText::read(first.text("reference")?), ..Default::default() };
    let contracts = contracts::actions::list(&caller.with_right()?, &filter, Place::Position(0), 1)?;
    Ok(contracts.first().map(|contract| Month::of(contract.starts_on).next()))
}

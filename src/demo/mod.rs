//! Demonstration data: the year 2023 with invented people, which reproduces the published figures of the *Bilan 2023*.
//! The command line loads and compares it.

mod check;
mod files;
mod load;

pub use check::{Comparison, as_text, compare, printed_shares};

use anyhow::bail;

use crate::access::{Caller, LoadDemo};
use crate::audit::{self, Event};
use crate::candidates::{self, CandidateFilter};
use crate::organisations::{self, OrganisationFilter};

/// The year of the demonstration.
pub const YEAR: i32 = 2023;

/// Loads the year into an empty database; does nothing if it is loaded.
///
/// # Errors
/// If the database holds other data or a part of the year.
pub fn load_once(caller: &Caller<LoadDemo>) -> anyhow::Result<()> {
    if caller.read(|tx| audit::has_event(tx, "load", "demo"))? {
        return Ok(());
    }
    let organisations = organisations::actions::list(&caller.with_right()?, &OrganisationFilter::default(), 0, 1)?;
    let people = candidates::actions::list(&caller.with_right()?, &CandidateFilter::default(), 0, 1)?;
    if !organisations.is_empty() || !people.is_empty() {
        bail!("this database holds other data, or a demonstration that was cut short: give the demonstration its own");
    }
    load::load(caller)?;
    caller.write(|tx| audit::record(tx, &Event::new("load", "demo", 0).with("year", YEAR)))?;
    Ok(())
}

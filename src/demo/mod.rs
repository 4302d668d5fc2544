//! The year 2023, for showing: invented people, and every published figure of the *Bilan 2023* reproduced.

mod check;
mod files;
mod load;

pub use check::{Comparison, as_text, compare, printed_shares};

use anyhow::bail;

use crate::access::{Caller, LoadDemo};
use crate::audit::{self, Event};
use crate::candidates::{self, CandidateFilter};
use crate::organisations::{self, OrganisationFilter};

/// The year that the demonstration shows.
pub const YEAR: i32 = 2023;

/// Loads the year into an empty database; one that already holds it is left as it is.
///
/// # Errors
/// When the database holds anything else, or only a part of the year.
pub fn load_once(caller: &Caller<LoadDemo>) -> anyhow::Result<()> {
    if caller.read(|tx| audit::has_event(tx, "load", "demo"))? {
        return Ok(());
    }
    let known = organisations::actions::list(&caller.with_right()?, &OrganisationFilter::default(), 0, 1)?;
    let people = candidates::actions::list(&caller.with_right()?, &CandidateFilter::default(), 0, 1)?;
    if !known.is_empty() || !people.is_empty() {
        bail!("this database holds other data, or a demonstration that was cut short: give the demonstration its own");
    }
    load::load(caller)?;
    caller.write(|tx| audit::record(tx, &Event::new("load", "demo", 0).with("year", YEAR)))?;
    Ok(())
}

//! What `clauses demo` loads and prints.

mod participants;
mod program;
mod proofreading;
mod running_month;
mod sign_in;
mod year;

use clauses::access::LoadDemo;
use clauses::demo;
use clauses::values::Month;

use crate::support::App;

/// Loads the year, as `clauses demo` does.
fn load(app: &App) -> anyhow::Result<()> {
    demo::load_once(&app.operator::<LoadDemo>())
}

/// Loads the running month.
fn load_month(app: &App) -> anyhow::Result<Option<Month>> {
    demo::load_month_once(&app.operator::<LoadDemo>())
}

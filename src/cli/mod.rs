//! The commands of the command line, one file for each group. `main` calls them.

mod audit;
mod bilan;
mod demo;
mod explain;
mod healthcheck;
mod key;
mod log;
mod patience;
mod plie_stub;
mod proofread;
mod serve;
mod upkeep;
mod user;

use std::io::Write as _;

pub use audit::{AuditCommand, note_copy, show_head, verify};
pub use bilan::{BilanOptions, bilan};
pub use demo::{Demo, demo};
pub use explain::explain;
pub use key::{KeyCommand, keys};
pub use patience::run_within_patience;
pub use plie_stub::{PlieStub, plie_stub};
pub use proofread::{Proofread, proofread};
pub use serve::{Serve, serve};
pub use upkeep::{back_up, check_health, migrate, openapi, restore};
pub use user::{UserCommand, create_user};

/// The database if `DATABASE_URL` is not set.
const DATABASE: &str = "sqlite://clauses.db";

/// Prints a command's result on standard output.
fn print(text: &str) -> anyhow::Result<()> {
    print_bytes(text.as_bytes())
}

/// Prints a file on standard output.
fn print_bytes(bytes: &[u8]) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(bytes)?;
    Ok(out.flush()?)
}

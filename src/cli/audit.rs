//! The audit trail from the shell.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use clauses::app::{self, Application};
use clauses::audit_chain::{self, TrailFault, Verification};
use clauses::config::Config;

use super::{DATABASE, print};

/// What to do with the audit trail.
#[derive(Subcommand)]
pub enum AuditCommand {
    /// Recompute the whole trail and say what is wrong with it; the exit code is 0 only when nothing is.
    Verify(Verify),
}

/// What to verify.
#[derive(Args)]
pub struct Verify {
    /// A head copied elsewhere earlier, which must still be one of the chain's: this tells whether the end was cut off.
    #[arg(long, value_name = "HEAD", value_parser = head)]
    expect: Option<String>,
}

/// A head as somebody copied it. Anything else is a slip of the pen and no sign of a changed trail: exit code 2, not 1.
fn head(text: &str) -> Result<String, &'static str> {
    if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        Ok(text.to_lowercase())
    } else {
        Err("a head has 64 hexadecimal digits")
    }
}

/// Verifies the trail.
///
/// # Errors
/// When a setting is wrong or the database cannot be read.
pub fn verify(what: &Verify) -> anyhow::Result<ExitCode> {
    let config = Config::from_env(DATABASE)?;
    app::prepare(&config, false)?;
    let found = audit_chain::verify(&Application::build(&config).operator()?, what.expect.as_deref())?;
    print(&as_text(&found))?;
    Ok(if found.intact { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn as_text(found: &Verification) -> String {
    let Verification { events, blocks, head, unsealed, faults_total, .. } = found;
    let mut text = format!("events    {events} in {blocks} blocks, {unsealed} not sealed yet\nhead      {head}\n");
    if let Some(expected) = found.expected {
        text += if expected {
            "expected  is one of the chain's heads\n"
        } else {
            "expected  NOT one of the chain's heads\n"
        };
    }
    for (what, list) in [("note", &found.notes), ("fault", &found.faults)] {
        list.iter().for_each(|one| text += &line(what, one));
    }
    text + &if found.intact { "intact\n".to_owned() } else { format!("NOT intact, faults: {faults_total}\n") }
}

fn line(what: &str, fault: &TrailFault) -> String {
    let place = |name: &str, number: Option<i64>| number.map(|number| format!(" {name} {number}")).unwrap_or_default();
    let (event, block) = (place("event", fault.event_id), place("block", fault.block));
    format!("{what:<10}{}{event}{block}: {}\n", fault.kind, fault.detail)
}

//! The audit trail from the shell.

use std::process::ExitCode;

use anyhow::ensure;
use clap::{Args, Subcommand};
use clauses::app::{self, Application};
use clauses::config::Config;
use clauses::trail::{self, TrailFault, Verification};

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
    #[arg(long, value_name = "HEAD")]
    expect: Option<String>,
}

/// Verifies the trail.
///
/// # Errors
/// When a setting is wrong, the head is none, or the database cannot be read.
pub fn verify(what: &Verify) -> anyhow::Result<ExitCode> {
    let expect = what.expect.as_deref().map(str::to_lowercase);
    let is_head = |head: &str| head.len() == 64 && head.bytes().all(|byte| byte.is_ascii_hexdigit());
    ensure!(expect.as_deref().is_none_or(is_head), "--expect: a head has 64 hexadecimal digits");
    let config = Config::from_env(DATABASE)?;
    app::prepare(&config, false)?;
    let found = trail::verify(&Application::build(&config).operator()?, expect.as_deref())?;
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
    text + &if found.intact { "intact\n".to_owned() } else { format!("NOT intact: {faults_total} faults\n") }
}

fn line(what: &str, fault: &TrailFault) -> String {
    let place = |name: &str, number: Option<i64>| number.map(|number| format!(" {name} {number}")).unwrap_or_default();
    let (event, block) = (place("event", fault.event_id), place("block", fault.block));
    format!("{what:<10}{}{event}{block}: {}\n", fault.kind, fault.detail)
}

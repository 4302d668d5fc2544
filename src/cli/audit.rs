//! `clauses audit`: verify the audit trail.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use clauses::app::{self, Application};
use clauses::audit_chain::{self, NewHeadCopy, Question, Step, TrailFault, Verification};
use clauses::config::Config;
use clauses::values::Name;

use super::{DATABASE, print};

/// Commands for the audit trail.
#[derive(Subcommand)]
pub enum AuditCommand {
    /// Recompute the whole audit trail and print its faults; the exit code is 0 only if there are none.
    Verify(Verify),
    /// Print the latest head, and when a head was last copied to another place.
    Head,
    /// Note that a head was copied to another place, which those who own the database cannot reach.
    NoteCopy(NoteCopy),
}

/// The options of `audit note-copy`.
#[derive(Args)]
pub struct NoteCopy {
    /// The head that was copied.
    #[arg(long, value_name = "HEAD", value_parser = head)]
    head: String,
    /// Where the copy is, without anybody's name.
    #[arg(long, value_name = "TEXT")]
    place: String,
}

/// The options of `audit verify`.
#[derive(Args)]
pub struct Verify {
    /// A head stored elsewhere earlier, which the chain must still contain: detects that the end was cut off.
    #[arg(long, value_name = "HEAD", value_parser = head)]
    expect: Option<String>,
    /// Compare only records of this kind with their events, without the chain; `hours` for rows of hours, `candidate_facts` for what lists
    /// keep of people.
    #[arg(long, value_name = "KIND", value_parser = step)]
    record: Option<Step>,
}

fn step(name: &str) -> Result<Step, &'static str> {
    Step::named(name).ok_or("no records of this kind are sealed")
}

/// Parses a head. A malformed one is wrong usage (exit code 2) and no sign of a changed audit trail (exit code 1).
fn head(text: &str) -> Result<String, &'static str> {
    if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        Ok(text.to_lowercase())
    } else {
        Err("a head has 64 hexadecimal digits")
    }
}

/// Verifies the audit trail.
///
/// # Errors
/// When a setting is wrong or the database cannot be read.
pub fn verify(options: &Verify) -> anyhow::Result<ExitCode> {
    let config = Config::from_env(DATABASE)?;
    app::prepare_existing(&config)?;
    let asked = Question { expect: options.expect.clone(), only: options.record, ..Question::default() };
    let verification = audit_chain::verify(&Application::build(&config).operator()?, &asked)?;
    print(&as_text(&verification))?;
    Ok(if verification.intact { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Prints the latest head and the last copy.
///
/// # Errors
/// When a setting is wrong or the database cannot be read.
pub fn show_head() -> anyhow::Result<()> {
    let config = Config::from_env(DATABASE)?;
    app::prepare_existing(&config)?;
    let standing = audit_chain::standing(&Application::build(&config).operator()?)?;
    let mut text = match standing.latest {
        Some(latest) => {
            format!("block     {}\nhead      {}\nsealed    {}\n", latest.block, latest.head, latest.sealed_at)
        }
        None => "nothing is sealed yet\n".to_owned(),
    };
    text += &match standing.copy {
        Some(copy) => format!("last copy {} of block {}, {}\n", copy.noted_at, copy.block, copy.place),
        None => "last copy none was noted\n".to_owned(),
    };
    print(&text)
}

/// Notes a copy.
///
/// # Errors
/// When a setting is wrong, the database cannot be written, or the chain does not have the head.
pub fn note_copy(options: &NoteCopy) -> anyhow::Result<()> {
    let config = Config::from_env(DATABASE)?;
    app::prepare_existing(&config)?;
    let place = Name::parse(&options.place).map_err(|invalid| anyhow::anyhow!("--place: {}", invalid.detail))?;
    let application = Application::build(&config);
    let new = NewHeadCopy { head: options.head.clone(), place };
    let copy = audit_chain::note_copy(&application.operator()?, &new)?.executed()?;
    application.seal()?;
    print(&format!("noted: the head of block {} is at {}\n", copy.block, copy.place))
}

fn as_text(verification: &Verification) -> String {
    let Verification { events, blocks, head, unsealed, faults_total, .. } = verification;
    let mut text = format!("events    {events} in {blocks} blocks, {unsealed} not sealed yet\nhead      {head}\n");
    if let Some(expected) = verification.expected {
        text += if expected {
            "expected  is one of the chain's heads\n"
        } else {
            "expected  NOT one of the chain's heads\n"
        };
    }
    let compared: i64 = verification.records.iter().map(|records| records.number).sum();
    text += &format!("records   {compared} compared with their events\n");
    for (kind, list) in [("note", &verification.notes), ("fault", &verification.faults)] {
        list.iter().for_each(|fault| text += &line(kind, fault));
    }
    text + &if verification.intact { "intact\n".to_owned() } else { format!("NOT intact, faults: {faults_total}\n") }
}

fn line(kind: &str, fault: &TrailFault) -> String {
    let part = |name: &str, number: Option<i64>| number.map(|number| format!(" {name} {number}")).unwrap_or_default();
    let (event, block) = (part("event", fault.event_id), part("block", fault.block));
    let record = fault.record.as_ref().map(|name| part(name, fault.record_id)).unwrap_or_default();
    let version = part("version", fault.part);
    format!("{kind:<10}{}{record}{version}{event}{block}: {}\n", fault.kind, fault.detail)
}

//! The participant records of the demonstration's stand-in, made from the same files as the people and their periods.

use std::collections::HashSet;

use super::files::{DataSet, Line};
use crate::plie::stub::{StubParticipant, StubPeriod, StubReferent};
use crate::values::{Month, Name, OutcomeKind, parse_day};

/// The records of everybody whose referral for the PLIE was validated, of the year and of the running month.
///
/// # Errors
/// When a file cannot be read.
pub fn participants(running: Option<Month>) -> anyhow::Result<Vec<StubParticipant>> {
    let mut participants = of_files(DataSet::YEAR, "2023")?;
    if let Some(month) = running {
        participants.extend(of_files(DataSet::running(month), "R")?);
    }
    Ok(participants)
}

fn of_files(files: DataSet, series: &str) -> anyhow::Result<Vec<StubParticipant>> {
    let mut validated = HashSet::new();
    for line in files.referrals.lines()? {
        let outcome = line.required("outcome", OutcomeKind::parse)?;
        if outcome == OutcomeKind::Validated && line.text("for_plie")? == "true" {
            validated.insert(line.text("candidate")?.to_owned());
        }
    }
    let periods = files.plie_periods.lines_by("candidate")?;
    let mut participants = Vec::new();
    for line in files.candidates.lines()? {
        let key = line.text("key")?;
        if validated.contains(key) {
            let of_person = periods.get(key).map(Vec::as_slice).unwrap_or_default();
            participants.push(participant(&line, format!("PLIE-{series}-{key}"), of_person)?);
        }
    }
    Ok(participants)
}

fn participant(line: &Line, number: String, periods: &[Line]) -> anyhow::Result<StubParticipant> {
    let period =
        |line: &Line| Ok(StubPeriod { from: line.required("from", parse_day)?, to: line.optional("to", parse_day)? });
    Ok(StubParticipant {
        number,
        last_name: line.required("last_name", Name::parse)?.as_str().to_uppercase(),
        first_name: line.required("first_name", Name::parse)?.as_str().to_owned(),
        other_last_names: Vec::new(),
        birth_date: line.required("birth_date", parse_day)?,
        commune_code: None,
        periods: periods.iter().map(period).collect::<anyhow::Result<_>>()?,
        referent: Some(StubReferent {
            name: "Référente de la démonstration".to_owned(),
            organisation: Some("PLIE (démonstration)".to_owned()),
        }),
    })
}

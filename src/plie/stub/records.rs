//! The participants of the stand-in, and how they are found.

use std::collections::BTreeMap;

use anyhow::Context as _;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::plie::contract;
use crate::values::{ParticipantNumber, fold, fold_closed_up};

/// The most items of a search.
const ITEMS: usize = 50;

/// A participant, as in the file of `clauses plie-stub`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StubParticipant {
    /// The number of the record.
    pub number: String,
    /// The last name.
    pub last_name: String,
    /// The first name.
    pub first_name: String,
    /// Other last names.
    #[serde(default)]
    pub other_last_names: Vec<String>,
    /// The birth date.
    pub birth_date: NaiveDate,
    /// The commune of residence, its INSEE code.
    #[serde(default)]
    pub commune_code: Option<String>,
    /// The periods of accompaniment.
    #[serde(default)]
    pub periods: Vec<StubPeriod>,
    /// The referent.
    #[serde(default)]
    pub referent: Option<StubReferent>,
}

/// A period of accompaniment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StubPeriod {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    #[serde(default)]
    pub to: Option<NaiveDate>,
}

/// A referent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StubReferent {
    /// The referent's name.
    pub name: String,
    /// The organisation.
    #[serde(default)]
    pub organisation: Option<String>,
}

/// Participants by number.
pub(super) type Records = BTreeMap<String, StubParticipant>;

/// Reads a JSON list of participants.
///
/// # Errors
/// When it is none, or a participant does not fit the contract; the number is named.
pub fn read_participants(text: &str) -> anyhow::Result<Vec<StubParticipant>> {
    let participants: Vec<StubParticipant> = serde_json::from_str(text).context("reading the list of participants")?;
    by_number(participants.clone())?;
    Ok(participants)
}

/// The participants by number.
///
/// # Errors
/// When a participant does not fit the contract, or two have one number.
pub(super) fn by_number(participants: Vec<StubParticipant>) -> anyhow::Result<Records> {
    let mut records = Records::new();
    for participant in participants {
        let number = participant.number.clone();
        participant.check().with_context(|| format!("participant {number}"))?;
        anyhow::ensure!(records.insert(number.clone(), participant).is_none(), "participant {number} comes twice");
    }
    Ok(records)
}

/// The participants who were born on a day and one of whose names resembles one of these.
pub(super) fn search<'r>(
    records: impl Iterator<Item = &'r StubParticipant>,
    birth_date: NaiveDate,
    names: [&str; 2],
) -> Value {
    let found: Vec<_> =
        records.filter(|record| record.birth_date == birth_date && record.resembles(names)).take(ITEMS + 1).collect();
    let items: Vec<_> = found.iter().take(ITEMS).map(|record| record.summary()).collect();
    json!({ "items": items, "truncated": found.len() > ITEMS })
}

impl StubParticipant {
    /// The answer of a search.
    pub(super) fn summary(&self) -> Value {
        let Self { number, last_name, first_name, other_last_names, birth_date, commune_code, .. } = self;
        json!({
            "number": number, "last_name": last_name, "first_name": first_name,
            "other_last_names": other_last_names, "birth_date": birth_date, "commune_code": commune_code,
        })
    }

    /// The answer of a read.
    pub(super) fn record(&self) -> Value {
        let Self { number, last_name, first_name, other_last_names, birth_date, periods, referent, .. } = self;
        json!({
            "number": number, "last_name": last_name, "first_name": first_name,
            "other_last_names": other_last_names, "birth_date": birth_date, "periods": periods, "referent": referent,
        })
    }

    /// Whether a name has a word in common with one of these, or is written like one of them but for spaces and accents.
    fn resembles(&self, names: [&str; 2]) -> bool {
        let own = || [&self.last_name, &self.first_name].into_iter().chain(&self.other_last_names);
        let given: Vec<String> = names.iter().flat_map(|name| words(name)).collect();
        own().flat_map(|name| words(name)).any(|word| given.contains(&word))
            || own().any(|name| names.iter().any(|given| fold_closed_up(name) == fold_closed_up(given)))
    }

    fn check(&self) -> anyhow::Result<()> {
        let number = ParticipantNumber::parse(&self.number).map_err(|invalid| anyhow::anyhow!(invalid.detail))?;
        let unsuited = |_| anyhow::anyhow!("does not fit the contract: names, days, periods in order, commune");
        contract::participant(self.record().to_string().as_bytes(), &number).map_err(unsuited)?;
        let found = json!({ "items": [self.summary()], "truncated": false }).to_string();
        contract::search_result(found.as_bytes(), self.birth_date).map_err(unsuited).map(|_| ())
    }
}

fn words(name: &str) -> Vec<String> {
    fold(name).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOVA: &str = r#"{"number":"P-1","last_name":"Nova-Petit","first_name":"Zoé","birth_date":"1990-05-17"}"#;

    #[test]
    fn a_participant_is_found_by_a_word_of_its_names_however_it_is_written() {
        let participants = read_participants(&format!("[{NOVA}]")).unwrap();
        let found = |day: &str, names: [&str; 2]| {
            let result = search(participants.iter(), day.parse().unwrap(), names);
            result["items"].as_array().unwrap().len()
        };
        assert_eq!(found("1990-05-17", ["PETIT", "Camille"]), 1);
        assert_eq!(found("1990-05-17", ["Martin", "zoe"]), 1);
        assert_eq!(found("1990-05-17", ["Novapetit", "Z"]), 1);
        assert_eq!(found("1990-05-17", ["Nov", "Z"]), 0);
        assert_eq!(found("1990-05-18", ["Nova", "Zoé"]), 0);
    }

    #[test]
    fn a_file_that_breaks_the_contract_is_refused_by_number() {
        let refusal = |text: &str| format!("{:#}", read_participants(text).unwrap_err());
        assert!(refusal(&format!("[{NOVA},{NOVA}]")).contains("P-1 comes twice"));
        assert!(refusal(&format!("[{}]", NOVA.replace("Zoé", " "))).contains("participant P-1: does not fit"));
        let periods = NOVA.replace('}', r#","periods":[{"from":"2023-02-01","to":"2023-01-01"}]}"#);
        assert!(refusal(&format!("[{periods}]")).contains("participant P-1"));
        assert!(refusal("{}").starts_with("reading the list"));
    }
}

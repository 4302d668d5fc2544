//! Reads answers and checks every constraint of the contract.

use chrono::NaiveDate;

use super::model::{Participant, ParticipantSummary, Referent, SearchResult};
use super::wire::{
    ParticipantAnswer, PeriodAnswer, ProblemAnswer, ReceiptAnswer, ReferentAnswer, SearchAnswer, SummaryAnswer,
};
use crate::values::{CallFailure, CommuneCode, InvalidValue, Name, ParticipantNumber, Period, parse_day};

/// The most items of a search, other last names of a person, periods of a record, and characters of a receipt.
const ITEMS: usize = 50;
const OTHER_NAMES: usize = 10;
const PERIODS: usize = 100;
const RECEIPT: usize = 64;

/// An answer that does not fit the contract. It does not say where: that could quote a personal value.
struct Unsuited;

impl From<InvalidValue> for Unsuited {
    fn from(_: InvalidValue) -> Self {
        Self
    }
}

impl From<serde_json::Error> for Unsuited {
    fn from(_: serde_json::Error) -> Self {
        Self
    }
}

impl From<Unsuited> for CallFailure {
    fn from(_: Unsuited) -> Self {
        Self::UnfitAnswer
    }
}

fn require(holds: bool) -> Result<(), Unsuited> {
    if holds { Ok(()) } else { Err(Unsuited) }
}

/// Reads the answer of a search for people born on a day.
///
/// # Errors
/// `unfit_answer`; `wrong_person` if a participant was born on another day.
pub(in crate::plie) fn search_result(body: &[u8], birth_date: NaiveDate) -> Result<SearchResult, CallFailure> {
    let result = parse_search(body)?;
    let is_asked = result.items.iter().all(|item| item.birth_date == birth_date);
    if is_asked { Ok(result) } else { Err(CallFailure::WrongPerson) }
}

/// Reads the record of a participant.
///
/// # Errors
/// `unfit_answer`; `wrong_person` if the record has another number.
pub(in crate::plie) fn participant(body: &[u8], number: &ParticipantNumber) -> Result<Participant, CallFailure> {
    let participant = parse_participant(body)?;
    if participant.number == *number { Ok(participant) } else { Err(CallFailure::WrongPerson) }
}

/// Reads the receipt of what was announced or asked for.
///
/// # Errors
/// `unfit_answer`.
pub(in crate::plie) fn receipt(body: &[u8]) -> Result<(), CallFailure> {
    parse_receipt(body).map_err(CallFailure::from)
}

/// Whether a body is the problem document of this status.
pub(in crate::plie) fn is_problem(body: &[u8], status: u16) -> bool {
    serde_json::from_slice::<ProblemAnswer>(body).is_ok_and(|problem| problem.status == status)
}

fn parse_search(body: &[u8]) -> Result<SearchResult, Unsuited> {
    let answer: SearchAnswer = serde_json::from_slice(body)?;
    require(answer.items.len() <= ITEMS)?;
    let items = answer.items.into_iter().map(summary).collect::<Result<Vec<_>, _>>()?;
    let mut numbers: Vec<_> = items.iter().map(|item| &item.number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    require(numbers.len() == items.len())?;
    Ok(SearchResult { items, truncated: answer.truncated })
}

fn summary(answer: SummaryAnswer) -> Result<ParticipantSummary, Unsuited> {
    Ok(ParticipantSummary {
        number: ParticipantNumber::parse(&answer.number)?,
        last_name: name(&answer.last_name)?,
        first_name: name(&answer.first_name)?,
        other_last_names: names(&answer.other_last_names)?,
        birth_date: parse_day(&answer.birth_date)?,
        commune_code: answer.commune_code.map(|code| CommuneCode::parse(&code)).transpose()?,
    })
}

fn parse_participant(body: &[u8]) -> Result<Participant, Unsuited> {
    let answer: ParticipantAnswer = serde_json::from_slice(body)?;
    Ok(Participant {
        number: ParticipantNumber::parse(&answer.number)?,
        last_name: name(&answer.last_name)?,
        first_name: name(&answer.first_name)?,
        other_last_names: names(&answer.other_last_names)?,
        birth_date: parse_day(&answer.birth_date)?,
        periods: periods(&answer.periods)?,
        referent: answer.referent.map(referent).transpose()?,
    })
}

fn referent(answer: ReferentAnswer) -> Result<Referent, Unsuited> {
    let organisation = answer.organisation.map(|organisation| name(&organisation)).transpose()?;
    Ok(Referent { name: name(&answer.name)?, organisation })
}

/// Periods in order of time, of which no two share a day; so only the last one may be open.
fn periods(answers: &[PeriodAnswer]) -> Result<Vec<Period>, Unsuited> {
    require(answers.len() <= PERIODS)?;
    let mut periods: Vec<Period> = Vec::with_capacity(answers.len());
    for answer in answers {
        let to = answer.to.as_deref().map(parse_day).transpose()?;
        let period = Period { from: parse_day(&answer.from)?, to };
        let follows = periods.last().is_none_or(|last| last.to.is_some_and(|end| end < period.from));
        require(period.is_ordered() && follows)?;
        periods.push(period);
    }
    Ok(periods)
}

fn names(texts: &[String]) -> Result<Vec<Name>, Unsuited> {
    require(texts.len() <= OTHER_NAMES)?;
    texts.iter().map(|text| name(text)).collect()
}

fn name(text: &str) -> Result<Name, Unsuited> {
    Ok(Name::parse(text)?)
}

fn parse_receipt(body: &[u8]) -> Result<(), Unsuited> {
    let answer: ReceiptAnswer = serde_json::from_slice(body)?;
    require((1..=RECEIPT).contains(&answer.id.chars().count()))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn record() -> Value {
        json!({
            "number": "P-1", "last_name": "Nova", "first_name": "Zoé", "other_last_names": ["Petit"],
            "birth_date": "1990-05-17",
            "periods": [{ "from": "2022-01-01", "to": "2022-12-31" }, { "from": "2023-03-01", "to": null }],
            "referent": { "name": "Ada Roux", "organisation": null }, "added_later": { "anything": [1] },
        })
    }

    fn summary_of(number: &str) -> Value {
        json!({
            "number": number, "last_name": "Nova", "first_name": "Zoé", "other_last_names": [],
            "birth_date": "1990-05-17", "commune_code": "21231",
        })
    }

    fn read(record: &Value) -> Result<Participant, CallFailure> {
        participant(record.to_string().as_bytes(), &ParticipantNumber::parse("P-1").unwrap())
    }

    fn found(items: &[Value]) -> Result<SearchResult, CallFailure> {
        let body = json!({ "items": items, "truncated": false }).to_string();
        search_result(body.as_bytes(), parse_day("1990-05-17").unwrap())
    }

    /// The value with another one at a JSON pointer.
    fn with(mut value: Value, pointer: &str, other: Value) -> Value {
        *value.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = other;
        value
    }

    fn without(mut value: Value, member: &str) -> Value {
        value.as_object_mut().unwrap().remove(member);
        value
    }

    #[test]
    fn a_record_is_read_and_members_added_later_are_ignored() {
        let participant = read(&record()).unwrap();
        assert_eq!(participant.first_name.as_str(), "Zoé");
        assert_eq!(participant.periods[1], Period { from: parse_day("2023-03-01").unwrap(), to: None });
        assert_eq!(participant.referent.unwrap().organisation, None);
        assert_eq!(read(&without(record(), "referent")).unwrap().referent, None);
    }

    #[test]
    fn a_record_that_breaks_the_contract_is_refused() {
        for (pointer, other) in [
            ("/number", json!("P 1")),
            ("/number", json!("")),
            ("/number", json!(1)),
            ("/last_name", json!("")),
            ("/last_name", json!("a".repeat(201))),
            ("/first_name", json!(null)),
            ("/other_last_names", json!(null)),
            ("/other_last_names", Value::from(vec!["a"; 11])),
            ("/other_last_names/0", json!(" ")),
            ("/birth_date", json!("1990-5-17")),
            ("/birth_date", json!("1990-02-30")),
            ("/birth_date", json!("17/05/1990")),
            ("/periods", json!({})),
            ("/periods/0/from", json!(null)),
            ("/periods/0/to", json!("2021-12-31")),
            ("/periods/0/to", json!(null)),
            ("/periods/1/from", json!("2022-12-31")),
            ("/periods/1/from", json!("2021-01-01")),
            ("/referent", json!({})),
            ("/referent/name", json!("")),
            ("/referent/organisation", json!("a".repeat(201))),
        ] {
            assert_eq!(
                read(&with(record(), pointer, other.clone())),
                Err(CallFailure::UnfitAnswer),
                "{pointer} {other}"
            );
        }
        for member in ["number", "last_name", "first_name", "other_last_names", "birth_date", "periods"] {
            assert_eq!(read(&without(record(), member)), Err(CallFailure::UnfitAnswer), "{member}");
        }
        let day = |number: u32| format!("20{:02}-{:02}-01", number / 12, number % 12 + 1);
        let many: Vec<_> = (0..101).map(|number| json!({ "from": day(number), "to": day(number) })).collect();
        assert_eq!(read(&with(record(), "/periods", json!(many[..100]))).unwrap().periods.len(), 100);
        assert_eq!(read(&with(record(), "/periods", json!(many))), Err(CallFailure::UnfitAnswer));
    }

    #[test]
    fn the_record_of_another_participant_is_refused_by_name() {
        assert_eq!(read(&with(record(), "/number", json!("P-2"))), Err(CallFailure::WrongPerson));
    }

    #[test]
    fn a_search_gives_people_of_the_day_each_once_and_fifty_at_most() {
        let items = found(&[summary_of("P-1"), without(summary_of("P-2"), "commune_code")]).unwrap().items;
        assert_eq!((items[0].commune_code.is_some(), items[1].commune_code.is_some()), (true, false));
        let many: Vec<_> = (0..51).map(|number| summary_of(&format!("P-{number}"))).collect();
        assert_eq!(found(&many[..50]).unwrap().items.len(), 50);
        assert_eq!(found(&many), Err(CallFailure::UnfitAnswer));
        assert_eq!(found(&[summary_of("P-1"), summary_of("P-1")]), Err(CallFailure::UnfitAnswer));
        let other = with(summary_of("P-2"), "/birth_date", json!("1990-05-18"));
        assert_eq!(found(&[summary_of("P-1"), other]), Err(CallFailure::WrongPerson));
        assert_eq!(found(&[with(summary_of("P-1"), "/commune_code", json!("2C004"))]), Err(CallFailure::UnfitAnswer));
        for body in
            ["", "null", "[]", "{\"items\": []}", "{\"items\": [], \"truncated\": 0}", "{\"items\": [], \"trunc"]
        {
            let day = parse_day("1990-05-17").unwrap();
            assert_eq!(search_result(body.as_bytes(), day), Err(CallFailure::UnfitAnswer), "{body}");
        }
    }

    #[test]
    fn a_receipt_has_an_id_and_a_problem_the_status_of_its_answer() {
        assert_eq!(receipt(br#"{"id":"R-1"}"#), Ok(()));
        for id in [json!(""), json!("a".repeat(65)), json!(1), json!(null)] {
            assert_eq!(receipt(json!({ "id": id }).to_string().as_bytes()), Err(CallFailure::UnfitAnswer));
        }
        let problem = br#"{"type":"about:blank","title":"Not found","status":404}"#;
        assert!(is_problem(problem, 404) && !is_problem(problem, 409) && !is_problem(b"Not found", 404));
    }
}

//! Each call against the stand-in, with every request and answer checked against the contract.

use std::sync::Barrier;

use chrono::NaiveDate;
use clauses::plie::stub::Behaviour;
use clauses::values::{CallFailure, Period};
use serde_json::json;

use super::*;
use crate::support::plie_contract::assert_fits;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn people_are_found_by_day_and_name() {
    let stub = stub();
    let found = client(&stub.url()).search(day("1990-05-17"), &name("NDIAYE"), &name("Léa"), REQUEST_ID).unwrap();
    assert!(!found.truncated);
    let [item] = found.items.as_slice() else { panic!("{found:?}") };
    assert_eq!((item.number.as_str(), item.first_name.as_str()), ("P-1", "Zoé"));
    assert_eq!(item.other_last_names, [name("N’Diaye")]);
    assert_eq!(item.commune_code.as_ref().unwrap().as_str(), "21231");
    let two = client(&stub.url()).search(day("1990-05-17"), &name("Petit & fils = ?#"), &name("Zoé"), REQUEST_ID);
    assert_eq!(two.unwrap().items.len(), 2);
    assert_eq!(assert_fits(&stub.exchanges()), 2);
}

#[test]
fn a_record_has_its_periods_and_its_referent() {
    let stub = stub();
    let record = read(&client(&stub.url())).unwrap();
    let ended = Period { from: day("2022-01-10"), to: Some(day("2022-12-31")) };
    assert_eq!(record.periods, [ended, Period { from: day("2023-03-01"), to: None }]);
    assert_eq!(record.referent.unwrap().organisation, Some(name("Maison de l’emploi")));
    let missing = client(&stub.url()).participant(&number("P-9"), REQUEST_ID).unwrap_err();
    assert_eq!((missing.failure, missing.status), (CallFailure::Missing, Some(404)));
    assert!(missing.is_definite());
    assert_eq!(assert_fits(&stub.exchanges()), 2);
}

#[test]
fn a_step_has_one_effect_for_each_key_and_a_revision_must_rise() {
    let stub = stub();
    let client = client(&stub.url());
    let first = step("employment/1/start", 1);
    announce(&client, &key(1), &first).unwrap();
    announce(&client, &key(1), &first).unwrap();
    let refused = |outcome: Result<(), CallError>| outcome.map_err(|error| (error.failure, error.status));
    let other = step("employment/2/start", 1);
    assert_eq!(refused(announce(&client, &key(1), &other)), Err((CallFailure::Refused, Some(422))));
    assert_eq!(refused(announce(&client, &key(2), &first)), Err((CallFailure::Refused, Some(409))));
    announce(&client, &key(3), &step("employment/1/start", 2)).unwrap();
    let missing = client.announce(&number("P-9"), &key(4), &first.to_string(), REQUEST_ID);
    assert_eq!(refused(missing), Err((CallFailure::Missing, Some(404))));
    let received = stub.received();
    assert_eq!(received.participants["P-1"].steps, [first, step("employment/1/start", 2)]);
    assert_eq!(received.participants["P-1"].latest["employment/1/start"]["revision"], 2);
    assert_eq!(received.requests["announceStep"], 6);
    assert_eq!(assert_fits(&stub.exchanges()), 6);
}

#[test]
fn a_step_that_does_not_fit_the_contract_is_refused() {
    let stub = stub();
    let mut wrong = step("employment/1/start", 1);
    wrong["occurred_on"] = json!("2023-02-30");
    let refused = announce(&client(&stub.url()), &key(1), &wrong).unwrap_err();
    assert_eq!((refused.failure, refused.status), (CallFailure::Refused, Some(400)));
    // The key is free again.
    announce(&client(&stub.url()), &key(1), &step("employment/1/start", 1)).unwrap();
}

#[test]
fn a_referent_is_asked_for_once() {
    let stub = stub();
    let client = client(&stub.url());
    let request = json!({
        "reference": "candidate/7", "last_name": "Nova", "first_name": "Zoé", "birth_date": "1992-02-29",
        "commune_code": null, "sector": "MS", "validated_on": "2023-06-01",
    });
    for _ in 0..2 {
        client.request_referent(&key(1), &request.to_string(), REQUEST_ID).unwrap();
    }
    assert_eq!(stub.received().referent_requests, [request]);
    assert_eq!(assert_fits(&stub.exchanges()), 2);
}

#[test]
fn a_request_carries_its_key_and_the_id_of_the_one_that_caused_it() {
    let stub = stub();
    let client = client(&stub.url());
    announce(&client, &key(1), &step("employment/1/start", 1)).unwrap();
    for id in ["", "two words", "é", &"a".repeat(65)] {
        client.participant(&number("P-1"), id).unwrap();
    }
    let exchanges = stub.exchanges();
    let header = |exchange: usize, name: &str| exchanges[exchange].incoming.header(name).map(str::to_owned);
    assert_eq!(header(0, "x-request-id").as_deref(), Some(REQUEST_ID));
    assert_eq!(header(0, "idempotency-key"), Some(key(1)));
    assert_eq!((1..5).filter_map(|exchange| header(exchange, "x-request-id")).count(), 0);
    assert_fits(&exchanges);
}

#[test]
fn somebody_elses_record_is_refused() {
    let stub = stub();
    stub.set_behaviour(Behaviour { somebody_else_percent: 100, seed: 5, ..Behaviour::default() });
    let error = read(&client(&stub.url())).unwrap_err();
    assert_eq!(error.failure, CallFailure::WrongPerson);
    assert!(error.is_unfit());
    let failures: Vec<_> = (0..20)
        .map(|_| client(&stub.url()).search(day("1985-01-02"), &name("Roy"), &name("Noé"), REQUEST_ID))
        .filter_map(|found| found.err().map(|error| error.failure))
        .collect();
    assert!(
        !failures.is_empty() && failures.iter().all(|failure| *failure == CallFailure::WrongPerson),
        "{failures:?}"
    );
}

#[test]
fn garbage_is_refused_and_a_participant_that_is_forgotten_is_missing() {
    let stub = stub();
    let client = client(&stub.url());
    announce(&client, &key(1), &step("employment/1/start", 1)).unwrap();
    stub.set_behaviour(Behaviour { garbage_percent: 100, ..Behaviour::default() });
    for _ in 0..20 {
        assert!(matches!(failure(&client), CallFailure::UnfitAnswer | CallFailure::TooLarge));
    }
    stub.set_behaviour(Behaviour { forget: ["P-1".to_owned()].into(), ..Behaviour::default() });
    assert_eq!(failure(&client), CallFailure::Missing);
    assert_eq!(announce(&client, &key(2), &step("employment/2/start", 1)).unwrap_err().failure, CallFailure::Missing);
    // What it has answered before, it answers again.
    announce(&client, &key(1), &step("employment/1/start", 1)).unwrap();
    assert_eq!(client.search(day("1990-05-17"), &name("Petit"), &name("Zoé"), REQUEST_ID).unwrap().items.len(), 1);
}

#[test]
fn never_more_calls_are_under_way_than_the_settings_allow() {
    let stub = stub();
    stub.set_behaviour(Behaviour { slow_milliseconds: 20, ..Behaviour::default() });
    let (client, observed) = open(&settings(&stub.url()));
    let threads = 4 * CALLS;
    let barrier = Barrier::new(threads);
    std::thread::scope(|scope| {
        for number in 0..threads {
            let (client, barrier) = (client.clone(), &barrier);
            scope.spawn(move || {
                barrier.wait();
                for round in 0..3 {
                    let reference = format!("employment/{number}/{round}");
                    announce(&client, &key((number * 3 + round) as u128), &step(&reference, 1)).unwrap();
                }
            });
        }
    });
    let received = stub.received();
    assert_eq!(received.most_at_once, CALLS);
    assert_eq!(received.participants["P-1"].steps.len(), 3 * threads);
    assert_eq!(observed.all(), vec!["answered"; 3 * threads]);
}

#[test]
fn who_waits_too_long_for_a_place_sends_nothing() {
    let stub = stub();
    // Without any place all wait: with one, who begins later would get it when the first gives up.
    let (client, observed) = open(&Plie { calls: 0, timeout: Duration::from_millis(50), ..settings(&stub.url()) });
    let error = read(&client).unwrap_err();
    assert!(error.failure == CallFailure::TimedOut && error.is_service_down() && !error.was_sent);
    assert_eq!((stub.received().most_at_once, observed.all()), (0, vec!["not_sent".to_owned()]));
}

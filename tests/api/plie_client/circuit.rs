//! The circuit opens after failures in a row, and closes again.

use clauses::plie::stub::Behaviour;
use clauses::values::CallFailure;

use super::*;

#[test]
fn a_service_that_fails_is_left_alone_until_a_probe_succeeds() {
    let stub = stub();
    let (client, observed) = open(&settings(&stub.url()));
    stub.set_behaviour(Behaviour { forget: ["P-1".to_owned()].into(), ..Behaviour::default() });
    // Decisions of the service are no failures.
    (0..10).for_each(|_| assert_eq!(failure(&client), CallFailure::Missing));
    assert!(client.accepts_calls());
    stub.set_behaviour(Behaviour { fail_percent: 100, ..Behaviour::default() });
    while client.accepts_calls() {
        assert!(read(&client).unwrap_err().was_sent);
    }
    assert_eq!(client.circuit(), Circuit::Open);
    let before = stub.received().requests["readParticipant"];
    let refused = read(&client).unwrap_err();
    assert!(!refused.was_sent && refused.is_service_down(), "{refused:?}");
    assert!(refused.retry_after.is_some_and(|wait| wait <= Duration::from_secs(1)), "{refused:?}");
    assert_eq!(stub.received().requests["readParticipant"], before);
    stub.set_behaviour(Behaviour::default());
    while !client.accepts_calls() {
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(read(&client).is_ok());
    assert_eq!(client.circuit(), Circuit::Closed);
    let reports = observed.all();
    let changes: Vec<_> = reports.iter().filter(|report| report.chars().all(char::is_uppercase)).collect();
    assert_eq!(changes, ["OPEN", "PROBING", "CLOSED"]);
    let count = |outcome: &str| reports.iter().filter(|report| *report == outcome).count();
    assert_eq!((count("missing"), count("not_sent"), count("answered")), (10, 1, 1));
    assert_eq!(count("server_error") + count("overloaded"), 5);
}

#[test]
fn a_probe_that_fails_is_one_request() {
    let stub = stub();
    let client = client(&stub.url());
    stub.set_behaviour(Behaviour { cut_before_percent: 100, ..Behaviour::default() });
    while client.accepts_calls() {
        assert_eq!(failure(&client), CallFailure::CutOff);
    }
    let before = stub.received().requests["readParticipant"];
    assert_eq!(before, 15);
    while !client.accepts_calls() {
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(failure(&client), CallFailure::CutOff);
    assert_eq!(stub.received().requests["readParticipant"], before + 1);
    assert!(!client.accepts_calls());
}

//! A call is tried again where that does no harm, and has one effect.

use clauses::outbound::{self, Method, Request, Unobserved};
use clauses::plie::stub::Behaviour;
use clauses::values::CallFailure;

use super::*;
use crate::support::answering::{Answering, answer, json_answer, problem_answer};

/// A server that fails twice and then gives a receipt.
fn recovering(failing: impl Fn() -> Vec<u8> + Send + 'static) -> Answering {
    Answering::with(move |number, _| if number < 2 { failing() } else { json_answer(201, &json!({ "id": "R-1" })) })
}

fn announced(server: &Answering) -> Result<(), CallFailure> {
    announce(&client(&server.url()), &key(1), &step("employment/1/start", 1)).map_err(|error| error.failure)
}

#[test]
fn a_passing_failure_is_tried_again_twice_with_the_same_key() {
    for status in [502, 503, 504] {
        let server = recovering(move || problem_answer(status));
        assert_eq!(announced(&server), Ok(()));
        let requests = server.requests();
        assert_eq!(requests.len(), 3);
        let line = format!("idempotency-key: {}\r\n", key(1));
        assert!(requests.iter().all(|request| request.contains(&line)), "{requests:?}");
        assert!(requests.windows(2).all(|pair| pair[0] == pair[1]));
    }
    let cut = recovering(Vec::new);
    assert_eq!(announced(&cut), Ok(()));
    let lasting = Answering::with(|_, _| problem_answer(503));
    assert_eq!(announced(&lasting), Err(CallFailure::Overloaded));
    assert_eq!(lasting.requests().len(), 3);
}

#[test]
fn what_would_not_pass_is_not_tried_again() {
    for status in [400, 401, 404, 409, 422, 429, 500] {
        let server = Answering::with(move |_, _| problem_answer(status));
        assert!(announced(&server).is_err());
        assert_eq!(server.requests().len(), 1, "{status}");
    }
    let unfit = Answering::with(|_, _| json_answer(201, &json!({})));
    assert_eq!(announced(&unfit), Err(CallFailure::UnfitAnswer));
    assert_eq!(unfit.requests().len(), 1);
}

#[test]
fn a_change_without_a_key_is_not_tried_again() {
    let server = Answering::with(|_, _| problem_answer(503));
    let Plie { url, access, calls, timeout, allows_local } = settings(&server.url());
    let settings = outbound::Settings { service: "other", base: url, access, calls, timeout, allows_local };
    let client = outbound::Client::open(&settings, Arc::new(Unobserved)).unwrap();
    let request = Request {
        operation: "change",
        method: Method::Post,
        path: &["changes", "é/?"],
        query: &[],
        body: Some("{}"),
        idempotency_key: None,
        request_id: REQUEST_ID,
    };
    let error = client.call(&request, |_| Ok(())).unwrap_err();
    assert_eq!(error.failure, CallFailure::Overloaded);
    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    assert!(requests[0].starts_with("POST /api/v1/changes/%C3%A9%2F%3F HTTP/1.1\r\n"), "{requests:?}");
    // A read needs no key.
    let read = Request { method: Method::Get, body: None, ..request };
    client.call(&read, |_| Ok(())).unwrap_err();
    assert_eq!(server.requests().len(), 4);
}

#[test]
fn a_short_pause_that_is_asked_for_is_kept_and_a_long_one_left_to_the_caller() {
    let patient = recovering(|| answer(503, &[("Retry-After", "1")], ""));
    assert_eq!(announced(&patient), Ok(()));
    let later = Answering::with(|_, _| answer(503, &[("Retry-After", "30")], ""));
    let error = announce(&client(&later.url()), &key(1), &step("employment/1/start", 1)).unwrap_err();
    assert_eq!(error.retry_after, Some(Duration::from_secs(30)));
    assert_eq!(later.requests().len(), 1);
}

#[test]
fn a_retry_that_would_come_too_late_is_left_out() {
    let server = Answering::with(|_, _| answer(503, &[("Retry-After", "2")], ""));
    assert_eq!(failure(&hasty(&server.url(), 1_000)), CallFailure::Overloaded);
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn connections_that_are_cut_lead_to_one_effect_for_each_key_in_the_end() {
    let stub = stub();
    let behaviour =
        Behaviour { cut_before_percent: 30, cut_after_percent: 30, fail_percent: 20, ..Behaviour::default() };
    stub.set_behaviour(Behaviour { seed: 7, ..behaviour });
    let expected: Vec<_> = (1..=20).map(|revision| step("employment/1/start", revision)).collect();
    for (index, step) in (1..).zip(&expected) {
        // Another client each time: no circuit opens.
        let mut tries = (0..100).map(|_| announce(&client(&stub.url()), &key(index), step));
        assert!(tries.any(|outcome| outcome.is_ok()), "{step}");
    }
    let received = stub.received();
    assert_eq!(received.participants["P-1"].steps, expected);
    assert!(received.requests["announceStep"] > 25, "{received:?}");
    crate::support::plie_contract::assert_fits(&stub.exchanges());
}

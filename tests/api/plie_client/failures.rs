//! Every way in which a call can fail has its name.

use clauses::values::CallFailure;

use super::*;
use crate::support::answering::{Answering, answer, json_answer, problem_answer};

#[test]
fn what_answers_nothing_is_unreachable_and_what_answers_late_timed_out() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let unreachable = read(&client(&format!("http://{closed}/api/v1"))).unwrap_err();
    assert_eq!(unreachable.failure, CallFailure::Unreachable);
    assert!(unreachable.is_service_down() && unreachable.was_sent);
    let unknown = client("http://nobody.invalid/api/v1");
    assert_eq!(failure(&unknown), CallFailure::Unreachable);
    // Nobody accepts what the system's queue takes.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = hasty(&format!("http://{}/api/v1", silent.local_addr().unwrap()), 300);
    assert_eq!(failure(&silent), CallFailure::TimedOut);
}

#[test]
fn a_service_that_speaks_no_tls_is_unreachable_by_https() {
    let plain = Answering::with(|_, _| problem_answer(404));
    assert_eq!(failure(&client(&plain.url().replace("http://", "https://"))), CallFailure::Unreachable);
}

#[test]
fn an_answer_that_stops_is_cut_off_or_timed_out() {
    let half = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"num".to_vec();
    for beginning in [half.clone(), half[..20].to_vec(), Vec::new()] {
        let cut = Answering::with(move |_, _| beginning.clone());
        assert_eq!(failure(&client(&cut.url())), CallFailure::CutOff);
    }
    let (_keep, held) = std::sync::mpsc::channel::<()>();
    let held = Mutex::new(held);
    let stalled = Answering::serving(move |_, _, stream| {
        std::io::Write::write_all(stream, &half).unwrap();
        // Until the test is over.
        let _ = held.lock().unwrap().recv_timeout(Duration::from_secs(2));
    });
    assert_eq!(failure(&hasty(&stalled.url(), 300)), CallFailure::TimedOut);
}

#[test]
fn an_answer_that_is_too_large_is_not_read_to_its_end() {
    let announced = Answering::with(|_, _| {
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 262145\r\n\r\n".to_vec()
    });
    let error = read(&client(&announced.url())).unwrap_err();
    assert_eq!(error.failure, CallFailure::TooLarge);
    assert!(error.is_unfit());
    let endless = Answering::serving(|_, _, stream| {
        let head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
        let chunk = format!("400\r\n{}\r\n", " ".repeat(1024));
        let mut sent = std::io::Write::write_all(stream, head);
        while sent.is_ok() {
            sent = std::io::Write::write_all(stream, chunk.as_bytes());
        }
    });
    assert_eq!(failure(&client(&endless.url())), CallFailure::TooLarge);
    let number = r#"{"number":"P-1","last_name":"A","first_name":"B","other_last_names":[],"birth_date":"1990-05-17","#;
    let largest = format!("{number}\"periods\":[]{}}}", " ".repeat(256 * 1024 - number.len() - 13));
    let whole = Answering::with(move |_, _| answer(200, &[("Content-Type", "application/json")], &largest));
    assert_eq!(read(&client(&whole.url())).unwrap().first_name, name("B"));
}

#[test]
fn each_status_has_its_failure() {
    for (status, expected) in [
        (401, CallFailure::Unauthorised),
        (403, CallFailure::Unauthorised),
        (404, CallFailure::Missing),
        (400, CallFailure::Refused),
        (409, CallFailure::Refused),
        (422, CallFailure::Refused),
        (408, CallFailure::ServerError),
        (429, CallFailure::Overloaded),
        (500, CallFailure::ServerError),
        (503, CallFailure::Overloaded),
        (504, CallFailure::ServerError),
        (599, CallFailure::ServerError),
        (405, CallFailure::UnfitAnswer),
        (410, CallFailure::UnfitAnswer),
    ] {
        let server = Answering::with(move |_, _| problem_answer(status));
        let error = read(&client(&server.url())).unwrap_err();
        assert_eq!((error.failure, error.status), (expected, Some(status)), "{status}");
    }
    for status in [201, 202, 204, 206] {
        let server = Answering::with(move |_, _| json_answer(status, &json!({})));
        assert_eq!(failure(&client(&server.url())), CallFailure::UnfitAnswer, "{status}");
    }
}

#[test]
fn only_a_problem_document_is_a_decision_of_the_service() {
    for (media_type, body) in [
        ("text/html", "<h1>Not found</h1>"),
        ("application/json", r#"{"type":"about:blank","title":"No","status":404}"#),
        ("application/problem+json", r#"{"type":"about:blank","title":"No","status":400}"#),
        ("application/problem+json", r#"{"title":"No","status":404}"#),
        ("application/problem+json", "no"),
    ] {
        let server = Answering::with(move |_, _| answer(404, &[("Content-Type", media_type)], body));
        assert_eq!(failure(&client(&server.url())), CallFailure::UnfitAnswer, "{media_type} {body}");
    }
    // A search, or a request for a referent, is about no participant that could be missing.
    let server = Answering::with(|_, _| problem_answer(404));
    let error = client(&server.url()).request_referent(&key(1), "{}", REQUEST_ID).unwrap_err();
    assert_eq!(error.failure, CallFailure::UnfitAnswer);
}

#[test]
fn an_answer_that_is_no_json_or_does_not_fit_is_unfit() {
    let record = json!({
        "number": "P-1", "last_name": "A", "first_name": "B", "other_last_names": [], "birth_date": "1990-05-17",
        "periods": [],
    });
    for (media_type, body) in [
        ("text/html", record.to_string()),
        ("application/json", record.to_string().replace("1990", "1890")),
        ("application/json", record.to_string().replace('}', "")),
        ("application/json", String::new()),
    ] {
        let server = Answering::with(move |_, _| answer(200, &[("Content-Type", media_type)], &body));
        assert_eq!(failure(&client(&server.url())), CallFailure::UnfitAnswer);
    }
    let body = record.to_string();
    let typed = [("Content-Type", "Application/JSON; charset=utf-8")];
    let server = Answering::with(move |_, _| answer(200, &typed, &body));
    assert!(read(&client(&server.url())).is_ok());
    let receipt = Answering::with(|_, _| json_answer(201, &json!({ "id": "" })));
    let error = announce(&client(&receipt.url()), &key(1), &step("employment/1/start", 1)).unwrap_err();
    assert_eq!(error.failure, CallFailure::UnfitAnswer);
}

#[test]
fn the_service_says_when_to_come_back() {
    for (header, expected) in [("7", Some(7)), ("999999", Some(86_400)), ("soon", None), ("-1", None)] {
        let server = Answering::with(move |_, _| answer(429, &[("Retry-After", header)], ""));
        let error = read(&client(&server.url())).unwrap_err();
        assert_eq!(error.retry_after, expected.map(Duration::from_secs), "{header}");
    }
}

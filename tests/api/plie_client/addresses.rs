//! Where calls do not go: other hosts, and addresses of this machine.

use clauses::values::CallFailure;

use super::*;
use crate::support::answering::{Answering, answer, problem_answer};

#[test]
fn addresses_of_this_machine_are_refused_unless_the_settings_allow_them() {
    let server = Answering::with(|_, _| problem_answer(404));
    let port = server.address.port();
    for host in ["127.0.0.1", "localhost", "127.1", "0.0.0.0", "[::ffff:127.0.0.1]", "[::1]"] {
        let url = format!("http://{host}:{port}/api/v1");
        let (client, _) = open(&Plie { allows_local: false, ..settings(&url) });
        let error = read(&client).unwrap_err();
        assert_eq!(error.failure, CallFailure::AddressRefused, "{host}");
        assert!(error.is_service_down());
    }
    let link_local = Plie { allows_local: false, ..settings("http://169.254.169.254/latest/v1") };
    assert_eq!(failure(&open(&link_local).0), CallFailure::AddressRefused);
    assert_eq!(server.requests().len(), 0);
    assert_eq!(failure(&client(&format!("http://localhost:{port}/api/v1"))), CallFailure::Missing);
}

/// A server that redirects every request to an address that `target` makes of the request's number.
fn redirecting(target: impl Fn(usize) -> String + Send + 'static) -> Answering {
    Answering::with(move |number, _| answer(307, &[("Location", &target(number))], ""))
}

#[test]
fn a_redirect_to_another_host_is_not_followed() {
    let other = Answering::with(|_, _| problem_answer(404));
    let port = other.address.port();
    for target in [
        format!("http://127.0.0.1:{port}/api/v1/participants/P-1"),
        format!("http://localhost:{port}/"),
        format!("//127.0.0.1:{port}/"),
        "https://127.0.0.1/".to_owned(),
        "http://169.254.169.254/".to_owned(),
        "file:///etc/passwd".to_owned(),
        "http://".to_owned(),
    ] {
        let server = redirecting(move |_| target.clone());
        let error = read(&client(&server.url())).unwrap_err();
        assert_eq!((error.failure, error.status), (CallFailure::Redirected, Some(307)));
        assert!(error.is_service_down());
        assert_eq!(server.requests().len(), 1);
    }
    assert_eq!(other.requests().len(), 0);
}

#[test]
fn a_read_follows_three_redirects_on_its_host_and_a_change_none() {
    let server = Answering::with(|number, _| match number {
        0..3 => answer(301, &[("Location", &format!("/api/v1/moved/{number}"))], ""),
        _ => problem_answer(404),
    });
    assert_eq!(failure(&client(&server.url())), CallFailure::Missing);
    let requests = server.requests();
    assert!(requests[3].starts_with("GET /api/v1/moved/2 "), "{requests:?}");
    assert!(requests.iter().all(|request| request.contains(KEY)));
    let endless = redirecting(|number| format!("/api/v1/moved/{number}"));
    assert_eq!(failure(&client(&endless.url())), CallFailure::Redirected);
    assert_eq!(endless.requests().len(), 4);
    let change = announce(&client(&endless.url()), &key(1), &step("employment/1/start", 1)).unwrap_err();
    assert_eq!(change.failure, CallFailure::Redirected);
    assert_eq!(endless.requests().len(), 5);
}

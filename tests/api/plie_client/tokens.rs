//! OAuth2 client credentials.

use clauses::values::CallFailure;

use super::*;
use crate::support::answering::{Answering, answer, json_answer, problem_answer};

/// The token number `number` of a token endpoint.
fn token(number: usize, expires_in: u32) -> Vec<u8> {
    json_answer(
        200,
        &json!({ "access_token": format!("token-{number}"), "token_type": "Bearer", "expires_in": expires_in }),
    )
}

fn with_tokens(service: &str, endpoint: &Answering) -> Client {
    let access = ServiceAccess::ClientCredentials {
        token_url: format!("http://{}/oauth2/token", endpoint.address).parse().unwrap(),
        client_id: "clauses & co".to_owned(),
        client_secret: Secret::new("s:e/cret"),
    };
    open(&Plie { access, ..settings(service) }).0
}

/// The bearer tokens of requests, in order.
fn bearers(requests: &[String]) -> Vec<String> {
    let bearer = |request: &String| request.split("authorization: Bearer ").nth(1)?.lines().next().map(str::to_owned);
    requests.iter().filter_map(bearer).collect()
}

#[test]
fn a_token_is_fetched_once_and_used_again() {
    let endpoint = Answering::with(|number, _| token(number, 3600));
    let service = Answering::with(|_, _| problem_answer(404));
    let client = with_tokens(&service.url(), &endpoint);
    std::thread::scope(|scope| {
        (0..8).for_each(|_| drop(scope.spawn(|| assert_eq!(failure(&client), CallFailure::Missing))));
    });
    assert_eq!(bearers(&service.requests()), vec!["token-0"; 8]);
    let requests = endpoint.requests();
    let [request] = requests.as_slice() else { panic!("{requests:?}") };
    assert!(request.starts_with("POST /oauth2/token HTTP/1.1\r\n"), "{request}");
    // `clauses+%26+co:s%3Ae%2Fcret`: RFC 6749, section 2.3.1.
    assert!(request.contains("authorization: Basic Y2xhdXNlcyslMjYrY286cyUzQWUlMkZjcmV0\r\n"), "{request}");
    assert!(request.contains("content-type: application/x-www-form-urlencoded\r\n"), "{request}");
    assert!(request.ends_with("\r\n\r\ngrant_type=client_credentials"), "{request}");
}

#[test]
fn a_token_that_has_ended_or_is_refused_is_fetched_again_once() {
    let endpoint = Answering::with(|number, _| token(number, 0));
    let service = Answering::with(|_, _| problem_answer(404));
    let client = with_tokens(&service.url(), &endpoint);
    (0..2).for_each(|_| assert_eq!(failure(&client), CallFailure::Missing));
    assert_eq!(bearers(&service.requests()), ["token-0", "token-1"]);

    let endpoint = Answering::with(|number, _| token(number, 3600));
    let service = Answering::with(|number, _| problem_answer(if number == 0 { 401 } else { 404 }));
    let client = with_tokens(&service.url(), &endpoint);
    (0..2).for_each(|_| assert_eq!(failure(&client), CallFailure::Missing));
    assert_eq!(bearers(&service.requests()), ["token-0", "token-1", "token-1"]);

    let service = Answering::with(|_, _| problem_answer(401));
    assert_eq!(failure(&with_tokens(&service.url(), &endpoint)), CallFailure::Unauthorised);
    assert_eq!(service.requests().len(), 2);
}

#[test]
fn a_failure_of_the_token_endpoint_is_one_of_the_service() {
    let service = Answering::with(|_, _| problem_answer(404));
    for (made, expected) in [
        (problem_answer(401), CallFailure::Unauthorised),
        (problem_answer(400), CallFailure::Unauthorised),
        (problem_answer(500), CallFailure::ServerError),
        (problem_answer(503), CallFailure::Overloaded),
        (answer(302, &[("Location", "/elsewhere")], ""), CallFailure::Redirected),
        (json_answer(200, &json!({ "access_token": "a", "token_type": "mac" })), CallFailure::Unauthorised),
        (Vec::new(), CallFailure::CutOff),
    ] {
        let endpoint = Answering::with(move |_, _| made.clone());
        let error = read(&with_tokens(&service.url(), &endpoint)).unwrap_err();
        assert_eq!(error.failure, expected);
        assert!(error.is_service_down());
    }
    assert_eq!(service.requests().len(), 0);
}

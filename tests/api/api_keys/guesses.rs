//! Keys guessed: nobody comes in so, and nobody is kept out.

use std::collections::BTreeMap;

use reqwest::Method;

use super::{a_key, made, secret};
use crate::support::{Program, on_both_databases};

/// How many keys are guessed; `CLAUSES_TEST_GUESSES=10000` for as many as are feared.
fn guesses() -> usize {
    std::env::var("CLAUSES_TEST_GUESSES").ok().and_then(|count| count.parse().ok()).unwrap_or(300)
}

/// A key of the right form that is nobody's.
fn guess(number: usize) -> String {
    format!("clk_{number:043}")
}

on_both_databases! {
    async fn guessing_lets_nobody_in_and_keeps_nobody_out(app: App) {
        let owner = secret(&made(&app.admin(), &a_key("officer")).await);
        let program = Program::beside(&app, &[("CLAUSES_WRONG_KEYS_PER_MINUTE", "6")]);
        let owner = program.bearing(&owner);
        let mut answers: BTreeMap<u16, usize> = BTreeMap::new();
        for number in 0..guesses() {
            let reply = program.bearing(&guess(number)).get("/v1/organisations").await;
            *answers.entry(reply.status).or_default() += 1;
            match reply.status {
                401 => drop(reply.refused(401, "unauthenticated")),
                _ => {
                    let reply = reply.refused(429, "too_many_requests");
                    let wait: u32 = reply.header("retry-after").unwrap().parse().unwrap();
                    assert!((1..=11).contains(&wait), "{reply}");
                }
            }
            if number % 10 == 0 {
                owner.get("/v1/organisations").await.ok();
            }
        }
        assert!(answers[&401] >= 6 && answers[&429] > 0, "{answers:?}");
        // Somebody without any key still gets 401, and the owner comes in.
        program.anonymous().get("/v1/organisations").await.refused(401, "unauthenticated");
        owner.get("/v1/organisations").await.ok();
    }

    async fn a_header_that_nobody_declared_makes_no_other_address(app: App) {
        let program = Program::beside(&app, &[("CLAUSES_WRONG_KEYS_PER_MINUTE", "3")]);
        let mut statuses = Vec::new();
        for number in 0..10 {
            let request = program.bearing(&guess(number)).request(Method::GET, "/v1/organisations");
            let spoofed = request.header("X-Forwarded-For", &format!("203.0.113.{number}"));
            statuses.push(spoofed.header("Forwarded", &format!("for=198.51.100.{number}")).send().await.status);
        }
        assert_eq!(statuses[..3], [401, 401, 401], "{statuses:?}");
        assert!(statuses.contains(&429), "{statuses:?}");
    }

    async fn behind_a_declared_proxy_each_client_has_an_address_of_its_own(app: App) {
        let settings = [("CLAUSES_WRONG_KEYS_PER_MINUTE", "3"), ("CLAUSES_TRUSTED_PROXIES", "127.0.0.1,10.0.0.0/8")];
        let program = Program::beside(&app, &settings);
        let guess_from = |forwarded: String, number: usize| {
            let request = program.bearing(&guess(number)).request(Method::GET, "/v1/organisations");
            async move { request.header("X-Forwarded-For", &forwarded).send().await.status }
        };
        for number in 0..10 {
            assert_eq!(guess_from(format!("203.0.113.{number}"), number).await, 401);
        }
        // What the client itself wrote stands further left, and a second proxy of the house is none.
        let mut statuses = Vec::new();
        for number in 0..10 {
            statuses.push(guess_from(format!("192.0.2.{number}, 203.0.113.99, 10.1.2.3"), number).await);
        }
        assert_eq!(statuses[..3], [401, 401, 401], "{statuses:?}");
        assert!(statuses.contains(&429), "{statuses:?}");
    }

    async fn keys_and_cookies_guessed_at_a_page_are_counted_as_anywhere(app: App) {
        let settings = [("CLAUSES_WRONG_KEYS_PER_MINUTE", "3"), ("CLAUSES_ADDRESS_RATE_PER_SECOND", "1"),
            ("CLAUSES_ADDRESS_RATE_BURST", "5")];
        let person = app.owner("camille@example.org", "officer").await;
        for path in ["/", "/compte/mot-de-passe"] {
            let program = Program::beside(&app, &settings);
            let mut owner = person.through(program.anonymous());
            owner.sign_in(crate::support::PASSWORD, None).await.ok();
            let visit = |client: crate::support::Client, cookie: Option<String>| async move {
                let request = client.request(Method::GET, path).header("Accept", "text/html");
                match cookie {
                    Some(cookie) => request.header("Cookie", &cookie).send().await,
                    None => request.send().await,
                }
            };
            let mut statuses = Vec::new();
            for number in 0..10 {
                statuses.push(visit(program.bearing(&guess(number)), None).await.status);
            }
            assert_eq!(statuses[..3], [401, 401, 401], "{path}: {statuses:?}");
            assert!(statuses.contains(&429), "{path}: {statuses:?}");
            let mut led = 0;
            for number in 0..40 {
                let reply = visit(program.anonymous(), Some(format!("clauses_session={number:043}"))).await;
                match reply.status {
                    303 => led += 1,
                    _ => assert_eq!(reply.status, 429, "{path}: {reply}"),
                }
            }
            assert!((1..30).contains(&led), "{path}: {led}");
            // A client with a session still sees the page.
            owner.visit(path).await.ok();
        }
    }
}

//! A client that has a whole network of IPv6 keeps out nobody who used their own link.

use crate::support::{App, PASSWORD, on_both_databases};

const CHOSEN: [(&str, &str); 2] = [("password", PASSWORD), ("again", PASSWORD)];

/// Tries 256 wrong passwords from the 256 places of one network of 56 bits, each from a place of its own: how many were
/// compared.
async fn guess_from_one_network(app: &App, email: &str) -> usize {
    let mut heard = 0;
    for place in 0..256 {
        let client = app.speaking_for(&format!("2001:db8:bad:{place:x}::1"));
        let reply = app.nobody(email).through(client).sign_in("wrong password", None).await;
        assert!(matches!(reply.status, 401 | 429), "{reply}");
        heard += usize::from(reply.status == 401);
    }
    heard
}

on_both_databases! {
    async fn one_network_keeps_nobody_out_of_their_first_sign_in(app: App) {
        let (_, invitation) = app.invite("camille@example.org", "officer").await;
        let proxied = app.behind_a_proxy();
        let mut owner = app.nobody("camille@example.org").through(proxied.speaking_for("2001:db8:600d:7::1"));
        owner.fill(&invitation, &CHOSEN).await.with_status(303);
        assert!(owner.cookies.contains_key("clauses_device"));
        assert_eq!(guess_from_one_network(&proxied, "camille@example.org").await, 40);
        // Nor does a client that has other networks, until anonymous visitors are heard no more.
        for network in 0..30 {
            let client = proxied.speaking_for(&format!("2001:db8:bad{network:x}::1"));
            app.nobody("nobody@example.org").through(client).sign_in("wrong password", None).await;
        }
        let anonymous = app.nobody("camille@example.org").through(proxied.speaking_for("203.0.113.7"));
        anonymous.clone().sign_in(PASSWORD, None).await.refused(429, "too_many_attempts");
        // In her browser, wherever she carries it, and where she was when she chose the password.
        owner.through(proxied.speaking_for("203.0.113.7")).sign_in(PASSWORD, None).await.ok();
        let mut elsewhere = app.nobody("camille@example.org").through(proxied.speaking_for("2001:db8:600d:7::2"));
        elsewhere.sign_in(PASSWORD, None).await.ok();
    }

    async fn one_network_leaves_strangers_their_tries(app: App) {
        app.owner("camille@example.org", "officer").await;
        let proxied = app.behind_a_proxy();
        assert_eq!(guess_from_one_network(&proxied, "nobody@example.org").await, 40);
        let mut owner = app.nobody("camille@example.org").through(proxied.speaking_for("203.0.113.7"));
        owner.sign_in(PASSWORD, None).await.ok();
    }

    async fn an_administrators_link_makes_the_browser_known_that_used_it(app: App) {
        let owner = app.owner("camille@example.org", "officer").await;
        let path = format!("/v1/users/{}/links", owner.id);
        let link = app.admin().post(&path, &serde_json::json!({})).await.ok()["url"].as_str().unwrap().to_owned();
        let proxied = app.behind_a_proxy();
        let mut browser = app.nobody("camille@example.org").through(proxied.speaking_for("203.0.113.7"));
        browser.fill(&link, &CHOSEN).await.with_status(303);
        let device = browser.cookies["clauses_device"].clone();
        // From an address where others have tried too often, the browser that used the link still comes in.
        let there = || proxied.speaking_for("198.51.100.9");
        for _ in 0..5 {
            app.nobody("camille@example.org").through(there()).sign_in("wrong", None).await.refused(401, "sign_in_refused");
        }
        app.nobody("camille@example.org").through(there()).sign_in(PASSWORD, None).await.refused(429, "too_many_attempts");
        let mut snapshot = browser.through(there());
        snapshot.sign_in(PASSWORD, None).await.ok();
        assert_eq!(snapshot.cookies["clauses_device"], device);
    }
}

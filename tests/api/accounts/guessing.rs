//! A client that guesses is slowed down, and keeps nobody out.

use crate::support::{PASSWORD, on_both_databases};

/// How many wrong passwords are tried: `CLAUSES_TEST_GUESSES`, 10,000 where the time is taken for it.
fn guesses() -> usize {
    std::env::var("CLAUSES_TEST_GUESSES").ok().and_then(|count| count.parse().ok()).unwrap_or(300)
}

on_both_databases! {
    async fn wrong_passwords_neither_get_in_nor_keep_the_owner_out(app: App) {
        let mut owner = app.person("camille@example.org", "officer").await;
        let before = app.hashes().await;
        let mut guesser = app.nobody("camille@example.org").through(app.anonymous_from("127.0.0.2"));
        let mut waiting = 0;
        for guess in 0..guesses() {
            let reply = guesser.sign_in(&format!("guess number {guess}"), None).await;
            assert!(reply.status == 401 || reply.status == 429, "{reply}");
            waiting += usize::from(reply.status == 429);
        }
        let hashed = usize::try_from(app.hashes().await - before).unwrap();
        assert_eq!((hashed, waiting), (5, guesses() - 5));
        // Not even the right password gets in from there now.
        guesser.sign_in(PASSWORD, None).await.refused(429, "too_many_attempts");
        // The owner works on, and signs in again: from their browser, wherever it is, and from their usual address.
        owner.get("/v1/me").await.ok();
        let mut elsewhere = owner.through(app.anonymous_from("127.0.0.2"));
        elsewhere.sign_in(PASSWORD, None).await.ok();
        app.nobody("camille@example.org").sign_in(PASSWORD, None).await.ok();
        elsewhere.delete("/v1/session").await.no_content();
        owner.sign_in(PASSWORD, None).await.ok();
    }

    async fn the_same_is_answered_to_guesses_about_nobody(app: App) {
        app.owner("camille@example.org", "officer").await;
        for email in ["camille@example.org", "nobody@example.org"] {
            let address = if email.starts_with('n') { "127.0.0.3" } else { "127.0.0.4" };
            let mut guesser = app.nobody(email).through(app.anonymous_from(address));
            let mut statuses = Vec::new();
            for _ in 0..7 {
                statuses.push(guesser.sign_in("wrong password", None).await.status);
            }
            assert_eq!(statuses, [401, 401, 401, 401, 401, 429, 429], "{email}");
        }
    }

    async fn what_a_request_makes_up_gives_no_more_tries(app: App) {
        // From the owner's usual address, each time as another browser.
        let owner = app.person("camille@example.org", "officer").await;
        let mut statuses = Vec::new();
        for guess in 0..12 {
            let mut guesser = app.nobody("camille@example.org");
            guesser.cookies.insert("clauses_device".to_owned(), format!("made-up-{guess}"));
            statuses.push(guesser.sign_in("wrong password", None).await.status);
        }
        assert_eq!(statuses.iter().filter(|status| **status == 401).count(), 5, "{statuses:?}");
        owner.clone().sign_in(PASSWORD, None).await.ok();
    }

    async fn whoever_shares_the_owners_address_does_not_learn_who_has_an_account(app: App) {
        // The owner came in from this very address; so does a client that tries both.
        app.person("camille@example.org", "officer").await;
        app.invite("invited@example.org", "officer").await;
        let mut seen = Vec::new();
        for email in ["camille@example.org", "nobody@example.org", "invited@example.org"] {
            let mut answers = Vec::new();
            for _ in 0..7 {
                let reply = app.nobody(email).sign_in("wrong password", None).await;
                let detail = reply["detail"].as_str().unwrap().to_owned();
                answers.push((reply.status, reply.header("retry-after").map(str::to_owned), detail));
            }
            seen.push(answers);
        }
        assert_eq!(seen[0], seen[1]);
        assert_eq!(seen[0], seen[2]);
        assert_eq!(seen[0].iter().map(|answer| answer.0).collect::<Vec<_>>(), [401, 401, 401, 401, 401, 429, 429]);
    }

    async fn a_flood_of_strangers_keeps_out_neither_the_invited_nor_whoever_comes_from_a_known_address(app: App) {
        let (_, link) = app.invite("invited@example.org", "officer").await;
        app.person("camille@example.org", "officer").await;
        // From twenty addresses, until anonymous visitors are heard no more.
        let mut heard = 0;
        for address in 10..30 {
            let client = app.anonymous_from(&format!("127.0.0.{address}"));
            for guess in 0..4 {
                let mut guesser = app.nobody(&format!("nobody-{guess}@example.org")).through(client.clone());
                heard += usize::from(guesser.sign_in("wrong password", None).await.status == 401);
            }
        }
        assert_eq!(heard, 60);
        let anonymous = app.anonymous_from("127.0.0.99");
        let mut invited = app.nobody("invited@example.org").through(anonymous);
        invited.sign_in(PASSWORD, None).await.refused(429, "too_many_attempts");
        invited.fill(&link, &[("password", PASSWORD), ("again", PASSWORD)]).await.with_status(303);
        // In a new browser, from where somebody has come in before.
        app.nobody("camille@example.org").sign_in(PASSWORD, None).await.ok();
        app.nobody("nobody@example.org").sign_in(PASSWORD, None).await.refused(401, "sign_in_refused");
    }

    async fn whoever_waits_is_told_how_long_and_comes_in_then(app: App) {
        app.owner("camille@example.org", "officer").await;
        let guesser = app.nobody("camille@example.org").through(app.anonymous_from("127.0.0.7"));
        for _ in 0..5 {
            guesser.clone().sign_in("wrong password", None).await.refused(401, "sign_in_refused");
        }
        let reply = guesser.clone().sign_in(PASSWORD, None).await.refused(429, "too_many_attempts");
        assert_eq!(reply.header("retry-after"), Some("60"));
        let mut browser = guesser.clone();
        let fields = [("email", "camille@example.org"), ("password", PASSWORD)];
        let page = browser.fill("/connexion", &fields).await.with_status(429);
        assert_eq!(page.header("retry-after"), Some("60"));
    }

    async fn strangers_wait_only_for_a_while(app: App) {
        app.owner("camille@example.org", "officer").await;
        let mut guesser = app.nobody("camille@example.org").through(app.anonymous_from("127.0.0.5"));
        for _ in 0..6 {
            guesser.sign_in("wrong password", None).await;
        }
        guesser.sign_in(PASSWORD, None).await.refused(429, "too_many_attempts");
        // Another process, later: its buckets are its own.
        let later = app.at("2024-03-15T09:02:00Z");
        guesser.through(later.anonymous_from("127.0.0.5")).sign_in(PASSWORD, None).await.ok();
    }
}

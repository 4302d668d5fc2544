//! A code besides the password: asked for once it is confirmed, good once, and taken away by an administrator.

use serde_json::json;
use totp_rs::{Builder, Secret};

use crate::support::{App, PASSWORD, Person, Program, field_of, on_both_databases};

pub(super) fn code(secret: &str, app: &App, steps: i64) -> String {
    let secret = Secret::try_from_base32(secret).unwrap();
    let totp = Builder::new().with_secret(secret).with_account_name("x").build().unwrap();
    totp.generate(u64::try_from(app.now().timestamp() + 30 * steps).unwrap()).to_string()
}

/// Somebody whose second factor is confirmed by the code of the step before this one.
pub(super) async fn enrolled(app: &App) -> (Person, String) {
    let person = app.person("camille@example.org", "officer").await;
    let secret = enrol(app, &person).await;
    (person, secret)
}

/// Has somebody begin a second factor and confirm it; its secret.
pub async fn enrol(app: &App, person: &Person) -> String {
    let begun = person.post("/v1/me/second-factor", &json!({ "password": PASSWORD })).await.ok();
    let secret = begun["secret"].as_str().unwrap().to_owned();
    assert!(begun["url"].as_str().unwrap().starts_with("otpauth://totp/"), "{begun}");
    let wrong = json!({ "code": "000000" });
    person.post("/v1/me/second-factor/confirmation", &wrong).await.refused_at(422, "wrong_code", "/code");
    let right = json!({ "code": code(&secret, app, -1) });
    person.post("/v1/me/second-factor/confirmation", &right).await.no_content();
    secret
}

on_both_databases! {
    async fn a_code_is_asked_for_and_is_good_once(app: App) {
        let (mut person, secret) = enrolled(&app).await;
        assert_eq!(person.get("/v1/me").await.ok()["second_factor"], true);
        person.sign_in(PASSWORD, None).await.refused(401, "second_factor_required");
        person.sign_in("wrong password", Some(&code(&secret, &app, 0))).await.refused(401, "sign_in_refused");
        // The code that confirmed it is spent.
        person.sign_in(PASSWORD, Some(&code(&secret, &app, -1))).await.refused(401, "second_factor_required");
        let good = code(&secret, &app, 0);
        person.sign_in(PASSWORD, Some(&good)).await.ok();
        person.sign_in(PASSWORD, Some(&good)).await.refused(401, "second_factor_required");
        let next = app.at("2024-03-15T09:01:30Z");
        person.through(next.anonymous()).sign_in(PASSWORD, Some(&code(&secret, &next, 0))).await.ok();
        person.through(next.anonymous()).sign_in(PASSWORD, Some(&good)).await.refused(401, "second_factor_required");
    }

    async fn on_the_pages_the_code_comes_after_the_password(app: App) {
        let (person, secret) = enrolled(&app).await;
        let mut browser = app.nobody(&person.email);
        let wanted = ("suite", "/compte/second-facteur");
        let page = browser.fill("/connexion", &[("email", &person.email), ("password", PASSWORD), wanted]).await.ok();
        assert!(!browser.cookies.contains_key("clauses_session"), "{page}");
        assert_eq!(field_of(&page, wanted.0), wanted.1);
        let page = browser.send("/connexion/code", &page, &[("code", "000000"), wanted]).await.with_status(401);
        assert_eq!(field_of(&page, wanted.0), wanted.1);
        let good = code(&secret, &app, 0);
        let reply = browser.send("/connexion/code", &page, &[("code", &good), wanted]).await.with_status(303);
        assert_eq!(reply.header("location"), Some(wanted.1));
        assert!(browser.visit("/compte").await.ok().text.contains("activée"));
        // Without the password before it, a code opens nothing.
        let mut other = app.nobody(&person.email);
        let page = other.visit("/connexion").await.ok();
        let reply = other.send("/connexion/code", &page, &[("code", &code(&secret, &app, 1))]).await.with_status(303);
        assert_eq!(reply.header("location"), Some("/connexion"));
        assert!(!other.cookies.contains_key("clauses_session"));
    }

    async fn it_is_begun_with_the_password_and_once(app: App) {
        let (mut person, secret) = enrolled(&app).await;
        let proof = json!({ "password": PASSWORD });
        person.post("/v1/me/second-factor", &proof).await.refused(409, "second_factor_active");
        let confirmation = json!({ "code": code(&secret, &app, 0) });
        person.post("/v1/me/second-factor/confirmation", &confirmation).await.refused(409, "second_factor_active");
        let wrong = json!({ "password": "wrong" });
        for path in ["/v1/me/second-factor", "/v1/me/second-factor/removal"] {
            person.post(path, &wrong).await.refused_at(422, "wrong_password", "/password");
        }
        person.post("/v1/me/second-factor/removal", &proof).await.no_content();
        person.post("/v1/me/second-factor/removal", &proof).await.refused(404, "not_found");
        person.sign_in(PASSWORD, None).await.ok();
    }

    async fn an_administrator_takes_it_away_from_whoever_lost_it(app: App) {
        let (mut person, _) = enrolled(&app).await;
        let path = format!("/v1/users/{}/second-factor", person.id);
        app.admin().delete(&path, "\"1\"").await.no_content();
        person.get("/v1/me").await.refused(401, "unauthenticated");
        person.sign_in(PASSWORD, None).await.ok();
        app.admin().delete(&path, "\"1\"").await.refused(404, "not_found");
    }

    async fn strangers_with_the_password_do_not_try_codes_for_long(app: App) {
        let (person, secret) = enrolled(&app).await;
        let mut guesser = app.nobody(&person.email).through(app.anonymous_from("127.0.0.6"));
        let page = guesser.fill("/connexion", &[("email", &person.email), ("password", PASSWORD)]).await.ok();
        let mut statuses = Vec::new();
        for guess in 0..15 {
            let reply = guesser.send("/connexion/code", &page, &[("code", &format!("{guess:06}"))]).await;
            statuses.push(reply.status);
        }
        assert_eq!(statuses.iter().filter(|status| **status == 401).count(), 10, "{statuses:?}");
        assert_eq!(statuses.last(), Some(&429));
        // The owner's own browser is not concerned.
        person.clone().sign_in(PASSWORD, Some(&code(&secret, &app, 0))).await.ok();
    }

    async fn whoever_has_the_password_keeps_the_owner_out_from_nowhere_and_is_told_of(app: App) {
        let (mut owner, secret) = enrolled(&app).await;
        // A colleague at the owner's own address.
        let mut colleague = app.nobody(&owner.email);
        let page = colleague.fill("/connexion", &[("email", &owner.email), ("password", PASSWORD)]).await.ok();
        let mut refused = 0;
        for guess in 0..15 {
            let reply = colleague.send("/connexion/code", &page, &[("code", &format!("{guess:06}"))]).await;
            assert!(matches!(reply.status, 401 | 429), "{reply}");
            refused += usize::from(reply.status == 401);
        }
        assert_eq!(refused, 10);
        // With the password and the code together, from elsewhere.
        let elsewhere = app.anonymous_from("127.0.0.8");
        let mut guesser = app.nobody(&owner.email).through(elsewhere);
        guesser.sign_in(PASSWORD, Some("000000")).await.refused(401, "second_factor_required");
        owner.sign_in(PASSWORD, Some(&code(&secret, &app, 0))).await.ok();
        // Twice the same code is a wrong one, and counted.
        owner.sign_in(PASSWORD, Some(&code(&secret, &app, 0))).await.refused(401, "second_factor_required");
        let events = app.admin().get("/v1/audit/events?limit=500").await.ok();
        let recorded = events.items().iter().filter(|event| event["action"] == "second_factor_refused");
        let recorded: Vec<_> = recorded.map(|event| (event["subject_id"].as_i64(), &event["values"][0]["value"])).collect();
        assert_eq!(recorded.len(), refused + 2, "{events}");
        assert_eq!(recorded.last().unwrap(), &(Some(owner.id), &json!(true)), "{events}");
        assert!(recorded[..refused + 1].iter().all(|event| *event == (Some(owner.id), &json!(false))), "{events}");
    }

    async fn the_secret_is_sealed_where_there_is_a_key(app: App) {
        let (person, secret) = enrolled(&app).await;
        let key = [("CLAUSES_SECRET_KEY", "a key of thirty-two characters, at least")];
        let program = Program::beside(&app, &key);
        let mut other = app.owner("dominique@example.org", "officer").await.through(program.anonymous());
        other.sign_in(PASSWORD, None).await.ok();
        other.post("/v1/me/second-factor", &json!({ "password": PASSWORD })).await.ok();
        app.execute("DELETE FROM user_second_factors WHERE secret NOT LIKE 'sealed:%'");
        // What is left is the sealed one, which this process has no key for.
        let without = other.through(app.anonymous());
        without.post("/v1/me/second-factor/confirmation", &json!({ "code": "123456" })).await.refused(500, "internal");
        let said = program.complete_log().await;
        assert!(!said.contains(&secret) && !said.contains(PASSWORD) && !said.contains(&person.email), "{said}");
    }
}

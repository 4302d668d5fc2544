//! What was ended, changed or revoked while a change of access was under way wins over it.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use super::second_factor::{code, enrol, enrolled};
use crate::support::{App, PASSWORD, Person, Reply, on_both_databases};

const OTHER: &str = "parapluie bleu au grenier";

/// What a signed-in person does with their own account, and whether it needs the password.
const OWN: [(&str, bool); 5] =
    [("password", true), ("begin", true), ("confirm", false), ("give up", true), ("sign out everywhere", false)];

/// Sends such a change, after what it needs.
async fn change_own(app: &App, person: &Person, what: &str, statements: &str) -> Reply {
    let proof = json!({ "password": PASSWORD });
    let (method, path, body) = match what {
        "password" => {
            let body = json!({ "current_password": PASSWORD, "new_password": OTHER });
            (Method::POST, "/v1/me/password", body)
        }
        "begin" => (Method::POST, "/v1/me/second-factor", proof),
        "confirm" => {
            let begun = person.post("/v1/me/second-factor", &proof).await.ok();
            let code = code(begun["secret"].as_str().unwrap(), app, 0);
            (Method::POST, "/v1/me/second-factor/confirmation", json!({ "code": code }))
        }
        "give up" => {
            enrol(app, person).await;
            (Method::POST, "/v1/me/second-factor/removal", proof)
        }
        _ => (Method::DELETE, "/v1/me/sessions", json!({})),
    };
    // The state before the change, to compare with.
    app.meanwhile(person.request(method, path).json(&body).send(), statements).await
}

/// What the database holds of accounts and keys, except what the statements of a test changed.
fn held(app: &App) -> Vec<i64> {
    let what = ["users", "user_links", "api_keys", "api_key_secrets", "audit_events", "user_second_factors"];
    let of_all = what.iter().map(|table| app.count(table));
    let changed = ["user_second_factors WHERE confirmed_at IS NOT NULL", "api_keys WHERE revoked_at IS NOT NULL"];
    of_all.chain(changed.iter().map(|rows| app.count(rows))).collect()
}

/// The changes of access that administrators make.
async fn administrations(app: &App) -> Vec<(Method, String, Value, String)> {
    let admin = app.admin();
    let target = app.person("cible@example.org", "officer").await;
    enrol(app, &target).await;
    let user = format!("/v1/users/{}", target.id);
    let etag = admin.get(&user).await.ok().etag().to_owned();
    let new_key = json!({ "name": "Export", "role": "officer" });
    let key = format!("/v1/api-keys/{}", admin.post("/v1/api-keys", &new_key).await.created().id());
    let new_user = json!({ "email": "nouveau@example.org", "name": "Nouveau", "role": "admin" });
    [
        (Method::POST, "/v1/users".to_owned(), new_user),
        (Method::PATCH, user.clone(), json!({ "role": "admin" })),
        (Method::POST, format!("{user}/links"), json!({})),
        (Method::DELETE, format!("{user}/second-factor"), json!({})),
        (Method::POST, "/v1/api-keys".to_owned(), new_key),
        (Method::POST, format!("{key}/rotations"), json!({ "overlap_hours": 0 })),
        (Method::DELETE, key, json!({})),
    ]
    .into_iter()
    .map(|(method, path, body)| (method, path, body, etag.clone()))
    .collect()
}

on_both_databases! {
    async fn with_its_session_ended_or_its_account_closed_nobody_changes_an_account(app: App) {
        for (number, (what, _)) in OWN.iter().enumerate() {
            for (way, end) in ["DELETE FROM sessions", "UPDATE users SET disabled_at = created_at"].iter().enumerate() {
                let person = app.person(&format!("camille-{number}-{way}@example.org"), "officer").await;
                let before = app.count("user_second_factors WHERE confirmed_at IS NOT NULL");
                let reply = change_own(&app, &person, what, end).await;
                assert_eq!((reply.status, &reply["code"]), (401, &json!("unauthenticated")), "{what}, {end}: {reply}");
                // Only what the person did before: enrolling, to give it up.
                let after = app.count("user_second_factors WHERE confirmed_at IS NOT NULL");
                assert_eq!(after - before, i64::from(*what == "give up"), "{what}, {end}");
                app.execute("UPDATE users SET disabled_at = NULL");
                let code = (*what == "give up").then_some("000000");
                app.nobody(&person.email).sign_in(OTHER, code).await.refused(401, "sign_in_refused");
            }
        }
    }

    async fn with_another_password_the_one_before_changes_nothing(app: App) {
        let keeper = app.owner("dominique@example.org", "officer").await;
        for (number, (what, needs_password)) in OWN.iter().enumerate() {
            let person = app.person(&format!("camille-{number}@example.org"), "officer").await;
            let other = format!(
                "UPDATE users SET password_hash = (SELECT password_hash FROM users WHERE id = {}) WHERE id = {}",
                keeper.id, person.id
            );
            let reply = change_own(&app, &person, what, &other).await;
            if *needs_password {
                assert_eq!((reply.status, &reply["code"]), (422, &json!("wrong_password")), "{what}: {reply}");
            } else {
                reply.no_content();
            }
        }
    }

    async fn of_six_changes_with_one_password_one_is_made(app: App) {
        let person = app.person("camille@example.org", "officer").await;
        let new: Vec<String> = ["rouge", "verte", "jaune", "noire", "grise", "rose"]
            .iter()
            .map(|colour| format!("brouette {colour} sous la pluie"))
            .collect();
        let sending = new.iter().map(async |new| {
            let body = json!({ "current_password": PASSWORD, "new_password": new });
            (new, change_password(&person, &body).await)
        });
        let replies = join_all(sending).await;
        let (made, refused): (Vec<_>, Vec<_>) = replies.into_iter().partition(|(_, reply)| reply.status == 204);
        assert_eq!(made.len(), 1, "{}", made.len());
        for (_, reply) in refused {
            reply.refused_at(422, "wrong_password", "/current_password");
        }
        app.nobody(&person.email).sign_in(made[0].0, None).await.ok();
    }

    async fn whoever_changes_the_password_does_not_void_an_administrators_link(app: App) {
        let person = app.person("camille@example.org", "officer").await;
        let link = app.admin().post(&format!("/v1/users/{}/links", person.id), &json!({})).await.ok();
        let link = link["url"].as_str().unwrap();
        let same = json!({ "current_password": PASSWORD, "new_password": PASSWORD });
        change_password(&person, &same).await.refused_at(422, "password_unchanged", "/new_password");
        let change = json!({ "current_password": PASSWORD, "new_password": OTHER });
        change_password(&person, &change).await.no_content();
        let mut owner = app.nobody(&person.email);
        let new = "lanterne verte au balcon";
        owner.fill(link, &[("password", new), ("again", new)]).await.with_status(303);
        person.get("/v1/me").await.refused(401, "unauthenticated");
        owner.sign_in(OTHER, None).await.refused(401, "sign_in_refused");
        owner.sign_in(new, None).await.ok();
    }

    async fn with_another_password_the_code_after_the_one_before_lets_nobody_in(app: App) {
        let (person, secret) = enrolled(&app).await;
        let mut browser = app.nobody(&person.email);
        let page = browser.fill("/connexion", &[("email", &person.email), ("password", PASSWORD)]).await.ok();
        change_password(&person, &json!({ "current_password": PASSWORD, "new_password": OTHER })).await.no_content();
        browser.send("/connexion/code", &page, &[("code", &code(&secret, &app, 0))]).await.with_status(303);
        assert!(!browser.cookies.contains_key("clauses_session"));
    }

    async fn a_second_factor_replaced_meanwhile_lets_nobody_in_by_the_code_of_the_one_before(app: App) {
        let (person, secret) = enrolled(&app).await;
        let other = app.person("dominique@example.org", "officer").await;
        enrol(&app, &other).await;
        let replaced = format!(
            "UPDATE user_second_factors SET last_step = 0, \
             secret = (SELECT secret FROM user_second_factors WHERE user_id = {}) WHERE user_id = {}",
            other.id, person.id
        );
        let mut browser = app.nobody(&person.email);
        let code = code(&secret, &app, 0);
        app.meanwhile(browser.sign_in(PASSWORD, Some(&code)), &replaced).await.refused(401, "sign_in_refused");
    }

    async fn a_link_of_an_account_that_is_closed_meanwhile_gives_no_password(app: App) {
        let (id, link) = app.invite("camille@example.org", "officer").await;
        let mut browser = app.nobody("camille@example.org");
        let page = browser.visit(&link).await.ok();
        let closed = format!("UPDATE users SET disabled_at = created_at WHERE id = {id}");
        let chosen = [("password", PASSWORD), ("again", PASSWORD)];
        app.meanwhile(browser.send(&link, &page, &chosen), &closed).await.with_status(404);
        assert_eq!(app.count("users WHERE password_hash IS NOT NULL"), 0);
    }

    async fn an_administrator_who_is_one_no_more_changes_nobodys_access(app: App) {
        let changes = administrations(&app).await;
        let mut admin = app.person("camille@example.org", "admin").await;
        let id = admin.id;
        let role = |role: &str| format!("UPDATE users SET role = '{role}' WHERE id = {id}");
        let ends = [(format!("DELETE FROM sessions WHERE user_id = {id}"), 401), (role("officer"), 403)];
        for (method, path, body, etag) in &changes {
            for (end, status) in &ends {
                admin.sign_in(PASSWORD, None).await.ok();
                let before = held(&app);
                let request = admin.request(method.clone(), path).header("If-Match", etag).json(body);
                let reply = app.meanwhile(request.send(), end).await;
                assert_eq!(reply.status, *status, "{method} {path}, {end}: {reply}");
                assert_eq!(held(&app), before, "{method} {path}, {end}");
                app.execute(&role("admin"));
            }
        }
    }

    async fn a_key_that_is_revoked_or_rotated_changes_nobodys_access(app: App) {
        let changes = administrations(&app).await;
        let made = app.admin().post("/v1/api-keys", &json!({ "name": "Clé", "role": "admin" })).await.created();
        let key = app.bearing(made["secret"].as_str().unwrap());
        let of_key = made.id();
        let ends = [
            ("api_keys", format!("revoked_at = created_at WHERE id = {of_key}"), "revoked_at"),
            ("api_key_secrets", format!("ends_at = created_at WHERE api_key_id = {of_key}"), "ends_at"),
        ];
        for (method, path, body, etag) in &changes {
            for (table, end, column) in &ends {
                let before = held(&app);
                let request = key.request(method.clone(), path).header("If-Match", etag).json(body);
                let reply = app.meanwhile(request.send(), &format!("UPDATE {table} SET {end}")).await;
                app.execute(&format!("UPDATE {table} SET {column} = NULL"));
                assert_eq!((reply.status, &reply["code"]), (401, &json!("unauthenticated")), "{method} {path}: {reply}");
                assert_eq!(held(&app), before, "{method} {path}, {end}");
            }
        }
        key.get("/v1/me").await.ok();
    }
}

/// Changes the password, or tries to.
async fn change_password(person: &Person, body: &Value) -> Reply {
    person.post("/v1/me/password", body).await
}

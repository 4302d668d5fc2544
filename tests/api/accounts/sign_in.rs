//! Signing in tells nothing of who has an account.

use argon2::password_hash::PasswordHasher as _;
use serde_json::{Value, json};

use crate::support::{PASSWORD, Reply, cookies_of, on_both_databases};

/// An answer without what is each request's own.
fn recorded(reply: &Reply) -> (u16, Value) {
    let mut body = reply.json.clone();
    body["request_id"] = json!(null);
    (reply.status, body)
}

on_both_databases! {
    async fn a_right_password_gives_a_session_that_no_script_reads(app: App) {
        let mut owner = app.owner("camille@example.org", "officer").await;
        owner.email = "CAMILLE@Example.ORG".to_owned();
        let reply = owner.sign_in(PASSWORD, None).await.ok();
        let (_, about) = &cookies_of(&reply)["clauses_session"];
        for attribute in ["HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(about.contains(attribute), "{reply}");
        }
        assert!(!about.contains("Secure") && !reply.text.contains(PASSWORD), "{reply}");
        assert_eq!(reply["user"]["email"], "camille@example.org");
        assert_eq!(owner.get("/v1/session").await.ok()["csrf_token"], owner.csrf.as_str());
        let me = owner.get("/v1/me").await.ok();
        assert_eq!((me["kind"].as_str(), me["role"].as_str()), (Some("user"), Some("officer")), "{me}");
        let key = app.officer().get("/v1/me").await.ok();
        assert_eq!((key["kind"].as_str(), key["name"].as_str()), (Some("key"), Some("Essai")), "{key}");
        assert_eq!(app.admin().get("/v1/me").await.ok()["actor"], "bootstrap");
    }

    async fn a_password_fits_however_keyboards_compose_it(app: App) {
        let mut owner = app.owner("camille@example.org", "officer").await;
        let typed = ["ve\u{301}lo rouge dans la neige", "ve\u{301}lo rouge dans la\u{a0}neige", PASSWORD];
        for (number, chosen) in typed.iter().enumerate() {
            for again in typed {
                owner.email = "\u{200B}camille@example.org\u{a0}".to_owned();
                owner.sign_in(again, None).await.ok();
            }
            owner.sign_in("velo rouge dans la neige", None).await.refused(401, "sign_in_refused");
            owner.sign_in(PASSWORD, None).await.ok();
            let same = json!({ "current_password": PASSWORD, "new_password": chosen });
            owner.post("/v1/me/password", &same).await.refused_at(422, "password_unchanged", "/new_password");
            for new in [format!("étang calme derrière la colline {number}"), (*chosen).to_owned()] {
                let current = if new == *chosen { format!("étang calme derrière la colline {number}") } else { PASSWORD.to_owned() };
                let change = json!({ "current_password": current, "new_password": new });
                owner.post("/v1/me/password", &change).await.no_content();
            }
        }
    }

    async fn an_older_hash_still_opens(app: App) {
        let mut owner = app.owner("camille@example.org", "officer").await;
        for older in ["v\u{e9}lo rouge", "ve\u{301}lo rouge", "v\u{e9}lo\u{a0}rouge"] {
            let hash = argon2::Argon2::default().hash_password(older.as_bytes()).unwrap();
            app.execute(&format!("UPDATE users SET password_hash = '{hash}' WHERE id = {}", owner.id));
            owner.sign_in(older, None).await.ok();
        }
    }

    async fn whether_an_account_exists_is_not_told(app: App) {
        app.owner("known@example.org", "officer").await;
        app.invite("invited@example.org", "officer").await;
        let gone = app.owner("gone@example.org", "officer").await;
        let user = app.admin().get(&format!("/v1/users/{}", gone.id)).await.ok();
        app.admin().patch(&format!("/v1/users/{}", gone.id), user.etag(), &json!({ "disabled": true })).await.ok();
        let before = app.hashes().await;
        let mut answers = Vec::new();
        for (email, password) in [
            ("known@example.org", "wrong"), ("nobody@example.org", "wrong"), ("invited@example.org", "wrong"),
            ("gone@example.org", PASSWORD), ("' OR 1=1 --", "wrong"),
            ("known@example.org\0", "wrong"), ("\0", "\0\u{FFFF}"), ("known@example.org", "wrong\0"), ("", ""),
        ] {
            let reply = app.nobody(email).sign_in(password, None).await.refused(401, "sign_in_refused");
            assert!(cookies_of(&reply).is_empty(), "{reply}");
            answers.push(recorded(&reply));
        }
        answers.dedup();
        assert_eq!(answers.len(), 1, "{answers:?}");
        assert_eq!(app.hashes().await - before, 9);
        // The page says the same of all, too, but for the address that was typed.
        let mut pages = Vec::new();
        for email in ["known@example.org", "other@example.org"] {
            let mut browser = app.nobody(email);
            let fields = [("email", email), ("password", "wrong password")];
            let page = browser.fill("/connexion", &fields).await.with_status(401);
            pages.push(page.text.replace(email, "").replace(&crate::support::field_of(&page, "jeton"), ""));
        }
        assert_eq!(pages[0], pages[1]);
    }

    async fn what_is_no_sign_in_is_told_field_by_field(app: App) {
        let anonymous = app.anonymous();
        anonymous.post("/v1/session", &json!({})).await.refused_fields(&[("/email", "missing"), ("/password", "missing")]);
        anonymous.post("/v1/session", &json!({ "mail": "x" })).await.refused_at(422, "unknown_field", "/mail");
        let long = "x".repeat(10_000);
        anonymous.post("/v1/session", &json!({ "email": long, "password": long })).await.refused(401, "sign_in_refused");
        assert_eq!(app.hashes().await, 0);
    }
}

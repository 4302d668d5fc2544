//! No other site acts in the name of somebody who has signed in, and every answer is protected in a browser.

use reqwest::Method;
use serde_json::json;

use crate::support::{PASSWORD, Program, cookies_of, on_both_databases};

/// Pages load and call what is ours alone, nothing inline; no other site frames them or receives their forms.
const PAGES: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

on_both_databases! {
    async fn a_change_under_a_session_needs_the_token_that_the_session_told(app: App) {
        let person = app.person("camille@example.org", "admin").await;
        let body = json!({ "code": "39300", "name": "Lons" });
        let (mut without, mut wrong) = (person.clone(), person.clone());
        without.csrf.clear();
        wrong.csrf = "0".repeat(64);
        for forged in [&without, &wrong] {
            forged.post("/v1/reference/communes", &body).await.refused(403, "csrf_missing");
            forged.get("/v1/reference/communes").await.ok();
        }
        without.delete("/v1/session").await.refused(403, "csrf_missing");
        // With the token, but from another site's page.
        let request = person.request(Method::POST, "/v1/reference/communes").header("Sec-Fetch-Site", "cross-site");
        request.json(&body).send().await.refused(403, "csrf_missing");
        person.post("/v1/reference/communes", &body).await.with_status(201);
        // A key needs none, and goes before whatever cookie comes with it.
        let by_key = app.admin().request(Method::POST, "/v1/reference/communes").header("Cookie", "clauses_session=x");
        let reply = by_key.json(&json!({ "code": "39301", "name": "Autre" })).send().await;
        assert_eq!(reply.status, 201, "{reply}");
        // A wrong key is not made good by a session.
        let mut cookies = String::new();
        person.cookies.iter().for_each(|(name, value)| cookies.push_str(&format!("{name}={value}; ")));
        let request = app.bearing("clk_wrong").request(Method::GET, "/v1/me").header("Cookie", &cookies);
        request.send().await.refused(401, "unauthenticated");
        // Nor is one that is not there; what a proxy's own password is, is no key.
        let with = |value: &str| person.request(Method::GET, "/v1/me").header("Authorization", value).send();
        for meant in ["Bearer", "Bearer ", "bearer clk_wrong"] {
            with(meant).await.refused(401, "unauthenticated");
        }
        for other in ["Basic cHJveHk6c2VjcmV0", "Negotiate x", "x"] {
            assert_eq!(with(other).await.ok()["kind"], "user");
        }
        let anonymous = app.anonymous().request(Method::GET, "/v1/me").header("Authorization", "Basic cHJveHk6c2VjcmV0");
        anonymous.send().await.refused(401, "unauthenticated");
    }

    async fn a_form_is_taken_from_our_own_pages_only(app: App) {
        let mut owner = app.owner("camille@example.org", "officer").await;
        let fields = [("email", "camille@example.org"), ("password", PASSWORD)];
        let forged = [("jeton", "0".repeat(64)), ("email", fields[0].1.to_owned()), ("password", PASSWORD.to_owned())];
        let forged: Vec<_> = forged.iter().map(|(name, value)| (*name, value.as_str())).collect();
        app.anonymous().request(Method::POST, "/connexion").form(&forged).send().await.with_status(403);
        let page = owner.visit("/connexion").await.ok();
        owner.request(Method::POST, "/connexion").form(&forged).send().await.with_status(403);
        owner.send("/connexion", &page, &fields).await.with_status(303);
        let signed_out = owner.request(Method::POST, "/compte/deconnexion").form(&forged).send().await;
        assert_eq!(signed_out.status, 403, "{signed_out}");
        owner.visit("/").await.ok();
    }

    async fn every_answer_tells_browsers_what_not_to_do_with_it(app: App) {
        let mut browser = app.nobody("");
        for (path, policy) in [
            ("/v1/me", "default-src 'none'; frame-ancestors 'none'"),
            ("/health/live", "default-src 'none'; frame-ancestors 'none'"),
            ("/connexion", PAGES),
            ("/problems/not_found", PAGES),
            ("/problems/nothing", PAGES),
            ("/docs/", "default-src 'none'; script-src 'self'"),
        ] {
            let reply = browser.visit(path).await;
            assert!(reply.header("content-security-policy").unwrap().starts_with(policy), "{reply}");
            assert!(path == "/docs/" || !reply.header("content-security-policy").unwrap().contains("unsafe-"), "{reply}");
            assert!(!reply.header("content-security-policy").unwrap().contains("script-src 'unsafe"), "{reply}");
            for (name, value) in
                [("x-content-type-options", "nosniff"), ("x-frame-options", "DENY"), ("referrer-policy", "same-origin")]
            {
                assert_eq!(reply.header(name), Some(value), "{reply}");
            }
            assert_eq!(reply.header("strict-transport-security"), None);
            for inline in ["<style", " style=", " onclick="] {
                assert!(path == "/docs/" || !reply.text.contains(inline), "{reply}");
            }
        }
    }

    async fn behind_tls_cookies_are_for_tls_only(app: App) {
        let owner = app.owner("camille@example.org", "officer").await;
        let program = Program::beside(&app, &[("CLAUSES_PUBLIC_URL", "https://clauses.example.org/")]);
        let body = json!({ "email": owner.email, "password": PASSWORD });
        let reply = program.anonymous().post("/v1/session", &body).await.ok();
        let (token, about) = &cookies_of(&reply)["__Host-clauses_session"];
        assert!(about.contains("Secure"), "{reply}");
        assert_eq!(reply.header("strict-transport-security"), Some("max-age=31536000"));
        let me = |name: &str| {
            program.anonymous().request(Method::GET, "/v1/me").header("Cookie", &format!("{name}={token}")).send()
        };
        me("__Host-clauses_session").await.ok();
        me("clauses_session").await.refused(401, "unauthenticated");
        let invited = json!({ "email": "other@example.org", "name": "Autre", "role": "officer" });
        let made = program.admin().post("/v1/users", &invited).await.created();
        let url = made.at("/invitation/url").as_str().unwrap();
        assert!(url.starts_with("https://clauses.example.org/invitation/"), "{url}");
    }
}

//! A dashboard's key as the password of Basic authentication, and the form of an answer by `?format=`, for tools that take
//! an address alone.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clauses::values::{Role, Sector};
use reqwest::Method;
use reqwest::header::WWW_AUTHENTICATE;

use crate::bilans::year::a_year;
use crate::support::{App, on_both_databases};

const TOTALS: &str = "/v1/totals?year=2023&group_by=sector";

fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
}

/// A key of this role that is good today.
fn secret(app: &App, role: Role) -> String {
    app.secret_until(role, "2024-12-31")
}

on_both_databases! {
    async fn a_dashboard_reads_totals_and_bilans_with_its_key_as_a_password(app: App) {
        a_year(&app).await;
        let key = secret(&app, Role::Dashboard);
        for path in [TOTALS, "/v1/bilans/2023", "/v1/bilans?from=2023-01&to=2023-12"] {
            let expected = app.bearing(&key).get(path).await.ok();
            for user in ["", "tableau", "é"] {
                let asked = app.anonymous().request(Method::GET, path).header("authorization", &basic(user, &key));
                assert_eq!(asked.send().await.ok().text, expected.text, "{path}");
            }
        }
        // A tool may write the user in Latin-1.
        let user = [b"Caf\xe9:", key.as_bytes()].concat();
        let asked = app.anonymous().request(Method::GET, TOTALS);
        asked.header("authorization", &format!("Basic {}", STANDARD.encode(user))).send().await.ok();
        let head = app.anonymous().request(Method::HEAD, TOTALS).header("authorization", &basic("x", &key));
        assert_eq!(head.bytes().await.0["content-type"], "application/json");
    }

    async fn no_other_key_and_no_other_address_takes_a_password(app: App) {
        for role in [Role::Officer, Role::Admin, Role::Partner, Role::Plie] {
            let header = basic("x", &secret(&app, role));
            let asked = app.anonymous().request(Method::GET, TOTALS).header("authorization", &header);
            let refused = asked.send().await.refused(403, "forbidden");
            assert!(refused["detail"].as_str().unwrap().contains("clé de rôle dashboard"), "{refused}");
        }
        let key = secret(&app, Role::Dashboard);
        for path in ["/v1/me", "/v1/hours", "/v1/organisations", "/v1/bilans/people?figure=hours.total&from=2023-01&to=2023-12"] {
            let asked = app.anonymous().request(Method::GET, path).header("authorization", &basic("x", &key));
            let answer = asked.send().await;
            assert!(["unauthenticated", "forbidden"].contains(&answer["code"].as_str().unwrap_or_default()), "{answer}");
        }
        // A proxy's own password beside a session or without one is none of the service's.
        for header in [basic("proxy", "secret"), basic("x", "clk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), "Basic %".to_owned(), "Basic".to_owned(), basic("", "")] {
            let asked = app.anonymous().request(Method::GET, TOTALS).header("authorization", &header);
            asked.send().await.refused(401, "unauthenticated");
        }
    }

    async fn a_tool_is_asked_for_a_password_where_one_is_taken(app: App) {
        let asked = async |path: &str, cookie: &str| {
            let request = app.anonymous().request(Method::GET, path);
            let request = if cookie.is_empty() { request } else { request.header("cookie", cookie) };
            let (headers, _) = request.bytes().await;
            headers.get_all(WWW_AUTHENTICATE).iter().map(|value| value.to_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let bearer = "Bearer realm=\"clauses\"";
        assert_eq!(asked(TOTALS, "").await, [bearer, "Basic realm=\"clauses\""]);
        assert_eq!(asked("/v1/bilans/2023", "").await, [bearer, "Basic realm=\"clauses\""]);
        assert_eq!(asked("/v1/hours", "").await, [bearer]);
        // A browser whose session has ended must not ask its user for a password.
        assert_eq!(asked(TOTALS, "clauses_session=x").await, [bearer]);
    }

    async fn the_address_says_the_form_as_accept_does(app: App) {
        a_year(&app).await;
        let officer = app.officer();
        for path in [TOTALS, "/v1/hours?month=2023-04", "/v1/organisations", "/v1/public-contracts?locale=fr"] {
            let mark = if path.contains('?') { '&' } else { '?' };
            let accepted = officer.request(Method::GET, path).header("accept", "text/csv").send().await.ok();
            let named = officer.request(Method::GET, &format!("{path}{mark}format=csv")).header("accept", "application/json");
            assert_eq!(named.send().await.ok().text, accepted.text, "{path}");
            let json = officer.request(Method::GET, &format!("{path}{mark}format=json")).header("accept", "text/csv");
            assert_eq!(json.send().await.ok().header("content-type"), Some("application/json"), "{path}");
            for wrong in ["pdf", "xlsx", "html", "", "CSV"] {
                let refused = officer.get(&format!("{path}{mark}format={wrong}")).await.refused(400, "invalid_query");
                assert!(refused.text.contains("Attendu\u{a0}: json, csv."), "{refused}");
            }
        }
        let bilan = officer.get("/v1/bilans/2023?format=odt").await.refused(400, "invalid_query");
        assert!(bilan.text.contains("json, html, pdf, docx, xlsx, csv"), "{bilan}");
        let works = app.as_role(Role::Officer, &[Sector::Btp]);
        works.get("/v1/organisations?format=csv").await.ok();
    }
}

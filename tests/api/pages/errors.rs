//! What a browser cannot have is a page that says what to do; programs read problem documents, as ever.

use reqwest::Method;

use crate::support::{App, Engine, PASSWORD, Program, Reply, field_of, on_both_databases, run};

const HTML: &str = "text/html,*/*;q=0.8";

#[track_caller]
fn is_page(reply: Reply, status: u16, said: &str) -> Reply {
    let reply = reply.with_status(status);
    assert_eq!(reply.header("content-type"), Some("text/html; charset=utf-8"), "{reply}");
    assert_eq!(reply.header("cache-control"), Some("no-store"), "{reply}");
    assert!(reply.text.contains(said), "{reply}");
    reply
}

on_both_databases! {
    async fn an_unknown_address_is_a_page_for_a_browser_and_a_problem_for_a_program(app: App) {
        let mut person = app.person("camille@example.org", "officer").await;
        let page = is_page(person.visit("/nowhere/<script>").await, 404, "Page introuvable");
        assert!(page.text.contains("Saisie mensuelle") && !page.text.contains("<script>"), "{page}");
        is_page(person.visit("/compte/deconnexion").await, 404, "Page introuvable");
        is_page(app.nobody("").visit("/problems/nothing").await, 404, "Page introuvable");
        person.get("/nowhere").await.refused(404, "not_found");
        for api in ["/v1/nowhere", "/v1", "/%761/nowhere", "/v1/lots/0"] {
            person.visit(api).await.refused(404, "not_found");
        }
        let by_key = app.officer().request(Method::GET, "/nowhere").header("Accept", HTML).send().await;
        by_key.refused(404, "not_found");
        // Without a session nothing tells an unknown page from another.
        let reply = app.nobody("").visit("/nowhere").await.with_status(303);
        assert_eq!(reply.header("location"), Some("/connexion?suite=%2Fnowhere"));
        app.nobody("").visit("/v1/nowhere").await.refused(401, "unauthenticated");
    }

    async fn no_wrong_address_is_raw_text_for_a_browser(app: App) {
        let mut person = app.person("camille@example.org", "officer").await;
        let mut nobody = app.nobody("");
        for path in ["/docs/nothing", "/assets/nothing.css", "/problems/", "/problems/nothing", "/problems/a/b", "/invitation/", "/connexion/x"] {
            is_page(person.visit(path).await, 404, "introuvable");
            is_page(nobody.visit(path).await, 404, "introuvable");
        }
        for path in ["/problems", "/health", "/compte/x", "/saisie/x/y", "/favicon.png", "/robots.txt"] {
            is_page(person.visit(path).await, 404, "introuvable");
            let reply = nobody.visit(path).await.with_status(303);
            assert!(reply.header("location").unwrap().starts_with("/connexion"), "{reply}");
        }
    }

    async fn browsers_find_an_icon_where_no_page_names_one(app: App) {
        let (headers, bytes) = app.anonymous().request(Method::GET, "/favicon.ico").bytes().await;
        assert_eq!((headers["content-type"].to_str().unwrap(), &bytes[..4]), ("image/x-icon", &[0, 0, 1, 0][..]));
        let mut person = app.person("camille@example.org", "officer").await;
        person.visit("/favicon.ico").await.ok();
    }

    async fn a_form_sent_after_the_session_ended_leads_back_to_its_page(app: App) {
        let mut person = app.person("camille@example.org", "officer").await;
        let page = person.visit("/compte/mot-de-passe").await.ok();
        let token = field_of(&page, "jeton");
        let fields = [("jeton", token.as_str()), ("current", PASSWORD), ("password", "x"), ("again", "x")];
        person.delete("/v1/session").await.no_content();
        let send = |person: &crate::support::Person| {
            let request = person.request(Method::POST, "/compte/mot-de-passe").header("Accept", HTML);
            request.header("Referer", "http://clauses.example/compte/mot-de-passe").form(&fields).send()
        };
        let page = is_page(send(&person).await, 401, "Session expirée");
        assert!(page.text.contains("href=\"/connexion?suite=%2Fcompte%2Fmot-de-passe\""), "{page}");
    }

    async fn a_form_without_its_token_is_refused_with_a_way_back(app: App) {
        let person = app.person("camille@example.org", "officer").await;
        let request = person.request(Method::POST, "/compte/mot-de-passe").header("Accept", HTML);
        let request = request.header("Referer", "http://clauses.example/compte/mot-de-passe");
        let page = is_page(request.form(&[("jeton", "wrong")]).send().await, 403, "Formulaire expiré");
        assert!(page.text.contains("href=\"/compte/mot-de-passe\""), "{page}");
    }

    async fn too_many_requests_are_a_page(app: App) {
        let rates = [("CLAUSES_RATE_PER_SECOND", "1"), ("CLAUSES_RATE_BURST", "1")];
        let program = Program::beside(&app, &rates);
        let mut person = app.owner("camille@example.org", "officer").await.through(program.anonymous());
        person.sign_in(PASSWORD, None).await.ok();
        let mut reply = person.visit("/compte").await.ok();
        for _ in 0..100 {
            reply = person.visit("/compte").await;
            if reply.status != 200 {
                break;
            }
        }
        is_page(reply, 429, "Trop de demandes");
    }
}

#[test]
fn an_outage_is_a_page_that_offers_to_try_again() {
    run(Engine::Sqlite, async |app: App| {
        let program = Program::beside(&app, &[]);
        let mut person = app.person("camille@example.org", "officer").await.through(program.anonymous());
        let aside = app.sqlite_file().with_extension("aside");
        std::fs::rename(app.sqlite_file(), &aside).unwrap();
        let page = is_page(person.visit("/compte").await, 503, "Service momentanément indisponible");
        assert!(page.text.contains("href=\"/compte\""), "{page}");
        assert_eq!(page.header("retry-after"), Some("5"), "{page}");
        person.visit("/v1/me").await.refused(503, "unavailable");
        std::fs::rename(&aside, app.sqlite_file()).unwrap();
    });
}

//! One-time links: good once, for a while, for what they are for.

use serde_json::json;

use crate::support::{PASSWORD, clauses, command, on_both_databases};

const CHOSEN: [(&str, &str); 2] = [("password", PASSWORD), ("again", PASSWORD)];

on_both_databases! {
    async fn a_link_is_good_once(app: App) {
        let (_, link) = app.invite("camille@example.org", "officer").await;
        let mut browser = app.nobody("camille@example.org");
        let page = browser.visit(&link).await.ok();
        assert!(page.text.contains("camille@example.org"), "{page}");
        let mut twin = browser.clone();
        browser.send(&link, &page, &CHOSEN).await.with_status(303);
        twin.send(&link, &page, &CHOSEN).await.with_status(404);
        browser.visit(&link).await.with_status(404);
        browser.sign_in(PASSWORD, None).await.ok();
        browser.visit("/invitation/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").await.with_status(404);
    }

    async fn whoever_chooses_a_password_is_signed_in(app: App) {
        let (_, link) = app.invite("camille@example.org", "officer").await;
        let mut browser = app.nobody("");
        let reply = browser.fill(&link, &CHOSEN).await.with_status(303);
        assert_eq!(reply.header("location"), Some("/"));
        assert!(browser.visit("/").await.ok().text.contains("Dominique Essai"));
        let events = app.admin().get("/v1/audit/events?limit=500").await.ok();
        let actions: Vec<_> = events.items().iter().map(|event| event["action"].as_str().unwrap()).collect();
        assert_eq!(actions[actions.len() - 2..], ["choose_password", "sign_in"], "{events}");
    }

    async fn the_first_administrator_goes_on_to_the_start_page(app: App) {
        let link = first_link(&app);
        let mut browser = app.nobody("");
        let fields = [("name", "Camille"), ("email", "camille@example.org"), CHOSEN[0], CHOSEN[1]];
        let reply = browser.fill(&link, &fields).await.with_status(303);
        assert_eq!(reply.header("location"), Some("/"));
        browser.visit("/").await.ok();
    }

    async fn a_new_password_does_not_stand_for_the_code(app: App) {
        let (person, secret) = crate::accounts::second_factor::enrolled(&app).await;
        let link = app.admin().post(&format!("/v1/users/{}/links", person.id), &json!({})).await.ok();
        let mut browser = app.nobody("");
        let page = browser.fill(link["url"].as_str().unwrap(), &CHOSEN).await.ok();
        assert!(page.text.contains("action=\"/connexion/code\""), "{page}");
        assert!(!browser.cookies.contains_key("clauses_session"));
        browser.visit("/compte").await.with_status(303);
        let good = crate::accounts::second_factor::code(&secret, &app, 0);
        let reply = browser.send("/connexion/code", &page, &[("code", &good)]).await.with_status(303);
        assert_eq!(reply.header("location"), Some("/"));
        browser.visit("/compte").await.ok();
    }

    async fn others_who_tried_do_not_keep_whoever_chose_a_password_out(app: App) {
        let (_, link) = app.invite("camille@example.org", "officer").await;
        for _ in 0..5 {
            app.nobody("camille@example.org").sign_in("wrong password", None).await.refused(401, "sign_in_refused");
        }
        app.nobody("camille@example.org").sign_in("wrong password", None).await.refused(429, "too_many_attempts");
        let mut browser = app.nobody("");
        assert_eq!(browser.fill(&link, &CHOSEN).await.with_status(303).header("location"), Some("/"));
        browser.visit("/compte").await.ok();
    }

    async fn the_api_gives_links_that_open_as_they_are(app: App) {
        let invited = |email: &'static str, host: Option<&'static str>| {
            let request = app.admin().request(reqwest::Method::POST, "/v1/users");
            let request = host.into_iter().fold(request, |request, host| request.header("Host", host));
            let body = json!({ "email": email, "name": "Dominique Essai", "role": "officer" });
            async move {
                let made = request.json(&body).send().await.created();
                made.at("/invitation/url").as_str().unwrap().to_owned()
            }
        };
        let link = invited("a@example.org", None).await;
        let opened = reqwest::get(&link).await.unwrap();
        assert_eq!(opened.status().as_u16(), 200, "{link}");
        assert!(opened.text().await.unwrap().contains("a@example.org"));
        for (email, host, start) in [
            ("b@example.org", "clauses.example.org", "http://clauses.example.org/invitation/"),
            ("c@example.org", "localhost:8080", "http://localhost:8080/invitation/"),
            ("d@example.org", "0.0.0.0:8080", "http://127.0.0.1:8080/invitation/"),
        ] {
            let link = invited(email, Some(host)).await;
            assert!(link.starts_with(start), "{link}");
        }
    }

    async fn no_command_gives_a_link_to_every_interface(app: App) {
        let create = ["user", "create", "--email", "camille@example.org", "--name", "Camille", "--role", "officer"];
        for (bind, start) in [("0.0.0.0:8080", "http://127.0.0.1:8080/"), ("[::]:81", "http://[::1]:81/")] {
            let mut program = clauses(app.database_url(), std::path::Path::new("/"), &create);
            let output = program.env("BIND", bind).output().unwrap();
            assert!(output.status.success(), "{output:?}");
            let text = String::from_utf8(output.stdout).unwrap();
            assert!(text.contains(&format!("{start}invitation/")), "{text}");
        }
    }

    async fn a_link_is_good_for_three_days_and_for_its_own_page(app: App) {
        let (_, link) = app.invite("camille@example.org", "officer").await;
        let late = app.at("2024-03-18T09:00:00Z");
        late.nobody("").visit(&link).await.with_status(404);
        app.at("2024-03-18T08:59:59Z").nobody("").visit(&link).await.ok();
        for other in ["/reinitialisation/", "/installation/"] {
            app.nobody("").visit(&link.replace("/invitation/", other)).await.with_status(404);
        }
    }

    async fn what_is_wrong_stands_beside_its_field_and_the_link_stays_good(app: App) {
        let (_, link) = app.invite("camille@example.org", "officer").await;
        let mut browser = app.nobody("");
        for (password, again, said) in [
            ("court", "court", "au moins 12 caractères"),
            (PASSWORD, "autre", "Les deux saisies diffèrent"),
            ("Dominique.Essai", "Dominique.Essai", "se devine"),
        ] {
            let page = browser.fill(&link, &[("password", password), ("again", again)]).await.with_status(422);
            assert!(page.text.contains(said) && page.text.contains("aria-invalid"), "{page}");
        }
        browser.fill(&link, &CHOSEN).await.with_status(303);
    }

    async fn an_administrators_link_gives_another_password_and_ends_what_was_open(app: App) {
        let mut person = app.person("camille@example.org", "officer").await;
        let path = format!("/v1/users/{}/links", person.id);
        let first = app.admin().post(&path, &json!({})).await.ok();
        let second = app.admin().post(&path, &json!({})).await.ok();
        assert_eq!(second["purpose"], "reset");
        let url = |reply: &crate::support::Reply| reply["url"].as_str().unwrap().to_owned();
        let mut browser = app.nobody("");
        browser.visit(&url(&first)).await.with_status(404);
        person.get("/v1/me").await.ok();
        let new = "parapluie bleu au grenier";
        browser.fill(&url(&second), &[("password", new), ("again", new)]).await.with_status(303);
        person.get("/v1/me").await.refused(401, "unauthenticated");
        person.sign_in(PASSWORD, None).await.refused(401, "sign_in_refused");
        person.sign_in(new, None).await.ok();
        app.admin().post("/v1/users/987654321/links", &json!({})).await.refused(404, "not_found");
    }

    async fn the_first_start_shows_a_link_that_makes_one_administrator(app: App) {
        let first = first_link(&app);
        let second = first_link(&app);
        let mut browser = app.nobody("camille@example.org");
        let fields = |name, email| [("name", name), ("email", email), CHOSEN[0], CHOSEN[1]];
        // The one shown last is the only one.
        browser.visit(&first).await.with_status(404);
        let page = browser.fill(&second, &fields("", "nowhere")).await.with_status(422);
        assert!(page.text.contains("id=\"name-faute\"") && page.text.contains("id=\"email-faute\""), "{page}");
        browser.fill(&second, &fields("Camille", "camille@example.org")).await.with_status(303);
        for used in [&first, &second] {
            browser.visit(used).await.with_status(404);
        }
        assert_eq!(browser.sign_in(PASSWORD, None).await.ok()["user"]["role"], "admin");
        assert_eq!(browser.get("/v1/users").await.ok().items().len(), 1);
        let output = start(&app);
        assert!(!output.contains("/installation/"), "{output}");
    }

    async fn a_set_up_link_is_useless_once_an_administrator_has_a_key(app: App) {
        let link = first_link(&app);
        let mut browser = app.nobody("camille@example.org");
        let page = browser.visit(&link).await.ok();
        app.officer();
        browser.visit(&link).await.ok();
        app.as_role(clauses::values::Role::Admin, &[]);
        browser.visit(&link).await.with_status(404);
        let fields = [("name", "Camille"), ("email", "camille@example.org"), CHOSEN[0], CHOSEN[1]];
        browser.send(&link, &page, &fields).await.with_status(404);
        assert_eq!(app.admin().all("/v1/users").await.len(), 0);
    }

    async fn the_shell_gives_nobody_other_rights_than_the_account_has(app: App) {
        let (id, _) = app.invite("camille@example.org", "officer").await;
        let with = |more: &[&str]| {
            let known = ["user", "create", "--email", "Camille@example.org", "--name", "Camille"];
            command(&app, &[&known[..], more].concat())
        };
        for other in [&["--role", "admin"][..], &["--role", "officer", "--sector", "BTP"]] {
            let output = with(other);
            assert_eq!(output.status.code(), Some(1), "{output:?}");
            let said = String::from_utf8(output.stderr).unwrap();
            assert!(said.contains("email_taken") && !String::from_utf8(output.stdout).unwrap().contains("/invitation/"), "{said}");
        }
        assert!(with(&["--role", "officer"]).status.success());
        assert_eq!(app.admin().get(&format!("/v1/users/{id}")).await.ok()["role"], "officer");
    }

    async fn the_shell_invites_and_invites_again(app: App) {
        let create = ["user", "create", "--email", "camille@example.org", "--name", "Camille", "--role", "officer"];
        for _ in 0..2 {
            let output = command(&app, &create);
            assert!(output.status.success(), "{output:?}");
            let text = String::from_utf8(output.stdout).unwrap();
            let link = &text[text.find("/invitation/").unwrap()..];
            assert!(link.trim().len() > 40, "{text}");
        }
        assert_eq!(app.admin().all("/v1/users").await.len(), 1);
        let nowhere = command(&app, &[&create[..], &["--sector", ""]].concat());
        assert_eq!(nowhere.status.code(), Some(1));
        assert!(String::from_utf8(nowhere.stderr).unwrap().contains("--sector"));
        let partner = command(&app, &["user", "create", "--email", "a@b.fr", "--name", "A", "--role", "partner"]);
        assert_eq!(partner.status.code(), Some(1));
        assert!(String::from_utf8(partner.stderr).unwrap().contains("--role"));
    }
}

/// What a start prints before it listens.
fn start(app: &crate::support::App) -> String {
    use std::io::{BufRead as _, BufReader};
    let mut child = clauses(app.database_url(), std::path::Path::new("/"), &["serve"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut printed = String::new();
    for line in lines {
        printed.push_str(&line);
        printed.push('\n');
        if line.starts_with("listening on") {
            break;
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    printed
}

fn first_link(app: &crate::support::App) -> String {
    let printed = start(app);
    let at = printed.find("/installation/").unwrap_or_else(|| panic!("{printed}"));
    printed[at..].lines().next().unwrap().to_owned()
}

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

//! The log records what happened, without personal data or secrets.

use reqwest::Method;
use serde_json::json;

use crate::support::builders::a_candidate;
use crate::support::{App, Engine, Program, on_both_databases};

/// A name that occurs nowhere else.
const NAME: &str = "Zyxwvutsrq";

/// What no line may contain: a name, a secret, text of a body, a parameter.
const HIDDEN: &[&str] =
    &[NAME, "clk_secretsecret", "the-administrator-of-the-program", "zyx@example.org", "0380123456"];

/// Makes the database refuse the name with a message that quotes it.
fn refuse_the_name(app: &App) {
    app.execute(&match app.engine {
        Engine::Sqlite => format!(
            "CREATE TRIGGER refuse BEFORE INSERT ON candidates WHEN NEW.last_name LIKE '%{NAME}%' BEGIN \
             SELECT RAISE(ABORT, 'refused: \"{NAME}\"'); END"
        ),
        Engine::Postgres => format!(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
             RAISE EXCEPTION 'refused: \"%\"', NEW.last_name USING DETAIL = NEW.last_name; END $$; \
             CREATE TRIGGER refuse BEFORE INSERT ON candidates FOR EACH ROW \
             WHEN (NEW.last_name LIKE '%{NAME}%') EXECUTE FUNCTION refuse()"
        ),
    });
}

on_both_databases! {
    async fn nobody_is_named_in_the_log_whatever_goes_wrong(app: App) {
        let program = Program::beside(&app, &[("RUST_LOG", "trace")]);
        let admin = program.admin();
        let contact = json!({ "email": "zyx@example.org", "phone": "0380123456" });
        let person = || a_candidate().named(NAME, "Camille").with("contact", contact.clone());

        // Created, searched, refused by a rule, refused by the authentication.
        person().send(&admin).await.created();
        let _ = admin.get(&format!("/v1/candidates?q={NAME}")).await;
        let _ = admin.get(&format!("/v1/candidates?{NAME}={NAME}")).await;
        let _ = admin.get(&format!("/v1/{NAME}")).await;
        let _ = person().with("birth_date", NAME).send(&admin).await;
        let _ = admin.request(Method::POST, "/v1/candidates").body("application/json", NAME).send().await;
        let anonymous = program.anonymous().request(Method::GET, "/v1/candidates");
        anonymous.header("Authorization", "Bearer clk_secretsecret").send().await.refused(401, "unauthenticated");

        // Keys created, rotated and used.
        let key = admin.post("/v1/api-keys", &json!({ "name": "Essai", "role": "officer" })).await.created();
        let path = format!("/v1/api-keys/{}/rotations", key.id());
        let rotated = admin.post(&path, &json!({ "overlap_hours": 1 })).await.created();
        let secrets = [key, rotated].map(|reply| reply["secret"].as_str().unwrap().to_owned());
        program.bearing(&secrets[0]).get("/v1/organisations").await.ok();

        // Refused by a unique index, and by the database with a message that quotes the name.
        app.execute("CREATE UNIQUE INDEX odd ON candidates (last_name)");
        let again = admin.request(Method::POST, "/v1/candidates").json(person().json()).bytes().await.1;
        assert!(String::from_utf8_lossy(&again).contains("already_exists"), "the index is no part of the contract");
        refuse_the_name(&app);
        let failed = a_candidate().named(&format!("{NAME}-bis"), "Camille").send(&admin).await;
        let id = failed.refused(500, "internal")["request_id"].as_str().unwrap().to_owned();

        let log = program.complete_log().await;
        let cause = log.lines().find(|line| line.contains(&id) && line.contains("cause"));
        assert!(cause.is_some_and(|line| line.contains("refused")), "{log}");
        for hidden in HIDDEN.iter().copied().chain(secrets.iter().map(|secret| &secret[4..])) {
            let line = log.lines().find(|line| line.contains(hidden));
            assert!(line.is_none(), "{hidden}: {line:?}");
        }
    }

    async fn every_request_has_its_line_with_its_route_and_its_id(app: App) {
        let program = Program::beside(&app, &[]);
        let asked = program.admin().request(Method::GET, "/v1/candidates/77").header("X-Request-Id", "abc-77");
        asked.send().await.with_status(404);
        let log = program.complete_log().await;
        let line = log.lines().find(|line| line.contains("abc-77")).unwrap_or_else(|| panic!("{log}"));
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        let fields = &line["fields"];
        assert_eq!((&fields["method"], &fields["status"]), (&json!("GET"), &json!(404)), "{line}");
        assert_eq!(fields["route"], "/v1/candidates/{id}", "{line}");
        assert!(fields["micros"].as_u64().is_some(), "{line}");
    }

    async fn commands_do_not_log(app: App) {
        let made = crate::support::command(&app, &["key", "create", "--role", "officer", "--name", "Essai"]);
        assert!(made.status.success(), "{made:?}");
        assert_eq!(String::from_utf8_lossy(&made.stderr), "");
    }
}

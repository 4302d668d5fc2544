//! Who may verify, and what an honest trail looks like, from the API and from the shell.

use clauses::audit_chain::GENESIS;
use clauses::values::Role;
use serde_json::json;

use crate::support::builders::{an_organisation, somebody_at_work};
use crate::support::{Program, command, on_both_databases};

on_both_databases! {
    async fn an_empty_trail_is_intact(app: App) {
        assert_eq!(app.seal(), 0);
        let found = app.admin().get("/v1/audit/verification").await.ok();
        let expected = json!({
            "intact": true, "events": 0, "blocks": 0, "head": GENESIS, "unsealed": 0, "records": found["records"],
            "complete": true, "next": null, "expected": null, "faults": [], "faults_total": 0, "notes": [],
        });
        assert_eq!(found.json, expected);
        let number = |name: &str| {
            let of_kind = found["records"].as_array().unwrap().iter().find(|one| one["record"] == name);
            of_kind.unwrap()["number"].as_i64().unwrap()
        };
        assert_eq!((number("organisation"), number("hours")), (0, 0), "{found}");
        assert!(number("setting") > 10, "{found}");
        assert_eq!(app.admin().get(&format!("/v1/audit/verification?expect={GENESIS}")).await.ok()["expected"], true);
    }

    async fn fresh_events_are_told_apart_from_sealed_ones(app: App) {
        an_organisation().create(&app.admin()).await;
        let found = app.admin().get("/v1/audit/verification").await.ok();
        assert_eq!((&found["intact"], &found["unsealed"]), (&json!(true), &json!(1)), "{found}");
        app.seal();
        let found = app.admin().get("/v1/audit/verification").await.ok();
        assert_eq!((&found["events"], &found["unsealed"]), (&json!(1), &json!(0)), "{found}");
        assert_ne!(found["head"], GENESIS);
    }

    async fn what_waited_while_the_service_was_stopped_is_a_note_and_no_fault(app: App) {
        an_organisation().create(&app.admin()).await;
        let later = app.at("2024-03-18T09:00:00Z");
        later.seal();
        let found = later.admin().get("/v1/audit/verification").await.ok();
        assert_eq!((&found["intact"], found.at("/notes/0/kind")), (&json!(true), &json!("sealed_late")), "{found}");
    }

    async fn only_administrators_verify(app: App) {
        for role in [Role::Officer, Role::Partner, Role::Dashboard, Role::Plie] {
            app.as_role(role, &[]).get("/v1/audit/verification").await.refused(403, "forbidden");
        }
        for head in ["abc", &"G".repeat(64)] {
            let path = format!("/v1/audit/verification?expect={head}");
            app.admin().get(&path).await.refused_at(400, "invalid_query", "?expect");
        }
    }

    async fn a_part_is_asked_for_and_gone_on_with(app: App) {
        an_organisation().create(&app.admin()).await;
        app.seal_everything();
        let admin = app.admin();
        let verify = async |asked: &str| admin.get(&format!("/v1/audit/verification?{asked}")).await;
        let part = verify("record=organisation").await.ok();
        let expected = json!([{ "record": "organisation", "number": 1 }]);
        assert_eq!((&part["records"], &part["events"], &part["complete"]), (&expected, &json!(0), &json!(true)), "{part}");
        let rest = verify("from=organisation:1:0").await.ok();
        assert_eq!(rest.at("/records/0"), &json!({ "record": "organisation", "number": 0 }), "{rest}");
        for (head, is_known) in [(part["head"].as_str().unwrap(), true), (&"e".repeat(64), false)] {
            let found = verify(&format!("record=organisation&expect={head}")).await.ok();
            assert_eq!((&found["intact"], &found["expected"]), (&json!(is_known), &json!(is_known)), "{found}");
        }
        for (asked, parameter) in [
            ("record=nothing", "?record"),
            ("from=nothing:1:0", "?from"),
            ("from=organisation", "?from"),
            ("record=lot&from=organisation:1:0", "?from"),
        ] {
            verify(asked).await.refused_at(400, "invalid_query", parameter);
        }
    }

    async fn the_shell_tells_by_its_exit_code_whether_the_trail_is_intact(app: App) {
        somebody_at_work(&app.officer(), "BTP").await;
        let made = command(&app, &["key", "create", "--role", "officer", "--name", "Essai"]);
        assert!(made.status.success(), "{made:?}");
        let verify = |more: &[&str]| {
            let output = command(&app, &[&["audit", "verify"], more].concat());
            (output.status.code(), String::from_utf8(output.stdout).unwrap())
        };
        let (code, text) = verify(&[]);
        assert!(code == Some(0) && text.ends_with("\nintact\n") && text.contains(" 0 not sealed yet"), "{text}");
        let head = text.lines().find_map(|line| line.strip_prefix("head")).unwrap().trim().to_owned();
        assert_eq!(app.admin().get("/v1/audit/verification").await.ok()["head"], head.as_str());
        assert_eq!(verify(&["--expect", &head]).0, Some(0));
        let (code, text) = verify(&["--expect", &"e".repeat(64)]);
        assert!(code == Some(1) && text.contains("NOT one of the chain's heads"), "{text}");
        assert_eq!(verify(&["--expect", "e"]).0, Some(2));
        app.tamper("UPDATE audit_events SET actor = 'key:99' WHERE id = 2");
        let (code, text) = verify(&[]);
        assert!(code == Some(1) && text.contains("event_changed event 2 block 1"), "{text}");
    }

    async fn a_bilan_carries_the_head_and_is_asked_for_again_without_a_stale_one(app: App) {
        let admin = app.admin();
        assert!(admin.get("/v1/bilans/2023").await.ok()["audit_head"].is_null());
        an_organisation().create(&admin).await;
        app.seal();
        let bilan = admin.get("/v1/bilans/2023").await.ok();
        let head = admin.get("/v1/audit/verification").await.ok()["head"].clone();
        assert_eq!((bilan.at("/audit_head/head"), bilan.at("/audit_head/block")), (&head, &json!(1)), "{bilan}");
        let again = async |etag: &str| {
            admin.request(reqwest::Method::GET, "/v1/bilans/2023").header("if-none-match", etag).send().await
        };
        let etag = bilan.header("etag").unwrap();
        assert_eq!(again(etag).await.status, 304);
        // A key is no datum of a bilan, but the trail goes on.
        app.as_role(Role::Officer, &[]);
        app.seal();
        let next = again(etag).await.ok();
        assert_eq!(next.at("/audit_head/block"), &json!(2), "{next}");
    }

    async fn the_service_seals_by_itself_and_once_more_at_its_end(app: App) {
        let mut program = Program::beside(&app, &[]);
        for _ in 0..3 {
            an_organisation().create(&program.admin()).await;
        }
        program.signal("TERM");
        assert!(program.ended().await.success());
        assert!(program.log().contains("the audit trail is sealed up to here"), "{}", program.log());
        let text = String::from_utf8(command(&app, &["audit", "verify"]).stdout).unwrap();
        assert!(text.contains(" 0 not sealed yet") && text.ends_with("\nintact\n"), "{text}");
    }
}

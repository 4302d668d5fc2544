//! How an officer and ARIQ come into the demonstration.

use clauses::access::{LoadDemo, Secret};
use clauses::accounts::IssuedLink;
use clauses::demo;
use serde_json::json;

use super::{load, load_month};
use crate::support::{App, PASSWORD, on_both_databases};

fn link(app: &App) -> Option<IssuedLink> {
    demo::officer_link(&app.operator::<LoadDemo>(), app.context()).unwrap()
}

fn path(app: &App, link: &IssuedLink) -> String {
    app.context().address_at("", link)
}

fn key(app: &App) -> Option<Secret> {
    demo::ariq_key(&app.operator::<LoadDemo>()).unwrap()
}

on_both_databases! {
    async fn the_officer_chooses_a_password_and_reads_the_sheet(app: App) {
        let app = app.at("2026-11-29T11:00:00Z");
        load(&app).unwrap();
        let running = load_month(&app).unwrap().unwrap();
        let mut officer = app.nobody(demo::OFFICER);
        let chosen = [("password", PASSWORD), ("again", PASSWORD)];
        officer.fill(&path(&app, &link(&app).unwrap()), &chosen).await.with_status(303);
        officer.sign_in(PASSWORD, None).await.ok();
        let sheet = officer.get(&format!("/v1/months/{running}/sheet")).await.ok();
        assert_eq!(sheet["rows"].as_array().unwrap().len(), 40);
        assert_eq!(officer.get("/v1/me").await.ok()["role"], "officer");
    }

    async fn each_start_gives_another_link_to_the_same_account(app: App) {
        let first = path(&app, &link(&app).unwrap());
        let second = path(&app, &link(&app).unwrap());
        assert_ne!(first, second);
        app.nobody("").visit(&first).await.with_status(404);
        let mut officer = app.nobody(demo::OFFICER);
        officer.fill(&second, &[("password", PASSWORD), ("again", PASSWORD)]).await.with_status(303);
        assert!(path(&app, &link(&app).unwrap()).starts_with("/reinitialisation/"));
        officer.sign_in(PASSWORD, None).await.ok();
        assert_eq!(app.admin().all("/v1/users").await.len(), 1);
    }

    async fn an_account_that_an_administrator_has_changed_gets_no_link(app: App) {
        link(&app).unwrap();
        let account = app.admin().all("/v1/users").await.remove(0);
        let path = format!("/v1/users/{}", account["id"]);
        let tag = app.admin().get(&path).await.ok().etag().to_owned();
        app.admin().patch(&path, &tag, &json!({ "disabled": true })).await.ok();
        assert!(link(&app).is_none());
    }

    async fn ariqs_key_is_made_once_and_sees_works_alone(app: App) {
        let app = app.at("2026-11-29T11:00:00Z");
        load(&app).unwrap();
        let running = load_month(&app).unwrap().unwrap();
        let ariq = app.bearing(key(&app).unwrap().expose());
        let sheet = ariq.get(&format!("/v1/months/{running}/sheet")).await.ok();
        assert_eq!((sheet["rows"].as_array().unwrap().len(), sheet.at("/sectors/0/sector")), (18, &json!("BTP")));
        assert_eq!(ariq.all("/v1/hours/batches").await.len(), 1);
        assert!(key(&app).is_none());
        ariq.get("/v1/hours/batches").await.ok();
    }
}

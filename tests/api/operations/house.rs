//! The carrier's settings: its name is the source of its officers' hours, and it says who follows which sector.

use serde_json::json;

use crate::support::builders::{a_public_contract, somebody_at_work};
use crate::support::{Program, clauses, on_both_databases};

on_both_databases! {
    async fn another_carrier_needs_settings_and_no_build(app: App) {
        let settings = [("CLAUSES_HOUSE", "Maison de l’emploi"), ("CLAUSES_FOLLOW_UP", "MS=Régie")];
        let program = Program::beside(&app, &settings);
        let admin = program.admin();
        for (contract, body) in [(a_public_contract().btp(), "Maison de l’emploi"), (a_public_contract().ms(), "Régie")] {
            let contract = contract.send(&admin).await.created();
            assert_eq!(contract["follow_up_body"], body);
            // The usual body follows the sector when that changes.
            let address = format!("/v1/public-contracts/{}", contract.id());
            let moved = admin.patch(&address, contract.etag(), &json!({ "sector": "MS" })).await.ok();
            assert_eq!(moved["follow_up_body"], "Régie");
        }
        let placed = somebody_at_work(&admin, "BTP").await;
        assert_eq!(placed.hours("2023-05", "10").send(&admin).await.created()["source"], "Maison de l’emploi");
        let key = json!({ "name": "MAISON DE L’EMPLOI", "role": "partner", "sectors": ["BTP"] });
        admin.post("/v1/api-keys", &key).await.refused(409, "already_exists");
    }

    async fn a_wrong_setting_of_the_carrier_stops_the_start_by_its_name(app: App) {
        let directory = tempfile::tempdir().unwrap();
        for (name, value) in [("CLAUSES_FOLLOW_UP", "BTP"), ("CLAUSES_HOUSE", " ")] {
            let mut command = clauses(app.database_url(), directory.path(), &["serve"]);
            let output = command.env(name, value).output().unwrap();
            let message = String::from_utf8(output.stderr).unwrap();
            assert!(output.status.code() == Some(1) && message.contains(name), "{message}");
        }
    }
}

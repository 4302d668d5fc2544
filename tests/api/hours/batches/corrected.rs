//! Rows of a sender after an officer has corrected its hours.

use clauses::values::Sector;
use reqwest::Method;
use serde_json::{Value, json};

use super::{BATCHES, ariq, problem, row, send, verdicts};
use crate::support::builders::{Placed, an_organisation, somebody_at_work};
use crate::support::{Client, on_both_databases};

async fn etag(client: &Client, placed: &Placed, month: &str) -> String {
    client.get(&placed.cell(month)).await.ok().etag().to_owned()
}

fn with(mut row: Value, field: &str, value: Value) -> Value {
    row[field] = value;
    row
}

on_both_databases! {
    async fn a_sender_goes_on_under_its_name_when_its_organisation_gets_another(app: App) {
        let (officer, admin) = (app.officer(), app.admin());
        for becomes in ["renamed", "merged"] {
            let placed = somebody_at_work(&officer, "BTP").await;
            let organisation = an_organisation().named("ARIQ").create(&officer).await;
            let partner = app.as_partner(organisation, &[Sector::Btp]);
            send(&partner, &[row(&placed, "2023-06", "100")]).await.ok();
            let path = format!("/v1/organisations/{organisation}");
            let seen = officer.get(&path).await.ok();
            if becomes == "renamed" {
                officer.patch(&path, seen.etag(), &json!({ "name": "ARIQ BTP" })).await.ok();
            } else {
                let kept = an_organisation().named("Association ARIQ").send(&officer).await.created();
                let merge = json!({ "other_id": organisation, "other_version": 1 });
                let merges = format!("/v1/organisations/{}/merges", kept.id());
                admin.request(Method::POST, &merges).header("If-Match", kept.etag()).json(&merge).send().await.ok();
            }
            let again = send(&partner, &[row(&placed, "2023-06", "110")]).await.ok();
            assert_eq!(verdicts(&again), ["updated"], "{becomes}: {again}");
            assert_eq!(officer.get(&placed.cell("2023-06")).await.ok()["source"], "ARIQ");
        }
    }

    async fn an_organisation_called_like_the_house_is_not_the_house(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        placed.hours("2023-06", "90").validated().create(&officer).await;
        let namesake = an_organisation().named("Creativ").create(&officer).await;
        let partner = app.as_partner(namesake, &[Sector::Btp]);
        let refused = send(&partner, &[with(row(&placed, "2023-06", "95"), "reason", json!("Relevé"))]).await.ok();
        assert_eq!(problem(&refused, 0), ("changed_by_officer", "/rows/0/version"));
    }

    async fn what_an_officer_corrected_is_told_and_not_overwritten(app: App) {
        let (ariq, officer, placed) = ariq(&app).await;
        send(&ariq, &[row(&placed, "2023-06", "100")]).await.ok();
        let version = etag(&officer, &placed, "2023-06").await;
        placed.hours("2023-06", "90").validated().because("Feuille lue").correct(&officer, &version).await.ok();
        let same = send(&ariq, &[row(&placed, "2023-06", "100")]).await.ok();
        assert_eq!(verdicts(&same), ["unchanged"]);
        assert_eq!(same.at("/rows/0/warnings/0/code"), "corrected_by_officer");
        let detail = "Ces heures ont été corrigées depuis votre envoi\u{a0}: 90,00 h y figurent.";
        assert_eq!(same.at("/rows/0/warnings/0/detail"), detail);
        assert_eq!(same.at("/rows/0/current"), &json!({ "worked": "90.00", "training": "0.00", "status": "validated" }));
        let officers = send(&ariq, &[row(&placed, "2023-06", "90")]).await.ok();
        assert_eq!((verdicts(&officers), officers.at("/rows/0/warnings")), (vec!["unchanged"], &json!([])));
        let other = send(&ariq, &[row(&placed, "2023-06", "95")]).await.ok();
        assert_eq!(problem(&other, 0), ("changed_by_officer", "/rows/0/version"));
        let stale = with(row(&placed, "2023-06", "95"), "version", json!(1));
        assert_eq!(problem(&send(&ariq, &[stale]).await.ok(), 0), ("precondition_failed", "/rows/0/version"));
        let knowing = with(with(row(&placed, "2023-06", "95"), "version", json!(2)), "reason", json!("Heures de nuit"));
        assert_eq!(verdicts(&send(&ariq, &[knowing]).await.ok()), ["updated"]);
        let cell = officer.get(&placed.cell("2023-06")).await.ok();
        assert_eq!((&cell["worked"], cell.at("/pending/worked")), (&json!("90.00"), &json!("95.00")));
    }

    async fn validated_hours_are_corrected_with_a_reason_and_wait(app: App) {
        let (ariq, officer, placed) = ariq(&app).await;
        send(&ariq, &[row(&placed, "2023-06", "100")]).await.ok();
        let version = etag(&officer, &placed, "2023-06").await;
        placed.hours("2023-06", "100").validated().correct(&officer, &version).await.ok();
        assert_eq!(verdicts(&send(&ariq, &[row(&placed, "2023-06", "100")]).await.ok()), ["unchanged"]);
        let unexplained = send(&ariq, &[row(&placed, "2023-06", "98")]).await.ok();
        assert_eq!(problem(&unexplained, 0), ("reason_required", "/rows/0/reason"));
        let explained = json!({ "reason": "Relevé corrigé", "rows": [row(&placed, "2023-06", "98")] });
        assert_eq!(verdicts(&ariq.post(BATCHES, &explained).await.ok()), ["updated"]);
        assert_eq!(verdicts(&send(&ariq, &[row(&placed, "2023-06", "98")]).await.ok()), ["unchanged"]);
        let total = officer.get("/v1/totals?year=2023").await.ok();
        assert_eq!(total.at("/total/hours"), "100.00");
    }

    async fn rejected_hours_stay_so_until_they_are_explained_or_changed(app: App) {
        let (ariq, officer, placed) = ariq(&app).await;
        let sent = send(&ariq, &[row(&placed, "2023-06", "100")]).await.ok();
        let rejection = json!({ "ids": [sent.at("/rows/0/hours_id")], "reason": "Feuille manquante" });
        officer.post("/v1/hours/rejections", &rejection).await.ok();
        let same = send(&ariq, &[row(&placed, "2023-06", "100")]).await.ok();
        assert_eq!((verdicts(&same), same.at("/rows/0/warnings")), (vec!["unchanged"], &json!([])));
        assert_eq!(officer.get(&placed.cell("2023-06")).await.ok()["status"], "rejected");
        let explained = with(row(&placed, "2023-06", "100"), "reason", json!("Feuille jointe"));
        assert_eq!(verdicts(&send(&ariq, &[explained]).await.ok()), ["updated"]);
        assert_eq!(officer.get(&placed.cell("2023-06")).await.ok()["status"], "submitted");
        officer.post("/v1/hours/rejections", &rejection).await.ok();
        assert_eq!(verdicts(&send(&ariq, &[row(&placed, "2023-06", "99")]).await.ok()), ["updated"]);
        assert_eq!(officer.get(&placed.cell("2023-06")).await.ok()["status"], "submitted");
    }

    async fn zero_withdraws_and_a_closed_month_stands(app: App) {
        let (ariq, officer, placed) = ariq(&app).await;
        send(&ariq, &[row(&placed, "2023-06", "100"), row(&placed, "2023-05", "50")]).await.ok();
        assert_eq!(verdicts(&send(&ariq, &[row(&placed, "2023-06", "0")]).await.ok()), ["updated"]);
        assert_eq!(officer.get(&placed.cell("2023-06")).await.ok()["worked"], "0.00");
        app.close_month("2023-05", "BTP").await;
        let closed = send(&ariq, &[row(&placed, "2023-05", "50"), row(&placed, "2023-06", "1")]).await.ok();
        assert_eq!(verdicts(&closed), ["unchanged", "updated"]);
        let other = send(&ariq, &[row(&placed, "2023-05", "51")]).await.ok();
        assert_eq!(problem(&other, 0), ("month_closed", "/rows/0/month"));
    }

    async fn an_officers_batch_may_validate_and_does_not_overwrite_unseen(app: App) {
        let (ariq, officer, placed) = ariq(&app).await;
        send(&ariq, &[row(&placed, "2023-06", "100")]).await.ok();
        let without_version = send(&officer, &[row(&placed, "2023-06", "90")]).await.ok();
        assert_eq!(problem(&without_version, 0), ("precondition_required", "/rows/0/version"));
        let rows = [with(row(&placed, "2023-06", "90"), "version", json!(1)), row(&placed, "2023-07", "80")];
        let validated = json!({ "status": "validated", "rows": rows });
        let reply = officer.post(BATCHES, &validated).await.ok();
        assert_eq!(verdicts(&reply), ["updated", "created"]);
        assert_eq!(officer.get("/v1/totals?year=2023").await.ok().at("/total/hours"), "170.00");
        let not_theirs = json!({ "status": "validated", "rows": [row(&placed, "2023-08", "80")] });
        let refused = ariq.post(BATCHES, &not_theirs).await.ok();
        assert_eq!(problem(&refused, 0), ("status_not_allowed", "/rows/0/status"));
    }
}

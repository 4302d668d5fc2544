//! Corrections of validated hours: they need a reason, and a partner's wait for an officer.

use clauses::values::Sector;
use serde_json::{Value, json};

use crate::support::builders::{Placed, an_organisation, somebody_at_work};
use crate::support::{App, Client, on_both_databases};

/// ARIQ, an officer, and hours of ARIQ that the officer validated.
async fn validated_of_ariq(app: &App) -> (Client, Client, Placed) {
    let officer = app.officer();
    let ariq = an_organisation().named("ARIQ").create(&officer).await;
    let partner = app.as_partner(ariq, &[Sector::Btp]);
    let placed = somebody_at_work(&officer, "BTP").await;
    placed.hours("2023-06", "100").send(&partner).await.created();
    placed.hours("2023-06", "100").validated().correct(&officer, "\"1\"").await.ok();
    (officer, partner, placed)
}

async fn total(officer: &Client, status: &str) -> Value {
    officer.get(&format!("/v1/totals?year=2023&status={status}")).await.ok().at("/total/hours").clone()
}

on_both_databases! {
    async fn a_partners_hours_name_its_organisation_and_wait(app: App) {
        let officer = app.officer();
        let ariq = an_organisation().named("ARIQ").create(&officer).await;
        let partner = app.as_partner(ariq, &[Sector::Btp]);
        let placed = somebody_at_work(&officer, "BTP").await;
        let sent = placed.hours("2023-06", "100").send(&partner).await.created();
        assert_eq!((&sent["source"], &sent["status"]), (&json!("ARIQ"), &json!("submitted")));
        assert_eq!((total(&officer, "validated").await, total(&officer, "submitted").await), (json!("0.00"), json!("100.00")));
    }

    async fn a_partner_validates_nothing(app: App) {
        let officer = app.officer();
        let ariq = an_organisation().named("ARIQ").create(&officer).await;
        let partner = app.as_partner(ariq, &[Sector::Btp]);
        let placed = somebody_at_work(&officer, "BTP").await;
        let at_once = placed.hours("2023-06", "100").validated().send(&partner).await;
        at_once.refused_at(422, "status_not_allowed", "/status");
        assert_eq!(partner.all("/v1/hours").await.len(), 0);
        placed.hours("2023-06", "100").send(&partner).await.created();
        let later = placed.hours("2023-06", "100").validated().correct(&partner, "\"1\"").await;
        later.refused_at(422, "status_not_allowed", "/status");
        assert_eq!(partner.get(&placed.cell("2023-06")).await.ok()["status"], "submitted");
    }

    async fn validating_a_partners_hours_leaves_them_the_partners(app: App) {
        let (officer, _, placed) = validated_of_ariq(&app).await;
        let cell = officer.get(&placed.cell("2023-06")).await.ok();
        for (field, value) in [
            ("status", json!("validated")), ("source", json!("ARIQ")), ("worked", json!("100.00")),
            ("pending", Value::Null), ("version", json!(2)),
        ] {
            assert_eq!(cell[field], value, "{field}");
        }
        let corrected = placed.hours("2023-06", "90").validated().because("Erreur de saisie");
        assert_eq!(corrected.correct(&officer, "\"2\"").await.ok()["source"], "CREATIV");
    }

    async fn correcting_validated_hours_takes_a_reason(app: App) {
        let (officer, partner, placed) = validated_of_ariq(&app).await;
        for client in [&officer, &partner] {
            let silent = placed.hours("2023-06", "90").correct(client, "\"2\"").await;
            silent.refused_at(422, "reason_required", "/reason");
            let silent = placed.hours("2023-06", "100").of_which_training("5").correct(client, "\"2\"").await;
            silent.refused_at(422, "reason_required", "/reason");
        }
        placed.hours("2023-06", "90").because("  ").correct(&officer, "\"2\"").await.refused_at(422, "text_empty", "/reason");
        assert_eq!(officer.get(&placed.cell("2023-06")).await.ok()["version"], 2);
        let explained = placed.hours("2023-06", "90").validated().because("Feuille relue");
        let corrected = explained.correct(&officer, "\"2\"").await.ok();
        assert_eq!((&corrected["worked"], &corrected["status"]), (&json!("90.00"), &json!("validated")));
        assert_eq!(total(&officer, "validated").await, "90.00");
    }

    async fn a_partners_correction_waits_while_the_validated_figure_counts(app: App) {
        let (officer, partner, placed) = validated_of_ariq(&app).await;
        let correction = || placed.hours("2023-06", "80.25").of_which_training("4").because("Absence oubliée");
        let waiting = correction().correct(&partner, "\"2\"").await.ok();
        for (field, value) in [
            ("worked", json!("100.00")), ("training", json!("0.00")), ("status", json!("validated")), ("version", json!(3)),
            ("pending", json!({ "worked": "80.25", "training": "4.00", "source": "ARIQ" })),
        ] {
            assert_eq!(waiting[field], value, "{field}");
        }
        assert_eq!(total(&officer, "validated").await, "100.00");
        assert_eq!(total(&officer, "any").await, "100.00");
        assert_eq!(partner.get(&placed.cell("2023-06")).await.ok().unnamed(), waiting.json);
        let again = correction().send(&partner).await.ok();
        assert_eq!(again["version"], 3);
        let figures = |history: &[Value]| -> Vec<(Value, Value)> {
            history.iter().map(|one| (one["worked"].clone(), one["status"].clone())).collect()
        };
        let history = officer.get(&format!("/v1/hours/{}/history", waiting.id())).await.ok();
        let expected = [("100.00", "submitted"), ("100.00", "validated"), ("80.25", "submitted")];
        assert_eq!(figures(history.items()), expected.map(|(worked, status)| (json!(worked), json!(status))));
    }

    async fn an_officer_validates_the_correction_that_waits(app: App) {
        let (officer, partner, placed) = validated_of_ariq(&app).await;
        placed.hours("2023-06", "80.25").because("Absence oubliée").correct(&partner, "\"2\"").await.ok();
        let validated = placed.hours("2023-06", "80.25").validated().correct(&officer, "\"3\"").await.ok();
        for (field, value) in [
            ("worked", json!("80.25")), ("status", json!("validated")), ("source", json!("ARIQ")),
            ("pending", Value::Null), ("version", json!(4)),
        ] {
            assert_eq!(validated[field], value, "{field}");
        }
        assert_eq!(total(&officer, "validated").await, "80.25");
    }

    async fn a_correction_that_waits_is_replaced_by_the_next(app: App) {
        let (officer, partner, placed) = validated_of_ariq(&app).await;
        placed.hours("2023-06", "80").because("Absence").correct(&partner, "\"2\"").await.ok();
        placed.hours("2023-06", "85").because("Retour").correct(&partner, "\"2\"").await.refused(412, "precondition_failed");
        let next = placed.hours("2023-06", "85").because("Retour").correct(&partner, "\"3\"").await.ok();
        assert_eq!((&next["worked"], next.at("/pending/worked")), (&json!("100.00"), &json!("85.00")));
        let refused = placed.hours("2023-06", "100").validated().because("Feuille exacte");
        let kept = refused.correct(&officer, "\"4\"").await.ok();
        assert_eq!((&kept["worked"], &kept["pending"]), (&json!("100.00"), &Value::Null));
        assert_eq!(total(&officer, "validated").await, "100.00");
    }

    async fn a_partners_evidence_over_validated_hours_waits_for_an_officer(app: App) {
        let (officer, partner, placed) = validated_of_ariq(&app).await;
        let proof = json!({ "kind": "timesheet", "reference": "FH-1" });
        let cell = placed.cell("2023-06");
        let body = json!({ "worked": "100", "evidence": proof });
        let sent = partner.put_over(&cell, "\"2\"", &body).await.ok();
        assert_eq!((&sent["status"], &sent["evidence"]), (&json!("validated"), &Value::Null));
        assert_eq!(sent.at("/pending/worked"), &json!("100.00"));
        let accepted = officer.put_over(&cell, "\"3\"", &json!({ "worked": "100", "status": "validated" })).await.ok();
        assert_eq!((accepted.at("/evidence/reference"), &accepted["pending"]), (&json!("FH-1"), &Value::Null));
        let with_payslip = json!({ "worked": "100", "evidence": { "kind": "payslip", "reference": "BP-7" } });
        let proven = officer.put_over(&cell, "\"4\"", &with_payslip).await.ok();
        assert_eq!((&proven["status"], proven.at("/evidence/reference")), (&json!("validated"), &json!("BP-7")));
    }

    async fn the_validated_figure_taken_up_again_keeps_its_evidence_and_its_sender(app: App) {
        let (officer, partner, placed) = validated_of_ariq(&app).await;
        let cell = placed.cell("2023-06");
        let proven = json!({ "worked": "100", "evidence": { "kind": "timesheet", "reference": "FH-1" } });
        officer.put_over(&cell, "\"2\"", &proven).await.ok();
        placed.hours("2023-06", "60").because("Erreur").correct(&partner, "\"3\"").await.ok();
        let back = placed.hours("2023-06", "100").validated().because("Vérifié").correct(&officer, "\"4\"").await.ok();
        assert_eq!((&back["source"], &back["pending"]), (&json!("ARIQ"), &Value::Null));
        assert_eq!(back.at("/evidence/reference"), &json!("FH-1"));
    }
}

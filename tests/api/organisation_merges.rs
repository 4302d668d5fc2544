//! `/v1/organisations/{id}/merges`

use clauses::values::{Role, Sector};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::builders::{
    a_candidate, a_public_contract, a_referral, admit, an_employment, an_organisation, hours,
};
use crate::support::{App, Client, Reply, on_both_databases};

/// Merges `other` into `kept` at the versions that the client reads now.
pub async fn merge(client: &Client, kept: i64, other: i64, more: Value) -> Reply {
    let seen = client.get(&format!("/v1/organisations/{kept}")).await.ok();
    let version = client.get(&format!("/v1/organisations/{other}")).await.ok()["version"].clone();
    let mut body = json!({ "other_id": other, "other_version": version });
    more.as_object().unwrap().iter().for_each(|(name, value)| body[name] = value.clone());
    let path = format!("/v1/organisations/{kept}/merges");
    client.request(Method::POST, &path).header("If-Match", seen.etag()).json(&body).send().await
}

/// Two records of one organisation, both at work in a closed month and in an open one; the second one buys, holds and prescribes
/// too.
async fn two_records(app: &App) -> (i64, i64) {
    let officer = app.officer();
    let kept = an_organisation().named("Régie des Deux Rives").employer("EI").create(&officer).await;
    let other = an_organisation().named("Regie des 2 Rives").employer("EI").buyer("commune").prescriber("association");
    let other = other.siret("73282932000074").with("contact_phone", "03 80 00 00 10").create(&officer).await;
    for (employer, worked) in [(kept, "100.25"), (other, "50.50")] {
        let person = a_candidate().in_plie_from("2022-01-01").create(&officer).await;
        admit(&officer, person, "BTP").await;
        let lot = a_public_contract().create_lot(&officer).await;
        let employment = an_employment(person).at(employer).on(lot).create(&officer).await;
        for month in ["2023-05", "2023-06"] {
            hours(employment, lot, month, worked).validated().create(&officer).await;
        }
        a_referral(person).by(other, "association").on("2023-02-01").create(&officer).await;
        let seen = officer.get(&format!("/v1/lots/{lot}")).await.ok();
        let holders = json!({ "holder_id": other, "co_holder_ids": [kept] });
        officer.patch(&format!("/v1/lots/{lot}"), seen.etag(), &holders).await.ok();
    }
    a_public_contract().bought_by(other).referenced("M-1").create(&officer).await;
    app.close_month("2023-05", "BTP").await;
    (kept, other)
}

/// What figures say, without the names of organisations.
async fn figures(client: &Client) -> Vec<Value> {
    let mut figures = Vec::new();
    for group in ["month,sector", "contract_type", "employer_kind", "buyer_kind", "prescriber_kind", "modality"] {
        let path = format!("/v1/totals?year=2023&scope=all&status=any&counted=any&group_by={group}");
        let totals = client.get(&path).await.ok();
        figures.extend([totals["total"].clone(), totals["rows"].clone()]);
    }
    let bilan = client.get("/v1/bilans/2023").await.ok();
    let tables = bilan["tables"].as_array().unwrap().iter();
    assert!(tables.len() > 5);
    // Prescribers, employers and buyers are listed by name: two rows become one.
    let by_name =
        ["prescribers_other_than_plie", "hours_by_employer", "people_by_employer", "hours_by_buyer", "people_by_buyer"];
    figures.extend(tables.filter(|table| !by_name.iter().any(|key| table["key"] == *key)).cloned());
    assert!(figures.len() > 20, "{figures:?}");
    for table in
        bilan["tables"].as_array().unwrap().iter().filter(|table| by_name.iter().any(|key| table["key"] == *key))
    {
        let hundredths =
            |figure: &Value| figure["value"].as_str().map(|hours| hours.replace('.', "").parse::<i64>().unwrap());
        let hours: Vec<i64> = table["figures"].as_array().unwrap().iter().filter_map(hundredths).collect();
        figures.push(json!([table["key"], hours.iter().sum::<i64>()]));
    }
    figures
}

on_both_databases! {
    async fn everything_names_the_record_that_stays_and_no_figure_changes(app: App) {
        let (admin, (kept, other)) = (app.admin(), two_records(&app).await);
        let before = figures(&admin).await;
        let preview = merge(&admin, kept, other, json!({ "dry_run": true })).await.ok();
        let merged = merge(&admin, kept, other, json!({ "reason": "Même SIRET" })).await.ok();
        let moved = |merge: &Reply| (merge["moves"].clone(), merge["filled"].clone(), merge["conflicts"].clone());
        assert_eq!(moved(&preview), moved(&merged));
        assert_eq!((&preview["dry_run"], &preview["version"]), (&json!(true), &Value::Null));
        let moves = &merged["moves"];
        for (what, count) in [("public_contracts", 1), ("lots", 2), ("employments", 1), ("hours", 2), ("referrals", 2)] {
            assert_eq!(moves[what], count, "{what}: {merged}");
        }
        assert_eq!(merged["filled"], json!(["siret", "prescriber_kind", "buyer_kind", "contact_phone"]));
        assert_eq!(merged.at("/conflicts/0/what"), "name");
        assert_eq!((&merged["hours_before"], &merged["hours_after"]), (&json!("301.50"), &json!("301.50")));
        assert_eq!(figures(&admin).await, before);
        // The id that went leads to the record that stays.
        let gone = admin.get(&format!("/v1/organisations/{other}")).await.refused(404, "not_found");
        assert_eq!(gone["existing_id"], kept);
        let stays = admin.get(&format!("/v1/organisations/{kept}")).await.ok();
        assert_eq!((&stays["siret"], &stays["name"]), (&json!("73282932000074"), &json!("Régie des Deux Rives")));
        for (table, column) in [("employments", "employer_id"), ("hours", "employer_id"), ("lots", "holder_id"),
            ("lot_co_holders", "organisation_id"), ("referrals", "prescriber_id"), ("public_contracts", "buyer_id")] {
            assert_eq!(app.count(&format!("{table} WHERE {column} = {other}")), 0, "{table}");
        }
        assert_eq!(app.count(&format!("hours WHERE employer_id = {kept}")), 4);
        // Both held the lots: they are held once.
        assert_eq!((app.count(&format!("lots WHERE holder_id = {kept}")), app.count("lot_co_holders")), (2, 0));
        let by_employer = admin.get("/v1/totals?year=2023&scope=all&group_by=employer").await.ok();
        assert_eq!(by_employer.at("/rows/0/hours"), "301.50");
        let events = admin.all(&format!("/v1/audit/events?subject=organisation&subject_id={kept}&action=merge")).await;
        assert_eq!((events.len(), &events[0]["reason"]), (1, &json!("Même SIRET")));
        // Without the merge, the employer of a closed month does not change.
        assert_eq!(admin.get("/v1/audit/verification").await.ok()["intact"], true);
    }

    async fn keys_accounts_and_references_pass_by_an_administrator(app: App) {
        let officer = app.officer();
        let kept = an_organisation().named("ARIQ").employer("ETTI").create(&officer).await;
        let other = an_organisation().named("ARIQ BTP").employer("ETTI").create(&officer).await;
        let partner = app.as_partner(other, &[Sector::Btp]);
        let person = a_candidate().with("external_ref", "P-1").without("qualification_level").create(&partner).await;
        merge(&officer, kept, other, json!({})).await.refused(403, "forbidden");
        let merged = merge(&app.admin(), kept, other, json!({})).await.ok();
        assert_eq!((&merged.at("/moves/api_keys"), &merged.at("/moves/records")), (&&json!(1), &&json!(1)));
        // The same key goes on seeing, finding and changing what it recorded.
        assert_eq!(partner.all("/v1/candidates?external_ref=P-1").await.len(), 1);
        let seen = partner.get(&format!("/v1/candidates/{person}")).await.ok();
        partner.patch(&format!("/v1/candidates/{person}"), seen.etag(), &json!({ "first_name": "Fatou" })).await.ok();
        let twin = app.as_partner(kept, &[Sector::Btp]);
        twin.get(&format!("/v1/candidates/{person}")).await.ok();
    }

    async fn two_legal_persons_are_no_doubles(app: App) {
        let officer = app.officer();
        let kept = an_organisation().siret("73282932000074").create(&officer).await;
        let other = an_organisation().siret("40483304800022").create(&officer).await;
        let preview = merge(&officer, kept, other, json!({ "dry_run": true })).await;
        let refused = preview.refused_at(409, "siren_differs", "/other_id");
        assert!(refused.to_string().contains("732829320 et 404833048"), "{refused}");
    }

    async fn what_would_change_figures_or_collide_is_refused_by_name(app: App) {
        let (admin, officer) = (app.admin(), app.officer());
        let kept = an_organisation().buyer("commune").create(&officer).await;
        let other = an_organisation().buyer("state").create(&officer).await;
        a_public_contract().bought_by(kept).referenced("M-1").create(&officer).await;
        // Nothing is counted by the other's kind yet.
        merge(&officer, kept, other, json!({ "dry_run": true })).await.ok();
        a_public_contract().bought_by(other).referenced("M-1").create(&officer).await;
        merge(&officer, kept, other, json!({})).await.refused_fields(&[("/other_id", "kind_differs"), ("/other_id", "reference_taken")]);
        let path = format!("/v1/organisations/{other}");
        let seen = officer.get(&path).await.ok();
        officer.patch(&path, seen.etag(), &json!({ "buyer_kind": "commune" })).await.ok();
        merge(&officer, kept, other, json!({})).await.refused_at(409, "reference_taken", "/other_id");
        for organisation in [kept, other] {
            let partner = app.as_partner(organisation, &[Sector::Btp]);
            a_candidate().with("external_ref", "P-1").without("qualification_level").create(&partner).await;
        }
        let refused = merge(&admin, kept, other, json!({})).await;
        refused.refused_fields(&[("/other_id", "reference_taken"), ("/other_id", "external_ref_taken")]);
        merge(&admin, kept, kept, json!({})).await.refused_at(422, "same_organisation", "/other_id");
        let unknown = json!({ "other_id": 999_999, "other_version": 1 });
        let send = |etag: &'static str, body: Value| {
            let request = admin.request(Method::POST, &format!("/v1/organisations/{kept}/merges"));
            async move { request.header("If-Match", etag).json(&body).send().await }
        };
        send("\"1\"", unknown).await.refused_at(422, "unknown_organisation", "/other_id");
        send("\"9\"", json!({ "other_id": other, "other_version": 2 })).await.refused(412, "precondition_failed");
        let stale = json!({ "other_id": other, "other_version": 1 });
        send("\"1\"", stale).await.refused_at(412, "precondition_failed", "/other_version");
        let limited = app.as_role(Role::Officer, &[Sector::Btp]);
        merge(&limited, kept, other, json!({})).await.refused(403, "forbidden");
        app.as_role(Role::Partner, &[]).post(&format!("/v1/organisations/{kept}/merges"), &json!({})).await.refused(403, "forbidden");
        assert_eq!(app.count("merged_organisations"), 0);
    }

    async fn the_id_of_a_record_that_was_merged_twice_leads_to_the_last(app: App) {
        let officer = app.officer();
        let mut ids = Vec::new();
        for _ in 0..3 {
            ids.push(an_organisation().create(&officer).await);
        }
        merge(&officer, ids[1], ids[0], json!({})).await.ok();
        merge(&officer, ids[2], ids[1], json!({})).await.ok();
        for gone in [ids[0], ids[1]] {
            let reply = officer.get(&format!("/v1/organisations/{gone}")).await.refused(404, "not_found");
            assert_eq!(reply["existing_id"], ids[2]);
        }
        // One that stayed is withdrawn with what led to it.
        let path = format!("/v1/organisations/{}", ids[2]);
        let seen = officer.get(&path).await.ok();
        officer.delete(&format!("{path}?reason=Erreur"), seen.etag()).await.no_content();
        assert_eq!(app.count("merged_organisations"), 0);
    }
}

//! References that a partner gives people and employments that others recorded.

use clauses::values::{Role, Sector};
use reqwest::Method;
use serde_json::{Value, json};

use super::{a_partner, ids};
use crate::support::builders::{
    Placed, a_candidate, a_public_contract, admit, an_employment, an_organisation, place, somebody_at_work,
};
use crate::support::{App, Client, Reply, hides_from_changes, on_both_databases};

/// A person at work on works whom another partner recorded with these references.
async fn of_another_partner(app: &App, other: &Client, person: &str, employment: &str) -> Placed {
    let officer = app.officer();
    let lot = a_public_contract().btp().create_lot(&officer).await;
    let candidate = a_candidate().without("qualification_level").with("external_ref", person).create(other).await;
    admit(&officer, candidate, "BTP").await;
    let employer = an_organisation().employer("ACI").create(&officer).await;
    let recorded = an_employment(candidate).at(employer).on(lot).with("external_ref", employment);
    Placed { candidate, employment: recorded.create(other).await, lot }
}

fn addresses(placed: &Placed) -> [String; 2] {
    [format!("/v1/candidates/{}", placed.candidate), format!("/v1/employments/{}", placed.employment)]
}

/// Gives the record at this address a reference at the version that the client reads.
async fn name(client: &Client, address: &str, reference: impl Into<Value>) -> Reply {
    let seen = client.get(address).await.ok();
    client.patch(address, seen.etag(), &json!({ "external_ref": reference.into() })).await
}

async fn table(client: &Client, address: &str) -> String {
    client.request(Method::GET, address).header("accept", "text/csv").send().await.ok().text
}

on_both_databases! {
    async fn a_partner_names_what_the_house_and_other_partners_recorded(app: App) {
        let (officer, partner, other) = (app.officer(), a_partner(&app).await, a_partner(&app).await);
        let of_the_house = somebody_at_work(&officer, "BTP").await;
        let of_another = of_another_partner(&app, &other, "P-1", "E-1").await;
        for (placed, reference) in [(of_the_house, "X-1"), (of_another, "X-2")] {
            for (address, list) in addresses(&placed).iter().zip(["/v1/candidates", "/v1/employments"]) {
                let before = officer.get(address).await.ok();
                let named = name(&partner, address, reference).await.ok();
                assert_eq!((&named["external_ref"], &named["version"]), (&json!(reference), &before["version"]));
                assert_eq!(partner.get(address).await.ok()["external_ref"], reference);
                assert!(table(&partner, list).await.contains(reference));
                let found = partner.all(&format!("{list}?external_ref={reference}")).await;
                assert_eq!((ids(&found), &found[0]["external_ref"]), (vec![before["id"].as_i64().unwrap()], &json!(reference)));
                // Nothing changes for anybody else.
                assert_eq!(officer.get(address).await.ok().json, before.json);
                assert_eq!(officer.all(&format!("{list}?external_ref={reference}")).await.len(), 0);
                assert_eq!(other.all(&format!("{list}?external_ref={reference}")).await.len(), 0);
                assert!(!table(&other, list).await.contains(reference));
            }
        }
        assert_eq!(other.get(&addresses(&of_another)[1]).await.ok()["external_ref"], "E-1");
        assert_eq!(partner.all("/v1/employments?external_ref=E-1").await.len(), 0);
        let unchanged = partner.get("/v1/employments?changed_since=start").await.ok();
        name(&partner, &addresses(&of_the_house)[1], "X-3").await.ok();
        let since = format!("/v1/employments?changed_since={}", unchanged["next_cursor"].as_str().unwrap());
        assert_eq!(other.get("/v1/employments").await.ok().items().len(), 2);
        assert_eq!(partner.get(&since).await.ok().items().len(), 0);
    }

    async fn rows_of_a_batch_and_of_the_sheet_name_an_employment_as_the_partner_does(app: App) {
        let (officer, partner, other) = (app.officer(), a_partner(&app).await, a_partner(&app).await);
        let placed = somebody_at_work(&officer, "BTP").await;
        let [_, address] = addresses(&placed);
        name(&partner, &address, "E-9").await.ok();
        let row = json!({ "employment_ref": "E-9", "lot_id": placed.lot, "month": "2023-06", "worked": "10" });
        let batch = json!({ "rows": [row] });
        let sent = partner.post("/v1/hours/batches", &batch).await.ok();
        assert_eq!(sent.at("/rows/0/verdict"), "created", "{sent}");
        for client in [&other, &officer] {
            let sent = client.post("/v1/hours/batches", &batch).await.ok();
            assert_eq!(sent.at("/rows/0/problem/code"), "unknown_employment", "{sent}");
        }
        for (client, shown) in [(&partner, json!("E-9")), (&other, json!(null)), (&officer, json!(null))] {
            let sheet = client.get("/v1/months/2023-06/sheet").await.ok();
            assert_eq!(sheet.at("/rows/0/employment_ref"), &shown, "{sheet}");
        }
    }

    async fn a_reference_names_one_thing_of_a_partner_whoever_recorded_it(app: App) {
        let (officer, partner, other) = (app.officer(), a_partner(&app).await, a_partner(&app).await);
        let own = of_another_partner(&app, &partner, "P-1", "E-1").await;
        let (first, second) = (somebody_at_work(&officer, "BTP").await, somebody_at_work(&officer, "BTP").await);
        for (index, reference) in ["P-1", "E-1"].into_iter().enumerate() {
            let [its_own, first, second] = [&own, &first, &second].map(|placed| addresses(placed)[index].clone());
            let taken = name(&partner, &first, reference).await.refused_at(409, "external_ref_taken", "/external_ref");
            assert_eq!(taken["existing_id"], its_own.rsplit('/').next().unwrap().parse::<i64>().unwrap());
            name(&partner, &first, "N-1").await.ok();
            // The same again is no change.
            name(&partner, &first, "N-1").await.ok();
            name(&partner, &second, "N-1").await.refused(409, "external_ref_taken");
            name(&partner, &its_own, "N-1").await.refused_at(409, "external_ref_taken", "/external_ref");
            // Not for an officer either, who changes the partner's reference of the partner's record.
            name(&officer, &its_own, "N-1").await.refused(409, "external_ref_taken");
            // Others have names of their own.
            name(&other, &second, "N-1").await.ok();
            name(&officer, &second, "N-1").await.ok();
            // Moved, it is free for the record that the partner makes.
            name(&partner, &first, "N-2").await.ok();
            name(&partner, &its_own, "N-1").await.ok();
            assert_eq!(other.get(&second).await.ok()["external_ref"], "N-1");
            assert_eq!(partner.get(&second).await.ok()["external_ref"], json!(null));
        }
        let said = || a_candidate().without("qualification_level");
        let refused = said().with("external_ref", "N-2").send(&partner).await.refused(409, "external_ref_taken");
        assert_eq!(refused["existing_id"], first.candidate);
        let employer = an_organisation().employer("ACI").create(&officer).await;
        let worked = said().create(&partner).await;
        admit(&officer, worked, "BTP").await;
        let recorded = an_employment(worked).at(employer).on(own.lot).with("external_ref", "N-2").send(&partner).await;
        assert_eq!(recorded.refused(409, "external_ref_taken")["existing_id"], first.employment);
    }

    async fn a_reference_is_taken_away(app: App) {
        let (officer, partner) = (app.officer(), app.as_role(Role::Partner, &[Sector::Btp]));
        let placed = somebody_at_work(&officer, "BTP").await;
        for (address, list) in addresses(&placed).iter().zip(["/v1/candidates", "/v1/employments"]) {
            // There is none yet.
            assert_eq!(name(&partner, address, json!(null)).await.ok()["external_ref"], json!(null));
            name(&partner, address, "X-1").await.ok();
            assert_eq!(name(&partner, address, json!(null)).await.ok()["external_ref"], json!(null));
            assert_eq!(partner.get(address).await.ok()["external_ref"], json!(null));
            assert_eq!(partner.all(&format!("{list}?external_ref=X-1")).await.len(), 0);
        }
        let other = place(&officer, placed.candidate, "BTP").await;
        name(&partner, &addresses(&other)[1], "X-1").await.ok();
    }

    async fn a_partner_changes_nothing_else_of_what_others_recorded(app: App) {
        let (officer, partner) = (app.officer(), a_partner(&app).await);
        let placed = somebody_at_work(&officer, "BTP").await;
        let [person, employment] = addresses(&placed);
        let detail = "Pour modifier cette fiche, adressez-vous à la chargée de clauses.";
        for (address, changes) in [
            // What it does not read is not to be guessed: the right sex is refused as a wrong one.
            (&person, vec![
                json!({ "last_name": "Durand", "external_ref": "X-1" }), json!({ "sex": "F", "external_ref": "X-1" }),
                json!({ "sex": "M" }), json!({ "sex": "F" }), json!({}), json!({ "informed_on": null, "external_ref": "X" }),
            ]),
            (&employment, vec![
                json!({ "weekly_hours": "20", "external_ref": "X-1" }), json!({ "weekly_hours": "20" }), json!({}),
                json!({ "assignments": [], "external_ref": "X-1" }),
            ]),
        ] {
            let etag = partner.get(address).await.ok().etag().to_owned();
            for change in changes {
                let refused = partner.patch(address, &etag, &change).await.refused(403, "forbidden");
                assert_eq!(refused["detail"], detail, "{change}");
            }
            let named = json!({ "external_ref": "X-1" });
            partner.patch(address, "\"99\"", &named).await.refused(412, "precondition_failed");
            partner.patch(address, &etag, &json!({ "external_ref": " " })).await.refused_at(422, "text_empty", "/external_ref");
            assert_eq!(partner.get(address).await.ok()["external_ref"], json!(null));
        }
    }

    async fn what_a_partner_does_not_see_it_does_not_name(app: App) {
        let officer = app.officer();
        let ariq = an_organisation().create(&officer).await;
        let (works, services) = (app.as_partner(ariq, &[Sector::Btp]), app.as_partner(ariq, &[Sector::Ms]));
        let (of_works, of_services) = (somebody_at_work(&officer, "BTP").await, somebody_at_work(&officer, "MS").await);
        hides_from_changes(&works, "/v1/candidates/{id}", of_services.candidate).await;
        hides_from_changes(&works, "/v1/employments/{id}", of_services.employment).await;
        for (hidden, shown) in addresses(&of_services).iter().zip(addresses(&of_works)) {
            let named = json!({ "external_ref": "X-1" });
            works.patch(hidden, "\"1\"", &named).await.refused(404, "not_found");
            name(&services, hidden, "X-1").await.ok();
            // The refusal says that another key of the organisation gave it, and nothing more.
            let taken = name(&works, &shown, "X-1").await.refused_at(409, "external_ref_taken", "/external_ref");
            assert_eq!(taken["existing_id"], json!(null));
        }
        assert_eq!(works.all("/v1/employments?external_ref=X-1").await.len(), 0);
        assert_eq!(works.all("/v1/candidates?external_ref=X-1").await.len(), 0);
        let row = json!({ "employment_ref": "X-1", "lot_id": of_works.lot, "month": "2023-06", "worked": "10" });
        let sent = works.post("/v1/hours/batches", &json!({ "rows": [row] })).await.ok();
        assert_eq!(sent.at("/rows/0/problem/code"), "unknown_employment");
        let both = app.as_partner(ariq, &[Sector::Btp, Sector::Ms]);
        let taken = name(&both, &addresses(&of_works)[1], "X-1").await.refused(409, "external_ref_taken");
        assert_eq!(taken["existing_id"], of_services.employment);
    }

    async fn the_audit_trail_says_who_named_what(app: App) {
        let (officer, partner) = (app.officer(), a_partner(&app).await);
        let placed = somebody_at_work(&officer, "BTP").await;
        for (address, subject) in addresses(&placed).iter().zip(["candidate", "employment"]) {
            for reference in [json!("X-1"), json!("X-1"), json!("X-2"), json!(null)] {
                name(&partner, address, reference).await.ok();
            }
            let events = officer.get(&format!("/v1/audit/events?subject={subject}&action=name")).await.ok();
            let values = |event: &Value| {
                assert_eq!((&event["fields"], &event["values"]), (&json!(["external_ref"]), &json!([])), "{event}");
                (event["personal"][0]["before"].clone(), event["personal"][0]["after"].clone())
            };
            let mut changes: Vec<_> = events.items().iter().map(values).collect();
            changes.sort_by_key(|(before, _)| before.to_string());
            let [first, second, none] = ["X-1", "X-2", ""].map(|text| if text.is_empty() { json!(null) } else { json!(text) });
            assert_eq!(changes, [(first.clone(), second.clone()), (second, none.clone()), (none, first)], "{events}");
        }
    }

    async fn of_two_at_once_one_gets_the_reference(app: App) {
        let (officer, partner) = (app.officer(), a_partner(&app).await);
        for round in 0..5 {
            let reference = format!("X-{round}");
            let [first, second] = [somebody_at_work(&officer, "BTP").await, somebody_at_work(&officer, "BTP").await];
            let [first, second] = [&first, &second].map(|placed| addresses(placed)[0].clone());
            let recorded = a_candidate().without("qualification_level").with("external_ref", reference.as_str());
            let (one, two, three) = tokio::join!(
                name(&partner, &first, reference.as_str()),
                name(&partner, &second, reference.as_str()),
                recorded.send(&partner),
            );
            let (given, refused): (Vec<_>, Vec<_>) = [one, two, three].into_iter().partition(|reply| reply.status < 300);
            assert_eq!((given.len(), refused.len()), (1, 2));
            for reply in refused {
                assert_eq!(reply.refused(409, "external_ref_taken")["existing_id"], given[0]["id"]);
            }
        }
    }
}

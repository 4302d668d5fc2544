//! `/v1/months/{month}/closures/{sector}`

use clauses::values::{Role, Sector};
use reqwest::Method;
use serde_json::{Value, json};

use super::{close, force, nil, reopen, sector};
use crate::support::builders::{a_public_contract, somebody_at_work};
use crate::support::{Reply, on_both_databases};

#[track_caller]
fn assert_counts(refused: &Reply, counts: &[&str]) {
    let detail = refused["detail"].as_str().unwrap();
    assert!(counts.iter().all(|count| detail.contains(count)), "{refused}");
}

on_both_databases! {
    async fn a_month_without_anything_to_wait_for_is_closed_and_opened_again(app: App) {
        let officer = app.officer();
        let closed = close(&officer, "2023-06", "BTP").await.ok();
        assert_eq!(closed.json, json!({
            "month": "2023-06", "sector": "BTP", "state": "closed", "changed_by": closed["changed_by"],
            "changed_at": "2024-03-15T09:00:00Z", "reason": null, "warnings": [],
        }));
        let then = app.at("2024-03-20T09:00:00Z");
        let later = then.officer();
        for again in [close(&later, "2023-06", "BTP").await, force(&later, "2023-06", "BTP").await] {
            assert_eq!(again.ok().json, closed.json);
        }
        let board = officer.get("/v1/months/2023-06").await.ok();
        let states = ["BTP", "MS", "PI"].map(|name| sector(&board, name)["state"].as_str().unwrap().to_owned());
        assert_eq!(states, ["closed", "open", "open"]);
        let address = "/v1/months/2023-06/closures/BTP";
        let silent = officer.request(Method::DELETE, address).send().await;
        silent.refused_at(422, "reason_required", "?reason");
        officer.request(Method::DELETE, &format!("{address}?reason=%20")).send().await.refused_at(422, "text_empty", "?reason");
        let opened = reopen(&later, "2023-06", "BTP").await.ok();
        assert_eq!((&opened["state"], &opened["reason"]), (&json!("open"), &json!("Erreur")));
        assert_eq!(reopen(&officer, "2023-06", "BTP").await.ok().json, opened.json);
        assert_eq!(app.count("audit_events WHERE subject = 'month' AND action = 'close'"), 1);
        let events = officer.all("/v1/audit/events?subject=month&action=reopen").await;
        assert_eq!(events.iter().map(|event| &event["reason"]).collect::<Vec<_>>(), [&json!("Erreur")]);
    }

    async fn closing_is_refused_while_hours_wait_or_lots_are_silent(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let silent = a_public_contract().create_lot(&officer).await;
        let sent = placed.hours("2023-06", "10").send(&officer).await.created();
        let refused = close(&officer, "2023-06", "BTP").await.refused(409, "month_not_ready");
        assert_counts(&refused, &["1 saisie d’heures à valider", "1 lot en retard"]);
        placed.hours("2023-06", "10").validated().correct(&officer, sent.etag()).await.ok();
        let partner = app.as_role(Role::Partner, &[Sector::Btp]);
        placed.hours("2023-06", "11").because("Oubli").correct(&partner, "\"2\"").await.ok();
        nil(&officer, "2023-06", silent).await.created();
        let refused = close(&officer, "2023-06", "BTP").await.refused(409, "month_not_ready");
        assert_counts(&refused, &["1 correction à valider"]);
        placed.hours("2023-06", "11").validated().because("Vu").correct(&officer, "\"3\"").await.ok();
        assert_eq!(close(&officer, "2023-06", "BTP").await.ok()["state"], "closed");
        // Another sector has its own state.
        a_public_contract().ms().create_lots(&officer).await;
        let then = app.at("2023-07-03T09:00:00Z");
        let early = then.officer();
        assert_counts(&close(&early, "2023-06", "MS").await.refused(409, "month_not_ready"), &["1 lot attendu"]);
    }

    async fn what_is_in_the_way_is_passed_over_with_a_reason(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let sent = placed.hours("2023-06", "10").send(&officer).await.created();
        let address = "/v1/months/2023-06/closures/BTP";
        officer.put(address, &json!({ "force": false, "reason": "Tant pis" })).await.refused(409, "month_not_ready");
        officer.put(address, &json!({ "force": true })).await.refused_at(422, "reason_required", "/reason");
        let forced = force(&officer, "2023-06", "BTP").await.ok();
        assert_eq!((&forced["state"], &forced["reason"]), (&json!("closed"), &json!("Heures perdues")));
        let events = officer.all("/v1/audit/events?subject=month&action=close").await;
        assert_eq!((events.len(), &events[0]["reason"]), (1, &json!("Heures perdues")));
        assert!(events[0]["values"].as_array().unwrap().contains(&json!({ "field": "forced", "value": true })), "{events:?}");
        let decided = placed.hours("2023-06", "10").validated().correct(&officer, sent.etag()).await;
        decided.refused_at(409, "month_closed", "/month");
        reopen(&officer, "2023-06", "BTP").await.ok();
        placed.hours("2023-06", "10").validated().correct(&officer, sent.etag()).await.ok();
        // Without obstacles there is nothing to force.
        assert_eq!(officer.put(address, &json!({ "force": true })).await.ok()["reason"], json!(null));
    }

    async fn only_officers_close_and_only_what_they_see(app: App) {
        let services = app.as_role(Role::Officer, &[Sector::Ms]);
        close(&services, "2023-06", "MS").await.ok();
        for hidden in ["BTP", "btp", "XX"] {
            close(&services, "2023-06", hidden).await.refused(404, "not_found");
            reopen(&services, "2023-06", hidden).await.refused(404, "not_found");
        }
        for role in [Role::Partner, Role::Dashboard, Role::Plie] {
            let other = app.as_role(role, &[Sector::Btp]);
            close(&other, "2023-06", "BTP").await.refused(403, "forbidden");
            reopen(&other, "2023-06", "BTP").await.refused(403, "forbidden");
        }
    }

    async fn a_month_that_has_not_begun_is_not_closed(app: App) {
        let officer = app.officer();
        close(&officer, "2024-04", "BTP").await.refused(422, "month_in_future");
        force(&officer, "2024-04", "BTP").await.refused(422, "month_in_future");
        close(&officer, "2024-00", "BTP").await.refused(422, "invalid_month");
        let unknown = officer.put("/v1/months/2023-06/closures/BTP", &json!({ "forced": true })).await;
        unknown.refused_at(422, "unknown_field", "/forced");
    }

    async fn a_month_that_has_not_ended_is_closed_by_force_with_a_reason(app: App) {
        let officer = app.officer();
        let refused = close(&officer, "2024-03", "BTP").await.refused(409, "month_not_ready");
        assert_counts(&refused, &["le mois n’est pas terminé"]);
        assert_eq!(refused["obstacles"], json!([{ "kind": "month_not_ended", "count": 1, "lots": [] }]));
        let address = "/v1/months/2024-03/closures/BTP";
        officer.put(address, &json!({ "force": true })).await.refused_at(422, "reason_required", "/reason");
        let last_day = app.at("2024-03-31T21:59:00Z");
        close(&last_day.officer(), "2024-03", "BTP").await.refused(409, "month_not_ready");
        // In France it is April then.
        let next_day = app.at("2024-03-31T22:01:00Z");
        close(&next_day.officer(), "2024-03", "BTP").await.ok();
        assert_eq!(force(&officer, "2024-03", "MS").await.ok()["state"], "closed");
    }

    async fn who_closed_and_opened_a_month_is_listed_in_order(app: App) {
        let officer = app.officer();
        somebody_at_work(&officer, "BTP").await;
        assert_eq!(officer.all("/v1/months/2023-06/closures").await, Vec::<Value>::new());
        close(&officer, "2023-06", "MS").await.ok();
        force(&officer, "2023-06", "BTP").await.ok();
        let then = app.at("2024-03-20T09:00:00Z");
        let later = then.officer();
        reopen(&later, "2023-06", "BTP").await.ok();
        // A repetition is no change.
        reopen(&later, "2023-06", "BTP").await.ok();
        close(&officer, "2023-07", "MS").await.ok();
        let changes = officer.all("/v1/months/2023-06/closures").await;
        let found: Vec<_> = changes.iter().map(|one| json!([one["sector"], one["state"], one["forced"], one["reason"]])).collect();
        assert_eq!(json!(found), json!([
            ["MS", "closed", false, null], ["BTP", "closed", true, "Heures perdues"], ["BTP", "open", false, "Erreur"],
        ]));
        assert_eq!(changes[2]["changed_at"], "2024-03-20T09:00:00Z");
        let board = officer.get("/v1/months/2023-06").await.ok();
        assert_eq!(changes[2]["changed_by"], sector(&board, "BTP")["changed_by"]);
        let services = app.as_role(Role::Officer, &[Sector::Ms]);
        assert_eq!(services.all("/v1/months/2023-06/closures").await.len(), 1);
        for role in [Role::Partner, Role::Dashboard, Role::Plie] {
            app.as_role(role, &[Sector::Btp]).get("/v1/months/2023-06/closures").await.refused(403, "forbidden");
        }
    }

    async fn closing_and_opening_change_what_totals_say_and_their_tag(app: App) {
        let officer = app.officer();
        let ask = "/v1/totals?from=2023-06&to=2023-06";
        let open = officer.get(ask).await.ok();
        assert_eq!(open["provisional"], true);
        for name in ["BTP", "MS", "PI"] {
            close(&officer, "2023-06", name).await.ok();
        }
        let known = async |tag: &str| officer.request(Method::GET, ask).header("If-None-Match", tag).send().await;
        let closed = known(open.etag()).await.ok();
        assert_eq!(closed["provisional"], false);
        known(closed.etag()).await.with_status(304);
        // A repetition changes nothing, and so no tag.
        close(&officer, "2023-06", "PI").await.ok();
        known(closed.etag()).await.with_status(304);
        reopen(&officer, "2023-06", "PI").await.ok();
        assert_eq!(known(closed.etag()).await.ok()["provisional"], true);
    }
}

//! `/v1/months/{month}/nil-statements`

use clauses::values::{Role, Sector};
use serde_json::json;

use super::{force, nil, standing};
use crate::support::builders::{Placed, a_public_contract, an_employment, somebody_at_work};
use crate::support::{hides, on_both_databases};

const LIST: &str = "/v1/months/2023-06/nil-statements";

on_both_databases! {
    async fn a_statement_is_given_shown_and_taken_back(app: App) {
        let officer = app.officer();
        let lot = a_public_contract().create_lot(&officer).await;
        let created = nil(&officer, "2023-06", lot).await.created();
        let address = format!("{LIST}/{}", created.id());
        assert_eq!(created.header("location"), Some(address.as_str()));
        let shown = officer.get(&address).await.ok();
        assert_eq!(shown.json, json!({
            "id": created.id(), "lot_id": lot, "month": "2023-06", "stated_by": shown["stated_by"],
            "stated_at": "2024-03-15T09:00:00Z", "version": 1,
        }));
        assert_eq!(officer.get(LIST).await.ok().items(), [shown.json]);
        assert_eq!(officer.get("/v1/months/2023-07/nil-statements").await.ok().items().len(), 0);
        hides(&officer, "/v1/months/2023-07/nil-statements/{id}", created.id()).await;
        let again = nil(&officer, "2023-06", lot).await.refused_at(409, "already_exists", "/lot_id");
        assert_eq!(again["existing_id"], created.id());
        let silent = officer.request(reqwest::Method::DELETE, &address).send().await;
        silent.refused(428, "precondition_required");
        officer.delete(&address, "\"2\"").await.refused(412, "precondition_failed");
        officer.delete(&address, "\"1\"").await.no_content();
        officer.get(&address).await.refused(404, "not_found");
        officer.delete(&address, "\"1\"").await.refused(404, "not_found");
        assert_eq!(standing(&officer.get("/v1/months/2023-06").await.ok(), lot), Some("late"));
        assert_eq!(app.count("audit_events WHERE subject = 'nil_statement'"), 2);
    }

    async fn what_cannot_be_stated_is_refused_by_name(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let ended = a_public_contract().to("2023-05-31").create_lot(&officer).await;
        nil(&officer, "2023-06", ended).await.refused_at(422, "lot_not_expected", "/lot_id");
        nil(&officer, "2023-06", 987_654_321).await.refused_at(422, "unknown_lot", "/lot_id");
        nil(&officer, "2024-04", placed.lot).await.refused(422, "month_in_future");
        officer.post(LIST, &json!({})).await.refused_at(422, "missing", "/lot_id");
        placed.hours("2023-06", "0.01").with("status", "draft").create(&officer).await;
        nil(&officer, "2023-06", placed.lot).await.refused_at(409, "lot_has_hours", "/lot_id");
        let services = a_public_contract().ms().create_lot(&officer).await;
        let stated = nil(&officer, "2023-06", services).await.created();
        for sector in ["BTP", "MS"] {
            force(&officer, "2023-06", sector).await.ok();
        }
        let works = a_public_contract().create_lot(&officer).await;
        nil(&officer, "2023-06", works).await.refused(409, "month_closed");
        officer.delete(&format!("{LIST}/{}", stated.id()), "\"1\"").await.refused(409, "month_closed");
    }

    async fn hours_withdrawn_leave_a_lot_that_may_be_stated_nil(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let first = placed.hours("2023-06", "10").validated().send(&officer).await.created();
        let address = format!("{}?reason=Doublon", placed.cell("2023-06"));
        officer.delete(&address, first.etag()).await.ok();
        nil(&officer, "2023-06", placed.lot).await.created();
    }

    async fn hours_that_arrive_cancel_it_and_an_event_says_so(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let other = a_public_contract().create_lot(&officer).await;
        for (month, lot) in [("2023-05", placed.lot), ("2023-06", placed.lot), ("2023-06", other)] {
            nil(&officer, month, lot).await.created();
        }
        placed.hours("2023-06", "0").create(&officer).await;
        assert_eq!(officer.get(LIST).await.ok().items().len(), 2);
        let cell = officer.get(&placed.cell("2023-06")).await.ok();
        placed.hours("2023-06", "10").correct(&officer, cell.etag()).await.ok();
        let left = officer.get(LIST).await.ok();
        assert_eq!((left.items().len(), &left.items()[0]["lot_id"]), (1, &json!(other)));
        assert_eq!(officer.get("/v1/months/2023-05/nil-statements").await.ok().items().len(), 1);
        let cancelled = "audit_events WHERE subject = 'nil_statement' AND action = 'cancel'";
        assert_eq!(app.count(cancelled), 1);
        placed.hours("2023-06", "10").validated().correct(&officer, "\"2\"").await.ok();
        assert_eq!(app.count(cancelled), 1);
    }

    async fn a_batch_cancels_those_on_its_rows_and_says_so_once(app: App) {
        let officer = app.officer();
        let placed = [somebody_at_work(&officer, "BTP").await, somebody_at_work(&officer, "MS").await];
        let other = a_public_contract().create_lot(&officer).await;
        for (month, lot) in [("2023-05", placed[0].lot), ("2023-06", placed[0].lot), ("2023-06", placed[1].lot)] {
            nil(&officer, month, lot).await.created();
        }
        nil(&officer, "2023-06", other).await.created();
        let row = |placed: &Placed| {
            json!({ "employment_id": placed.employment, "lot_id": placed.lot, "month": "2023-06", "worked": "10" })
        };
        let batch = |dry_run: bool| json!({ "dry_run": dry_run, "rows": placed.iter().map(row).collect::<Vec<_>>() });
        officer.post("/v1/hours/batches", &batch(true)).await.ok();
        assert_eq!(officer.get(LIST).await.ok().items().len(), 3);
        // when
        officer.post("/v1/hours/batches", &batch(false)).await.ok();
        // then
        let left = officer.get(LIST).await.ok();
        assert_eq!((left.items().len(), &left.items()[0]["lot_id"]), (1, &json!(other)));
        assert_eq!(officer.get("/v1/months/2023-05/nil-statements").await.ok().items().len(), 1);
        assert_eq!(app.count("audit_events WHERE subject = 'nil_statement' AND action = 'cancel_batch'"), 1);
        assert_eq!(app.count("audit_events WHERE subject = 'nil_statement' AND action = 'cancel'"), 0);
    }

    async fn rejected_hours_cancel_nothing_until_they_are_sent_again(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let sent = placed.hours("2023-06", "10").send(&app.as_role(Role::Partner, &[Sector::Btp])).await.created();
        let rejection = json!({ "ids": [sent.id()], "reason": "Feuille manquante" });
        officer.post("/v1/hours/rejections", &rejection).await.ok();
        nil(&officer, "2023-06", placed.lot).await.created();
        placed.hours("2023-06", "10").validated().because("Feuille reçue").correct(&officer, "\"2\"").await.ok();
        assert_eq!(officer.get(LIST).await.ok().items().len(), 0);
    }

    async fn a_correction_that_waits_cancels_it_as_well(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let partner = app.as_role(Role::Partner, &[Sector::Btp]);
        placed.hours("2023-06", "0").validated().create(&officer).await;
        nil(&officer, "2023-06", placed.lot).await.created();
        placed.hours("2023-06", "10").because("Feuille retrouvée").correct(&partner, "\"1\"").await.ok();
        assert_eq!(officer.get(LIST).await.ok().items().len(), 0);
        nil(&officer, "2023-06", placed.lot).await.refused_at(409, "lot_has_hours", "/lot_id");
        let second = an_employment(placed.candidate).on(placed.lot).create(&officer).await;
        crate::support::builders::hours(second, placed.lot, "2023-07", "0").create(&officer).await;
        nil(&officer, "2023-07", placed.lot).await.created();
    }

    async fn partners_state_in_their_sectors_where_the_setting_lets_them(app: App) {
        let officer = app.officer();
        let works = a_public_contract().create_lot(&officer).await;
        let services = a_public_contract().ms().create_lot(&officer).await;
        let stated = nil(&officer, "2023-06", services).await.created();
        let ariq = app.as_role(Role::Partner, &[Sector::Btp]);
        nil(&ariq, "2023-06", services).await.refused_at(422, "unknown_lot", "/lot_id");
        hides(&ariq, &format!("{LIST}/{{id}}"), stated.id()).await;
        ariq.delete(&format!("{LIST}/{}", stated.id()), "\"1\"").await.refused(404, "not_found");
        let own = nil(&ariq, "2023-06", works).await.created();
        assert_eq!(ariq.get(LIST).await.ok().items(), std::slice::from_ref(&own.json));
        let off = json!({ "key": "partner_states_nil", "effective_on": "2024-03-01", "value": "false" });
        app.admin().put("/v1/settings", &off).await.ok();
        ariq.delete(&format!("{LIST}/{}", own.id()), "\"1\"").await.refused(403, "forbidden");
        nil(&ariq, "2023-05", works).await.refused(403, "forbidden");
        nil(&officer, "2023-05", works).await.created();
        for role in [Role::Dashboard, Role::Plie] {
            nil(&app.as_role(role, &[]), "2023-04", works).await.refused(403, "forbidden");
        }
    }
}

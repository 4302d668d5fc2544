//! `GET /v1/months/{month}`

use clauses::values::{Role, Sector};
use serde_json::json;

use super::{nil, sector, standing};
use crate::support::builders::{a_public_contract, an_organisation, somebody_at_work};
use crate::support::{Client, on_both_databases};

on_both_databases! {
    async fn a_board_tells_of_each_expected_lot_what_came(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let second = a_public_contract().create_lot(&officer).await;
        placed.hours("2023-06", "121.50").validated().create(&officer).await;
        nil(&officer, "2023-06", second).await.created();
        let board = officer.get("/v1/months/2023-06").await.ok();
        assert_eq!((&board["month"], &board["deadline"]), (&json!("2023-06"), &json!("2023-07-15")));
        assert_eq!(board["sectors"].as_array().unwrap().len(), 3, "{board}");
        let works = sector(&board, "BTP");
        assert_eq!((&works["state"], &works["changed_by"]), (&json!("open"), &json!(null)));
        let cells = json!({ "draft": 0, "submitted": 0, "validated": 1, "with_correction": 0, "rejected": 0 });
        assert_eq!(works["cells"], cells);
        assert_eq!(works["lots_by_standing"], json!({ "received": 1, "partial": 0, "nil": 1, "awaited": 0, "late": 0 }));
        let lot = works["lots"].as_array().unwrap().iter().find(|lot| lot["lot_id"] == placed.lot).unwrap();
        assert_eq!((&lot["number"], &lot["expected"], &lot["standing"]), (&json!("1"), &json!(true), &json!("received")));
        let worked = json!({ "draft": "0.00", "submitted": "0.00", "validated": "121.50", "corrections": "0.00", "rejected": "0.00" });
        assert_eq!(lot["worked"], worked);
        assert_eq!((&lot["cells"], &lot["nil_statement"]), (&cells, &json!(null)));
        assert_eq!(standing(&board, second), Some("nil"));
        assert_eq!(sector(&board, "PI")["lots"], json!([]));
    }

    async fn a_silent_lot_is_awaited_to_the_end_of_the_deadline_in_france_and_then_late(app: App) {
        let officer = app.officer();
        let lot = a_public_contract().create_lot(&officer).await;
        // Midnight in Dijon comes two hours before midnight UTC in summer.
        for (now, expected) in [
            ("2023-06-10T09:00:00Z", "awaited"),
            ("2023-07-15T21:59:00Z", "awaited"),
            ("2023-07-15T22:01:00Z", "late"),
            ("2024-03-15T09:00:00Z", "late"),
        ] {
            let then = app.at(now);
            let board = then.officer().get("/v1/months/2023-06").await.ok();
            assert_eq!(standing(&board, lot), Some(expected), "{now}");
        }
        let deadline = json!({ "key": "hours_deadline_day", "effective_on": "2023-07-01", "value": "20" });
        app.admin().put("/v1/settings", &deadline).await.ok();
        let then = app.at("2023-07-20T09:00:00Z");
        let later = then.officer();
        assert_eq!(later.get("/v1/months/2023-06").await.ok()["deadline"], "2023-07-20");
        assert_eq!(standing(&later.get("/v1/months/2023-06").await.ok(), lot), Some("awaited"));
        assert_eq!(later.get("/v1/months/2023-05").await.ok()["deadline"], "2023-06-15");
    }

    async fn months_end_where_days_end(app: App) {
        let admin = app.admin();
        let placed = somebody_at_work(&admin, "BTP").await;
        for month in ["1900-01", "2100-12"] {
            assert_eq!(admin.get(&format!("/v1/months/{month}")).await.ok()["month"], month);
            admin.get(&format!("/v1/totals?from={month}&to={month}&group_by=month")).await.ok();
        }
        let buyer = an_organisation().buyer("commune").create(&admin).await;
        let contract = a_public_contract().bought_by(buyer).from("2100-12-01").to("2101-01-31");
        admin.post("/v1/public-contracts", contract.json()).await.refused_at(422, "invalid_date", "/ends_on");
        let cell = format!("/v1/hours/{}/{}", placed.employment, placed.lot);
        for beyond in ["9999-12", "2101-01", "1899-12", "0000-01"] {
            let refused = admin.get(&format!("/v1/months/{beyond}")).await.refused(422, "invalid_month");
            assert_eq!(
                refused["detail"],
                format!("«\u{a0}{beyond}\u{a0}» n’est pas un mois\u{a0}: attendu AAAA-MM, de 1900-01 à 2100-12."),
            );
            admin.put(&format!("{cell}/{beyond}"), &json!({ "worked": "1" })).await.refused(422, "invalid_month");
            admin.get(&format!("/v1/hours?month={beyond}")).await.refused_at(422, "invalid_month", "?month");
            admin.get(&format!("/v1/employments?month={beyond}")).await.refused_at(422, "invalid_month", "?month");
            let closing = admin.request(reqwest::Method::PUT, &format!("/v1/months/{beyond}/closures/BTP"));
            closing.json(&json!({ "force": true, "reason": "x" })).send().await.refused(422, "invalid_month");
        }
    }

    async fn only_lots_of_open_contracts_that_run_are_expected(app: App) {
        let officer = app.officer();
        let ended = a_public_contract().from("2022-01-01").to("2023-05-31").create_lot(&officer).await;
        let to_come = a_public_contract().from("2023-07-01").create_lot(&officer).await;
        let begins = a_public_contract().from("2023-06-30").create_lot(&officer).await;
        let ends = a_public_contract().to("2023-06-01").create_lot(&officer).await;
        let closed = a_public_contract().create_lot(&officer).await;
        let placed = somebody_at_work(&officer, "BTP").await;
        placed.hours("2023-06", "10").create(&officer).await;
        for lot in [closed, placed.lot] {
            let contract = officer.get(&format!("/v1/lots/{lot}")).await.ok()["public_contract_id"].clone();
            let address = format!("/v1/public-contracts/{contract}");
            officer.patch(&address, "\"1\"", &json!({ "status": "closed" })).await.ok();
        }
        let board = officer.get("/v1/months/2023-06").await.ok();
        let found = [ended, to_come, begins, ends, closed, placed.lot].map(|lot| standing(&board, lot));
        assert_eq!(found, [None, None, Some("late"), Some("late"), None, Some("received")]);
        let unexpected = sector(&board, "BTP")["lots"].as_array().unwrap().iter().find(|lot| lot["lot_id"] == placed.lot);
        assert_eq!(unexpected.unwrap()["expected"], false);
    }

    async fn hours_are_told_by_where_they_stand(app: App) {
        let officer = app.officer();
        let ariq = an_organisation().named("ARIQ").create(&officer).await;
        let ariq = app.as_partner(ariq, &[Sector::Btp]);
        let placed = somebody_at_work(&officer, "BTP").await;
        placed.hours("2023-06", "10").with("status", "draft").create(&ariq).await;
        let board = officer.get("/v1/months/2023-06").await.ok();
        assert_eq!((standing(&board, placed.lot), &sector(&board, "BTP")["cells"]["draft"]), (Some("late"), &json!(1)));
        let sent = placed.hours("2023-06", "11").with("status", "submitted").correct(&ariq, "\"1\"").await.ok();
        let board = officer.get("/v1/months/2023-06").await.ok();
        assert_eq!(standing(&board, placed.lot), Some("received"));
        assert_eq!(sector(&board, "BTP")["cells"]["submitted"], 1);
        let validated = placed.hours("2023-06", "11").validated().correct(&officer, sent.etag()).await.ok();
        placed.hours("2023-06", "12").because("Oubli").correct(&ariq, validated.etag()).await.ok();
        let board = officer.get("/v1/months/2023-06").await.ok();
        let cells = &sector(&board, "BTP")["cells"];
        assert_eq!((&cells["validated"], &cells["with_correction"]), (&json!(1), &json!(1)));
        assert_eq!(sector(&board, "BTP")["lots"][0]["worked"]["validated"], "11.00");
    }

    async fn a_partner_sees_the_sectors_of_theirs_alone(app: App) {
        let officer = app.officer();
        let works = a_public_contract().create_lot(&officer).await;
        let services = a_public_contract().ms().create_lot(&officer).await;
        let ariq = app.as_role(Role::Partner, &[Sector::Btp]);
        let board = ariq.get("/v1/months/2023-06").await.ok();
        assert_eq!(board["sectors"].as_array().unwrap().len(), 1, "{board}");
        assert_eq!((standing(&board, works), standing(&board, services)), (Some("late"), None));
        for role in [Role::Dashboard, Role::Plie] {
            app.as_role(role, &[]).get("/v1/months/2023-06").await.refused(403, "forbidden");
        }
        officer.get("/v1/months/2023-13").await.refused(422, "invalid_month");
    }

    async fn a_board_that_is_known_already_is_not_sent_again(app: App) {
        let officer = app.officer();
        // Hours of February are awaited until 15 March, which is today.
        let lot = a_public_contract().create_lot(&officer).await;
        let ask = async |client: &Client, tag: &str| {
            client.request(reqwest::Method::GET, "/v1/months/2024-02").header("If-None-Match", tag).send().await
        };
        let first = officer.get("/v1/months/2024-02").await.ok();
        assert_eq!(standing(&first, lot), Some("awaited"));
        ask(&officer, first.etag()).await.with_status(304);
        let tomorrow = app.at("2024-03-16T09:00:00Z");
        let late = ask(&tomorrow.officer(), first.etag()).await.ok();
        assert_eq!(standing(&late, lot), Some("late"));
        app.close_month("2024-02", "BTP").await;
        assert_eq!(sector(&ask(&officer, first.etag()).await.ok(), "BTP")["state"], "closed");
    }

    async fn a_board_does_not_tell_that_another_sector_changed(app: App) {
        let officer = app.officer();
        a_public_contract().create_lot(&officer).await;
        let ariq = app.as_role(Role::Partner, &[Sector::Btp]);
        let board = ariq.get("/v1/months/2023-06").await.ok();
        a_public_contract().ms().create_lot(&officer).await;
        app.close_month("2023-06", "MS").await;
        let request = ariq.request(reqwest::Method::GET, "/v1/months/2023-06").header("If-None-Match", board.etag());
        request.send().await.with_status(304);
    }
}

//! No list sends more statements for many items than for one.

use std::collections::BTreeMap;

use serde_json::json;

use crate::conventions::tables::{a_finding_for_each, address, link_everybody, lists, one_of_each};
use crate::support::builders::{Placed, a_referral, somebody_at_work};
use crate::support::{App, Client, on_both_databases};

/// Lists of constant length.
const FIXED: &[&str] = &["/v1/reference/kinds", "/v1/reference/reasons"];

/// A person has no more waivers than there are sectors.
const SHORT: &str = "/v1/candidates/{id}/waivers";

/// The statements that a list takes in a format, and the number of its items.
async fn taken(app: &App, admin: &Client, address: &str, form: &str) -> (u64, usize) {
    let before = app.statements_sent().await;
    let reply = admin.request(reqwest::Method::GET, address).header("accept", form).send().await.ok();
    let things = if form == "text/csv" { reply.text.lines().count() - 1 } else { reply.items().len() };
    (app.statements_sent().await - before, things)
}

/// The statements and items of every list of the contract, in both formats.
async fn every_list(
    app: &App,
    admin: &Client,
    placed: &Placed,
    ids: (i64, i64),
) -> BTreeMap<(String, &'static str), (u64, usize)> {
    let (cell, contract) = ids;
    let mut figures = BTreeMap::new();
    for list in lists() {
        let address = address(&list, placed, cell, contract) + "&limit=500";
        for form in ["application/json", "text/csv"] {
            figures.insert((list.clone(), form), taken(app, admin, &address, form).await);
        }
    }
    figures
}

/// Records twenty more items of each list.
async fn twenty_of_each(officer: &Client, admin: &Client, placed: &Placed, contract: i64) {
    let candidate = format!("/v1/candidates/{}", placed.candidate);
    let mut others = Vec::new();
    for number in 0..20 {
        let other = somebody_at_work(officer, "BTP").await;
        other.hours("2023-06", "10").create(officer).await;
        let row = json!({ "employment_id": other.employment, "lot_id": other.lot, "month": "2023-05", "worked": 1 });
        officer.post("/v1/hours/batches", &json!({ "rows": [row] })).await.ok();
        let distinct = format!("{candidate}/distinct-from/{}", other.candidate);
        officer.put(&distinct, &json!({ "reason": "Deux cousines" })).await.ok();
        let exit = json!({
            "candidate_id": other.candidate, "kind": "CDI", "started_on": "2023-09-01", "met_on": "2023-09-01",
        });
        officer.post("/v1/positive-exits", &exit).await.created();
        let lot = json!({ "number": format!("N{number}") });
        let lot = officer.post(&format!("/v1/public-contracts/{contract}/lots"), &lot).await.created();
        officer.post("/v1/months/2023-06/nil-statements", &json!({ "lot_id": lot.id() })).await.created();
        let proof = json!({ "lot_id": lot.id(), "kind": "timesheet", "reference": "FH-6" });
        officer.post("/v1/months/2023-06/evidence", &proof).await.created();
        let closure = "/v1/months/2023-06/closures/PI";
        officer.request(reqwest::Method::DELETE, &format!("{closure}?reason=Essai")).send().await.ok();
        officer.put(closure, &json!({})).await.ok();
        let reminder = json!({ "organisation_id": 1, "sectors": ["BTP"] });
        officer.post("/v1/months/2023-06/reminders", &reminder).await.created();
        let due = json!({ "reason": "amendment", "effective_on": "2023-02-01", "hours": "1300.00" });
        officer.post(&format!("/v1/lots/{}/hours-due", placed.lot), &due).await.created();
        let comment = json!({ "comment": "Deux embauches sont prévues." });
        officer.post(&format!("/v1/lots/{}/comments", placed.lot), &comment).await.created();
        let link = json!({ "expires_on": "2024-06-30" });
        officer.post("/v1/organisations/1/account-links", &link).await.created();
        let held = format!("/v1/lots/{}", placed.lot);
        let seen = officer.get(&held).await.ok();
        officer.patch(&held, seen.etag(), &json!({ "holder_id": 1 })).await.ok();
        for attested in [held, "/v1/organisations/1".to_owned()] {
            officer.post(&format!("{attested}/attestations"), &json!({})).await.created();
        }
        officer.post("/v1/bilans/2023/editions", &json!({})).await.created();
        let period = json!({ "from": format!("{}-01-01", 1990 + number), "to": format!("{}-06-30", 1990 + number) });
        officer.post(&format!("{candidate}/plie-periods"), &period).await.created();
        let window = json!({ "ends_on": "2024-04-30", "reason": "Chantier prolongé" });
        officer.post(&format!("{candidate}/eligibility-windows"), &window).await.with_status(201);
        a_referral(placed.candidate).create(officer).await;
        let mistaken = a_referral(placed.candidate).create(officer).await;
        officer.delete(&format!("/v1/referrals/{mistaken}?reason=Doublon"), "\"1\"").await.no_content();
        let seen = officer.get(&placed.cell("2023-06")).await.ok();
        placed.hours("2023-06", &format!("{}.00", 100 + number)).correct(officer, seen.etag()).await.ok();
        officer.get(&candidate).await.ok();
        admin.post("/v1/api-keys", &json!({ "name": "Essai", "role": "officer" })).await.created();
        let name = format!("Quartier {number}");
        let standing = json!([{ "status": "watch", "from": "2024-01-01" }]);
        let quarter = json!({ "name": name, "commune_code": "21231", "statuses": standing });
        admin.post("/v1/reference/neighbourhoods", &quarter).await.with_status(201);
        let user = json!({ "email": format!("n{number}@example.org"), "name": name, "role": "officer" });
        admin.post("/v1/users", &user).await.created();
        let commune = json!({ "code": format!("{}", 39_100 + number), "name": name });
        admin.post("/v1/reference/communes", &commune).await.with_status(201);
        let setting =
            json!({ "key": "fte_divisor", "effective_on": format!("{}-01-01", 1970 + number), "value": 1607 });
        admin.put("/v1/settings", &setting).await.ok();
        others.push(other);
    }
    a_finding_for_each(officer, &others.iter().collect::<Vec<_>>(), "2023-03").await;
    officer.post(&format!("{candidate}/waivers"), &json!({ "sector": "PI", "reason": "Renfort" })).await.created();
}

on_both_databases! {
    async fn every_list_takes_as_many_statements_for_one_thing_as_for_twenty(app: App) {
        let (officer, admin) = (app.officer(), app.admin());
        // given
        let (placed, cell, contract) = one_of_each(&officer, &admin).await;
        link_everybody(&app);
        every_list(&app, &admin, &placed, (cell, contract)).await;
        app.write_down();
        let few = every_list(&app, &admin, &placed, (cell, contract)).await;
        // when
        twenty_of_each(&officer, &admin, &placed, contract).await;
        link_everybody(&app);
        app.write_down();
        let many = every_list(&app, &admin, &placed, (cell, contract)).await;
        // then
        for ((list, form), (statements, things)) in &many {
            let (before, one) = few[&(list.clone(), *form)];
            let more = if FIXED.contains(&list.as_str()) { 0 } else if list == SHORT { 1 } else { 20 };
            assert!(things - one >= more, "{list} as {form}: {one} things, then {things}");
            // A table is read in chunks of five hundred rows.
            let stretches = if *form == "text/csv" { u64::try_from(things / 500).unwrap() } else { 0 };
            assert_eq!(*statements, before + stretches, "statements for {list} as {form}: {one} things, then {things}");
            assert!((1..=12).contains(statements), "{statements} statements for {list} as {form}");
        }
    }
}

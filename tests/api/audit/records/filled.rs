//! A database with rows in every table that carries facts.

use clauses::values::{Role, Sector};
use reqwest::Method;
use serde_json::json;

use crate::accounts::second_factor::enrol;
use crate::conventions::idempotency::{post, posts};
use crate::support::App;
use crate::support::builders::{Placed, a_candidate, a_public_contract, an_organisation, somebody_at_work};
use crate::withdrawals::withdraw;

/// What the tests change.
pub struct Filled {
    /// A cell of a closed month.
    pub closed: i64,
    /// A cell of an open month, with two versions.
    pub open: i64,
    /// Hours due of a lot.
    pub hours_due: i64,
    /// A partner's key.
    pub key: i64,
    /// A batch.
    pub batch: i64,
    /// Somebody at work.
    pub person: i64,
    /// An organisation that sends under its earlier name.
    pub organisation: i64,
}

/// Fills every table that carries facts, through the API: with one of every POST of the contract, and what no POST makes.
pub async fn filled(app: &App) -> Filled {
    let admin = app.admin();
    for (number, (_, (path, body))) in posts(app, &admin).await.into_iter().enumerate() {
        post(&admin, &path, &format!("key-{number}"), &body).await;
    }
    let placed = somebody_at_work(&admin, "BTP").await;
    let closed = placed.hours("2023-01", "35").validated().create(&admin).await;
    placed.hours("2023-02", "35").of_which_training("7").validated().send(&admin).await.created();
    let closing = json!({ "force": true, "reason": "Heures perdues" });
    admin.put("/v1/months/2023-01/closures/BTP", &closing).await.ok();
    let open = corrected(&admin, &placed).await;
    let batch = in_a_batch(app, &placed).await;
    let organisation = name_as_partner(app, &placed).await;
    pairs(&admin, placed.candidate).await;
    let mistaken = an_organisation().create(&admin).await;
    withdraw(&admin, &format!("/v1/organisations/{mistaken}")).await.no_content();
    let at_home = a_candidate().living_in("21231", "2022-01-01").eligible_by("BRSA", "2022-01-01");
    at_home.create(&admin).await;
    let shared = [an_organisation().create(&admin).await, an_organisation().create(&admin).await];
    let lots = format!("/v1/public-contracts/{}/lots", a_public_contract().create(&admin).await);
    let shared = json!({ "number": "7", "holder_id": shared[0], "co_holder_ids": [shared[1]] });
    admin.post(&lots, &shared).await.created();
    enrol(app, &app.person("dominique@example.org", "officer").await).await;
    let due = json!({ "hours": "300", "reason": "amendment", "effective_on": "2023-06-01", "reference": "Avenant 1" });
    let due = admin.post(&format!("/v1/lots/{}/hours-due", placed.lot), &due).await.created().id();
    let key = json!({ "name": "Partenaire", "role": "partner", "sectors": ["BTP"] });
    let key = admin.post("/v1/api-keys", &key).await.created().id();
    app.seal_everything();
    Filled { closed, open, hours_due: due, key, batch, person: placed.candidate, organisation }
}

async fn corrected(admin: &crate::support::Client, placed: &Placed) -> i64 {
    let cell = placed.hours("2023-03", "35").validated().send(admin).await.created();
    placed.hours("2023-03", "36").validated().because("Feuille relue").correct(admin, cell.etag()).await.ok();
    cell.id()
}

/// A batch with a reference of its sender, sent by a partner.
async fn in_a_batch(app: &App, placed: &Placed) -> i64 {
    let row = json!({
        "employment_id": placed.employment, "lot_id": placed.lot, "month": "2023-04", "worked": "12", "external_ref": "H-1",
    });
    let sent =
        app.as_role(Role::Partner, &[Sector::Btp]).post("/v1/hours/batches", &json!({ "rows": [row] })).await.ok();
    sent["id"].as_i64().or_else(|| sent["batch_id"].as_i64()).unwrap_or_else(|| panic!("{sent}"))
}

/// A partner's own references of what the house recorded; then its organisation gets another name.
async fn name_as_partner(app: &App, placed: &Placed) -> i64 {
    let organisation = an_organisation().create(&app.admin()).await;
    let partner = app.as_partner(organisation, &[Sector::Btp]);
    for address in [format!("/v1/candidates/{}", placed.candidate), format!("/v1/employments/{}", placed.employment)] {
        let seen = partner.get(&address).await.ok();
        partner.patch(&address, seen.etag(), &json!({ "external_ref": "X-1" })).await.ok();
    }
    let address = format!("/v1/organisations/{organisation}");
    let seen = app.admin().get(&address).await.ok();
    app.admin().patch(&address, seen.etag(), &json!({ "name": "Le partenaire, autrement" })).await.ok();
    organisation
}

/// Two people who are not one, and a merge of two records that senders call differently.
async fn pairs(admin: &crate::support::Client, person: i64) {
    let cousin = a_candidate().create(admin).await;
    let distinct = format!("/v1/candidates/{person}/distinct-from/{cousin}");
    admin.put(&distinct, &json!({ "reason": "Deux cousines" })).await.ok();
    let kept = a_candidate().with("external_ref", "C-1").create(admin).await;
    let other = a_candidate().with("external_ref", "C-2").create(admin).await;
    let merge = json!({ "other_id": other, "other_version": 1 });
    let address = format!("/v1/candidates/{kept}/merges");
    admin.request(Method::POST, &address).header("if-match", "\"1\"").json(&merge).send().await.ok();
}

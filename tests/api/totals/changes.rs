//! Every change that a total or a bilan could show changes their ETags.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::builders::{
    a_candidate, a_public_contract, a_referral, an_employment, an_organisation, place, somebody_at_work,
};
use crate::support::{Client, Reply, on_both_databases};

/// The tags of a total and of a bilan, from another application each time.
struct Watched {
    client: Client,
    last: Vec<String>,
}

impl Watched {
    async fn by(client: Client) -> Self {
        let mut watched = Self { client, last: Vec::new() };
        watched.last = watched.tags().await;
        watched
    }

    async fn tags(&self) -> Vec<String> {
        let mut tags = Vec::new();
        for path in ["/v1/totals?year=2023&group_by=sector", "/v1/bilans/2023"] {
            tags.push(self.client.get(path).await.ok().etag().to_owned());
        }
        tags
    }

    /// Both tags differ from the last ones.
    async fn have_changed(&mut self, what: &str) {
        let tags = self.tags().await;
        for (now, before) in tags.iter().zip(&self.last) {
            assert_ne!(now, before, "{what}");
        }
        self.last = tags;
    }
}

/// Sends a change, with the current version in `If-Match` if there is one.
async fn change(client: &Client, method: Method, path: &str, body: &Value) -> Reply {
    let current = client.get(path.split('?').next().unwrap()).await;
    let request = client.request(method.clone(), path);
    let request = match current.header("etag") {
        Some(etag) if method != Method::POST => request.header("If-Match", etag),
        _ => request,
    };
    let request = match method {
        Method::PATCH => request.body("application/merge-patch+json", body.to_string()),
        Method::DELETE => request,
        _ => request.json(body),
    };
    let reply = request.send().await;
    assert!((200..300).contains(&reply.status), "{method} {path} {reply}");
    reply
}

on_both_databases! {
    async fn what_changes_hours_and_people_changes_the_tags(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let (person, cell) = (format!("/v1/candidates/{}", placed.candidate), placed.cell("2023-02"));
        let other = app.at("2024-03-15T09:00:00Z");
        let mut watched = Watched::by(other.admin()).await;
        let periods = officer.get(&format!("{person}/plie-periods")).await.ok();
        let period = format!("/v1/plie-periods/{}", periods.at("/items/0/id"));
        let employment = format!("/v1/employments/{}", placed.employment);
        for (method, path, body) in [
            (Method::PUT, cell.clone(), json!({ "worked": "10" })),
            (Method::PUT, cell.clone(), json!({ "worked": "12", "status": "validated" })),
            (Method::PATCH, person.clone(), json!({ "sex": "M" })),
            (Method::PATCH, person.clone(), json!({ "last_name": "Autre" })),
            (Method::PATCH, period, json!({ "to": "2023-06-30" })),
            (Method::POST, format!("{person}/plie-periods"), json!({ "from": "2023-09-01" })),
            (Method::POST, format!("{person}/waivers"), json!({ "sector": "MS", "reason": "Renfort", "granted_on": "2023-01-02" })),
            (Method::POST, format!("{person}/eligibility-windows"), json!({ "ends_on": "2027-01-01", "reason": "Chantier" })),
            (Method::PATCH, employment, json!({ "ends_on": "2023-11-30", "assignments": [
                { "lot_id": placed.lot, "modality": "direct_hire", "from": "2023-01-09", "to": "2023-11-30" }] })),
        ] {
            change(&officer, method.clone(), &path, &body).await;
            watched.have_changed(&format!("{method} {path} {body}")).await;
        }
        change(&officer, Method::DELETE, &format!("{cell}?reason=Erreur"), &Value::Null).await;
        watched.have_changed("withdrawn hours").await;
        let other = a_candidate().create(&officer).await;
        watched.have_changed("a candidate").await;
        place(&officer, other, "MS").await;
        watched.have_changed("a contract, a referral, an employment").await;
    }

    async fn what_changes_referrals_and_exits_changes_the_tags(app: App) {
        let officer = app.officer();
        let person = a_candidate().in_plie_from("2022-01-01").create(&officer).await;
        let other = app.at("2024-03-15T09:00:00Z");
        let mut watched = Watched::by(other.admin()).await;
        let referral = format!("/v1/referrals/{}", a_referral(person).on("2023-01-02").create(&officer).await);
        watched.have_changed("a referral").await;
        change(&officer, Method::PATCH, &referral, &json!({ "origin": "PLIE" })).await;
        watched.have_changed("another origin").await;
        let outcome = json!({ "outcome": "not_integrated", "reason": "not_eligible", "decided_on": "2023-02-01" });
        officer.put(&format!("{referral}/outcome"), &outcome).await.ok();
        watched.have_changed("an outcome").await;
        let exit = json!({ "candidate_id": person, "kind": "CDI", "started_on": "2023-08-20", "met_on": "2023-08-20" });
        let exit = format!("/v1/positive-exits/{}", officer.post("/v1/positive-exits", &exit).await.created().id());
        watched.have_changed("an exit").await;
        change(&officer, Method::PATCH, &exit, &json!({ "met_on": "2023-08-21" })).await;
        watched.have_changed("another day").await;
        change(&officer, Method::DELETE, &exit, &Value::Null).await;
        watched.have_changed("no exit").await;
    }

    async fn what_changes_contracts_and_organisations_changes_the_tags(app: App) {
        let officer = app.officer();
        let buyer = an_organisation().buyer("commune").create(&officer).await;
        let contract = format!("/v1/public-contracts/{}", a_public_contract().bought_by(buyer).create(&officer).await);
        let other = app.at("2024-03-15T09:00:00Z");
        let mut watched = Watched::by(other.admin()).await;
        let lot = json!({ "number": "9", "title": "Peinture", "hours_due": "100" });
        let lot = change(&officer, Method::POST, &format!("{contract}/lots"), &lot).await.id();
        watched.have_changed("a lot").await;
        for (method, path, body) in [
            (Method::PATCH, contract, json!({ "sector": "MS" })),
            (Method::PATCH, format!("/v1/lots/{lot}"), json!({ "title": "Peintures" })),
            (Method::POST, format!("/v1/lots/{lot}/hours-due"), json!({ "hours": "120", "reason": "amendment", "effective_on": "2023-05-01" })),
            (Method::PATCH, format!("/v1/organisations/{buyer}"), json!({ "name": "Une autre commune" })),
        ] {
            change(&officer, method.clone(), &path, &body).await;
            watched.have_changed(&format!("{method} {path} {body}")).await;
        }
        an_organisation().create(&officer).await;
        watched.have_changed("an organisation").await;
    }

    async fn what_the_administrator_changes_changes_the_tags(app: App) {
        let admin = app.admin();
        let other = app.at("2024-03-15T09:00:00Z");
        let mut watched = Watched::by(other.admin()).await;
        let setting = json!({ "key": "fte_divisor", "effective_on": "2023-01-01", "value": "1820" });
        change(&admin, Method::PUT, "/v1/settings", &setting).await;
        watched.have_changed("a setting").await;
        let neighbourhood = json!({ "name": "Dijon – Les Bourroches", "commune_code": "21231",
            "statuses": [{ "status": "qpv", "from": "2024-01-01" }] });
        change(&admin, Method::POST, "/v1/reference/neighbourhoods", &neighbourhood).await;
        watched.have_changed("a neighbourhood").await;
        change(&admin, Method::POST, "/v1/reference/communes", &json!({ "code": "39198", "name": "Dole" })).await;
        watched.have_changed("a commune").await;
        app.close_month("2023-01", "BTP").await;
        watched.have_changed("a closed month").await;
    }

    async fn an_employment_changes_the_tags(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let mut watched = Watched::by(officer.clone()).await;
        an_employment(placed.candidate).cdi().from("2023-05-01").create(&officer).await;
        watched.have_changed("an employment").await;
    }
}

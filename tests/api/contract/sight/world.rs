//! One resource of each kind in works, and one in services, whose texts all contain a mark. Every text is given, so that
//! two databases hold the same.

use clauses::values::{PrescriberKind, Sector};
use serde_json::json;

use crate::support::builders::{a_candidate, a_public_contract, a_referral, an_employment, an_organisation, hours};
use crate::support::{App, Client};

/// The mark in every text of services, and in the fields of the person in works that only officers see.
pub const MARK: &str = "secret-des-services";

/// The kinds of resources that ids in the contract refer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Candidate,
    Contract,
    Lot,
    Employment,
    Referral,
    Hours,
    Batch,
    NilStatement,
    Evidence,
    /// Of no sector: organisations, keys, accounts …
    OfNoSector,
}

/// One resource of each kind.
#[derive(Debug, Clone, Copy)]
pub struct Things {
    candidate: i64,
    contract: i64,
    lot: i64,
    employment: i64,
    referral: i64,
    hours: i64,
    batch: i64,
    nil_statement: i64,
    evidence: i64,
}

impl Things {
    pub fn id(&self, kind: Kind) -> Option<i64> {
        match kind {
            Kind::Candidate => Some(self.candidate),
            Kind::Contract => Some(self.contract),
            Kind::Lot => Some(self.lot),
            Kind::Employment => Some(self.employment),
            Kind::Referral => Some(self.referral),
            Kind::Hours => Some(self.hours),
            Kind::Batch => Some(self.batch),
            Kind::NilStatement => Some(self.nil_statement),
            Kind::Evidence => Some(self.evidence),
            Kind::OfNoSector => None,
        }
    }
}

pub struct World {
    pub partner: Client,
    /// An officer of works alone.
    pub officer: Client,
    /// A partner of services, of another organisation.
    pub neighbour: Client,
    pub works: Things,
    pub services: Things,
    /// An organisation with every role.
    pub organisation: i64,
    /// Another buyer.
    pub other_buyer: i64,
}

pub async fn world(app: &App) -> World {
    let officer = app.officer();
    let organisation = an_organisation()
        .named("Régie")
        .employer("ACI")
        .prescriber(PrescriberKind::PlieReferent.as_str())
        .buyer("commune")
        .create(&officer)
        .await;
    let setting = json!({ "key": "partner_validates", "value": "true", "effective_on": "2020-01-01" });
    app.admin().put("/v1/settings", &setting).await.ok();
    let of_partner = an_organisation().named("Partenaire").create(&officer).await;
    let of_neighbour = an_organisation().named("Voisin").create(&officer).await;
    World {
        partner: app.as_partner(of_partner, &[Sector::Btp]),
        neighbour: app.as_partner(of_neighbour, &[Sector::Ms]),
        officer: app.as_role(clauses::values::Role::Officer, &[Sector::Btp]),
        works: things(&officer, organisation, "BTP").await,
        services: things(&officer, organisation, "MS").await,
        organisation,
        other_buyer: an_organisation().named("Ville").buyer("commune").create(&officer).await,
    }
}

async fn things(officer: &Client, organisation: i64, sector: &str) -> Things {
    let text = if sector == "MS" { MARK } else { "Travaux" };
    let lots = a_public_contract()
        .with("sector", sector)
        .with("title", text)
        .referenced(text)
        .bought_by(organisation)
        .with_lot(if sector == "MS" { MARK } else { "1" }, "500")
        .with_lot("2", "300")
        .create_lots(officer)
        .await;
    let contract = officer.get(&format!("/v1/lots/{}", lots[0])).await.ok()["public_contract_id"].as_i64().unwrap();
    let candidate = a_candidate()
        .named(if sector == "MS" { MARK } else { "Rosée" }, "Fatoumata")
        .with("external_ref", format!("{MARK}-{sector}"))
        .with("contact", json!({ "email": format!("{MARK}@example.org") }))
        .with("informed_on", "2022-02-03")
        .living_in("21231", "2020-01-01")
        .eligible_by("RQTH", "2020-01-01")
        .create(officer)
        .await;
    let referral = a_referral(candidate)
        .for_sectors(&[sector])
        .with("external_ref", format!("{MARK}-{sector}"))
        .validated(sector, "2023-01-02")
        .create(officer)
        .await;
    let employment = an_employment(candidate)
        .at(organisation)
        .with("external_ref", format!("{MARK}-{sector}"))
        .on(lots[0])
        .create(officer)
        .await;
    let cell = hours(employment, lots[0], "2023-06", "10").create(officer).await;
    let nil = officer.post("/v1/months/2023-06/nil-statements", &json!({ "lot_id": lots[1] })).await.created().id();
    let row = json!({ "employment_id": employment, "lot_id": lots[0], "month": "2023-05", "worked": "7" });
    let batch = officer.post("/v1/hours/batches", &json!({ "rows": [row] })).await.ok()["batch_id"].as_i64().unwrap();
    let evidence = json!({ "lot_id": lots[0], "kind": "timesheet", "reference": text });
    let evidence = officer.post("/v1/months/2023-06/evidence", &evidence).await.created().id();
    Things { candidate, contract, lot: lots[0], employment, referral, hours: cell, batch, nil_statement: nil, evidence }
}

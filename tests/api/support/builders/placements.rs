//! A person at work on a lot, with all records that this needs.

use serde_json::{Value, json};

use super::hours::{Hours, hours};
use super::{a_candidate, a_public_contract, a_referral, an_employment};
use crate::support::Client;

/// A person at work on a lot throughout 2023.
#[derive(Clone, Copy)]
pub struct Placed {
    pub candidate: i64,
    pub employment: i64,
    pub lot: i64,
}

impl Placed {
    /// Their hours of a month.
    pub fn hours(&self, month: &str, worked: &str) -> Hours {
        hours(self.employment, self.lot, month, worked)
    }

    /// The address of their cell of a month.
    pub fn cell(&self, month: &str) -> String {
        format!("/v1/hours/{}/{}/{month}", self.employment, self.lot)
    }
}

/// A person in the PLIE since 2022, at work on a new lot of this sector.
pub async fn somebody_at_work(client: &Client, sector: &str) -> Placed {
    let candidate = a_candidate().in_plie_from("2022-01-01").create(client).await;
    place(client, candidate, sector).await
}

/// Puts a person to work on a new lot of this sector, with a CDDI for the year 2023.
pub async fn place(client: &Client, candidate: i64, sector: &str) -> Placed {
    let lot = a_public_contract().with("sector", sector).create_lot(client).await;
    admit(client, candidate, sector).await;
    let employment = an_employment(candidate).on(lot).create(client).await;
    Placed { candidate, employment, lot }
}

/// People with these names, at work on the same new lot for works, as [`place`] does it.
pub async fn a_team(client: &Client, names: &[(&str, &str)]) -> Vec<Placed> {
    let lot = a_public_contract().create_lot(client).await;
    let mut team = Vec::new();
    for (last_name, first_name) in names {
        let candidate = a_candidate().named(last_name, first_name).create(client).await;
        admit(client, candidate, "BTP").await;
        let employment = an_employment(candidate).on(lot).create(client).await;
        team.push(Placed { candidate, employment, lot });
    }
    team
}

/// Refers a person for a sector, with a validated outcome.
pub async fn admit(client: &Client, candidate: i64, sector: &str) -> i64 {
    a_referral(candidate).for_sectors(&[sector]).validated(sector, "2023-01-02").create(client).await
}

/// Lets a person work in a sector without a validated referral.
pub async fn waive(client: &Client, candidate: i64, sector: &str) {
    let body: Value = json!({ "sector": sector, "reason": "Renfort urgent", "granted_on": "2022-01-03" });
    client.post(&format!("/v1/candidates/{candidate}/waivers"), &body).await.created();
}

//! Referrals and their outcomes.

use serde_json::{Value, json};

use super::body;
use crate::support::{Client, Reply};

/// A pending self-referral for works, of January 2023.
pub fn a_referral(candidate: i64) -> Referral {
    let body = json!({
        "prescriber_id": null, "prescriber_kind": "self", "origin": "AUTRES", "for_plie": true,
        "referred_on": "2023-01-02", "sectors": ["BTP"],
    });
    Referral { body, candidate, outcome: None }
}

pub struct Referral {
    body: Value,
    candidate: i64,
    outcome: Option<Value>,
}

body!(Referral);

impl Referral {
    /// Sent by an organisation of this kind: `france_travail`, `mission_locale` …
    pub fn by(self, prescriber: i64, kind: &str) -> Self {
        self.with("prescriber_id", prescriber).with("prescriber_kind", kind)
    }

    /// With the origin `PLIE`.
    pub fn of_plie(self) -> Self {
        self.with("origin", "PLIE")
    }

    pub fn on(self, day: &str) -> Self {
        self.with("referred_on", day)
    }

    pub fn for_sectors(self, sectors: &[&str]) -> Self {
        self.with("sectors", sectors.to_vec())
    }

    /// With the outcome `validated` for this sector.
    pub fn validated(mut self, sector: &str, day: &str) -> Self {
        self.outcome = Some(json!({ "outcome": "validated", "sector": sector, "decided_on": day }));
        self
    }

    /// With the outcome `not_integrated`.
    pub fn not_integrated(mut self, reason: &str, day: &str) -> Self {
        self.outcome = Some(json!({ "outcome": "not_integrated", "reason": reason, "decided_on": day }));
        self
    }

    /// Sends the referral without its outcome.
    pub async fn send(self, client: &Client) -> Reply {
        client.post(&format!("/v1/candidates/{}/referrals", self.candidate), &self.body).await
    }

    pub async fn create(self, client: &Client) -> i64 {
        let outcome = self.outcome.clone();
        let id = self.send(client).await.created().id();
        if let Some(outcome) = outcome {
            client.put(&format!("/v1/referrals/{id}/outcome"), &outcome).await.ok();
        }
        id
    }
}

//! Referrals and their outcomes.

use serde_json::{Value, json};

use super::body;
use crate::support::{Client, Reply};

/// A spontaneous application for works, of the beginning of 2023, undecided.
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
    /// Sent by an organisation, in this kind: `france_travail`, `mission_locale` …
    pub fn by(self, prescriber: i64, kind: &str) -> Self {
        self.with("prescriber_id", prescriber).with("prescriber_kind", kind)
    }

    /// One of the PLIE's own.
    pub fn of_plie(self) -> Self {
        self.with("origin", "PLIE")
    }

    pub fn on(self, day: &str) -> Self {
        self.with("referred_on", day)
    }

    pub fn for_sectors(self, sectors: &[&str]) -> Self {
        self.with("sectors", sectors.to_vec())
    }

    /// Decided: the person enters the scheme in this sector.
    pub fn validated(mut self, sector: &str, day: &str) -> Self {
        self.outcome = Some(json!({ "outcome": "validated", "sector": sector, "decided_on": day }));
        self
    }

    /// Decided: the person does not enter the scheme.
    pub fn not_integrated(mut self, reason: &str, day: &str) -> Self {
        self.outcome = Some(json!({ "outcome": "not_integrated", "reason": reason, "decided_on": day }));
        self
    }

    /// Sends the referral alone, without its outcome.
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

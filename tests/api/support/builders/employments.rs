//! Employments and their assignments to lots.

use serde_json::{Value, json};

use super::{an_organisation, body, push};
use crate::support::{Client, Reply};

/// A CDDI for the year 2023 with its own employer, without assignments.
pub fn an_employment(candidate: i64) -> Employment {
    let body = json!({
        "candidate_id": candidate, "contract_type": "CDDI", "starts_on": "2023-01-01", "ends_on": "2023-12-31",
    });
    Employment { body }
}

pub struct Employment {
    body: Value,
}

body!(Employment);

impl Employment {
    pub fn at(self, employer: i64) -> Self {
        self.with("employer_id", employer)
    }

    pub fn cddi(self) -> Self {
        self.with("contract_type", "CDDI")
    }

    pub fn ctti(self) -> Self {
        self.with("contract_type", "CTTI")
    }

    /// A CDI without an end.
    pub fn cdi(self) -> Self {
        self.with("contract_type", "CDI").without("ends_on")
    }

    pub fn from(self, starts_on: &str) -> Self {
        self.with("starts_on", starts_on)
    }

    pub fn to(self, ends_on: &str) -> Self {
        self.with("ends_on", ends_on)
    }

    /// Assigned to a lot for the whole employment; set its period first.
    pub fn on(self, lot: i64) -> Self {
        let (from, to) = (self.body["starts_on"].clone(), self.body["ends_on"].clone());
        self.assigned(json!({ "lot_id": lot, "modality": "direct_hire", "from": from, "to": to }))
    }

    /// Assigned to a lot for a period.
    pub fn on_during(self, lot: i64, from: &str, to: &str) -> Self {
        self.assigned(json!({ "lot_id": lot, "modality": "direct_hire", "from": from, "to": to }))
    }

    /// Adds any assignment.
    pub fn assigned(mut self, assignment: Value) -> Self {
        push(&mut self.body, "assignments", assignment);
        self
    }

    pub async fn send(self, client: &Client) -> Reply {
        let employment = match self.body.get("employer_id") {
            Some(_) => self,
            None => self.at(an_organisation().employer("ACI").create(client).await),
        };
        client.post("/v1/employments", &employment.body).await
    }

    pub async fn create(self, client: &Client) -> i64 {
        self.send(client).await.created().id()
    }
}

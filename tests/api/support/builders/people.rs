//! Candidates with their eligibility criteria and PLIE periods.

use serde_json::{Value, json};

use super::{body, push, unique};
use crate::support::{Client, Reply};

/// A woman born in 1990, with qualification level 3 and no address.
pub fn a_candidate() -> Candidate {
    let body = json!({
        "last_name": format!("Martin-{}", unique()), "first_name": "Camille", "birth_date": "1990-01-01", "sex": "F",
        "qualification_level": 3,
    });
    Candidate { body, periods: Vec::new() }
}

pub struct Candidate {
    body: Value,
    periods: Vec<Value>,
}

body!(Candidate);

impl Candidate {
    pub fn named(self, last_name: &str, first_name: &str) -> Self {
        self.with("last_name", last_name).with("first_name", first_name)
    }

    pub fn born(self, day: &str) -> Self {
        self.with("birth_date", day)
    }

    pub fn man(self) -> Self {
        self.with("sex", "M")
    }

    /// Lives in a commune, outside of the listed neighbourhoods, from a day on.
    pub fn living_in(mut self, commune: &str, from: &str) -> Self {
        push(&mut self.body, "addresses", json!({ "commune_code": commune, "from": from }));
        self
    }

    /// Lives in a listed neighbourhood from a day on.
    pub fn living_in_neighbourhood(mut self, commune: &str, neighbourhood: impl Into<Value>, from: &str) -> Self {
        let address = json!({ "commune_code": commune, "neighbourhood": neighbourhood.into(), "from": from });
        push(&mut self.body, "addresses", address);
        self
    }

    /// Meets a criterion from a day on.
    pub fn eligible_by(mut self, criterion: &str, from: &str) -> Self {
        push(&mut self.body, "eligibility", json!({ "code": criterion, "from": from }));
        self
    }

    /// Accompanied by the PLIE from a day on.
    pub fn in_plie_from(mut self, from: &str) -> Self {
        self.periods.push(json!({ "from": from }));
        self
    }

    pub fn in_plie(mut self, from: &str, to: &str) -> Self {
        self.periods.push(json!({ "from": from, "to": to }));
        self
    }

    /// Sends the candidate without the PLIE periods.
    pub async fn send(self, client: &Client) -> Reply {
        client.post("/v1/candidates", &self.body).await
    }

    pub async fn create(self, client: &Client) -> i64 {
        let periods = self.periods.clone();
        let id = self.send(client).await.created().id();
        for period in periods {
            client.post(&format!("/v1/candidates/{id}/plie-periods"), &period).await.created();
        }
        id
    }
}

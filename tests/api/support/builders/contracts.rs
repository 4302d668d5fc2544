//! Public contracts and their lots.

use serde_json::{Value, json};

use super::{an_organisation, body, push, unique};
use crate::support::{Client, Reply};

/// A works contract from 2022 to 2025, with its own buyer and one lot without hours due.
pub fn a_public_contract() -> PublicContract {
    let body = json!({
        "reference": format!("M-{:06}", unique()), "title": "Rénovation de l'école", "sector": "BTP",
        "clause_type": "execution", "starts_on": "2022-01-01", "ends_on": "2025-12-31",
    });
    PublicContract { body }
}

pub struct PublicContract {
    body: Value,
}

body!(PublicContract);

impl PublicContract {
    pub fn btp(self) -> Self {
        self.with("sector", "BTP")
    }

    pub fn ms(self) -> Self {
        self.with("sector", "MS")
    }

    pub fn pi(self) -> Self {
        self.with("sector", "PI")
    }

    pub fn referenced(self, reference: &str) -> Self {
        self.with("reference", reference)
    }

    pub fn bought_by(self, buyer: i64) -> Self {
        self.with("buyer_id", buyer)
    }

    pub fn from(self, starts_on: &str) -> Self {
        self.with("starts_on", starts_on)
    }

    pub fn to(self, ends_on: &str) -> Self {
        self.with("ends_on", ends_on)
    }

    /// Adds a lot with its hours due.
    pub fn with_lot(mut self, number: &str, hours_due: &str) -> Self {
        let lot = json!({ "number": number, "title": format!("Lot {number}"), "hours_due": hours_due });
        push(&mut self.body, "lots", lot);
        self
    }

    pub async fn send(self, client: &Client) -> Reply {
        let contract = match self.body.get("buyer_id") {
            Some(_) => self,
            None => self.bought_by(an_organisation().buyer("commune").create(client).await),
        };
        client.post("/v1/public-contracts", &contract.body).await
    }

    pub async fn create(self, client: &Client) -> i64 {
        self.send(client).await.created().id()
    }

    /// Creates it and returns the ids of its lots, in order.
    pub async fn create_lots(self, client: &Client) -> Vec<i64> {
        let id = self.create(client).await;
        let lots = client.all(&format!("/v1/public-contracts/{id}/lots")).await;
        lots.iter().map(|lot| lot["id"].as_i64().unwrap()).collect()
    }

    /// Creates it and returns the id of its only lot.
    pub async fn create_lot(self, client: &Client) -> i64 {
        let lots = self.create_lots(client).await;
        assert_eq!(lots.len(), 1, "the contract does not have one lot");
        lots[0]
    }
}

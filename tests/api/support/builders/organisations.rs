//! Organisations.

use serde_json::{Value, json};

use super::{body, unique};
use crate::support::{Client, Reply};

/// An organisation without roles and without SIRET.
pub fn an_organisation() -> Organisation {
    Organisation { body: json!({ "name": format!("Organisme {}", unique()) }) }
}

pub struct Organisation {
    body: Value,
}

body!(Organisation);

impl Organisation {
    pub fn named(self, name: &str) -> Self {
        self.with("name", name)
    }

    pub fn siret(self, siret: &str) -> Self {
        self.with("siret", siret)
    }

    /// With the role of an employer of this kind: `ACI`, `ETTI`, `company` …
    pub fn employer(self, kind: &str) -> Self {
        self.with("employer_kind", kind)
    }

    /// With the role of a prescriber.
    pub fn prescriber(self, kind: &str) -> Self {
        self.with("prescriber_kind", kind)
    }

    /// With the role of a buyer.
    pub fn buyer(self, kind: &str) -> Self {
        self.with("buyer_kind", kind)
    }

    pub async fn send(self, client: &Client) -> Reply {
        client.post("/v1/organisations", &self.body).await
    }

    pub async fn create(self, client: &Client) -> i64 {
        self.send(client).await.created().id()
    }
}

//! Hours, one cell at a time.

use serde_json::{Value, json};

use super::body;
use crate::support::{Client, Reply};

/// The hours of an employment on a lot in a month.
pub fn hours(employment: i64, lot: i64, month: &str, worked: &str) -> Hours {
    Hours { path: format!("/v1/hours/{employment}/{lot}/{month}"), body: json!({ "worked": worked }) }
}

pub struct Hours {
    pub path: String,
    body: Value,
}

body!(Hours);

impl Hours {
    pub fn of_which_training(self, training: &str) -> Self {
        self.with("training", training)
    }

    pub fn validated(self) -> Self {
        self.with("status", "validated")
    }

    pub fn because(self, reason: &str) -> Self {
        self.with("reason", reason)
    }

    /// Puts a cell that is empty, or repeats its figure.
    pub async fn send(self, client: &Client) -> Reply {
        client.put(&self.path, &self.body).await
    }

    /// Corrects the version in `etag`.
    pub async fn correct(self, client: &Client, etag: &str) -> Reply {
        client.put_over(&self.path, etag, &self.body).await
    }

    pub async fn create(self, client: &Client) -> i64 {
        self.send(client).await.created().id()
    }
}

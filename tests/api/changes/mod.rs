//! Lists in the order of change (`changed_since`): what a reader that follows the cursor sees.

mod cursors;
mod lists;
mod order;
mod partners;
mod writers;

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::Client;

/// A client that follows a list.
pub struct Reader {
    client: Client,
    /// The list's address, with `?` or `&` at its end.
    path: String,
    cursor: String,
    limit: usize,
}

impl Reader {
    /// With one item a page, so that something may happen between two of them.
    fn one_by_one(client: &Client, path: &str) -> Self {
        Self { limit: 1, ..Self::of(client, path) }
    }

    pub fn of(client: &Client, path: &str) -> Self {
        Self { client: client.clone(), path: path.to_owned(), cursor: "start".to_owned(), limit: 7 }
    }

    /// The next page; an empty one if it is up to date.
    pub async fn page(&mut self) -> Vec<Value> {
        let Self { path, cursor, limit, .. } = &*self;
        let page = self.client.get(&format!("{path}limit={limit}&changed_since={cursor}")).await.ok();
        self.cursor = page["next_cursor"].as_str().unwrap().to_owned();
        page.items().to_vec()
    }

    /// Reads on until something is there. Transactions of other tests may hold it up on their common server.
    pub async fn until(&mut self, is_there: impl Fn(&Value) -> bool) -> Vec<Value> {
        let begun = Instant::now();
        let mut seen = Vec::new();
        loop {
            let page = self.page().await;
            if page.is_empty() {
                assert!(begun.elapsed() < Duration::from_secs(60), "it does not come behind {seen:?}");
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            seen.extend(page);
            if seen.iter().any(&is_there) {
                return seen;
            }
        }
    }

    /// Reads on until the record with this id is there.
    async fn until_id(&mut self, id: i64) -> Vec<Value> {
        self.until(|item| item["id"] == id).await
    }
}

fn ids(items: &[Value]) -> Vec<i64> {
    items.iter().map(|item| item["id"].as_i64().unwrap()).collect()
}

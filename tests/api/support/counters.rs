//! What the application counts, from its metrics.

use super::App;

impl App {
    /// The number of statements sent to the database so far.
    pub async fn statements_sent(&self) -> u64 {
        self.counter("clauses_statements_total").await
    }

    /// The number of passwords hashed so far.
    pub async fn hashes(&self) -> u64 {
        self.counter("clauses_password_hashes_total").await
    }

    /// The number of connections that write now.
    pub async fn writers_at_work(&self) -> u64 {
        self.counter("clauses_lane_in_use{lane=\"writes\"}").await
    }

    async fn counter(&self, name: &str) -> u64 {
        let metrics = self.anonymous().get("/metrics").await.ok();
        let line = metrics.text.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap_or_else(|| panic!("no {name}: {metrics}")).trim().parse().unwrap()
    }
}

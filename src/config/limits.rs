//! Settings of time limits, connections and metrics. The defaults suit one territory.

use std::time::Duration;

use super::bad_setting::{BadSetting, bad};

/// Time limits and the number of connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The time in which a request's head must arrive.
    pub head: Duration,
    /// The time in which a request's body must arrive, after its head.
    pub body: Duration,
    /// How long an idle connection stays open.
    pub keep_alive: Duration,
    /// How many connections each core accepts at once; others wait.
    pub connections: u32,
    /// How long running requests may take after a stop signal.
    pub shutdown: Duration,
    /// How long one statement may run on PostgreSQL.
    pub statement: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            head: seconds(10),
            body: seconds(30),
            keep_alive: seconds(75),
            connections: 1024,
            shutdown: seconds(30),
            statement: seconds(30),
        }
    }
}

impl Limits {
    /// Parses the limits; absent ones have defaults.
    pub(super) fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, BadSetting> {
        let number = |name, most, default| number(name, lookup(name), most, default);
        let seconds = |name, default: Duration| number(name, 3600, default.as_secs()).map(Duration::from_secs);
        let usual = Self::default();
        let connections = number("CLAUSES_CONNECTIONS", 65_536, u64::from(usual.connections))?;
        Ok(Self {
            head: seconds("CLAUSES_HEAD_SECONDS", usual.head)?,
            body: seconds("CLAUSES_BODY_SECONDS", usual.body)?,
            keep_alive: seconds("CLAUSES_KEEP_ALIVE_SECONDS", usual.keep_alive)?,
            connections: u32::try_from(connections).unwrap_or(usual.connections),
            shutdown: seconds("CLAUSES_SHUTDOWN_SECONDS", usual.shutdown)?,
            statement: seconds("CLAUSES_STATEMENT_SECONDS", usual.statement)?,
        })
    }
}

pub(super) fn number(name: &'static str, value: Option<String>, most: u64, default: u64) -> Result<u64, BadSetting> {
    let Some(value) = value else { return Ok(default) };
    match value.parse() {
        Ok(number) if (1..=most).contains(&number) => Ok(number),
        _ => Err(bad(name, format!("must be a number from 1 to {most}, not {value}"))),
    }
}

/// Who may read the metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MetricsFor {
    /// Clients on the same machine, not through a proxy.
    #[default]
    Loopback,
    /// API keys with the permission.
    Key,
    /// All clients.
    Public,
    /// No client.
    Off,
}

impl MetricsFor {
    /// Parses the setting.
    pub(super) fn parse(value: Option<&str>) -> Result<Self, BadSetting> {
        match value {
            None | Some("loopback") => Ok(Self::Loopback),
            Some("key") => Ok(Self::Key),
            Some("public") => Ok(Self::Public),
            Some("off") => Ok(Self::Off),
            Some(other) => Err(bad("CLAUSES_METRICS", format!("must be loopback, key, public or off, not {other}"))),
        }
    }
}

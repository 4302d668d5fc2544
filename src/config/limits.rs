//! How long things may take and how many there may be at once, each with a default that suits one territory.

use std::time::Duration;

use super::{BadSetting, bad};

/// What a client may take of the service, and the service of its database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How long a request's head may take to arrive.
    pub head: Duration,
    /// How long a request's body may take to arrive, once its head is there.
    pub body: Duration,
    /// How long a connection is kept open for another request.
    pub keep_alive: Duration,
    /// How many connections each core takes at once; others wait.
    pub connections: u32,
    /// How long running requests may take once the service is told to stop.
    pub shutdown: Duration,
    /// How long PostgreSQL works on one statement before it gives up.
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
    /// Reads the limits that are set; the others are the defaults.
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
    /// Programs on the same machine, and nobody that a proxy speaks for.
    #[default]
    Loopback,
    /// Whoever presents an API key that may.
    Key,
    /// Anybody.
    Public,
    /// Nobody.
    Off,
}

impl MetricsFor {
    /// Reads the setting.
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

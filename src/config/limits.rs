//! Settings of time limits, connections and metrics. The defaults suit one territory.

use std::ops::RangeInclusive;
use std::time::Duration;

use super::bad_setting::{BadSetting, bad};

/// Bytes in a mebibyte.
const MEBIBYTE: usize = 1024 * 1024;

/// Time limits, the number of connections and the size of bodies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The time in which a request's head must arrive.
    pub head: Duration,
    /// The time in which a request's body must arrive, after its head.
    pub body: Duration,
    /// How many bytes all bodies together may have, but for the beginning of each.
    pub bodies: usize,
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
            bodies: 64 * MEBIBYTE,
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
        let number = |name, accepted, default| number(name, lookup(name), accepted, default);
        let seconds = |name, default: Duration| number(name, 1..=3600, default.as_secs()).map(Duration::from_secs);
        let usual = Self::default();
        let usual_bodies = u64::try_from(usual.bodies / MEBIBYTE).unwrap_or(u64::MAX);
        // The largest batch must fit.
        let bodies = number("CLAUSES_BODIES_MEBIBYTES", 8..=65_536, usual_bodies)?;
        let connections = number("CLAUSES_CONNECTIONS", 1..=65_536, u64::from(usual.connections))?;
        Ok(Self {
            head: seconds("CLAUSES_HEAD_SECONDS", usual.head)?,
            body: seconds("CLAUSES_BODY_SECONDS", usual.body)?,
            bodies: usize::try_from(bodies).unwrap_or(usize::MAX).saturating_mul(MEBIBYTE),
            keep_alive: seconds("CLAUSES_KEEP_ALIVE_SECONDS", usual.keep_alive)?,
            connections: u32::try_from(connections).unwrap_or(usual.connections),
            shutdown: seconds("CLAUSES_SHUTDOWN_SECONDS", usual.shutdown)?,
            statement: seconds("CLAUSES_STATEMENT_SECONDS", usual.statement)?,
        })
    }
}

pub(super) fn number(
    name: &'static str,
    value: Option<String>,
    accepted: RangeInclusive<u64>,
    default: u64,
) -> Result<u64, BadSetting> {
    let Some(value) = value else { return Ok(default) };
    match value.parse() {
        Ok(number) if accepted.contains(&number) => Ok(number),
        _ => Err(bad(name, format!("must be a number from {} to {}, not {value}", accepted.start(), accepted.end()))),
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

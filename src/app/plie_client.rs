//! The workers of the link to the participant records, with what their client counts in the metrics.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context as _;

use crate::access::Scope;
use crate::config::{Config, Plie};
use crate::housekeeping::Housekeeping;
use crate::http::{AppState, Counter, Metrics};
use crate::outbound::{Circuit, Observer};
use crate::participant_links;
use crate::plie::client::{Client, Connection};
use crate::plie::{Linking, Workers};

const CALLS: Counter = Counter {
    name: "clauses_plie_calls_total",
    help: "Calls of the participant records by outcome: answered, not_sent, or why they failed.",
    label: "outcome",
};

const CIRCUIT: Counter = Counter {
    name: "clauses_plie_circuit_changes_total",
    help: "How often the circuit of the participant records came into each state.",
    label: "circuit",
};

/// How to reach the participant records, if they are connected, and their client while the service runs.
#[derive(Clone, Default)]
pub(super) struct ParticipantRecords {
    settings: Option<Plie>,
    pub connection: Connection,
}

impl ParticipantRecords {
    /// Those of the settings.
    pub fn of(config: &Config) -> Self {
        Self { settings: config.plie.clone(), ..Self::default() }
    }

    /// Those at an address.
    pub fn at(settings: Plie) -> Self {
        Self { settings: Some(settings), ..Self::default() }
    }
}

/// Counts calls of the participant records.
struct Counted {
    metrics: Metrics,
    is_open: Arc<AtomicBool>,
}

impl Observer for Counted {
    fn called(&self, outcome: &'static str) {
        self.metrics.count(CALLS, outcome, 1);
    }

    fn circuit(&self, now: Circuit) {
        self.is_open.store(now != Circuit::Closed, Ordering::Relaxed);
        self.metrics.count(CIRCUIT, now.as_str(), 1);
        match now {
            Circuit::Open => {
                tracing::warn!(service = "plie", "the service is not called for a while: it keeps failing")
            }
            Circuit::Probing => {}
            Circuit::Closed => tracing::info!(service = "plie", "the service is called again"),
        }
    }
}

/// How often the steps of everybody's path are followed: days alone begin and end employments.
const FOLLOW_PACE: Duration = Duration::from_secs(60 * 60);

/// Follows the steps of everybody's path, now and every hour.
pub(super) fn following(state: &AppState, scope: Scope) -> Housekeeping {
    let (db, clock) = (state.db.clone(), state.clock);
    Housekeeping::at_pace("follow people's steps", FOLLOW_PACE, move |last| {
        if last { Ok(()) } else { participant_links::follow_everyone(&db, clock, &scope) }
    })
}

/// Starts the workers, if the participant records are connected.
///
/// # Errors
/// When the client cannot be opened.
pub(super) fn workers(state: &AppState, scope: Scope, records: &ParticipantRecords) -> anyhow::Result<Option<Workers>> {
    let Some(settings) = &records.settings else { return Ok(None) };
    let client = plie_client(settings, &state.metrics)?;
    records.connection.establish(&client);
    let linking = Linking::new(state.db.clone(), state.clock, scope, client, settings.timeout);
    Ok(Some(Workers::begin(linking)))
}

/// The client of the participant records.
///
/// # Errors
/// When it cannot be opened.
pub fn plie_client(settings: &Plie, metrics: &Metrics) -> anyhow::Result<Client> {
    let is_open = Arc::<AtomicBool>::default();
    let read = is_open.clone();
    let help = "Whether calls of the participant records are refused because the service fails (1) or not (0).";
    metrics.register_gauge("clauses_plie_circuit_open", help, move || u64::from(read.load(Ordering::Relaxed)));
    let observer = Arc::new(Counted { metrics: metrics.clone(), is_open });
    Client::open(settings, observer).context("CLAUSES_PLIE_URL")
}

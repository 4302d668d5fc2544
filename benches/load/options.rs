//! The options of a run.

use std::path::PathBuf;
use std::time::Duration;

use clap::ValueEnum as _;

use super::peer_kind::PeerKind;

/// How long, by how many clients, and which parts.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Rounds of each workload, in turns.
    #[arg(long, default_value_t = 5)]
    pub rounds: usize,
    /// Seconds that a workload lasts in a round.
    #[arg(long, default_value_t = 2.0)]
    pub seconds: f64,
    /// Concurrent clients.
    #[arg(long, default_value_t = 8)]
    pub clients: usize,
    /// Only these parts, separated by commas.
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = Part::value_variants().to_vec())]
    pub only: Vec<Part>,
}

impl Options {
    pub fn length(&self) -> Duration {
        Duration::from_secs_f64(self.seconds)
    }

    pub fn includes(&self, part: Part) -> bool {
        self.only.contains(&part)
    }
}

/// What the service is compared with.
#[derive(Debug, clap::Args)]
pub struct Rivals {
    /// Peers to measure beside the service, separated by commas (PostgreSQL only; installed under target/ the first
    /// time).
    #[arg(long, value_enum, value_delimiter = ',')]
    pub peer: Vec<PeerKind>,
    /// Another `clauses` program to measure in turns with the first.
    #[arg(long)]
    pub against: Option<PathBuf>,
    /// The other program's own database, where both cannot work on one: a copy of the first's.
    #[arg(long, requires = "against")]
    pub against_url: Option<String>,
}

/// A part of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Part {
    /// Rows by key.
    Rows,
    /// Pages of 100 rows.
    Pages,
    /// The bilan of the year.
    Bilan,
    /// Totals, computed and unchanged.
    Totals,
    /// New cells, one by one.
    Cells,
    /// Batches of hours.
    Batches,
    /// All hours as CSV.
    Csv,
    /// From start to first answer.
    Starts,
}

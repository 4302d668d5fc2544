//! What is told of a lot's progress.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::values::{Hours, LotId};

/// How far a lot has come. It is what is owed to the buyer, so everyone's hours count, PLIE participants or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Progress {
    /// The lot.
    pub lot_id: LotId,
    /// The hours due today.
    pub due: Hours,
    /// The hours done: validated and counted, from the contract's start.
    pub done: Hours,
    /// The hours due that are not done yet; none once more is done than due.
    pub remaining: Hours,
    /// The hours done for a hundred due, to one decimal; `null` when nothing is due.
    #[schema(example = "37.5")]
    pub rate: Option<String>,
    /// The day on which the hours due will be done if they go on as they went on average from the contract's start
    /// until today; `null` when nothing is due, nothing is done, everything is done, or it lies beyond the year 2100.
    pub projected_end: Option<NaiveDate>,
    /// How it stands.
    pub status: ProgressStatus,
    /// The rule that the hours were counted by, in French.
    #[schema(example = "Heures validées et comptées pour la clause, de tout le monde, depuis le début du marché.")]
    pub counted_by: &'static str,
}

/// How a lot stands: `not_due` no hours are due; `done` exactly the hours due are done; `overrun` more than the hours due
/// are done; `late` the contract has ended with hours still to do, or they are projected to be done only after its end,
/// or its first month is over and none is done; `on_track` otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProgressStatus {
    /// The hours due will be done in time.
    OnTrack,
    /// The hours due will not be done in time, or were not.
    Late,
    /// The hours due are done.
    Done,
    /// More than the hours due are done.
    Overrun,
    /// No hours are due.
    NotDue,
}

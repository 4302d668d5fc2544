//! Types of a lot's progress.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::values::{Hours, LotId};

/// The progress of a lot. It is owed to the buyer, so everyone's hours count, PLIE participants or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Progress {
    /// The lot.
    pub lot_id: LotId,
    /// The hours due today.
    pub due: Hours,
    /// The hours done: validated and counted, from the contract's start.
    pub done: Hours,
    /// The hours due that are not done yet, at least zero.
    pub remaining: Hours,
    /// The hours done in percent of those due, to one decimal; `null` if none are due.
    #[schema(example = "37.5")]
    pub rate: Option<String>,
    /// The day on which the hours due will be done at the average pace from the contract's start until today; `null` if
    /// none are due, none are done, all are done, or it lies beyond the year 2100.
    pub projected_end: Option<NaiveDate>,
    /// The status.
    pub status: ProgressStatus,
    /// The rule by which the hours were counted, in French.
    #[schema(example = "Heures validées et comptées pour la clause, de tout le monde, depuis le début du marché.")]
    pub counted_by: &'static str,
}

/// How far several lots have come: all lots of a contract, or of several contracts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// The hours due today.
    pub due: Hours,
    /// The hours done.
    pub done: Hours,
    /// The hours that the lots still lack: what one does beyond its hours due is not another's.
    pub remaining: Hours,
    /// The hours done in percent of those due, to one decimal; none if none are due.
    pub rate: Option<String>,
    /// `Late` if a lot is; else `OnTrack` if a lot still has hours to do; else `Overrun` if a lot has done more than its
    /// hours due; else `Done`; `NotDue` if no hours are due.
    pub status: ProgressStatus,
}

/// The status of a lot: `not_due` no hours are due; `done` exactly the hours due are done; `overrun` more than the hours
/// due are done; `late` the contract has ended with hours still to do, or the projected end is after the contract's, or
/// its first month is over and none is done; `on_track` otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProgressStatus {
    /// The projected end is in time.
    OnTrack,
    /// The projected end is too late, or the contract has ended.
    Late,
    /// The hours due are done.
    Done,
    /// More than the hours due are done.
    Overrun,
    /// No hours are due.
    NotDue,
}

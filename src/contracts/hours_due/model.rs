//! What hours due are, and what they are computed from.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::values::{Column, Hours, HoursDueId, HoursDueReason, Listed, LotId, Money, Rate, Resource, Versioned};

/// What hours due are computed from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Computation {
    /// The amount before tax, in euros.
    pub amount: Money,
    /// The part of labour in the amount.
    pub labour_share: Rate,
    /// The part of the labour that the clause reserves.
    pub effort: Rate,
    /// What an hour of labour costs, in euros.
    pub hourly_cost: Money,
}

/// A question to the calculator: what is not said is taken from the settings in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate {
    /// The amount before tax, in euros.
    pub amount: Money,
    /// The part of labour in the amount.
    pub labour_share: Option<Rate>,
    /// The part of the labour that the clause reserves.
    pub effort: Option<Rate>,
    /// What an hour of labour costs, in euros.
    pub hourly_cost: Option<Money>,
}

/// The calculator's answer: the hours, and everything they were computed from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Calculation {
    /// The amount before tax, in euros.
    pub amount: Money,
    /// The part of labour in the amount.
    pub labour_share: Rate,
    /// The part of the labour that the clause reserves.
    pub effort: Rate,
    /// What an hour of labour costs, in euros.
    pub hourly_cost: Money,
    /// The hours that come out.
    pub hours: Hours,
}

/// An entry to be added to a lot's hours due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewHoursDue {
    /// The whole amount due from that day on; what the computation gives if not said.
    pub hours: Option<Hours>,
    /// Why it is due.
    pub reason: HoursDueReason,
    /// From which day on.
    pub effective_on: NaiveDate,
    /// What it was computed from, where it was.
    pub computation: Option<Computation>,
}

/// An entry of a lot's hours due. It is never changed: another one follows it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HoursDue {
    /// Its id.
    pub id: HoursDueId,
    /// The lot on which it is due.
    pub lot_id: LotId,
    /// The whole amount due from that day on.
    pub hours: Hours,
    /// Why it is due.
    pub reason: HoursDueReason,
    /// From which day on. Of several entries in force the latest counts, and of one day the last recorded.
    pub effective_on: NaiveDate,
    /// What it was computed from, where it was.
    pub computation: Option<Computation>,
    /// The version: always the first.
    pub version: i64,
    /// When it was recorded (UTC).
    pub recorded_at: chrono::DateTime<chrono::Utc>,
}

impl Versioned for HoursDue {
    fn version(&self) -> i64 {
        self.version
    }
}

impl Resource for HoursDue {
    fn address(&self) -> Option<String> {
        Some(format!("/v1/lots/{}/hours-due", self.lot_id))
    }

    fn resource_version(&self) -> Option<i64> {
        Some(self.version)
    }
}

impl Listed for HoursDue {
    const COLUMNS: &'static [Column] = &[
        Column::plain("id"),
        Column::plain("lot_id"),
        Column::decimal("hours"),
        Column::plain("reason"),
        Column::plain("effective_on"),
        Column::decimal("computation.amount"),
        Column::decimal("computation.labour_share"),
        Column::decimal("computation.effort"),
        Column::decimal("computation.hourly_cost"),
        Column::plain("version"),
        Column::plain("recorded_at"),
    ];

    fn position(&self) -> i64 {
        self.id.0
    }
}

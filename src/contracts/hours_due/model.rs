//! Types of hours due and of their computation.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::values::{
    Column, FreeText, Hours, HoursDueId, HoursDueReason, Listed, LotId, Money, Name, Rate, Resource, Versioned,
};

/// The inputs of a computation of hours due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Computation {
    /// The amount before tax, in euros.
    pub amount: Money,
    /// The part of labour in the amount.
    pub labour_share: Rate,
    /// The part of the labour that the clause reserves.
    pub effort: Rate,
    /// The cost of an hour of labour, in euros.
    pub hourly_cost: Money,
}

/// The inputs of an estimate; the settings in force replace missing ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate {
    /// The amount before tax, in euros.
    pub amount: Money,
    /// The part of labour in the amount.
    pub labour_share: Option<Rate>,
    /// The part of the labour that the clause reserves.
    pub effort: Option<Rate>,
    /// The cost of an hour of labour, in euros.
    pub hourly_cost: Option<Money>,
}

/// The result of a computation, with its inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Calculation {
    /// The amount before tax, in euros.
    pub amount: Money,
    /// The part of labour in the amount.
    pub labour_share: Rate,
    /// The part of the labour that the clause reserves.
    pub effort: Rate,
    /// The cost of an hour of labour, in euros.
    pub hourly_cost: Money,
    /// The hours due.
    pub hours: Hours,
}

/// An entry to be added to a lot's hours due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewHoursDue {
    /// All hours due from that day on; by default the result of the computation.
    pub hours: Option<Hours>,
    /// The reason of the entry.
    pub reason: HoursDueReason,
    /// The day from which it applies.
    pub effective_on: NaiveDate,
    /// The inputs of the computation, if it was computed.
    pub computation: Option<Computation>,
    /// The document that it rests on.
    pub reference: Option<Name>,
    /// Why the hours are these.
    pub comment: Option<FreeText>,
}

/// The shares and the cost by which hours due are usually computed: the settings in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsualInputs {
    /// The part of labour in the amount.
    pub labour_share: Rate,
    /// The part of the labour that the clause reserves.
    pub effort: Rate,
    /// The cost of an hour of labour, in euros.
    pub hourly_cost: Money,
}

/// An entry of a lot's hours due. It never changes; a later entry replaces it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HoursDue {
    /// Its id.
    pub id: HoursDueId,
    /// The lot on which it is due.
    pub lot_id: LotId,
    /// All hours due from that day on.
    pub hours: Hours,
    /// The reason of the entry.
    pub reason: HoursDueReason,
    /// The day from which it applies. The latest entry in force is due, of one day the last recorded.
    pub effective_on: NaiveDate,
    /// The inputs of the computation, if it was computed.
    pub computation: Option<Computation>,
    /// The document that it rests on: an amendment's number, an order's.
    #[schema(value_type = Option<String>, example = "Avenant n° 2")]
    pub reference: Option<Name>,
    /// Why the hours are these.
    #[schema(value_type = Option<String>, example = "Deux classes de plus")]
    pub comment: Option<FreeText>,
    /// The version, always 1.
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
        Column::plain("reference"),
        Column::plain("comment"),
        Column::plain("version"),
        Column::plain("recorded_at"),
    ];

    fn position(&self) -> i64 {
        self.id.0
    }
}

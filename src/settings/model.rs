//! The settings that there are.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::Key;
use crate::error::{AppError, Result};
use crate::values::{Column, FreeText, Hours, Listed, Money, Rate};

/// A setting as it is to be from a day on.
#[derive(Debug, Clone)]
pub struct Change {
    /// Which setting.
    pub key: Key,
    /// The first day that it is in force.
    pub effective_on: NaiveDate,
    /// Its value, as [`Key::value`] wrote it.
    pub value: String,
    /// Why.
    pub reason: Option<FreeText>,
}

/// A setting as it is from a day on.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = SettingEntry)]
pub struct Entry {
    /// Which setting.
    #[schema(example = "window_months")]
    pub key: String,
    /// What it decides, in French.
    #[schema(example = "Durée de la fenêtre d'éligibilité, en mois")]
    pub label: String,
    /// The first day that it is in force.
    pub effective_on: NaiveDate,
    /// Its value.
    #[schema(example = "24")]
    pub value: String,
    /// Why.
    #[schema(required = true, example = "Décision du comité de pilotage")]
    pub reason: Option<String>,
    /// Who set it.
    #[schema(example = "key:1")]
    pub set_by: String,
    /// When (UTC).
    pub set_at: DateTime<Utc>,
    /// Whether it is the value of today.
    pub in_force: bool,
}

impl Listed for Entry {
    const COLUMNS: &'static [Column] = &[
        Column::plain("key"),
        Column::plain("label"),
        Column::plain("effective_on"),
        Column::decimal("value"),
        Column::plain("reason"),
        Column::plain("set_by"),
        Column::plain("set_at"),
        Column::plain("in_force"),
    ];

    fn place(&self) -> i64 {
        0
    }
}

/// Every setting, as in force on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The legal cap on a person's hours, in hours a week: more is warned of.
    pub weekly_cap_hours: Hours,
    /// The hours that make one full-time equivalent of a year.
    pub fte_divisor: Hours,
    /// For how many months from the first assignment hours count for the clause.
    pub window_months: u32,
    /// For how many months from the hiring on a CDI hours count for the clause.
    pub cdi_window_months: u32,
    /// Whether hours of a CPRO or CAPP count until that contract ends.
    pub training_contract_until_its_end: bool,
    /// Whether hours can be validated only with evidence; otherwise its absence is warned of.
    pub validation_needs_evidence: bool,
    /// The last day of the following month on which hours of a lot are awaited; then they are late.
    pub hours_deadline_day: u32,
    /// Whether partners may state that a lot of their sectors has no hours in a month.
    pub partner_states_nil: bool,
    /// Whether partners may decide referrals in their sectors.
    pub partner_validates: bool,
    /// The part of labour in a contract's amount, where the calculator is not told one.
    pub labour_share: Rate,
    /// The part of labour that a clause reserves, where the calculator is not told one.
    pub insertion_effort: Rate,
    /// The cost of an hour of labour in euros, where the calculator is not told one.
    pub hourly_labour_cost: Money,
}

/// The settings through time.
#[derive(Debug, Clone)]
pub struct Timeline {
    earliest: Settings,
    /// From which day on, and what; in the order of days.
    later: Vec<(NaiveDate, Settings)>,
}

impl Timeline {
    /// From the settings of the first day and of every day on which one changes.
    pub(super) fn new(earliest: Settings, later: Vec<(NaiveDate, Settings)>) -> Self {
        Self { earliest, later }
    }

    /// The settings in force on a day.
    pub fn on(&self, day: NaiveDate) -> &Settings {
        let before = self.later.partition_point(|(from, _)| *from <= day);
        before.checked_sub(1).and_then(|last| self.later.get(last)).map_or(&self.earliest, |(_, settings)| settings)
    }
}

impl Settings {
    /// From the values in force, found by their key.
    pub(super) fn read(value: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let text =
            |key: &str| value(key).ok_or_else(|| AppError::internal(anyhow::anyhow!("setting {key} is missing")));
        let wrong = |key: &str| AppError::internal(anyhow::anyhow!("setting {key} does not hold"));
        let hours = |key: &str| Hours::parse(&text(key)?).map_err(|_| wrong(key));
        let number = |key: &str| text(key)?.parse::<u32>().map_err(|_| wrong(key));
        let yes = |key: &str| text(key)?.parse::<bool>().map_err(|_| wrong(key));
        let rate = |key: &str| Rate::parse(&text(key)?).map_err(|_| wrong(key));
        Ok(Self {
            weekly_cap_hours: hours("weekly_cap_hours")?,
            fte_divisor: hours("fte_divisor")?,
            window_months: number("window_months")?,
            cdi_window_months: number("cdi_window_months")?,
            training_contract_until_its_end: yes("training_contract_until_its_end")?,
            validation_needs_evidence: yes("validation_needs_evidence")?,
            hours_deadline_day: number("hours_deadline_day")?,
            partner_states_nil: yes("partner_states_nil")?,
            partner_validates: yes("partner_validates")?,
            labour_share: rate("labour_share")?,
            insertion_effort: rate("insertion_effort")?,
            hourly_labour_cost: Money::parse(&text("hourly_labour_cost")?).map_err(|_| wrong("hourly_labour_cost"))?,
        })
    }
}

//! Types of settings.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::Key;
use crate::error::{AppError, Result};
use crate::values::{Column, FreeText, Hours, Listed, Money, Rate};

/// A new value of a setting.
#[derive(Debug, Clone)]
pub struct SettingChange {
    /// The setting.
    pub key: Key,
    /// The first day on which it is in force.
    pub effective_on: NaiveDate,
    /// The value, as [`Key::value`] writes it.
    pub value: String,
    /// The reason for the change.
    pub reason: Option<FreeText>,
}

/// A value of a setting.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SettingEntry {
    /// The setting.
    #[schema(example = "window_months")]
    pub key: String,
    /// What it decides, in French.
    #[schema(example = "Durée de la fenêtre d’éligibilité, en mois")]
    pub label: String,
    /// The first day on which it is in force.
    pub effective_on: NaiveDate,
    /// The value.
    #[schema(example = "24")]
    pub value: String,
    /// The reason for the change; partners do not see it.
    #[schema(required = true, example = "Décision du comité de pilotage")]
    pub reason: Option<String>,
    /// Who set it; for partners the house.
    #[schema(example = "key:1")]
    pub set_by: String,
    /// When it was set (UTC).
    pub set_at: DateTime<Utc>,
    /// Whether it is in force today.
    pub in_force: bool,
}

impl Listed for SettingEntry {
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

    fn position(&self) -> i64 {
        0
    }
}

/// The values in force on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The legal cap on a person's hours a week; more hours give a warning.
    pub weekly_cap_hours: Hours,
    /// The hours of one full-time equivalent in a year.
    pub fte_divisor: Hours,
    /// The months from the first assignment during which hours count.
    pub window_months: u32,
    /// The months from the hiring during which hours of a CDI count.
    pub cdi_window_months: u32,
    /// Whether hours of a CPRO or CAPP count until that contract ends.
    pub training_contract_until_its_end: bool,
    /// Whether hours can be validated with evidence only; if not, its absence gives a warning.
    pub validation_needs_evidence: bool,
    /// The day of the following month until which hours of a lot are awaited; after it they are late.
    pub hours_deadline_day: u32,
    /// Whether a month closes only once something came for each employment; if not, lots without it give a warning.
    pub closing_needs_all_employments: bool,
    /// Whether partners may state that a lot of their sectors has no hours in a month.
    pub partner_states_nil: bool,
    /// Whether partners may decide referrals in their sectors.
    pub partner_validates: bool,
    /// The default share of labour in a contract's amount, for the calculator.
    pub labour_share: Rate,
    /// The default share of labour that a clause reserves, for the calculator.
    pub insertion_effort: Rate,
    /// The default cost of an hour of labour in euros, for the calculator.
    pub hourly_labour_cost: Money,
}

/// The settings of every day.
#[derive(Debug, Clone)]
pub struct Timeline {
    earliest: Settings,
    /// The settings from each day of change on, in order.
    later: Vec<(NaiveDate, Settings)>,
}

impl Timeline {
    /// From the settings before the first day of change, and from each such day on.
    pub(super) fn new(earliest: Settings, later: Vec<(NaiveDate, Settings)>) -> Self {
        Self { earliest, later }
    }

    /// The settings in force on a day.
    pub fn on(&self, day: NaiveDate) -> &Settings {
        let count = self.later.partition_point(|(from, _)| *from <= day);
        count.checked_sub(1).and_then(|last| self.later.get(last)).map_or(&self.earliest, |(_, settings)| settings)
    }
}

impl Settings {
    /// Parses the values in force, by key.
    ///
    /// # Errors
    /// `internal` when one is missing or invalid.
    pub(super) fn read(value: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let text =
            |key: &str| value(key).ok_or_else(|| AppError::internal(anyhow::anyhow!("setting {key} is missing")));
        let invalid = |key: &str| AppError::internal(anyhow::anyhow!("setting {key} is invalid"));
        let hours = |key: &str| Hours::parse(&text(key)?).map_err(|_| invalid(key));
        let number = |key: &str| text(key)?.parse::<u32>().map_err(|_| invalid(key));
        let flag = |key: &str| text(key)?.parse::<bool>().map_err(|_| invalid(key));
        let rate = |key: &str| Rate::parse(&text(key)?).map_err(|_| invalid(key));
        Ok(Self {
            weekly_cap_hours: hours("weekly_cap_hours")?,
            fte_divisor: hours("fte_divisor")?,
            window_months: number("window_months")?,
            cdi_window_months: number("cdi_window_months")?,
            training_contract_until_its_end: flag("training_contract_until_its_end")?,
            validation_needs_evidence: flag("validation_needs_evidence")?,
            hours_deadline_day: number("hours_deadline_day")?,
            closing_needs_all_employments: flag("closing_needs_all_employments")?,
            partner_states_nil: flag("partner_states_nil")?,
            partner_validates: flag("partner_validates")?,
            labour_share: rate("labour_share")?,
            insertion_effort: rate("insertion_effort")?,
            hourly_labour_cost: Money::parse(&text("hourly_labour_cost")?)
                .map_err(|_| invalid("hourly_labour_cost"))?,
        })
    }
}

//! Questions about totals, and their answers.

use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::Dimension;
use crate::values::{Column, ColumnKind, Hours, Month, Sector};

/// Whose hours are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Those of the people whom the PLIE accompanies in the month.
    Plie,
    /// Everyone's.
    All,
}

/// Which statuses are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statuses {
    /// What counts.
    Validated,
    /// What waits.
    Submitted,
    /// All but drafts and rejected rows.
    Any,
}

/// Whether hours must count for the clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Only those that do.
    Yes,
    /// Only those that do not.
    No,
    /// All.
    Any,
}

/// A question about totals.
#[derive(Debug, Clone)]
pub struct Question {
    /// The first month.
    pub from: Month,
    /// The last month.
    pub to: Month,
    /// What to break down by, in this order.
    pub group_by: Vec<Dimension>,
    /// Whose hours.
    pub reach: Reach,
    /// Of which status.
    pub statuses: Statuses,
    /// Whether they must count.
    pub counted: Counted,
    /// Values that dimensions must have, as the API names them.
    pub filters: Vec<(Dimension, String)>,
}

impl Question {
    /// Whether it breaks down by the dimension or filters by it.
    pub(super) fn is_about(&self, dimension: Dimension) -> bool {
        self.group_by.contains(&dimension) || self.filters.iter().any(|(filter, _)| *filter == dimension)
    }

    /// Whether it is about the months of one calendar year, all of them and no others.
    pub(super) fn is_one_year(&self) -> bool {
        Month::new(self.from.year(), 1) == Some(self.from) && Month::new(self.from.year(), 12) == Some(self.to)
    }

    /// Whether it is one of those that are asked every day: of few shapes, so that their statements are kept.
    pub(super) fn is_usual(&self) -> bool {
        let impersonal = self.group_by.iter().all(|dimension| dimension.is_impersonal());
        self.statuses == Statuses::Validated
            && self.counted == Counted::Yes
            && self.filters.iter().all(|(dimension, _)| *dimension == Dimension::Sector)
            && (self.group_by.len() < 2 || impersonal && self.group_by.len() == 2)
    }
}

/// How many dimensions a question may break down by.
pub(super) const MOST_KEYS: usize = 4;

/// The values of the dimensions asked for, in their order, as the database has them.
pub type KeyList = Vec<Option<String>>;

/// What one row adds up to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RunningTotals {
    /// Hours worked.
    pub hours: Hours,
    /// Distinct persons with hours above zero.
    pub people: i64,
    /// Distinct employments with hours above zero.
    pub employments: i64,
}

/// Figures as they are shown.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Figures {
    /// Hours worked, exact.
    pub hours: Hours,
    /// Distinct persons with hours above zero; never a sum of rows. `null` where it is hidden.
    #[schema(required = true)]
    pub people: Option<i64>,
    /// Distinct employments with hours above zero. `null` where it is hidden.
    #[schema(required = true)]
    pub employments: Option<i64>,
    /// Full-time equivalents of a year: the hours divided by the setting in force at the end of the period.
    #[schema(value_type = String, example = "26.41")]
    pub fte: Decimal,
    /// Whether counts of persons are hidden; only there where they are.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub masked: bool,
}

/// A month of a sector, and whether it can still move.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MonthState {
    /// The month.
    pub month: Month,
    /// The sector.
    pub sector: Sector,
    /// Whether it is closed.
    pub closed: bool,
}

/// Which figures of the rows add up to the total.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Additive {
    /// Hours do.
    pub hours: bool,
    /// Persons do not: somebody may stand in several rows.
    pub people: bool,
}

/// The answer to a question about totals.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Answer {
    /// The question as it was understood.
    #[schema(value_type = HashMap<String, Value>, example = json!({ "from": "2023-01", "to": "2023-12", "scope": "plie" }))]
    pub filters: Map<String, Value>,
    /// What the rows are broken down by.
    #[schema(value_type = Vec<String>, example = json!(["sector"]))]
    pub group_by: Vec<&'static str>,
    /// Everything together.
    pub total: Figures,
    /// One row for each combination of values: the dimensions by name, then the figures. Where `masked` is true, counts are
    /// `null`; by what people are, hours and full-time equivalents too.
    #[schema(value_type = Vec<HashMap<String, Value>>, example = json!([{
        "sector": "BTP", "hours": "19784.11", "people": 33, "employments": 35, "fte": "12.31",
    }]))]
    pub rows: Vec<Map<String, Value>>,
    /// Which figures of the rows add up to the total.
    pub additive: Additive,
    /// By which rule it was counted.
    #[schema(example = "Heures validées et comptées pour la clause, des personnes accompagnées par le PLIE.")]
    pub rule: String,
    /// The months asked for, sector by sector.
    pub months: Vec<MonthState>,
    /// Whether a month asked for can still move.
    pub provisional: bool,
    /// Whether counts may be hidden from who asks: its table says in which lines they are.
    #[serde(skip)]
    pub masks: bool,
}

impl Answer {
    /// The columns of its table: the dimensions, each id with its name, then the figures, and for dashboards whether counts are hidden.
    pub fn columns(&self) -> Vec<Column> {
        let mut columns = Vec::new();
        for dimension in self.group_by.iter().filter_map(|name| Dimension::parse(name).ok()) {
            columns.push(Column::plain(dimension.name()));
            if dimension.is_id() {
                columns.push(Column { name: format!("{}_label", dimension.name()).into(), kind: ColumnKind::Other });
            }
        }
        columns.extend([Column::decimal("hours"), Column::plain("people")]);
        columns.extend([Column::plain("employments"), Column::decimal("fte")]);
        if self.masks {
            columns.push(Column::plain("masked"));
        }
        columns
    }

    /// The lines of its table: the rows, or the whole where nothing breaks it down.
    pub fn lines(&self) -> Vec<Value> {
        if self.group_by.is_empty() {
            return serde_json::to_value(&self.total).into_iter().collect();
        }
        self.rows.iter().cloned().map(Value::Object).collect()
    }
}

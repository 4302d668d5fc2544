//! Questions about totals and their answers.

use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::Dimension;
use crate::error::ProblemCode;
use crate::values::{Column, ColumnKind, Hours, InvalidValue, Month, Sector};

/// Whose hours a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Of the people whom the PLIE accompanies in the month.
    Plie,
    /// Everyone's.
    All,
}

impl Reach {
    /// The code in requests and answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Plie => "plie",
            Self::All => "all",
        }
    }

    /// Parses a code.
    ///
    /// # Errors
    /// `invalid_query`.
    pub fn parse(code: &str) -> Result<Self, InvalidValue> {
        match code {
            "plie" => Ok(Self::Plie),
            "all" => Ok(Self::All),
            _ => Err(InvalidValue::new(ProblemCode::InvalidQuery, "Attendu : plie ou all.")),
        }
    }
}

/// Which statuses a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statuses {
    /// Validated rows.
    Validated,
    /// Rows that wait for validation.
    Submitted,
    /// Both.
    Any,
}

/// Whether a question is about hours that count for the clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Hours that count.
    Yes,
    /// Hours that do not.
    No,
    /// Both.
    Any,
}

/// A question about totals.
#[derive(Debug, Clone)]
pub struct Question {
    /// The first month.
    pub from: Month,
    /// The last month.
    pub to: Month,
    /// The dimensions that break it down, in this order.
    pub group_by: Vec<Dimension>,
    /// Whose hours.
    pub reach: Reach,
    /// Of which status.
    pub statuses: Statuses,
    /// Whether they count for the clause.
    pub counted: Counted,
    /// The values that dimensions must have, as [`Dimension::parse_value`] returns them.
    pub filters: Vec<(Dimension, String)>,
}

impl Question {
    /// Whether it breaks down by the dimension or filters by it.
    pub(super) fn is_about(&self, dimension: Dimension) -> bool {
        self.group_by.contains(&dimension) || self.filters.iter().any(|(filter, _)| *filter == dimension)
    }

    /// Whether its period is one calendar year.
    pub(super) fn is_one_year(&self) -> bool {
        self.is_whole_years() && self.from.year() == self.to.year()
    }

    /// Whether its period is one calendar year or several.
    pub(super) fn is_whole_years(&self) -> bool {
        Month::new(self.from.year(), 1) == Some(self.from) && Month::new(self.to.year(), 12) == Some(self.to)
    }

    /// Whether it asks for the PLIE's people of one calendar year, or of several year by year.
    pub(super) fn is_plie_by_year(&self) -> bool {
        let is_by_year = self.group_by.contains(&Dimension::Year);
        self.reach == Reach::Plie && self.is_whole_years() && (is_by_year || self.is_one_year())
    }

    /// The months of its period that pass its filters by time.
    pub(super) fn months(&self) -> impl Iterator<Item = Month> {
        let passes = |month: Month| {
            self.filters.iter().all(|(by, value)| by.period_of(month).is_none_or(|period| period == *value))
        };
        let all = std::iter::successors(Some(self.from), |month| Some(month.next()));
        all.take_while(|month| *month <= self.to).filter(move |month| passes(*month))
    }

    /// The years of its period, each with the last month that it asks for.
    pub(super) fn years(&self) -> impl Iterator<Item = (i32, Month)> {
        let last = |year| Month::new(year, 12).map_or(self.to, |december| december.min(self.to));
        (self.from.year()..=self.to.year()).map(move |year| (year, last(year)))
    }

    /// Whether it has one of the few common shapes whose prepared statements are cached.
    pub(super) fn is_usual(&self) -> bool {
        let impersonal = self.group_by.iter().all(|dimension| dimension.dashboards().is_impersonal());
        self.statuses == Statuses::Validated
            && self.counted == Counted::Yes
            && self.filters.iter().all(|(dimension, _)| *dimension == Dimension::Sector)
            && (self.group_by.len() < 2 || impersonal && self.group_by.len() == 2)
            && (self.from.year() == self.to.year() || !self.group_by.contains(&Dimension::Year))
    }
}

/// The highest number of dimensions of a question.
pub(super) const MOST_KEYS: usize = 4;

/// The values of the question's dimensions, in their order, as the database has them.
pub type RowKey = Vec<Option<String>>;

/// The sums of one row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    /// Hours worked.
    pub hours: Hours,
    /// Distinct persons with hours above zero.
    pub people: usize,
    /// Distinct employments with hours above zero.
    pub employments: usize,
}

/// The figures of a row or of the whole.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Figures {
    /// Hours worked, exact.
    pub hours: Hours,
    /// Distinct persons with hours above zero; never a sum of rows. `null` where it is not given.
    #[schema(required = true)]
    pub people: Option<usize>,
    /// Distinct employments with hours above zero. `null` where it is not given.
    #[schema(required = true)]
    pub employments: Option<usize>,
    /// Full-time equivalents of a year: the hours divided by the setting in force at the end of the period; in rows by
    /// `year`, of that year.
    #[schema(value_type = String, example = "26.41")]
    pub fte: Decimal,
    /// Which figures are withheld; absent where all are given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub masked: Option<Masked>,
}

/// Why figures are withheld from a dashboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Masked {
    /// A row of the breakdown is of one to four people, or the whole of fewer than ten.
    Small,
    /// Counts: they are not given in answer to this question.
    NotGiven,
}

/// A month of a sector, and whether it can still change.
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
    /// Persons do not: one person may be in several rows.
    pub people: bool,
}

/// The answer to a question about totals.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Answer)]
pub struct TotalsAnswer {
    /// The question as the service understood it.
    #[schema(value_type = HashMap<String, Value>, example = json!({ "from": "2023-01", "to": "2023-12", "scope": "plie" }))]
    pub filters: Map<String, Value>,
    /// What the rows are broken down by.
    #[schema(value_type = Vec<String>, example = json!(["sector"]))]
    pub group_by: Vec<&'static str>,
    /// The whole.
    pub total: Figures,
    /// One row for each combination of values: the dimensions by name, then the figures. By `month`, `quarter` and `year`
    /// every one of the period has its row, by closed vocabularies every code; of zeros where there are no hours. Together
    /// they have all combinations if these are 500 rows at most; otherwise those of the periods with hours, if these are no
    /// more; otherwise those that have hours. Dashboards' counts by year have them all. Where `masked` is given,
    /// counts are `null`; in breakdowns by attributes of people, so are hours and full-time equivalents.
    #[schema(value_type = Vec<HashMap<String, Value>>, example = json!([{
        "sector": "BTP", "hours": "19784.11", "people": 33, "employments": 35, "fte": "12.31",
    }]))]
    pub rows: Vec<Map<String, Value>>,
    /// Which figures of the rows add up to the total.
    pub additive: Additive,
    /// The rule by which it was counted.
    #[schema(example = "Heures validées et comptées pour la clause, des personnes accompagnées par le PLIE.")]
    pub rule: String,
    /// The months of the question, by sector.
    pub months: Vec<MonthState>,
    /// Whether a month of the question can still change.
    pub provisional: bool,
    /// For dashboards: counts are rounded to a multiple of this. Absent where they are exact or not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 5, nullable = false)]
    pub counts_rounded_to: Option<usize>,
    /// Whether figures may be withheld from the caller: the CSV then has a column for it.
    #[serde(skip)]
    pub masks: bool,
}

impl TotalsAnswer {
    /// The columns of its CSV: the dimensions, each id with its label, the figures, and for dashboards `masked`.
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

    /// The lines of its CSV: the rows, or the whole of a question without dimensions.
    pub fn lines(&self) -> Vec<Value> {
        if self.group_by.is_empty() {
            return serde_json::to_value(&self.total).into_iter().collect();
        }
        self.rows.iter().cloned().map(Value::Object).collect()
    }
}

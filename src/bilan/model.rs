//! Types of a bilan.

use chrono::NaiveDate;
use serde::{Serialize, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::audit_chain::AuditHead;
use crate::error::serialize_french;
use crate::totals::MonthState;
use crate::values::Hours;

/// The bilan of a year.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Bilan {
    /// The year.
    #[schema(example = 2023)]
    pub year: i32,
    /// The scope: `plie`, the people whom the PLIE accompanies, or `all`.
    #[schema(example = "plie")]
    pub scope: &'static str,
    /// The day of the bilan: outcomes are those known on it.
    pub as_of: NaiveDate,
    /// The head of the audit chain: a stored bilan proves which events existed. That the end of the audit trail was cut off is
    /// found only with a head that was copied out, such as this one (`expect` of the verification).
    #[schema(required = true)]
    pub audit_head: Option<AuditHead>,
    /// The months of the year, by sector.
    pub months: Vec<MonthState>,
    /// Whether a month of the year can still change.
    pub provisional: bool,
    /// The tables.
    pub tables: Vec<Table>,
    /// For dashboards: counts and their shares are rounded to a multiple of this. Absent where they are exact.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 5, nullable = false)]
    pub counts_rounded_to: Option<usize>,
    /// Remarks on the figures; none for dashboards, as they are about few people.
    pub findings: Vec<Finding>,
}

/// A table of figures that are counted by one rule.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Table {
    /// Its key.
    #[schema(example = "hours")]
    pub key: &'static str,
    /// Its title, in French.
    #[schema(example = "Heures réalisées")]
    pub title: &'static str,
    /// The rule by which it was counted, in French.
    #[schema(example = "Heures réalisées validées et comptées pour la clause, des mois de l’année.")]
    #[serde(serialize_with = "serialize_french")]
    pub rule: &'static str,
    /// The figures.
    pub figures: Vec<Figure>,
}

/// One figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Figure {
    /// Its key, unique in the bilan.
    #[schema(example = "hours.by_sector.BTP")]
    pub key: String,
    /// Its label, in French.
    #[schema(example = "BTP")]
    pub label: String,
    /// The figure, and the numerator of its share; `null` if it is withheld.
    #[schema(value_type = FigureValue)]
    pub value: Value,
    /// The denominator of its share.
    pub denominator: Option<Denominator>,
    /// The share in percent, to one decimal; `null` without a denominator or if that is zero.
    #[schema(example = "46.6")]
    pub share: Option<String>,
    /// Whether the figure is withheld from a dashboard: its breakdown has a part of one to four; absent if not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub masked: bool,
}

/// The denominator of a share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Denominator {
    /// The key of the figure or sum of figures.
    #[schema(example = "hours.total")]
    pub figure: String,
    /// Its value.
    #[schema(value_type = FigureValue)]
    pub value: Value,
}

/// Hours, a count, or a withheld count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Hours, exact.
    Hours(Hours),
    /// A number of persons, referrals or exits.
    Count(usize),
    /// A count that is withheld.
    Hidden,
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Hours(hours) => hours.fmt(f),
            Self::Count(count) => count.fmt(f),
            Self::Hidden => Ok(()),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Hours(hours) => hours.serialize(serializer),
            Self::Count(count) => count.serialize(serializer),
            Self::Hidden => serializer.serialize_none(),
        }
    }
}

impl PartialSchema for Value {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::from_iter([Type::String, Type::Integer, Type::Null]))
            .description(Some("Hours as an exact decimal string, or a count; `null` where it is withheld."))
            .examples([serde_json::json!("19784.11")])
            .into()
    }
}

impl ToSchema for Value {
    fn name() -> std::borrow::Cow<'static, str> {
        std::borrow::Cow::Borrowed("FigureValue")
    }
}

/// Its schema name: utoipa treats a type called `Value` as any JSON.
type FigureValue = Value;

/// A remark on the figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = BilanFinding)]
pub struct Finding {
    /// The kind of remark.
    #[schema(example = "not_additive")]
    pub kind: &'static str,
    /// The key, or the prefix of the keys, of the figures.
    #[schema(example = "employees.total")]
    pub figure: String,
    /// The explanation, in French.
    #[schema(example = "Une personne qui a travaillé dans deux secteurs compte dans chacun, et une fois au total.")]
    #[serde(serialize_with = "serialize_french")]
    pub explanation: String,
}

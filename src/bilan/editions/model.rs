//! Types of editions and of what changed since.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::bilan::{Bilan, FigureValue, Reach};
use crate::error::{AppError, Result};
use crate::values::{Column, EditionId, Listed, Name, Resource, Versioned};

/// An edition to make.
#[derive(Debug, Clone)]
pub struct NewEdition {
    /// The year.
    pub year: i32,
    /// The people that it is about.
    pub reach: Reach,
    /// What it is called.
    pub title: Option<Name>,
}

/// A frozen bilan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Edition {
    /// The id.
    pub id: EditionId,
    /// The year.
    #[schema(example = 2023)]
    pub year: i32,
    /// The number among the editions of the year, from 1 on.
    #[schema(example = 1)]
    pub number: i32,
    /// The people: `plie` or `all`.
    #[schema(example = "plie")]
    pub scope: String,
    /// What it is called.
    #[schema(required = true, example = "Rapport annuel, version transmise")]
    pub title: Option<String>,
    /// Whether a month could still change when it was made.
    pub provisional: bool,
    /// SHA-256 of the bytes of `bilan`, in hexadecimal.
    #[schema(example = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae")]
    pub digest: String,
    /// The head of the audit chain that the bilan names; `null` if nothing was sealed yet.
    #[schema(required = true, example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub audit_head: Option<String>,
    /// The actor who made it.
    #[schema(example = "user:3")]
    pub made_by: String,
    /// When it was made (UTC).
    pub made_at: DateTime<Utc>,
    /// Always 1: an edition does not change.
    pub version: i64,
}

impl Edition {
    /// The people that it is about.
    pub fn reach(&self) -> Reach {
        Reach::parse(&self.scope).unwrap_or(Reach::Plie)
    }
}

impl Versioned for Edition {
    fn version(&self) -> i64 {
        self.version
    }
}

impl Resource for Edition {
    fn address(&self) -> Option<String> {
        Some(format!("/v1/bilans/{}/editions/{}", self.year, self.number))
    }

    fn resource_version(&self) -> Option<i64> {
        Some(self.version)
    }
}

impl Listed for Edition {
    const COLUMNS: &'static [Column] = &[
        Column::plain("id"),
        Column::plain("year"),
        Column::plain("number"),
        Column::plain("scope"),
        Column::plain("title"),
        Column::plain("provisional"),
        Column::plain("digest"),
        Column::plain("audit_head"),
        Column::plain("made_by"),
        Column::plain("made_at"),
        Column::plain("version"),
    ];

    fn position(&self) -> i64 {
        self.id.0
    }
}

/// An edition with its bilan.
#[derive(Debug, Serialize, ToSchema)]
pub struct FrozenEdition {
    /// The edition.
    #[serde(flatten)]
    pub edition: Edition,
    /// The bilan as it was, byte for byte.
    #[schema(value_type = Bilan)]
    pub bilan: Box<RawValue>,
}

impl FrozenEdition {
    /// The part of the bilan that is compared and shown.
    ///
    /// # Errors
    /// `internal` if it cannot be read.
    pub fn content(&self) -> Result<FrozenBilan> {
        serde_json::from_str(self.bilan.get()).map_err(AppError::internal)
    }
}

impl Versioned for FrozenEdition {
    fn version(&self) -> i64 {
        self.edition.version
    }
}

/// What became of the figures of an edition.
#[derive(Debug, Serialize, ToSchema)]
pub struct EditionChanges {
    /// The edition.
    pub edition: Edition,
    /// The day of the comparison.
    pub as_of: NaiveDate,
    /// How many figures were compared.
    #[schema(example = 312)]
    pub compared: usize,
    /// The figures that are others now, in the order of the bilan.
    pub changes: Vec<FigureChange>,
}

/// A figure that is another one now.
#[derive(Debug, Serialize, ToSchema)]
pub struct FigureChange {
    /// Its key.
    #[schema(example = "hours.by_sector.BTP")]
    pub figure: String,
    /// The title of its table, in French.
    #[schema(example = "Heures réalisées")]
    pub table: String,
    /// Its label, in French.
    #[schema(example = "BTP")]
    pub label: String,
    /// As it was; `null` if the line was not there.
    #[schema(required = true)]
    pub then: Option<StatedFigure>,
    /// As it is; `null` if the line is no longer there.
    #[schema(required = true)]
    pub now: Option<StatedFigure>,
    /// The number of people who add something else to it, or to what it is divided by.
    #[schema(example = 1)]
    pub people: usize,
    /// Of these, those for whom no event since can be the cause: the rule itself changed, or time passed.
    #[schema(example = 0)]
    pub people_without_cause: usize,
    /// The events since that can be the cause: those about these people and records that the figure rests on, and then,
    /// for people without such an event, those about records of nobody, such as a setting; each in their order.
    pub causes: Vec<Cause>,
    /// How many more there are.
    #[schema(example = 0)]
    pub more_causes: usize,
}

/// A figure as a bilan states it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct StatedFigure {
    /// Hours as an exact decimal string, a count, a quotient as a decimal string, or `null`.
    #[schema(value_type = FigureValue)]
    pub value: Value,
    /// Its share in percent.
    #[schema(required = true, example = "46.6")]
    pub share: Option<String>,
}

/// An event that changed a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Cause {
    /// The event of the audit trail.
    #[schema(example = 4211)]
    pub event: i64,
    /// When (UTC).
    pub at: DateTime<Utc>,
    /// The actor.
    #[schema(example = "user:3")]
    pub actor: String,
    /// The action.
    #[schema(example = "record")]
    pub action: String,
    /// The kind of subject.
    #[schema(example = "hours")]
    pub subject: String,
    /// The subject's id; 0 for several.
    #[schema(required = true, example = 42)]
    pub subject_id: Option<i64>,
}

/// The part of a stored bilan that is compared and shown.
#[derive(Debug, Deserialize)]
pub struct FrozenBilan {
    /// The tables.
    pub tables: Vec<FrozenTable>,
}

/// A table of a stored bilan.
#[derive(Debug, Deserialize)]
pub struct FrozenTable {
    /// Its key.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Its figures.
    pub figures: Vec<FrozenFigure>,
}

/// A figure of a stored bilan.
#[derive(Debug, Deserialize)]
pub struct FrozenFigure {
    /// Its key.
    pub key: String,
    /// Its label.
    pub label: String,
    /// The figure.
    pub value: Value,
    /// Its share.
    pub share: Option<String>,
    /// What is divided, if that is another figure.
    pub numerator: Option<FrozenPart>,
    /// By what it is divided.
    pub denominator: Option<FrozenPart>,
}

/// A numerator or denominator of a stored bilan.
#[derive(Debug, Deserialize)]
pub struct FrozenPart {
    /// The key of the figure or sum of figures.
    pub figure: String,
}

impl FrozenFigure {
    /// The figure and its share.
    pub fn stated(&self) -> StatedFigure {
        StatedFigure { value: self.value.clone(), share: self.share.clone() }
    }
}

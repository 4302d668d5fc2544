//! What the audit trail shows.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::values::{Column, Listed};

/// One thing that was done.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AuditEvent {
    /// Its id. Ids are given before a change is kept, so a lower one may appear later.
    #[schema(example = 42)]
    pub id: i64,
    /// When it was done (UTC).
    pub at: DateTime<Utc>,
    /// Who did it: a kind and a number, such as `key:3`, never a name.
    #[schema(example = "key:3")]
    pub actor: String,
    /// What was done: `create`, `update`, `delete`, `record` …
    #[schema(example = "update")]
    pub action: String,
    /// To what kind of thing.
    #[schema(example = "candidate")]
    pub subject: String,
    /// To which one; 0 where it was several.
    #[schema(required = true, example = 42)]
    pub subject_id: Option<i64>,
    /// The fields that changed.
    #[schema(example = json!(["last_name"]))]
    pub fields: Vec<String>,
    /// Values that are no personal data.
    pub values: Vec<AuditValue>,
    /// Personal values, as digests; in clear besides until they are erased.
    pub personal: Vec<PersonalValue>,
    /// Why, as somebody typed it; `null` if nothing was said or once it is erased.
    #[schema(required = true, example = "Feuille reçue en retard")]
    pub reason: Option<String>,
    /// The digest of the reason (HMAC-SHA-256), if there was one.
    #[schema(required = true, example = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae")]
    pub reason_digest: Option<String>,
    /// The request that it was done by, as in the log.
    #[schema(required = true, example = "0193f2b4a7c9")]
    pub request_id: Option<String>,
    /// Whether it stands in a block.
    pub sealed: bool,
    /// The block; `null` until it is sealed, about a second later.
    #[schema(required = true, example = 7)]
    pub block: Option<i64>,
}

/// A value that is no personal datum.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({ "field": "sector", "value": "BTP" }))]
pub struct AuditValue {
    /// The field.
    #[schema(example = "sector")]
    pub field: String,
    /// What it became.
    pub value: Value,
}

/// A personal value before and after.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({
    "field": "last_name",
    "before": "Durand",
    "after": "Morel",
    "before_digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "after_digest": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
}))]
pub struct PersonalValue {
    /// The field.
    #[schema(example = "last_name")]
    pub field: String,
    /// What it was; `null` if there was nothing or once it is erased.
    pub before: Value,
    /// What it became; `null` if there is nothing or once it is erased.
    pub after: Value,
    /// The digest of what it was (HMAC-SHA-256).
    #[schema(required = true, example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub before_digest: Option<String>,
    /// The digest of what it became (HMAC-SHA-256).
    #[schema(required = true, example = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae")]
    pub after_digest: Option<String>,
}

impl Listed for AuditEvent {
    const COLUMNS: &'static [Column] = &[
        Column::plain("id"),
        Column::plain("at"),
        Column::plain("actor"),
        Column::plain("action"),
        Column::plain("subject"),
        Column::plain("subject_id"),
        Column::plain("fields"),
        Column::plain("values"),
        Column::plain("personal"),
        Column::plain("reason"),
        Column::plain("reason_digest"),
        Column::plain("request_id"),
        Column::plain("sealed"),
        Column::plain("block"),
    ];

    fn position(&self) -> i64 {
        self.id
    }
}

/// Which events to list.
#[derive(Debug, Clone, Default)]
pub struct EventFilter {
    /// Only those about this kind of thing.
    pub subject: Option<String>,
    /// Only those about the one with this id.
    pub subject_id: Option<i64>,
    /// Only those by this actor.
    pub actor: Option<String>,
    /// Only those where this was done.
    pub action: Option<String>,
    /// Only those from this day on (UTC).
    pub from: Option<NaiveDate>,
    /// Only those up to this day, itself included (UTC).
    pub to: Option<NaiveDate>,
}

/// The latest block: its head proves all events up to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AuditHead {
    /// The block.
    #[schema(example = 7)]
    pub block: i64,
    /// Its head (SHA-256).
    #[schema(example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub head: String,
    /// When it was sealed (UTC).
    pub sealed_at: DateTime<Utc>,
}

/// What a verification of the whole trail found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Verification {
    /// Whether nothing is wrong.
    pub intact: bool,
    /// How many events are sealed.
    #[schema(example = 1200)]
    pub events: i64,
    /// In how many blocks.
    #[schema(example = 87)]
    pub blocks: i64,
    /// The latest head: copied elsewhere, it proves later that nothing up to here was rewritten.
    #[schema(example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub head: String,
    /// How many events are not sealed yet.
    #[schema(example = 0)]
    pub unsealed: i64,
    /// Whether the head asked for by `expect` is one of the chain's; `null` if none was.
    #[schema(required = true)]
    pub expected: Option<bool>,
    /// What is wrong, and where: the first hundred.
    pub faults: Vec<TrailFault>,
    /// How many things are wrong in all.
    #[schema(example = 0)]
    pub faults_total: usize,
    /// What is odd but may be honest: the first hundred.
    pub notes: Vec<TrailFault>,
}

/// Something wrong, or odd, in the trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TrailFault {
    /// What: `event_changed`, `event_removed`, `event_inserted`, `event_unsealed`, `personal_changed`, `block_removed`,
    /// `block_changed`, `chain_broken`, `head_unknown`; as a note `sealed_late`.
    #[schema(example = "event_changed")]
    pub kind: &'static str,
    /// The event.
    #[schema(required = true, example = 42)]
    pub event_id: Option<i64>,
    /// The block.
    #[schema(required = true, example = 7)]
    pub block: Option<i64>,
    /// What it means, in French.
    #[schema(example = "L'événement n'est plus celui qui a été scellé.")]
    pub detail: String,
}

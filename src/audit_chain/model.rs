//! Events as they are listed, heads, and results of verifications.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::values::{Column, Listed, Name, Resource};

/// An event of the audit trail.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AuditEvent {
    /// The id. Ids are assigned before the commit, so a lower one may appear later.
    #[schema(example = 42)]
    pub id: i64,
    /// The time of the change (UTC).
    pub at: DateTime<Utc>,
    /// The actor: a kind and a number, such as `key:3`, never a name.
    #[schema(example = "key:3")]
    pub actor: String,
    /// The action: `create`, `update`, `delete`, `record` …
    #[schema(example = "update")]
    pub action: String,
    /// The kind of subject.
    #[schema(example = "candidate")]
    pub subject: String,
    /// The subject's id; 0 for several.
    #[schema(required = true, example = 42)]
    pub subject_id: Option<i64>,
    /// The fields that changed.
    #[schema(example = json!(["last_name"]))]
    pub fields: Vec<String>,
    /// Values that are no personal data.
    pub values: Vec<AuditValue>,
    /// Personal values as digests, and in clear until they are erased.
    pub personal: Vec<PersonalValue>,
    /// The reason as typed; `null` without one or once it is erased.
    #[schema(required = true, example = "Feuille reçue en retard")]
    pub reason: Option<String>,
    /// The digest of the reason (HMAC-SHA-256), if there was one.
    #[schema(required = true, example = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae")]
    pub reason_digest: Option<String>,
    /// The id of the request, as in the log.
    #[schema(required = true, example = "0193f2b4a7c9")]
    pub request_id: Option<String>,
    /// Whether a block contains the event.
    pub sealed: bool,
    /// The block; `null` until the event is sealed, about a second later.
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
    /// The value after the change.
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
    /// The value before the change; `null` without one or once it is erased.
    pub before: Value,
    /// The value after the change; `null` without one or once it is erased.
    pub after: Value,
    /// The digest of the value before (HMAC-SHA-256).
    #[schema(required = true, example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub before_digest: Option<String>,
    /// The digest of the value after (HMAC-SHA-256).
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

/// The filter of a list of events.
#[derive(Debug, Clone, Default)]
pub struct EventFilter {
    /// The kind of subject.
    pub subject: Option<String>,
    /// The subject's id.
    pub subject_id: Option<i64>,
    /// The actor.
    pub actor: Option<String>,
    /// The action.
    pub action: Option<String>,
    /// The first moment.
    pub from: Option<DateTime<Utc>>,
    /// The moment at which it ends, no longer part of it.
    pub before: Option<DateTime<Utc>>,
}

/// The latest block; its head proves all events up to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AuditHead {
    /// The block.
    #[schema(example = 7)]
    pub block: i64,
    /// Its head (SHA-256).
    #[schema(example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub head: String,
    /// When the block was sealed (UTC).
    pub sealed_at: DateTime<Utc>,
}

/// What somebody noted of having copied a head to another place: an event of the audit trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct HeadCopy {
    /// The block.
    #[schema(example = 7)]
    pub block: i64,
    /// Its head (SHA-256).
    #[schema(example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub head: String,
    /// Where the copy is.
    #[schema(example = "Classeur de la direction, page 12")]
    pub place: String,
    /// Who noted it.
    #[schema(example = "user:3")]
    pub noted_by: String,
    /// When it was noted (UTC).
    pub noted_at: DateTime<Utc>,
}

impl Resource for HeadCopy {
    fn address(&self) -> Option<String> {
        Some("/v1/audit/head".to_owned())
    }
}

/// A copy to be noted.
#[derive(Debug, Clone)]
pub struct NewHeadCopy {
    /// The head.
    pub head: String,
    /// Where the copy is.
    pub place: Name,
}

/// A head should be copied out again after so many days.
pub const COPY_DAYS: i64 = 40;

/// That a head should be copied out: nobody noted a copy for [`COPY_DAYS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CopyDue {
    /// The days since the last copy, or since the first block without any.
    pub days: i64,
    /// Whether a copy was ever noted.
    pub is_first: bool,
}

/// How far the audit trail is sealed, and the last copy of a head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct HeadStanding {
    /// The latest block; `null` until the first event is sealed.
    #[schema(required = true)]
    pub latest: Option<AuditHead>,
    /// The copy noted last; `null` if none was.
    #[schema(required = true)]
    pub copy: Option<HeadCopy>,
}

/// The result of a verification of the whole audit trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Verification {
    /// Whether there is no fault.
    pub intact: bool,
    /// The number of sealed events.
    #[schema(example = 1200)]
    pub events: i64,
    /// The number of blocks.
    #[schema(example = 87)]
    pub blocks: i64,
    /// The latest head: stored elsewhere, it later proves that no earlier event was rewritten.
    #[schema(example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub head: String,
    /// The number of events that are not sealed yet.
    #[schema(example = 0)]
    pub unsealed: i64,
    /// How many records of each kind were compared with their last events, and rows of hours with their versions.
    pub records: Vec<VerifiedRecords>,
    /// Whether everything that was asked for was looked at.
    pub complete: bool,
    /// Where to go on (`from`), if the time ended before.
    #[schema(required = true, example = "hours_version:120000:1")]
    pub next: Option<String>,
    /// Whether the chain contains the head of `expect`; `null` without `expect`.
    #[schema(required = true)]
    pub expected: Option<bool>,
    /// The first hundred faults.
    pub faults: Vec<TrailFault>,
    /// The number of all faults.
    #[schema(example = 0)]
    pub faults_total: usize,
    /// The first hundred oddities that may have an honest cause.
    pub notes: Vec<TrailFault>,
}

/// How many records of a kind were compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct VerifiedRecords {
    /// The kind of record.
    #[schema(example = "lot")]
    pub record: String,
    /// How many.
    #[schema(example = 120)]
    pub number: i64,
}

/// A fault or an oddity of the audit trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TrailFault {
    /// The kind: `event_changed`, `event_removed`, `event_inserted`, `event_unsealed`, `personal_changed`,
    /// `block_removed`, `block_changed`, `chain_broken`, `head_unknown`; of records `record_changed`, `record_inserted`,
    /// `record_removed`, `made_changed`, `sealed_again`, `secret_removed`, `cell_changed`, `unreadable`, `data_version_low`; as a note `sealed_late`.
    #[schema(example = "event_changed")]
    pub kind: &'static str,
    /// The event.
    #[schema(required = true, example = 42)]
    pub event_id: Option<i64>,
    /// The block.
    #[schema(required = true, example = 7)]
    pub block: Option<i64>,
    /// The kind of record.
    #[schema(required = true, example = "lot")]
    pub record: Option<String>,
    /// The record's number: its id; of `hours_version` that of the cell.
    #[schema(required = true, example = 12)]
    pub record_id: Option<i64>,
    /// The version, of `hours_version`.
    #[schema(required = true, example = 2)]
    pub part: Option<i64>,
    /// An explanation, in French.
    #[schema(example = "L’événement n’est plus celui qui a été scellé.")]
    pub detail: String,
}

//! Which tables carry facts, and as which records they are sealed. `docs/operate/audit-records.md` documents the form for
//! programs of others, and a test compares the list with the tables of the database: a new table belongs here, or among
//! those that carry no facts.

mod contracts;
mod hours;
mod kind;
mod people;
mod reference;
mod work;

pub use self::contracts::{
    ATTESTATION, HOURS_DUE, LOT, LOT_COMMENT, LOT_EVIDENCE, MONTH_OF_SECTOR, NIL_STATEMENT, PUBLIC_CONTRACT, REMINDER,
};
pub use self::hours::{CLOSED_HOURS, HOURS_BATCH, HOURS_REFERENCES, HOURS_VERSION};
pub use self::kind::{Column, Form, Kind, Table};
pub use self::people::{CANDIDATE, ELIGIBILITY_WINDOW, MERGED_CANDIDATE, PARTICIPANT_LINK, PLIE_PERIOD, WAIVER};
pub use self::reference::{
    API_KEY, BILAN_EDITION, BUYER_ACCOUNT_LINK, COMMUNE, MERGED_ORGANISATION, NEIGHBOURHOOD, ORGANISATION, SETTING,
    USER, WITHDRAWAL,
};
pub use self::work::{EMPLOYMENT, POSITIVE_EXIT, REFERRAL};

impl Kind {
    /// The kind of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        KINDS.iter().copied().find(|kind| kind.name == name)
    }
}

/// Every kind of record.
pub static KINDS: &[&Kind] = &[
    &COMMUNE,
    &NEIGHBOURHOOD,
    &SETTING,
    &ORGANISATION,
    &MERGED_ORGANISATION,
    &API_KEY,
    &USER,
    &PUBLIC_CONTRACT,
    &LOT,
    &HOURS_DUE,
    &LOT_EVIDENCE,
    &NIL_STATEMENT,
    &MONTH_OF_SECTOR,
    &REMINDER,
    &CANDIDATE,
    &MERGED_CANDIDATE,
    &PLIE_PERIOD,
    &PARTICIPANT_LINK,
    &WAIVER,
    &ELIGIBILITY_WINDOW,
    &REFERRAL,
    &POSITIVE_EXIT,
    &EMPLOYMENT,
    &WITHDRAWAL,
    &BILAN_EDITION,
    &LOT_COMMENT,
    &BUYER_ACCOUNT_LINK,
    &ATTESTATION,
    &HOURS_VERSION,
    &CLOSED_HOURS,
    &HOURS_REFERENCES,
    &HOURS_BATCH,
];

/// Tables that carry no facts, each with the reason.
pub const WITHOUT_FACTS: &[(&str, &str)] = &[
    ("reads", "a register of its own, which no figure rests on"),
    ("audit_events", "sealed in blocks"),
    ("audit_personal", "compared with the events' digests"),
    ("audit_records", "sealed with their events"),
    ("audit_adoption", "how far older records are sealed"),
    ("audit_seals", "the chain"),
    ("audit_sealed", "the chain"),
    ("deliveries", "the outbox, made from the facts"),
    ("findings", "made from the facts, again and again"),
    ("idempotent_answers", "answers that are forgotten after a while"),
    ("change_origin", "where marks of `changed_since` were made"),
    ("__diesel_schema_migrations", "which migrations ran"),
    ("candidate_facts", "kept by triggers, and compared with the tables that they follow from"),
    ("data_version", "compared with the number of events"),
    ("user_links", "one-time links, which end by themselves"),
    ("user_places", "browsers from which an account signed in"),
    ("sessions", "sessions, which end by themselves"),
];

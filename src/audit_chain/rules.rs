//! The digests of events and blocks. Every part is prefixed with its length, so that different events never hash the
//! same bytes.

use chrono::NaiveDateTime;

use crate::values::DigestParts;

/// The head before the first block.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The greatest number of events in a block.
pub(super) const MOST: usize = 1_000;

/// An event as it is sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StoredEvent {
    pub id: i64,
    pub at: NaiveDateTime,
    pub actor: String,
    pub action: String,
    pub subject: String,
    pub subject_id: Option<i64>,
    pub changes: String,
    pub request_id: Option<String>,
    pub digests: Option<String>,
    /// The digest of the records that it made.
    pub made: Option<String>,
}

/// A stored block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seal {
    pub block: i64,
    pub events: i64,
    pub previous: String,
    pub head: String,
    pub sealed_at: NaiveDateTime,
}

/// The digest of an event, as 64 hexadecimal digits.
pub(super) fn event_digest(event: &StoredEvent) -> String {
    // Events from before records were sealed keep their digests.
    let form = if event.made.is_some() { "clauses audit event 2" } else { "clauses audit event 1" };
    let mut parts = DigestParts::begin(form);
    parts.number(event.id);
    parts.number(event.at.and_utc().timestamp_micros());
    parts.text(Some(&event.actor));
    parts.text(Some(&event.action));
    parts.text(Some(&event.subject));
    parts.text(event.subject_id.map(|id| id.to_string()).as_deref());
    parts.text(Some(&event.changes));
    parts.text(event.request_id.as_deref());
    parts.text(event.digests.as_deref());
    if let Some(made) = &event.made {
        parts.text(Some(made));
    }
    hex(parts.end())
}

/// The head of a block: a digest of the previous head, the block's number and time, and its events' digests in the
/// order of their ids.
pub(super) fn block_head<'a>(
    previous: &str,
    block: i64,
    sealed_at: NaiveDateTime,
    digests: impl IntoIterator<Item = &'a str>,
) -> String {
    let mut parts = DigestParts::begin("clauses audit block 1");
    parts.text(Some(previous));
    parts.number(block);
    parts.number(sealed_at.and_utc().timestamp_micros());
    digests.into_iter().for_each(|digest| parts.text(Some(digest)));
    hex(parts.end())
}

fn hex(digest: [u8; 32]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> StoredEvent {
        StoredEvent {
            id: 7,
            at: "2024-03-15T09:00:00.000001".parse().unwrap(),
            actor: "key:1".to_owned(),
            action: "update".to_owned(),
            subject: "lot".to_owned(),
            subject_id: Some(3),
            changes: "{}".to_owned(),
            request_id: None,
            digests: None,
            made: None,
        }
    }

    #[test]
    fn every_part_of_an_event_is_sealed() {
        let text = |text: &str| text.to_owned();
        let changed = [
            StoredEvent { id: 8, ..event() },
            StoredEvent { at: "2024-03-15T09:00:00.000002".parse().unwrap(), ..event() },
            StoredEvent { actor: text("key:2"), ..event() },
            StoredEvent { action: text("create"), ..event() },
            StoredEvent { subject: text("lots"), ..event() },
            StoredEvent { subject_id: None, ..event() },
            StoredEvent { changes: text("{ }"), ..event() },
            StoredEvent { request_id: Some(String::new()), ..event() },
            StoredEvent { digests: Some(String::new()), ..event() },
            StoredEvent { made: Some(String::new()), ..event() },
            // A character that moves from one field to the next changes the digest.
            StoredEvent { action: text("updatel"), subject: text("ot"), ..event() },
        ];
        let mut digests: Vec<String> = changed.iter().chain([&event()]).map(event_digest).collect();
        digests.sort_unstable();
        digests.dedup();
        assert_eq!(digests.len(), changed.len() + 1);
        assert!(digests.iter().all(|digest| digest.len() == 64));
    }

    #[test]
    fn a_head_depends_on_all_that_it_is_made_of() {
        let (at, later) = ("2024-03-15T09:00:00".parse().unwrap(), "2024-03-15T09:00:01".parse().unwrap());
        let heads = [
            block_head(GENESIS, 1, at, ["a", "b"]),
            block_head("another", 1, at, ["a", "b"]),
            block_head(GENESIS, 2, at, ["a", "b"]),
            block_head(GENESIS, 1, later, ["a", "b"]),
            block_head(GENESIS, 1, at, ["b", "a"]),
            block_head(GENESIS, 1, at, ["a"]),
            block_head(GENESIS, 1, at, ["ab"]),
        ];
        for (at, head) in heads.iter().enumerate() {
            assert!(!heads[at + 1..].contains(head), "{at}");
        }
    }
}

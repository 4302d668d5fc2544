//! The register of reads in the database, as it is written.

use chrono::NaiveDateTime;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamp};

use super::Reading;
use crate::db::{WriteTx, bulk, insert};
use crate::error::Result;
use crate::values::CandidateId;

bulk! {
    /// Somebody's reading.
    struct Row<'a> in Rows of "reads" {
        at: NaiveDateTime as Timestamp,
        actor: &'a str as Text,
        what: &'a str as Text,
        candidate_id: Option<CandidateId> as Nullable<BigInt>,
        request_id: Option<&'a str> as Nullable<Text>,
    }
}

/// Appends readings, whoever's they are: this is nobody's request and has no scope.
pub(super) fn append(tx: &mut WriteTx<'_, ()>, readings: &[Reading]) -> Result<()> {
    let rows: Rows<'_> = readings
        .iter()
        .map(|reading| Row {
            at: reading.at,
            actor: &reading.actor,
            what: reading.what,
            candidate_id: reading.person,
            request_id: reading.request_id.as_deref(),
        })
        .collect();
    insert(tx.conn(), &rows)
}

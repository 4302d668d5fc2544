//! Appends to the read log.

use chrono::NaiveDateTime;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamp};

use super::Read;
use crate::db::{WriteTx, bulk, insert};
use crate::error::Result;
use crate::values::CandidateId;

bulk! {
    /// A read as it is stored.
    struct ReadRow<'a> in ReadRows of "reads" {
        at: NaiveDateTime as Timestamp,
        actor: &'a str as Text,
        what: &'a str as Text,
        candidate_id: Option<CandidateId> as Nullable<BigInt>,
        request_id: Option<&'a str> as Nullable<Text>,
    }
}

/// Appends reads of all callers. A background job: no request, so no scope.
pub(super) fn append(tx: &mut WriteTx<'_, ()>, reads: &[Read]) -> Result<()> {
    let rows: ReadRows<'_> = reads
        .iter()
        .map(|read| ReadRow {
            at: read.at,
            actor: &read.actor,
            what: read.what,
            candidate_id: read.person,
            request_id: read.request_id.as_deref(),
        })
        .collect();
    insert(tx.conn(), &rows)
}

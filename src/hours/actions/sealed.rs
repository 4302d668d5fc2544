//! A version of a cell as its audit event seals it, from the values that are written: batches are too large to be read
//! back.

use chrono::NaiveDateTime;

use crate::audit::records::{HOURS_VERSION, Row, SealedRecord, moment};
use crate::error::Result;
use crate::hours::CellKey;
use crate::hours::rules::Change;
use crate::values::HoursId;

/// Who records versions, and when.
pub(super) struct Recorder<'a> {
    pub actor: &'a str,
    pub now: NaiveDateTime,
}

/// Seals a version, with its values in the order of the sealed columns.
pub(super) fn sealed(key: &CellKey, id: HoursId, change: &Change, by: &Recorder<'_>) -> Result<SealedRecord> {
    let stated = &change.stated;
    let evidence = stated.evidence.as_ref();
    let values = vec![
        Some(key.employment.0.to_string()),
        Some(key.lot.0.to_string()),
        Some(i64::from(key.month).to_string()),
        Some(stated.worked.hundredths().to_string()),
        Some(stated.training.hundredths().to_string()),
        Some(stated.status.as_str().to_owned()),
        Some(stated.source.clone()),
        evidence.map(|evidence| evidence.kind.as_str().to_owned()),
        evidence.map(|evidence| evidence.reference.to_string()),
        evidence.and_then(|evidence| evidence.dated_on).map(|day| day.to_string()),
        change.reason.as_ref().map(ToString::to_string),
        Some(by.actor.to_owned()),
        Some(moment(by.now)),
    ];
    let person = Some(change.snapshot.candidate.0);
    SealedRecord::new(&HOURS_VERSION, (id.0, change.version), person, &[Row { table: 0, values }])
}

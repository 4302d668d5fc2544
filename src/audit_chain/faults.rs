//! The faults that a verification finds.

use super::model::TrailFault;
use crate::error::french;

/// How many faults are listed.
pub(super) const LISTED: usize = 100;

/// The first faults, and the number of all.
#[derive(Default)]
pub(super) struct Faults {
    pub listed: Vec<TrailFault>,
    pub total: usize,
}

impl Faults {
    /// Adds a fault of an event or block.
    pub fn of_chain(&mut self, kind: &'static str, event_id: Option<i64>, block: Option<i64>, detail: &str) {
        self.push(TrailFault {
            kind,
            event_id,
            block,
            record: None,
            record_id: None,
            part: None,
            detail: french(detail),
        });
    }

    /// Adds a fault of a record, with the event that speaks of it.
    pub fn of_record(
        &mut self,
        kind: &'static str,
        (record, id, part): (&str, i64, i64),
        event_id: Option<i64>,
        detail: &str,
    ) {
        let (record, record_id, part) = (Some(record.to_owned()), Some(id), Some(part).filter(|part| *part > 0));
        self.push(TrailFault { kind, event_id, block: None, record, record_id, part, detail: french(detail) });
    }

    /// Adds faults that are not listed.
    pub fn unlisted(&mut self, number: usize) {
        self.total = self.total.saturating_add(number);
    }

    fn push(&mut self, fault: TrailFault) {
        self.total = self.total.saturating_add(1);
        if self.listed.len() < LISTED {
            self.listed.push(fault);
        }
    }
}

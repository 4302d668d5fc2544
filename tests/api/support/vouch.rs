//! After each test whose changes all went through the program, the audit trail must vouch for every record.

use std::collections::HashMap;
use std::time::Duration;

use clauses::access::{ReadAudit, VerifyAudit};
use clauses::app::Application;
use clauses::audit_chain::{self, EventFilter, Question};
use clauses::db;

use super::app::{NOW, config, time};

/// No action left a record without an event, beside those that are `in_every` database, and each record is what its last event
/// left.
pub fn vouch(url: &str, in_every: &HashMap<String, i64>) {
    let forgotten = sealed_as_found(url).into_iter();
    let forgotten: Vec<_> =
        forgotten.filter(|(kind, number)| in_every.get(kind).is_none_or(|known| number > known)).collect();
    assert!(forgotten.is_empty(), "an action wrote records that no event seals: {forgotten:?}");
    let operator = Application::build(&config(url, time(NOW))).operator::<VerifyAudit>().unwrap();
    let found = audit_chain::verify(&operator, &Question::default()).unwrap();
    // Without a service nobody seals, and tests travel in time.
    let faults = found.faults.iter().filter(|fault| !["event_unsealed", "event_inserted"].contains(&fault.kind));
    let faults: Vec<_> = faults.collect();
    assert!(faults.is_empty(), "the audit trail does not vouch for what the test wrote: {faults:#?}");
}

/// Seals the records of a database that no event speaks of, and counts those of each kind.
pub fn sealed_as_found(url: &str) -> HashMap<String, i64> {
    let application = Application::build(&config(url, time(NOW)));
    let operator = application.operator::<VerifyAudit>().unwrap();
    audit_chain::seal_as_found(&db::Db::open(&config(url, time(NOW))), &operator, Duration::MAX).unwrap();
    let filter = EventFilter { action: Some("seal_as_found".to_owned()), ..EventFilter::default() };
    let events = audit_chain::list(&application.operator::<ReadAudit>().unwrap(), &filter, 0, 10_000).unwrap();
    let mut found = HashMap::new();
    for event in events {
        let value = |field: &str| event.values.iter().find(|value| value.field == field).map(|value| &value.value);
        if let Some((record, number)) = value("record").zip(value("records")) {
            *found.entry(record.as_str().unwrap().to_owned()).or_insert(0) += number.as_i64().unwrap();
        }
    }
    found
}

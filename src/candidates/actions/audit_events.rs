//! What the audit says of a change to a person's record.

use serde_json::{Value, json};

use crate::audit::Event;
use crate::candidates::Candidate;

/// The audit event of a change. Every value of a person's record is personal.
pub(super) fn audit_event(action: &'static str, before: Option<&Candidate>, after: &Candidate) -> Event {
    changed(Event::new(action, "candidate", after.id.0), before, after)
}

/// The event with what changed in the record.
pub(in crate::candidates) fn changed(event: Event, before: Option<&Candidate>, after: &Candidate) -> Event {
    event
        .about(after.id)
        .personal("last_name", before.map(|person| &person.last_name), &after.last_name)
        .personal("first_name", before.map(|person| &person.first_name), &after.first_name)
        .personal("birth_date", before.map(|person| &person.birth_date), &after.birth_date)
        .personal("sex", before.map(|person| &person.sex), &after.sex)
        .personal("qualification_level", before.map(|one| &one.qualification_level), &after.qualification_level)
        .personal("contact", before.map(|person| &person.contact), &after.contact)
        .personal("informed_on", before.map(|person| &person.informed_on), &after.informed_on)
        .personal(
            "right_to_work_checked_on",
            before.map(|person| &person.right_to_work_checked_on),
            &after.right_to_work_checked_on,
        )
        .personal("external_ref", before.map(|person| &person.external_ref), &after.external_ref)
        .personal("addresses", before.map(|person| &person.addresses), &after.addresses)
        .personal("eligibility", before.map(|person| &person.eligibility), &after.eligibility)
}

/// Every value of the record, with its lists, for an event after which it is gone.
pub(in crate::candidates) fn whole(person: &Candidate) -> Value {
    json!({
        "last_name": person.last_name,
        "first_name": person.first_name,
        "birth_date": person.birth_date,
        "sex": person.sex,
        "qualification_level": person.qualification_level,
        "contact": person.contact,
        "informed_on": person.informed_on,
        "right_to_work_checked_on": person.right_to_work_checked_on,
        "external_ref": person.external_ref,
        "addresses": person.addresses,
        "eligibility": person.eligibility,
    })
}

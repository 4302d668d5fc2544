//! A record as the tables have it beside what its last event says. Pure.

use std::collections::HashMap;

use crate::audit::records::{Kind, SealedRecord, StoredRecord, digest, has_personal, personal_digest};
use crate::error::Result;

/// What is wrong with a record: the kind of fault, and what was found, in French.
pub(super) type Finding = (&'static str, &'static str);

/// Compares a record with the last digest of it. `erased` has the people whose personal values were erased, whose secrets
/// are gone, with the events of it.
pub(super) fn compare(
    kind: &Kind,
    stored: &StoredRecord,
    (event, sealed): (i64, &SealedRecord),
    erased: &HashMap<i64, i64>,
) -> Result<Option<Finding>> {
    let Some(expected) = sealed.digest else {
        return Ok(Some(("record_inserted", "L’enregistrement a été supprimé et se trouve de nouveau là.")));
    };
    let changed = Some(("record_changed", "L’enregistrement n’est pas celui que son dernier événement a laissé."));
    if digest(kind, (stored.id, stored.part), &stored.rows, sealed.personal.as_ref()) != expected {
        return Ok(changed);
    }
    match (&sealed.personal, &sealed.secret) {
        (None, _) => Ok(changed.filter(|_| has_personal(kind, &stored.rows))),
        (Some(personal), Some(secret)) => {
            Ok(changed.filter(|_| personal_digest(secret, kind, &stored.rows).ok().as_ref() != Some(personal)))
        }
        (Some(_), None) => {
            let is_erased = sealed.person.and_then(|person| erased.get(&person)).is_some_and(|erased| *erased >= event);
            let missing = "Le secret qui prouve les valeurs personnelles manque, et personne ne les a effacées.";
            Ok((!is_erased).then_some(("secret_removed", missing)))
        }
    }
}

//! `/journal`: what the page shows.

use std::collections::HashMap;

use askama::Template;
use chrono::NaiveDate;

use super::super::shell::Shell;
use super::super::view::FieldErrors;
use super::address::{Address, MOST, of_actor, of_subject};
use super::words::{self, ACTIONS, SUBJECTS};
use crate::audit_chain::{AuditEvent, COPY_DAYS, HeadStanding, PersonalValue};
use crate::error::AppError;
use crate::values::{day_in_france, moment_in_table, moment_in_words};

/// A code of a list, its words, and whether it is chosen.
type Choice = (String, String, bool);

/// A value of an event.
struct ValueRow {
    field: String,
    text: String,
    /// The value before, of a personal datum.
    before: Option<String>,
    /// Whether the value was erased, and only its digest is left.
    is_erased: bool,
}

/// An event.
struct EventRow {
    id: i64,
    at: String,
    action: String,
    subject: String,
    subject_id: Option<i64>,
    /// The page of the subject, and all its events.
    page: Option<String>,
    events: Option<String>,
    actor: String,
    actor_code: String,
    of_actor: String,
    values: Vec<ValueRow>,
    reason: Option<String>,
    is_sealed: bool,
}

/// The head of the chain, with its last copy.
struct Head {
    block: i64,
    head: String,
    sealed_at: String,
    /// When, by whom and where it was last copied.
    copy: Option<(String, String, String)>,
    /// The days since then; none if it never was.
    days: Option<i64>,
    is_due: bool,
}

#[derive(Template)]
#[template(path = "journal.html", config = "src/pages/askama.toml")]
pub(super) struct JournalPage {
    shell: Shell,
    address: Address,
    is_filtered: bool,
    subjects: Vec<Choice>,
    actions: Vec<Choice>,
    events: Vec<EventRow>,
    first: Option<String>,
    next: Option<String>,
    head: Option<Head>,
    key: String,
    place: String,
    is_noted: bool,
    field_errors: FieldErrors,
}

/// What the database says.
pub(super) struct Facts {
    pub events: Vec<AuditEvent>,
    pub standing: HeadStanding,
    pub names: HashMap<String, String>,
    pub today: NaiveDate,
}

/// The form of a copy: its key, what was typed, and its refusal.
pub(super) struct CopyForm<'a> {
    pub key: String,
    pub place: String,
    pub error: Option<&'a AppError>,
}

impl JournalPage {
    pub fn new(shell: Shell, address: &Address, facts: Facts, form: CopyForm<'_>) -> Self {
        let most = usize::try_from(MOST).unwrap_or(usize::MAX);
        let events: Vec<EventRow> = facts.events.iter().take(most).map(|event| row(event, &facts.names)).collect();
        let next = events.last().filter(|_| facts.events.len() > most).map(|last| address.page(Some(last.id)));
        Self {
            is_filtered: address.is_filtered(),
            subjects: choices(SUBJECTS, address.sujet.as_deref()),
            actions: choices(ACTIONS, address.action.as_deref()),
            first: address.is_later_page().then(|| address.page(None)),
            next,
            events,
            head: head(&facts.standing, &facts.names, facts.today),
            key: form.key,
            place: form.place,
            is_noted: address.fait.as_deref() == Some("copie"),
            field_errors: form.error.map(FieldErrors::of).unwrap_or_default().beside(&["/place"]),
            address: address.clone(),
            shell,
        }
    }

    /// A field of the address as it was typed.
    fn typed<'a>(&self, field: &'a Option<String>) -> &'a str {
        field.as_deref().unwrap_or_default()
    }
}

/// The list, with a code that is in the address although it is not listed.
fn choices(table: &[(&str, &str)], chosen: Option<&str>) -> Vec<Choice> {
    let listed = table.iter().map(|(code, word)| ((*code).to_owned(), (*word).to_owned(), chosen == Some(*code)));
    let other = chosen.filter(|code| !code.is_empty() && !table.iter().any(|(known, _)| known == code));
    let mut choices: Vec<Choice> = listed.chain(other.map(|code| (code.to_owned(), code.to_owned(), true))).collect();
    choices.sort_by_cached_key(|(_, word, _)| crate::values::french_order(word));
    choices
}

fn name_of(names: &HashMap<String, String>, actor: &str) -> String {
    match (names.get(actor), actor) {
        (Some(name), _) => name.clone(),
        (None, "operator") => "la ligne de commande".to_owned(),
        (None, "plie") => "le PLIE".to_owned(),
        (None, other) => other.to_owned(),
    }
}

fn row(event: &AuditEvent, names: &HashMap<String, String>) -> EventRow {
    let id = event.subject_id.filter(|id| *id > 0);
    let plain = event.values.iter().map(|value| ValueRow {
        field: words::field(&value.field).to_owned(),
        text: words::value(&value.value),
        before: None,
        is_erased: false,
    });
    EventRow {
        id: event.id,
        at: moment_in_table(event.at),
        action: words::action(&event.action).to_owned(),
        subject: words::subject(&event.subject).to_owned(),
        subject_id: id,
        page: id.and_then(|id| words::page_of(&event.subject, id)),
        events: id.map(|id| of_subject(&event.subject, id)),
        actor: name_of(names, &event.actor),
        actor_code: event.actor.clone(),
        of_actor: of_actor(&event.actor),
        values: plain.chain(event.personal.iter().map(personal)).collect(),
        reason: event.reason.clone(),
        is_sealed: event.sealed,
    }
}

fn personal(value: &PersonalValue) -> ValueRow {
    let was = |value: &serde_json::Value, digest: &Option<String>| value.is_null() && digest.is_some();
    ValueRow {
        field: words::field(&value.field).to_owned(),
        text: words::value(&value.after),
        before: Some(words::value(&value.before)).filter(|_| value.before_digest.is_some()),
        is_erased: was(&value.after, &value.after_digest) || was(&value.before, &value.before_digest),
    }
}

fn head(standing: &HeadStanding, names: &HashMap<String, String>, today: NaiveDate) -> Option<Head> {
    let latest = standing.latest.as_ref()?;
    let days = standing.copy.as_ref().map(|copy| (today - day_in_france(copy.noted_at)).num_days());
    Some(Head {
        block: latest.block,
        head: latest.head.clone(),
        sealed_at: moment_in_words(latest.sealed_at),
        copy: standing
            .copy
            .as_ref()
            .map(|copy| (moment_in_words(copy.noted_at), name_of(names, &copy.noted_by), copy.place.clone())),
        days,
        is_due: days.is_none_or(|days| days >= COPY_DAYS),
    })
}

//! `/journal`: what the page shows.

use std::collections::HashMap;

use askama::Template;
use chrono::NaiveDate;

use super::super::form_errors::{FormErrors, FormField};
use super::super::listing::{Choice, Later};
use super::super::shell::Shell;
use super::address::Address;
use super::values::said;
use super::words::{self, ACTIONS, SUBJECTS};
use crate::audit_chain::{AuditEvent, COPY_DAYS, HeadStanding, PersonalValue};
use crate::error::AppError;
use crate::values::{day_in_france, moment_in_table, moment_in_words};

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

/// The field of the form that notes a copy.
const COPY_FIELDS: &[FormField] = &[("/place", "lieu", "Lieu de la copie")];

#[derive(Template)]
#[template(path = "journal.html", config = "src/pages/askama.toml")]
pub(super) struct JournalPage {
    shell: Shell,
    address: Address,
    is_filtered: bool,
    subjects: Vec<Choice>,
    actions: Vec<Choice>,
    events: Vec<EventRow>,
    pages: Later,
    head: Option<Head>,
    key: String,
    place: String,
    is_noted: bool,
    field_errors: FormErrors,
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
    pub fn new(shell: Shell, address: &Address, mut facts: Facts, form: CopyForm<'_>) -> Self {
        let of = |before| address.page(before);
        Self {
            is_filtered: address.is_filtered(),
            subjects: choices(SUBJECTS, address.sujet.text()),
            actions: choices(ACTIONS, address.action.text()),
            pages: Later::cut(&mut facts.events, address.is_latest(), |event| event.id, of),
            events: facts.events.iter().map(|event| row(event, &facts.names, &shell)).collect(),
            head: head(&facts.standing, &facts.names, facts.today),
            key: form.key,
            place: form.place,
            is_noted: address.fait.text() == "copie",
            field_errors: FormErrors::of(form.error, COPY_FIELDS),
            address: address.clone(),
            shell,
        }
    }
}

/// The list, with a code that is in the address although it is not listed.
fn choices(table: &[(&str, &str)], chosen: &str) -> Vec<Choice> {
    let other = Some(chosen).filter(|code| !code.is_empty() && !table.iter().any(|(known, _)| known == code));
    let known = table.iter().copied().chain(other.map(|code| (code, code)));
    let mut choices = Choice::named(known.map(|(code, word)| (code.to_owned(), word.to_owned())), chosen);
    choices.sort_by_cached_key(|choice| crate::values::french_order(choice.label.as_str()));
    choices
}

/// The name of an actor.
pub fn name_of(names: &HashMap<String, String>, actor: &str) -> String {
    match (names.get(actor), actor) {
        (Some(name), _) => name.clone(),
        (None, "operator") => "la ligne de commande".to_owned(),
        (None, "plie") => "le PLIE".to_owned(),
        (None, other) => other.to_owned(),
    }
}

fn row(event: &AuditEvent, names: &HashMap<String, String>, shell: &Shell) -> EventRow {
    let id = event.subject_id.filter(|id| *id > 0);
    let plain = event.values.iter().map(|value| ValueRow {
        field: words::field(&value.field).to_owned(),
        text: said(&value.field, &value.value),
        before: None,
        is_erased: false,
    });
    EventRow {
        id: event.id,
        at: moment_in_table(event.at),
        action: words::action(&event.action).to_owned(),
        subject: words::subject(&event.subject).to_owned(),
        subject_id: id,
        page: id
            .and_then(|id| words::page_of(&event.subject, id))
            .filter(|(place, _)| shell.opens(*place))
            .map(|(_, page)| page),
        events: id.map(|id| Address::of_subject(&event.subject, id)),
        actor: name_of(names, &event.actor),
        actor_code: event.actor.clone(),
        of_actor: Address::of_actor(&event.actor),
        values: plain.chain(event.personal.iter().map(personal)).collect(),
        reason: event.reason.clone(),
        is_sealed: event.sealed,
    }
}

fn personal(value: &PersonalValue) -> ValueRow {
    let was = |value: &serde_json::Value, digest: &Option<String>| value.is_null() && digest.is_some();
    ValueRow {
        field: words::field(&value.field).to_owned(),
        text: said(&value.field, &value.after),
        before: Some(said(&value.field, &value.before)).filter(|_| value.before_digest.is_some()),
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

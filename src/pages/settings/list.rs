//! `/reglages` and `/reglages/{key}`: what the pages show.

use std::collections::HashMap;

use askama::Template;
use chrono::NaiveDate;

use super::super::form_errors::FormErrors;
use super::super::shell::Shell;
use super::form::{FIELDS, Typed, seen};
use crate::error::{AppError, french};
use crate::settings::{Key, SettingEntry};
use crate::values::{day_in_words, moment_in_table};

/// A value of a setting, from a day on.
pub(super) struct Dated {
    pub value: String,
    pub from: String,
    pub reason: Option<String>,
    pub set_by: String,
    pub set_at: String,
}

/// A setting with its values: the one in force, those to come and those of before, the latest first.
pub(super) struct SettingView {
    pub code: &'static str,
    pub label: &'static str,
    pub meaning: String,
    pub present: Option<Dated>,
    pub coming: Vec<Dated>,
    pub past: Vec<Dated>,
}

impl SettingView {
    pub fn new(key: Key, entries: &[SettingEntry], names: &HashMap<String, String>, today: NaiveDate) -> Self {
        let of_key = entries.iter().filter(|entry| entry.key == key.as_str());
        let mut view = Self {
            code: key.as_str(),
            label: key.label(),
            meaning: french(key.meaning()),
            present: None,
            coming: Vec::new(),
            past: Vec::new(),
        };
        for entry in of_key {
            let dated = dated(key, entry, names);
            if entry.effective_on > today {
                view.coming.push(dated);
            } else {
                // In order of days: the last that has begun is in force.
                view.past.extend(view.present.replace(dated));
            }
        }
        view.past.reverse();
        view
    }
}

fn dated(key: Key, entry: &SettingEntry, names: &HashMap<String, String>) -> Dated {
    let at_start = if entry.set_by.contains(':') { "l’administration" } else { "l’installation" };
    Dated {
        value: key.in_french(&entry.value),
        from: day_in_words(entry.effective_on),
        reason: entry.reason.clone(),
        set_by: names.get(&entry.set_by).map_or(at_start, String::as_str).to_owned(),
        set_at: moment_in_table(entry.set_at),
    }
}

#[derive(Template)]
#[template(path = "settings.html", config = "src/pages/askama.toml")]
pub(super) struct SettingsPage {
    pub shell: Shell,
    pub may_set: bool,
    pub done: Option<String>,
    pub settings: Vec<SettingView>,
}

/// What the new value would do, before it is set.
pub(super) struct Preview {
    /// The value and its days.
    pub change: String,
    pub effects: Vec<String>,
    /// The value and the day, on the button.
    pub extent: String,
}

#[derive(Template)]
#[template(path = "setting.html", config = "src/pages/askama.toml")]
pub(super) struct SettingPage {
    shell: Shell,
    of: SettingView,
    is_yes_or_no: bool,
    hint: String,
    typed: Typed,
    preview: Option<Preview>,
    /// Whether the values changed since the form was shown.
    is_stale: bool,
    field_errors: FormErrors,
}

impl SettingPage {
    pub fn new(
        shell: Shell,
        key: Key,
        (entries, of): (&[SettingEntry], SettingView),
        typed: Typed,
        (preview, error): (Option<Preview>, Option<&AppError>),
    ) -> Self {
        let of_key: Vec<SettingEntry> = entries.iter().filter(|entry| entry.key == key.as_str()).cloned().collect();
        let now = seen(&of_key);
        let field_errors = FormErrors::of(error, FIELDS);
        Self {
            shell,
            is_yes_or_no: key.is_yes_or_no(),
            hint: french(key.typed_as()),
            is_stale: !typed.seen.is_empty() && typed.seen != now,
            typed: Typed { seen: now, ..typed },
            preview,
            field_errors,
            of,
        }
    }
}

//! `/cles/{id}` and `/cles/nouvelle`: what the pages show.

use askama::Template;
use chrono::NaiveDate;

use super::super::form_errors::FormErrors;
use super::super::rights::{Choice, may, owner_name, sectors_in_words};
use super::super::shell::Shell;
use super::form::{FIELDS, ROTATION_FIELDS, Typed};
use super::words::{expiry, look};
use crate::api_keys::{ApiKey, KeySecret, KeyState};
use crate::error::{AppError, french};
use crate::values::{Role, Sector, moment_in_table, moment_in_words};

#[derive(Template)]
#[template(path = "key_new.html", config = "src/pages/askama.toml")]
pub(super) struct NewKeyPage {
    shell: Shell,
    key: String,
    typed: Typed,
    roles: Vec<(Role, String)>,
    organisations: Vec<Choice>,
    field_errors: FormErrors,
}

impl NewKeyPage {
    pub fn new(shell: Shell, key: String, typed: Typed, organisations: Vec<Choice>, error: Option<&AppError>) -> Self {
        let field_errors = FormErrors::of(error, FIELDS);
        let roles = Role::ALL.iter().map(|role| (*role, french(may(*role)))).collect();
        Self { shell, key, typed, roles, organisations, field_errors }
    }
}

#[derive(Template)]
#[template(path = "key.html", config = "src/pages/askama.toml")]
pub(super) struct KeyPage {
    shell: Shell,
    of: ApiKey,
    state: (&'static str, &'static str, &'static str),
    is_active: bool,
    owner: String,
    sectors: String,
    role_may: String,
    created_at: String,
    last_used: Option<String>,
    revoked_at: Option<String>,
    expiry: String,
    secrets: Vec<SecretRow>,
    done: Option<String>,
    /// The new secret, in the page that answers its form.
    secret: Option<String>,
    form_key: String,
    overlap: String,
    field_errors: FormErrors,
}

struct SecretRow {
    prefix: String,
    created_at: String,
    until: String,
    last_used: String,
}

/// What the page of a key shows besides the key.
pub(super) struct Around {
    pub organisations: Vec<Choice>,
    pub today: NaiveDate,
    pub done: Option<&'static str>,
    pub secret: Option<String>,
    pub form_key: String,
}

impl KeyPage {
    pub fn new(shell: Shell, of: ApiKey, around: Around, refused: Option<(&str, &AppError)>) -> Self {
        let error = refused.map(|(_, error)| error);
        let field_errors = FormErrors::of(error, ROTATION_FIELDS);
        let state = of.state(around.today);
        Self {
            state: look(state),
            is_active: state == KeyState::Active,
            owner: owner_name(&around.organisations, of.organisation_id, &shell.house),
            sectors: sectors_in_words(&of.sectors),
            role_may: french(may(of.role)),
            created_at: moment_in_words(of.created_at),
            last_used: of.last_used_at.map(moment_in_words),
            revoked_at: of.revoked_at.map(moment_in_words),
            expiry: expiry(&of),
            secrets: of.secrets.iter().map(secret).collect(),
            done: around.done.map(french),
            secret: around.secret,
            form_key: around.form_key,
            overlap: refused.map_or("24", |(typed, _)| typed).to_owned(),
            field_errors,
            shell,
            of,
        }
    }
}

fn secret(of: &KeySecret) -> SecretRow {
    SecretRow {
        prefix: of.prefix.clone(),
        created_at: moment_in_table(of.created_at),
        until: of.ends_at.map_or_else(|| "sans fin".to_owned(), moment_in_table),
        last_used: of.last_used_at.map_or_else(|| "jamais".to_owned(), moment_in_table),
    }
}

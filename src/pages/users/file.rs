//! `/comptes/{id}` and `/comptes/nouveau`: what the pages show.

use askama::Template;

use super::super::form_errors::FormErrors;
use super::super::rights::{Choice, may, owner_name, sectors_in_words};
use super::super::shell::Shell;
use super::form::{FIELDS, Typed};
use super::words::look;
use crate::accounts::password_policy::PERSON_ROLES;
use crate::accounts::{AccountState, LinkPurpose, User};
use crate::error::{AppError, ProblemCode, french};
use crate::values::{Role, Sector, moment_in_words};

/// What a form asks that was refused.
pub(super) struct Refused {
    pub typed: Typed,
    pub error: AppError,
    /// Who changed the account meanwhile, and when.
    pub meanwhile: Option<String>,
}

/// A one-time link, as it is shown once.
pub(super) struct ShownLink {
    pub url: String,
    pub until: String,
    pub is_invitation: bool,
}

impl ShownLink {
    pub fn new(url: String, purpose: LinkPurpose, expires_at: chrono::DateTime<chrono::Utc>) -> Self {
        Self { url, until: moment_in_words(expires_at), is_invitation: purpose == LinkPurpose::Invitation }
    }
}

/// The fields of name, address and rights, in both pages.
pub(super) struct Fields {
    pub typed: Typed,
    pub roles: Vec<(Role, String)>,
    pub organisations: Vec<Choice>,
    pub field_errors: FormErrors,
}

impl Fields {
    pub fn new(typed: Typed, organisations: Vec<Choice>, error: Option<&AppError>) -> Self {
        let field_errors = FormErrors::of(error, FIELDS);
        Self {
            typed,
            roles: PERSON_ROLES.iter().map(|role| (*role, french(may(*role)))).collect(),
            organisations,
            field_errors,
        }
    }
}

#[derive(Template)]
#[template(path = "user_new.html", config = "src/pages/askama.toml")]
pub(super) struct InvitationPage {
    pub shell: Shell,
    pub key: String,
    pub fields: Fields,
}

#[derive(Template)]
#[template(path = "user.html", config = "src/pages/askama.toml")]
pub(super) struct UserPage {
    shell: Shell,
    user: User,
    is_own: bool,
    state: (&'static str, &'static str, &'static str),
    owner: String,
    sectors: String,
    role_may: String,
    created_at: String,
    updated_at: String,
    done: Option<String>,
    link: Option<ShownLink>,
    fields: Fields,
    /// What changed since the form was opened, in sentences.
    meanwhile: Vec<String>,
}

/// What the page of an account shows besides the account.
pub(super) struct Around {
    pub organisations: Vec<Choice>,
    pub is_own: bool,
    pub done: Option<&'static str>,
    pub link: Option<ShownLink>,
}

impl UserPage {
    pub fn new(shell: Shell, user: User, around: Around, refused: Option<Refused>) -> Self {
        let Around { organisations, is_own, done, link } = around;
        let owner = owner_name(&organisations, user.organisation_id, &shell.house);
        let stale = refused.as_ref().filter(|refused| refused.error.code == ProblemCode::PreconditionFailed);
        let meanwhile = stale.map(|stale| changes(stale, &user, &owner)).unwrap_or_default();
        // What was typed stays, and may be sent again over the present version.
        let typed = match &refused {
            Some(refused) => Typed { version: user.version.to_string(), ..refused.typed.clone() },
            None => Typed::of(&user),
        };
        Self {
            is_own,
            state: look(user.state()),
            sectors: sectors_in_words(&user.sectors),
            role_may: french(may(user.role)),
            created_at: moment_in_words(user.created_at),
            updated_at: moment_in_words(user.updated_at),
            done: done.map(french),
            link,
            fields: Fields::new(typed, organisations, refused.as_ref().map(|refused| &refused.error)),
            meanwhile,
            owner,
            shell,
            user,
        }
    }

    const fn is_disabled(&self) -> bool {
        self.user.disabled
    }

    fn is_invited(&self) -> bool {
        self.user.state() == AccountState::Invited
    }
}

/// What the account has now where it differs from what was typed, after who changed it.
fn changes(stale: &Refused, user: &User, owner: &str) -> Vec<String> {
    let (typed, now) = (&stale.typed, Typed::of(user));
    let sectors_differ = Sector::ALL.iter().any(|sector| typed.rights.has(sector) != now.rights.has(sector));
    let fields = [
        (typed.name != now.name, format!("Nom à présent : « {} ».", user.name)),
        (typed.email != now.email, format!("Adresse électronique à présent : « {} ».", user.email)),
        (typed.rights.role != now.rights.role, format!("Rôle à présent : « {} ».", user.role.label())),
        (sectors_differ, format!("Secteurs à présent : {}.", sectors_in_words(&user.sectors))),
        (typed.rights.organisation != now.rights.organisation, format!("Organisme à présent : « {owner} ».")),
        (user.disabled, "Le compte est désactivé.".to_owned()),
    ];
    let fields = fields.into_iter().filter(|(differs, _)| *differs).map(|(_, sentence)| french(&sentence));
    stale.meanwhile.iter().cloned().chain(fields).collect()
}

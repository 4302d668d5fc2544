//! The forms of accounts: what was typed, and what it asks for.

use super::super::form_errors::FormField;
use super::super::rights::TypedRights;
use crate::accounts::password_policy::person_role;
use crate::accounts::{User, UserDetails};
use crate::error::{AppError, ProblemCode, Result};
use crate::http::{Fields, Required, SentForm};
use crate::values::{Email, Name};

/// The fields beside which the forms show errors.
pub(super) const FIELDS: &[FormField] = &[
    ("/name", "nom", "Nom"),
    ("/email", "courriel", "Adresse électronique"),
    ("/role", "role", "Rôle"),
    ("/sectors", "secteurs", "Secteurs"),
    ("/organisation_id", "organisme", "Organisme"),
];

/// What a form of an account does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Change,
    Disable,
    Enable,
    IssueLink,
    RemoveSecondFactor,
}

impl Act {
    /// Reads the button that was pressed.
    ///
    /// # Errors
    /// `invalid_body` for a form of another page.
    pub fn read(form: &SentForm) -> Result<Self> {
        match form.text("faire") {
            "modifier" => Ok(Self::Change),
            "desactiver" => Ok(Self::Disable),
            "reactiver" => Ok(Self::Enable),
            "lien" => Ok(Self::IssueLink),
            "double-authentification" => Ok(Self::RemoveSecondFactor),
            _ => Err(ProblemCode::InvalidBody.into()),
        }
    }

    /// Its code in the address of the page after it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Change => "modifie",
            Self::Disable => "desactive",
            Self::Enable => "reactive",
            Self::IssueLink => "lien",
            Self::RemoveSecondFactor => "retire",
        }
    }
}

/// What the page says once after an act.
pub(super) fn said(code: &str) -> Option<&'static str> {
    match code {
        "modifie" => Some("C’est enregistré. Les nouveaux droits valent dès la prochaine page."),
        "desactive" => Some("Le compte est désactivé : ses sessions sont closes et ses liens ne sont plus valables."),
        "reactive" => Some("Le compte est réactivé : son mot de passe est de nouveau admis."),
        "retire" => Some("La double authentification est retirée, et les sessions du compte sont closes."),
        _ => None,
    }
}

/// The details of an account as they were typed.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub name: String,
    pub email: String,
    pub rights: TypedRights,
    pub version: String,
}

impl Typed {
    /// The empty form of an invitation.
    pub fn new() -> Self {
        Self { rights: TypedRights::new(), ..Self::default() }
    }

    /// The present details.
    pub fn of(user: &User) -> Self {
        Self {
            name: user.name.to_string(),
            email: user.email.to_string(),
            rights: TypedRights::of(user.role, &user.sectors, user.organisation_id),
            version: user.version.to_string(),
        }
    }

    pub fn read(form: &SentForm) -> Self {
        let text = |name| form.text(name).trim().to_owned();
        Self { name: text("nom"), email: text("courriel"), rights: TypedRights::read(form), version: text("version") }
    }

    /// The details that the form asks for.
    ///
    /// # Errors
    /// Those of all fields at once.
    pub fn parse(&self, disabled: bool) -> Result<UserDetails> {
        let mut fields = Fields::default();
        let given = |text: &str| Required(Some(text.to_owned()).filter(|text| !text.is_empty()));
        let name = fields.required("/name", given(&self.name), |text| Name::parse(&text));
        let email = fields.required("/email", given(&self.email), |text| Email::parse(&text));
        let (role, sectors, organisation_id) = self.rights.parse(&mut fields, person_role);
        let (Some(name), Some(email), Some(role)) = (name, email, role) else { return Err(fields.refusal()) };
        fields.done()?;
        Ok(UserDetails { email, name, role, sectors, organisation_id, disabled })
    }

    /// The version that the page showed.
    ///
    /// # Errors
    /// `invalid_body` for a form of another page.
    pub fn version(&self) -> Result<i64> {
        self.version.parse().map_err(|_| AppError::new(ProblemCode::InvalidBody))
    }
}

//! The forms of keys: what was typed, and what it asks for.

use super::super::form_errors::FormField;
use super::super::rights::TypedRights;
use crate::api_keys::{LONGEST_OVERLAP, NewKey};
use crate::error::{FieldError, ProblemCode, Result};
use crate::http::{Fields, Required, SentForm};
use crate::values::{Name, Role, parse_day, parse_whole};

/// The fields beside which the form of a new key shows errors.
pub(super) const FIELDS: &[FormField] = &[
    ("/name", "nom", "Nom"),
    ("/role", "role", "Rôle"),
    ("/sectors", "secteurs", "Secteurs"),
    ("/organisation_id", "organisme", "Organisme"),
    ("/expires_on", "fin", "Dernier jour"),
];

/// The fields beside which the form of a new secret shows errors.
pub(super) const ROTATION_FIELDS: &[FormField] = &[("/overlap_hours", "chevauchement", "Chevauchement")];

/// What a form of a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Rotate,
    Revoke,
}

impl Act {
    /// Reads the button that was pressed.
    ///
    /// # Errors
    /// `invalid_body` for a form of another page.
    pub fn read(form: &SentForm) -> Result<Self> {
        match form.text("faire") {
            "renouveler" => Ok(Self::Rotate),
            "revoquer" => Ok(Self::Revoke),
            _ => Err(ProblemCode::InvalidBody.into()),
        }
    }
}

/// The hours for which a form says that both secrets work.
///
/// # Errors
/// `invalid_overlap` at `/overlap_hours`.
pub(super) fn overlap(typed: &str) -> Result<i64> {
    let hours = parse_whole(typed.trim()).filter(|hours| (0..=LONGEST_OVERLAP).contains(hours));
    hours.ok_or_else(|| {
        let detail = format!("Attendu un nombre d’heures de 0 à {LONGEST_OVERLAP}.");
        FieldError::new("/overlap_hours", ProblemCode::InvalidOverlap).with_detail(detail).into()
    })
}

/// The details of a new key as they were typed.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub name: String,
    pub rights: TypedRights,
    pub expires_on: String,
}

impl Typed {
    /// The empty form.
    pub fn new() -> Self {
        Self { rights: TypedRights::new(), ..Self::default() }
    }

    pub fn read(form: &SentForm) -> Self {
        let text = |name| form.text(name).trim().to_owned();
        Self { name: text("nom"), rights: TypedRights::read(form), expires_on: text("fin") }
    }

    /// The key that the form asks for.
    ///
    /// # Errors
    /// Those of all fields at once.
    pub fn parse(&self) -> Result<NewKey> {
        let mut fields = Fields::default();
        let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let name = fields.required("/name", Required(given(&self.name)), |text| Name::parse(&text));
        let (role, sectors, organisation_id) = self.rights.parse(&mut fields, Role::parse);
        let expires_on = fields.optional("/expires_on", given(&self.expires_on), |text| parse_day(&text));
        let (Some(name), Some(role)) = (name, role) else { return Err(fields.refusal()) };
        fields.done()?;
        Ok(NewKey { name, role, sectors, organisation_id, expires_on })
    }
}

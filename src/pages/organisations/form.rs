//! The form that records or changes an organisation.

use askama::Template;

use super::super::form_errors::{FormErrors, FormField};
use super::super::shell::Shell;
use crate::error::{AppError, ProblemCode, Result};
use crate::http::{Fields, Required, SentForm};
use crate::organisations::{Contact, Organisation, OrganisationDetails};
use crate::values::{BuyerKind, Email, EmployerKind, Name, Phone, PrescriberKind, Siret};

/// The fields beside which the form shows an error.
const FIELDS: &[FormField] = &[
    ("/name", "nom", "Nom"),
    ("/siret", "siret", "SIRET"),
    ("/buyer_kind", "acheteur", "Nature d’acheteur"),
    ("/employer_kind", "employeur", "Nature d’employeur"),
    ("/prescriber_kind", "prescripteur", "Nature de prescripteur"),
    ("/contact_name", "contact", "Nom du contact"),
    ("/contact_email", "courriel", "Adresse électronique"),
    ("/contact_phone", "telephone", "Téléphone"),
];

/// The texts of the form.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    version: String,
    name: String,
    siret: String,
    buyer_kind: String,
    employer_kind: String,
    prescriber_kind: String,
    contact_name: String,
    contact_email: String,
    contact_phone: String,
}

impl Typed {
    /// Reads the fields.
    pub fn read(form: &SentForm) -> Self {
        let text = |name| form.text(name).trim().to_owned();
        Self {
            version: text("version"),
            name: text("nom"),
            siret: text("siret"),
            buyer_kind: text("acheteur"),
            employer_kind: text("employeur"),
            prescriber_kind: text("prescripteur"),
            contact_name: text("contact"),
            contact_email: text("courriel"),
            contact_phone: text("telephone"),
        }
    }

    fn of(recorded: &Organisation) -> Self {
        let text = |value: Option<String>| value.unwrap_or_default();
        Self {
            version: recorded.version.to_string(),
            name: recorded.name.to_string(),
            siret: text(recorded.siret.as_ref().map(ToString::to_string)),
            buyer_kind: text(recorded.buyer_kind.map(|kind| kind.to_string())),
            employer_kind: text(recorded.employer_kind.map(|kind| kind.to_string())),
            prescriber_kind: text(recorded.prescriber_kind.map(|kind| kind.to_string())),
            contact_name: text(recorded.contact_name.as_ref().map(ToString::to_string)),
            contact_email: text(recorded.contact_email.as_ref().map(ToString::to_string)),
            contact_phone: text(recorded.contact_phone.as_ref().map(ToString::to_string)),
        }
    }

    /// The version that the page showed.
    ///
    /// # Errors
    /// `invalid_body` for a form of another page.
    pub fn version(&self) -> Result<i64> {
        self.version.parse().map_err(|_| AppError::new(ProblemCode::InvalidBody))
    }

    /// The details that the form asks for.
    ///
    /// # Errors
    /// Those of all fields at once.
    pub fn parse(&self) -> Result<OrganisationDetails> {
        let mut fields = Fields::default();
        let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let name = fields.required("/name", Required(given(&self.name)), |text| Name::parse(&text));
        let without_spaces: String = self.siret.chars().filter(|c| !c.is_whitespace()).collect();
        let siret = fields.optional("/siret", given(&without_spaces), |text| Siret::parse(&text));
        let buyer_kind = fields.optional("/buyer_kind", given(&self.buyer_kind), |code| BuyerKind::parse(&code));
        let employer_kind =
            fields.optional("/employer_kind", given(&self.employer_kind), |code| EmployerKind::parse(&code));
        let prescriber_kind =
            fields.optional("/prescriber_kind", given(&self.prescriber_kind), |code| PrescriberKind::parse(&code));
        let contact = Contact {
            name: fields.optional("/contact_name", given(&self.contact_name), |text| Name::parse(&text)),
            email: fields.optional("/contact_email", given(&self.contact_email), |text| Email::parse(&text)),
            phone: fields.optional("/contact_phone", given(&self.contact_phone), |text| Phone::parse(&text)),
        };
        let Some(name) = name else { return Err(fields.refusal()) };
        fields.done()?;
        Ok(OrganisationDetails { name, siret, employer_kind, prescriber_kind, buyer_kind, contact })
    }
}

#[derive(Template)]
#[template(path = "organisation_form.html", config = "src/pages/askama.toml")]
pub(super) struct FormPage {
    shell: Shell,
    key: String,
    /// The record that is changed, with its current values.
    recorded: Option<Organisation>,
    heading: String,
    typed: Typed,
    is_outdated: bool,
    /// The organisation that has the SIRET.
    other: Option<i64>,
    field_errors: FormErrors,
}

impl FormPage {
    pub fn new(
        shell: Shell,
        key: String,
        recorded: Option<Organisation>,
        refused: Option<(&Typed, &AppError)>,
    ) -> Self {
        let is_outdated = refused.is_some_and(|(_, error)| error.code == ProblemCode::PreconditionFailed);
        let typed = match (refused, &recorded) {
            // What was typed stays, over the version as it is now.
            (Some((typed, _)), Some(recorded)) if is_outdated => {
                Typed { version: recorded.version.to_string(), ..typed.clone() }
            }
            (Some((typed, _)), _) => typed.clone(),
            (None, Some(recorded)) => Typed::of(recorded),
            (None, None) => Typed::default(),
        };
        let shown = refused.filter(|_| !is_outdated);
        Self {
            shell,
            key,
            heading: recorded.as_ref().map_or("Nouvelle structure".to_owned(), |of| format!("Modifier {}", of.name)),
            recorded,
            typed,
            is_outdated,
            other: refused.and_then(|(_, error)| error.existing_id),
            field_errors: FormErrors::of(shown.map(|(_, error)| error), FIELDS),
        }
    }
}

/// The kinds of prescribers that an organisation may be of.
fn prescriber_kinds() -> Vec<PrescriberKind> {
    PrescriberKind::ALL.iter().copied().filter(|kind| *kind != PrescriberKind::SelfReferred).collect()
}

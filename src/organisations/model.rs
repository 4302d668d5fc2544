//! Types of organisations.

use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ProblemCode;
use crate::values::{
    BuyerKind, Column, Email, EmployerKind, InvalidValue, Listed, Name, OrganisationId, Phone, PrescriberKind,
    Resource, SearchText, Siret, Versioned,
};

/// The recorded fields of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationDetails {
    /// The name.
    pub name: Name,
    /// The SIRET of the establishment.
    pub siret: Option<Siret>,
    /// The kind of employer, if it is one.
    pub employer_kind: Option<EmployerKind>,
    /// The kind of prescriber, if it is one.
    pub prescriber_kind: Option<PrescriberKind>,
    /// The kind of buyer, if it is one.
    pub buyer_kind: Option<BuyerKind>,
    /// The contact.
    pub contact: Contact,
}

impl OrganisationDetails {
    /// The details of a recorded organisation.
    pub fn of(organisation: &Organisation) -> Self {
        Self {
            name: organisation.name.clone(),
            siret: organisation.siret.clone(),
            employer_kind: organisation.employer_kind,
            prescriber_kind: organisation.prescriber_kind,
            buyer_kind: organisation.buyer_kind,
            contact: Contact {
                name: organisation.contact_name.clone(),
                email: organisation.contact_email.clone(),
                phone: organisation.contact_phone.clone(),
            },
        }
    }
}

/// A contact of an organisation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contact {
    /// The name.
    pub name: Option<Name>,
    /// The e-mail address.
    pub email: Option<Email>,
    /// The telephone number.
    pub phone: Option<Phone>,
}

/// An organisation.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Organisation {
    /// The id.
    pub id: OrganisationId,
    /// The name.
    #[schema(value_type = String, example = "Régie des Deux Rives")]
    pub name: Name,
    /// The SIRET of the establishment.
    pub siret: Option<Siret>,
    /// The kind of employer, if it is one.
    pub employer_kind: Option<EmployerKind>,
    /// The kind of prescriber, if it is one.
    pub prescriber_kind: Option<PrescriberKind>,
    /// The kind of buyer, if it is one.
    pub buyer_kind: Option<BuyerKind>,
    /// The name of the contact.
    #[schema(value_type = Option<String>, example = "Service des achats")]
    pub contact_name: Option<Name>,
    /// The contact's e-mail address.
    #[schema(value_type = Option<String>, example = "achats@example.org")]
    pub contact_email: Option<Email>,
    /// The contact's telephone number.
    #[schema(value_type = Option<String>, example = "03 80 00 00 10")]
    pub contact_phone: Option<Phone>,
    /// The version, for `If-Match`.
    pub version: i64,
    /// When it was recorded (UTC).
    pub created_at: chrono::DateTime<chrono::Utc>,
    /// When it last changed (UTC).
    pub updated_at: chrono::DateTime<chrono::Utc>,
}

impl Versioned for Organisation {
    fn version(&self) -> i64 {
        self.version
    }
}

impl Resource for Organisation {
    fn address(&self) -> Option<String> {
        Some(format!("/v1/organisations/{}", self.id))
    }

    fn resource_version(&self) -> Option<i64> {
        Some(self.version)
    }
}

impl Listed for Organisation {
    const COLUMNS: &'static [Column] = &[
        Column::plain("id"),
        Column::plain("name"),
        Column::plain("siret"),
        Column::plain("employer_kind"),
        Column::plain("prescriber_kind"),
        Column::plain("buyer_kind"),
        Column::plain("contact_name"),
        Column::plain("contact_email"),
        Column::plain("contact_phone"),
        Column::plain("version"),
        Column::plain("created_at"),
        Column::plain("updated_at"),
    ];

    fn position(&self) -> i64 {
        self.id.0
    }
}

/// A role of an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrganisationRole {
    /// It buys under public contracts.
    Buyer,
    /// It employs candidates.
    Employer,
    /// It refers candidates.
    Prescriber,
}

impl OrganisationRole {
    /// Parses a role.
    ///
    /// # Errors
    /// `unknown_kind`.
    pub fn parse(text: &str) -> Result<Self, InvalidValue> {
        match text {
            "buyer" => Ok(Self::Buyer),
            "employer" => Ok(Self::Employer),
            "prescriber" => Ok(Self::Prescriber),
            _ => Err(InvalidValue::new(ProblemCode::UnknownKind, "Attendu : buyer, employer ou prescriber.")),
        }
    }
}

/// Parses the kind of a prescriber. `self` is refused: it marks applications without a prescriber.
///
/// # Errors
/// `unknown_kind`.
pub(super) fn prescriber_kind(code: &str) -> Result<PrescriberKind, InvalidValue> {
    let kind = PrescriberKind::parse(code)?;
    if kind == PrescriberKind::SelfReferred {
        let detail = "« self » se dit d’une candidature spontanée, et non d’un organisme.";
        return Err(InvalidValue::new(ProblemCode::UnknownKind, detail));
    }
    Ok(kind)
}

/// Filters of the list of organisations.
#[derive(Debug, Clone, Default)]
pub struct OrganisationFilter {
    /// With this role.
    pub role: Option<OrganisationRole>,
    /// Whose name contains this text.
    pub name: Option<SearchText>,
    /// With this SIRET.
    pub siret: Option<Siret>,
}

//! What an organisation is.

use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ProblemCode;
use crate::values::{
    BuyerKind, Column, Email, EmployerKind, InvalidValue, Listed, Name, OrganisationId, Phone, PrescriberKind,
    Resource, Siret, Versioned,
};

/// What is recorded of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationDetails {
    /// Its name.
    pub name: Name,
    /// The number of the establishment.
    pub siret: Option<Siret>,
    /// What it is when it employs.
    pub employer_kind: Option<EmployerKind>,
    /// What it is when it sends candidates.
    pub prescriber_kind: Option<PrescriberKind>,
    /// What it is when it buys.
    pub buyer_kind: Option<BuyerKind>,
    /// Whom to ask for.
    pub contact: Contact,
}

/// How to reach somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contact {
    /// Who it is.
    pub name: Option<Name>,
    /// An electronic address.
    pub email: Option<Email>,
    /// A telephone number.
    pub phone: Option<Phone>,
}

/// An organisation.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Organisation {
    /// Its id.
    pub id: OrganisationId,
    /// Its name.
    #[schema(value_type = String, example = "Régie des Deux Rives")]
    pub name: Name,
    /// The number of the establishment.
    pub siret: Option<Siret>,
    /// What it is when it employs.
    pub employer_kind: Option<EmployerKind>,
    /// What it is when it sends candidates.
    pub prescriber_kind: Option<PrescriberKind>,
    /// What it is when it buys.
    pub buyer_kind: Option<BuyerKind>,
    /// Whom to ask for.
    #[schema(value_type = Option<String>, example = "Service des achats")]
    pub contact_name: Option<Name>,
    /// Their electronic address.
    #[schema(value_type = Option<String>, example = "achats@example.org")]
    pub contact_email: Option<Email>,
    /// Their telephone number.
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

    fn stands_at(&self) -> Option<i64> {
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

    fn place(&self) -> i64 {
        self.id.0
    }
}

/// A role that an organisation may play.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrganisationRole {
    /// It buys.
    Buyer,
    /// It employs.
    Employer,
    /// It sends candidates.
    Prescriber,
}

impl OrganisationRole {
    /// Reads a role.
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

/// What an organisation is when it sends candidates: anything but `self`, which is said of those who come by themselves.
///
/// # Errors
/// `unknown_kind`.
pub(super) fn prescriber_kind(code: &str) -> Result<PrescriberKind, InvalidValue> {
    let kind = PrescriberKind::parse(code)?;
    if kind == PrescriberKind::SelfReferred {
        let detail = "« self » se dit d'une candidature spontanée, et non d'un organisme.";
        return Err(InvalidValue::new(ProblemCode::UnknownKind, detail));
    }
    Ok(kind)
}

/// Which organisations to list.
#[derive(Debug, Clone, Default)]
pub struct OrganisationFilter {
    /// Those that play this role.
    pub role: Option<OrganisationRole>,
    /// Those whose name contains this, folded.
    pub name: Option<String>,
    /// The one with this number.
    pub siret: Option<Siret>,
}

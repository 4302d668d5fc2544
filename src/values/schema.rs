//! The schemas of the value types in the contract.

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ArrayBuilder, KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};

use super::*;

macro_rules! texts {
    ($($value:ident, $pattern:expr, $example:literal, $description:literal;)+) => {$(
        impl PartialSchema for $value {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .pattern($pattern)
                    .description(Some($description))
                    .examples([serde_json::json!($example)])
                    .into()
            }
        }

        impl ToSchema for $value {}
    )+};
}

texts! {
    Hours, Some(r"^\d+\.\d{2}$"), "151.67", "Hours, exact to the hundredth.";
    Money, Some(r"^\d+\.\d{2}$"), "1250000.00", "Euros, exact to the cent.";
    Rate, Some(r"^[01](\.\d+)?$"), "0.05", "A share between 0 and 1, exact.";
    Month, Some(r"^\d{4}-(0[1-9]|1[0-2])$"), "2023-06", "A month, from 1900-01 to 2100-12.";
    Siret, Some(r"^\d{14}$"), "73282932000074", "The number of an establishment, with a valid check digit.";
    CommuneCode, Some(r"^(\d{2}|2[AB])\d{3}$"), "21231", "A commune's INSEE code.";
    ParticipantNumber, Some(r"^[A-Za-z0-9][A-Za-z0-9-]{0,31}$"), "P-2023-0042", "The number of a participant's record at the PLIE.";
    CpvCode, Some(r"^\d{8}(-\d)?$"), "45210000", "A code of the common procurement vocabulary.";
    RomeCode, Some(r"^[A-N]\d{4}$"), "F1704", "A code of the ROME directory of occupations.";
    Name, None::<String>, "Régie des Deux Rives", "A name, of 1 to 200 characters.";
    Title, None::<String>, "Réhabilitation d’un groupe scolaire", "A title, of 1 to 1,000 characters.";
    FreeText, None::<String>, "Feuille reçue en retard", "A text, of 1 to 2,000 characters.";
    Email, None::<String>, "clauses@example.org", "An electronic address.";
    Phone, None::<String>, "03 80 00 00 00", "A telephone number.";
}

macro_rules! ids {
    ($($value:ident of $noun:literal),+ $(,)?) => {$(
        impl PartialSchema for $value {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(Type::Integer)
                    .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
                    .description(Some(concat!("The id of ", $noun, ".")))
                    .minimum(Some(1))
                    .examples([serde_json::json!(7)])
                    .into()
            }
        }

        impl ToSchema for $value {}
    )+};
}

ids! {
    OrganisationId of "an organisation",
    PublicContractId of "a public contract",
    LotId of "a lot",
    HoursDueId of "an entry of a lot's hours due",
    CandidateId of "a candidate",
    PeriodId of "a PLIE period",
    WaiverId of "a waiver",
    WindowId of "a window of eligibility",
    ReferralId of "a referral",
    EmploymentId of "an employment",
    AssignmentId of "an assignment",
    HoursId of "a cell of hours",
    BatchId of "a batch of hours",
    NilStatementId of "a nil statement",
    LotEvidenceId of "evidence for a lot and month",
    ReminderId of "a reminder",
    EditionId of "an edition of a bilan",
    LotCommentId of "a comment on a lot",
    AccountLinkId of "a link to a buyer's account",
    AttestationId of "an attestation",
    FindingId of "a finding",
    PositiveExitId of "a positive exit",
    NeighbourhoodId of "a neighbourhood",
    ApiKeyId of "an API key",
    DeliveryId of "a delivery",
    WithdrawalId of "a withdrawal",
    UserId of "a user's account",
}

impl PartialSchema for Sectors {
    fn schema() -> RefOr<Schema> {
        ArrayBuilder::new().items(Sector::schema()).description(Some("Sectors, each once.")).into()
    }
}

impl ToSchema for Sectors {}

//! One id type for each noun, so that the compiler keeps a lot's id apart from a contract's.

use super::{InvalidValue, parse_whole};
use crate::error::ProblemCode;

/// Parses an id in a query parameter.
///
/// # Errors
/// `invalid_query`.
pub fn parse_id<T: From<i64>>(text: &str) -> Result<T, InvalidValue> {
    let id = parse_whole::<i64>(text).filter(|id| *id > 0);
    id.map(T::from).ok_or_else(|| InvalidValue::new(ProblemCode::InvalidQuery, "Un identifiant est un nombre entier."))
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl From<i64> for $name {
            fn from(id: i64) -> Self {
                Self(id)
            }
        }

        impl From<$name> for i64 {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

ids! {
    /// An organisation: buyer, holder, employer or prescriber.
    OrganisationId,
    /// A public contract.
    PublicContractId,
    /// A lot of a public contract.
    LotId,
    /// One entry of a lot's hours due.
    HoursDueId,
    /// A candidate.
    CandidateId,
    /// A PLIE period of a candidate.
    PeriodId,
    /// A waiver.
    WaiverId,
    /// An eligibility window that an officer opened.
    WindowId,
    /// A referral.
    ReferralId,
    /// An employment.
    EmploymentId,
    /// An assignment of an employment to a lot.
    AssignmentId,
    /// One cell of hours: an employment, a lot and a month.
    HoursId,
    /// A batch of hours.
    BatchId,
    /// A nil statement: no hours on a lot in a month.
    NilStatementId,
    /// The evidence for the hours of a lot in a month.
    LotEvidenceId,
    /// A reminder.
    ReminderId,
    /// An edition of a bilan.
    EditionId,
    /// A comment on a lot.
    LotCommentId,
    /// A link to a buyer's account.
    AccountLinkId,
    /// An attestation of hours.
    AttestationId,
    /// A finding.
    FindingId,
    /// A positive exit.
    PositiveExitId,
    /// A neighbourhood.
    NeighbourhoodId,
    /// An API key.
    ApiKeyId,
    /// A user's account.
    UserId,
    /// A session of a user.
    SessionId,
    /// A delivery to another service.
    DeliveryId,
    /// A withdrawal of a record.
    WithdrawalId,
}

//! Value types that are validated when they are parsed, so that no other code checks them again; the vocabularies; and
//! the traits by which slices describe their resources to `access` and `http`.

mod age;
mod code;
mod contact;
mod conversions;
mod csv_text;
mod day;
mod digest_parts;
mod fold;
mod french_order;
mod hours;
mod id;
mod invisible;
mod jitter;
mod listed;
mod money;
mod month;
mod name_words;
mod number;
mod paging;
mod period;
mod resource;
mod schema;
mod search;
mod sectors;
mod siret;
mod text;
mod typed_amounts;
mod typed_hours;
mod versions;
mod vocabulary;
mod warning;

pub use age::{before_birth, unusual_age};
pub use code::{CommuneCode, CpvCode, ParticipantNumber, RomeCode};
pub use contact::{Email, Phone};
pub use csv_text::{Locale, guard_from_spreadsheets};
pub use day::{
    DAY_CODES, day_in_france, day_in_table, day_in_words, moment_in_table, moment_in_words, moments, parse_day,
    start_of_day, start_of_day_in_france,
};
pub use digest_parts::DigestParts;
pub use fold::{fold, fold_closed_up, is_apostrophe};
pub use french_order::{FrenchOrder, french_order};
pub use hours::Hours;
pub use id::{
    AccountLinkId, ApiKeyId, AssignmentId, AttestationId, BatchId, CandidateId, DeliveryId, EditionId, EmploymentId,
    FindingId, HoursDueId, HoursId, LotCommentId, LotEvidenceId, LotId, NeighbourhoodId, NilStatementId,
    OrganisationId, PeriodId, PositiveExitId, PublicContractId, ReferralId, ReminderId, SessionId, UserId, WaiverId,
    WindowId, WithdrawalId, parse_id,
};
pub use invisible::{on_one_line, shorten};
pub use jitter::random_part;
pub use listed::{Column, ColumnKind, Followed, Listed, Mark, Place};
pub use money::{Money, Rate};
pub use month::{Month, YEARS};
pub use name_words::{is_same_name, name_words, without_apostrophes};
pub use number::{decimal_in_french, parse_decimal, parse_whole};
pub use paging::{NameOrder, Paged, Part};
pub use period::{Period, last_day_of_months, years_between};
pub use resource::Resource;
pub use search::SearchText;
pub use sectors::{NO_SECTOR, Sectors};
pub use siret::Siret;
pub use text::{FreeText, Name, Title, capitalised, uncapitalised};
pub use versions::ExpectedVersions;
pub use vocabulary::{
    AgeBracket, BuyerKind, CallFailure, ClauseType, ClosureState, ContractSource, ContractStatus, ContractType,
    CriterionCode, DeliveryState, DependentKind, EmployerKind, EvidenceKind, ExitKind, FindingKind, HoursDueReason,
    HoursStatus, LinkStatus, LotStanding, Modality, NeighbourhoodStatus, NextAct, NotIntegratedReason, ObstacleKind,
    Origin, OutcomeKind, PeriodSource, PrescriberKind, RecordKind, Role, Sector, Sex,
};
pub use warning::Warning;

use conversions::text_conversions;

/// A resource with a version.
pub trait Versioned {
    /// The current version, from 1.
    fn version(&self) -> i64;
}

/// Why a text is not a valid value: a problem code, and a detail in French for the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidValue {
    /// The problem code.
    pub code: crate::error::ProblemCode,
    /// What is wrong, in French.
    pub detail: String,
}

impl InvalidValue {
    /// The error with this code and detail.
    pub fn new(code: crate::error::ProblemCode, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }
}

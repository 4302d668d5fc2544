//! Small types that cannot hold a wrong value: whoever has one need not check it again.

mod code;
mod day;
mod hours;
mod id;
mod listed;
pub mod masking;
mod money;
mod month;
mod period;
mod resource;
mod schema;
mod sectors;
mod siret;
mod text;
mod vocabulary;
mod warning;

pub use code::{CommuneCode, CpvCode, RomeCode};
pub use day::{DAY_CODES, parse_day};
pub use hours::Hours;
pub use id::{
    ApiKeyId, AssignmentId, BatchId, CandidateId, EmploymentId, FindingId, HoursDueId, HoursId, LotEvidenceId, LotId,
    NeighbourhoodId, NilStatementId, OrganisationId, PeriodId, PositiveExitId, PublicContractId, ReferralId, SessionId,
    UserId, WaiverId, WindowId, parse_id,
};
pub use listed::{Column, ColumnKind, Listed};
pub use money::{Money, Rate};
pub use month::Month;
pub use period::{Period, years_between};
pub use resource::Resource;
pub use sectors::{NO_SECTOR, Sectors};
pub use siret::Siret;
pub use text::{Email, FreeText, Name, Phone, fold};
pub use vocabulary::{
    AgeBracket, BuyerKind, ClauseType, ClosureState, ContractSource, ContractStatus, ContractType, CriterionCode,
    EmployerKind, EvidenceKind, ExitKind, FindingKind, HoursDueReason, HoursStatus, LotStanding, Modality,
    NeighbourhoodStatus, NotIntegratedReason, Origin, OutcomeKind, PeriodSource, PrescriberKind, Role, Sector, Sex,
};
pub use warning::Warning;

/// A thing that changes from version to version.
pub trait Versioned {
    /// The version it stands at, from 1.
    fn version(&self) -> i64;
}

/// Why a text is no value of a type: a stable code, and a sentence in French for whoever typed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidValue {
    /// The problem code that the API answers with.
    pub code: crate::error::ProblemCode,
    /// What is wrong, in French.
    pub detail: String,
}

impl InvalidValue {
    /// A refusal with its code and sentence.
    pub fn new(code: crate::error::ProblemCode, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }
}

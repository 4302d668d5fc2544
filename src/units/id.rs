//! One type of id for each noun, so that a lot is never taken for a contract.

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
    /// A positive exit.
    PositiveExitId,
    /// A neighbourhood.
    NeighbourhoodId,
    /// An API key.
    ApiKeyId,
}

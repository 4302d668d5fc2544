//! Types of merges.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::{Candidate, CandidateDetails, CandidateView};
use crate::error::{FieldError, french};
use crate::values::{
    CandidateId, CriterionCode, FreeText, Hours, Month, Name, Period, PeriodId, PositiveExitId, Resource, Sector,
    WaiverId,
};

/// The merge that a caller asks for, into a record that stays.
#[derive(Debug, Clone)]
pub struct NewMerge {
    /// The record that goes.
    pub other: CandidateId,
    /// Its version, as the caller saw it.
    pub other_version: i64,
    /// Why.
    pub reason: Option<FreeText>,
}

/// What a merge moved, or would move.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Merge {
    /// The record that stays.
    pub id: CandidateId,
    /// The record that goes.
    pub other_id: CandidateId,
    /// The new version of the record that stays; `null` if nothing was merged.
    #[schema(required = true)]
    pub version: Option<i64>,
    /// Whether nothing was merged: only what the merge would do is listed.
    pub dry_run: bool,
    /// What passes from one record to the other.
    pub moves: Moves,
    /// The fields of the record that stays which get the other's value: those that were empty, and the earlier
    /// `informed_on`.
    #[schema(example = json!(["contact.phone", "informed_on"]))]
    pub filled: Vec<&'static str>,
    /// What of the other record is not taken, because the record that stays says something else.
    pub conflicts: Vec<Conflict>,
    /// The hours of both people, in every month and status.
    pub hours_total: HoursTotal,
    /// The number of records.
    pub people: PeopleTotal,
}

impl Resource for Merge {
    fn address(&self) -> Option<String> {
        None
    }

    fn resource_version(&self) -> Option<i64> {
        self.version
    }

    fn person(&self) -> Option<CandidateId> {
        Some(self.id)
    }
}

/// How much passes from one record to the other.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Moves {
    /// Referrals.
    pub referrals: i64,
    /// Employments.
    pub employments: i64,
    /// Assignments of these employments.
    pub assignments: i64,
    /// Rows of hours of these employments.
    pub hours: i64,
    /// The months of these hours, closed ones too.
    pub months: Vec<Month>,
    /// Addresses.
    pub addresses: usize,
    /// Eligibility criteria.
    pub eligibility: usize,
    /// PLIE periods.
    pub plie_periods: usize,
    /// Waivers.
    pub waivers: usize,
    /// Eligibility windows.
    pub eligibility_windows: i64,
    /// Positive exits.
    pub positive_exits: usize,
    /// References of the record that goes, its owner's and partners': they go on finding the person.
    pub references: i64,
}

/// A value of the record that goes which is not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Conflict {
    /// The field, or the list.
    #[schema(example = "addresses")]
    pub what: &'static str,
    /// What stays and what is not taken, in French.
    #[schema(
        example = "Téléphone\u{a0}: «\u{a0}06 00 00 00 12\u{a0}» reste, «\u{a0}06 00 00 00 13\u{a0}» n’est pas repris."
    )]
    pub detail: String,
}

impl Conflict {
    pub(super) fn new(what: &'static str, detail: impl AsRef<str>) -> Self {
        Self { what, detail: french(detail.as_ref()) }
    }
}

/// The hours of both people, before and after: always equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct HoursTotal {
    /// Before.
    #[schema(value_type = String, example = "412.50")]
    pub before: Hours,
    /// After.
    #[schema(value_type = String, example = "412.50")]
    pub after: Hours,
}

/// The number of records, before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct PeopleTotal {
    /// Before: 2.
    #[schema(example = 2)]
    pub before: i64,
    /// After: 1.
    #[schema(example = 1)]
    pub after: i64,
}

/// A person's record with what the rules of a merge need to know.
#[derive(Debug, Clone)]
pub(super) struct Record {
    pub person: Candidate,
    pub periods: Vec<PeriodRecord>,
    pub waivers: Vec<WaiverRecord>,
    pub exits: Vec<ExitRecord>,
    /// The first day on which something else is recorded about the person, and what.
    pub first_event: Option<(NaiveDate, &'static str)>,
    /// The sectors of referrals, assignments, waivers and exits.
    pub sectors: Vec<Sector>,
}

/// A PLIE period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PeriodRecord {
    pub id: PeriodId,
    pub period: Period,
}

/// A waiver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WaiverRecord {
    pub id: WaiverId,
    pub sector: Sector,
    pub granted_on: NaiveDate,
    pub reason: FreeText,
}

/// A positive exit, with the period that it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ExitRecord {
    pub id: PositiveExitId,
    pub met_on: NaiveDate,
    pub period: Option<PeriodId>,
}

/// What a merge does with the two records.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    /// The values of the record that stays, without its lists.
    pub details: CandidateDetails,
    pub filled: Vec<&'static str>,
    pub conflicts: Vec<Conflict>,
    /// The other's addresses that are taken, by their first day.
    pub addresses: Vec<NaiveDate>,
    /// The other's criteria that are taken, by code and first day.
    pub criteria: Vec<(CriterionCode, NaiveDate)>,
    /// The other's periods that are taken.
    pub periods: Vec<PeriodId>,
    /// The other's waivers that are taken.
    pub waivers: Vec<WaiverId>,
    /// Exits whose period is not taken: one that stands covers their day.
    pub relinked: Vec<PositiveExitId>,
}

/// Two records that may be about one person.
#[derive(Debug, Clone)]
pub struct PossiblePair {
    /// The later record, and the earlier one.
    pub people: [PairedPerson; 2],
    /// The fields that agree.
    pub fields: Vec<String>,
}

/// Two records that an officer found to be about two people.
#[derive(Debug, Clone)]
pub struct DistinctPair {
    /// The later record, and the earlier one.
    pub people: [PairedPerson; 2],
    /// Why.
    pub reason: FreeText,
}

/// A person of a pair.
#[derive(Debug, Clone)]
pub struct PairedPerson {
    /// Their id.
    pub id: CandidateId,
    /// Their last name.
    pub last_name: Name,
    /// Their first name.
    pub first_name: Name,
    /// Their date of birth.
    pub birth_date: NaiveDate,
}

/// One of two records side by side.
#[derive(Debug, Clone)]
pub struct Side {
    /// The person.
    pub person: CandidateView,
    /// Their PLIE periods.
    pub plie_periods: Vec<Period>,
    /// Their hours by year, in every status.
    pub hours_by_year: BTreeMap<i32, Hours>,
    /// All their hours.
    pub hours: Hours,
}

/// Two records side by side, and the merge of the second into the first.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// The record that would stay, and the one that would go.
    pub sides: [Side; 2],
    /// What the merge would do, or why it is refused.
    pub preview: Result<Merge, Vec<FieldError>>,
    /// Why an officer found the two to be two people.
    pub distinct: Option<FreeText>,
}

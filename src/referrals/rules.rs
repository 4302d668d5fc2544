//! Rules of referrals and outcomes that need no database.

use chrono::NaiveDate;

use super::{Outcome, Referral, ReferralDetails};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::values::{
    ExpectedVersions, NotIntegratedReason, OrganisationId, OutcomeKind, PrescriberKind, Sector, Sectors,
    Versioned as _, Warning,
};

/// A prescriber is required, unless the person is self-referred.
pub(super) fn prescriber_error(kind: PrescriberKind, id: Option<OrganisationId>) -> Option<FieldError> {
    let agrees = id.is_none() == (kind == PrescriberKind::SelfReferred);
    (!agrees).then(|| FieldError::new("/prescriber_id", ProblemCode::PrescriberMissing))
}

/// The errors of the details as of `today`; `decided_on` is the date of the outcome.
pub(super) fn details_errors(
    details: &ReferralDetails,
    decided_on: Option<NaiveDate>,
    today: NaiveDate,
) -> Vec<FieldError> {
    let mut field_errors = Vec::from_iter(prescriber_error(details.prescriber_kind, details.prescriber_id));
    if details.referred_on > today {
        field_errors.push(FieldError::new("/referred_on", ProblemCode::DateInFuture));
    } else if decided_on.is_some_and(|decided| decided < details.referred_on) {
        field_errors.push(FieldError::new("/referred_on", ProblemCode::DecisionBeforeReferral));
    }
    if details.sectors.iter().next().is_none() {
        field_errors
            .push(FieldError::new("/sectors", ProblemCode::Missing).with_detail("Au moins un secteur est demandé."));
    }
    field_errors
}

/// A caller may add or remove only sectors that it sees, and must leave one that it sees.
pub(super) fn sectors_errors(before: Option<&Referral>, after: &Sectors, visible: &Sectors) -> Vec<FieldError> {
    let was_requested = |sector| before.is_some_and(|referral| referral.sectors.contains(sector));
    let changed = Sector::ALL.iter().copied().filter(|sector| was_requested(*sector) != after.contains(*sector));
    let mut field_errors: Vec<_> =
        changed.filter(|sector| !visible.contains(*sector)).map(|sector| hidden_error("/sectors", sector)).collect();
    let outcome = before.and_then(|referral| referral.outcome_sector);
    let stays_visible = after.iter().chain(outcome).any(|sector| visible.contains(sector));
    if field_errors.is_empty() && before.is_some() && after.iter().next().is_some() && !stays_visible {
        let detail = "L’orientation doit garder au moins un secteur que vous suivez.";
        field_errors.push(FieldError::new("/sectors", ProblemCode::UnknownSector).with_detail(detail));
    }
    field_errors
}

fn hidden_error(pointer: &str, sector: Sector) -> FieldError {
    let detail = format!("Le secteur {sector} n’est pas l’un de ceux que vous suivez.");
    FieldError::new(pointer, ProblemCode::UnknownSector).with_detail(detail)
}

/// The errors of an outcome as of `today`.
pub(super) fn outcome_errors(
    outcome: &Outcome,
    referred_on: NaiveDate,
    today: NaiveDate,
    visible: &Sectors,
) -> Vec<FieldError> {
    let mut field_errors = Vec::new();
    if outcome.decided_on() > today {
        field_errors.push(FieldError::new("/decided_on", ProblemCode::DateInFuture));
    } else if outcome.decided_on() < referred_on {
        field_errors.push(FieldError::new("/decided_on", ProblemCode::DecisionBeforeReferral));
    }
    field_errors.extend(
        outcome.sector().filter(|sector| !visible.contains(*sector)).map(|sector| hidden_error("/sector", sector)),
    );
    field_errors.extend(outcome.reason().and_then(|reason| comment_error(reason, outcome.comment().is_some())));
    field_errors
}

/// The reason "other" requires a comment.
pub(super) fn comment_error(reason: NotIntegratedReason, has_comment: bool) -> Option<FieldError> {
    let is_missing = reason == NotIntegratedReason::Other && !has_comment;
    is_missing.then(|| FieldError::new("/comment", ProblemCode::CommentRequired))
}

/// The version that a decision replaces. Only the first decision may omit `expected`.
///
/// # Errors
/// `precondition_required`, `precondition_failed`.
pub(super) fn expected_version(current: &Referral, expected: Option<&ExpectedVersions>) -> Result<i64> {
    match expected {
        None if current.outcome == OutcomeKind::Pending => Ok(current.version()),
        None => Err(AppError::new(ProblemCode::PreconditionRequired)),
        Some(expected) => expected.require(current.version()),
    }
}

/// Whether the outcome revokes the validation of the current sector.
pub(super) fn revokes_validation(current: &Referral, outcome: &Outcome) -> bool {
    current.outcome_sector.is_some() && current.outcome_sector != outcome.sector()
}

/// A warning if the validated sector was not requested.
pub(super) fn warnings(requested: &Sectors, outcome: Option<Sector>) -> Vec<Warning> {
    let unrequested = outcome.filter(|sector| !requested.contains(*sector));
    Vec::from_iter(unrequested.map(|sector| {
        let detail = format!("Le secteur validé, {sector}, n’est pas l’un de ceux que l’orientation demandait.");
        Warning::new("sector_not_requested", detail)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::{CandidateId, FreeText, Origin, ReferralId};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn codes(field_errors: &[FieldError]) -> Vec<&'static str> {
        field_errors.iter().map(|field_error| field_error.code.as_str()).collect()
    }

    fn details() -> ReferralDetails {
        ReferralDetails {
            prescriber_id: Some(OrganisationId(1)),
            prescriber_kind: PrescriberKind::MissionLocale,
            origin: Origin::Others,
            for_plie: true,
            referred_on: day("2023-03-10"),
            sectors: Sectors::new([Sector::Btp]),
            external_ref: None,
        }
    }

    fn referral(sectors: &[Sector], outcome_sector: Option<Sector>) -> Referral {
        Referral {
            id: ReferralId(1),
            candidate_id: CandidateId(1),
            prescriber_id: None,
            prescriber_kind: PrescriberKind::SelfReferred,
            origin: Origin::Others,
            for_plie: true,
            referred_on: day("2023-03-10"),
            sectors: Sectors::new(sectors.iter().copied()),
            outcome: outcome_sector.map_or(OutcomeKind::Pending, |_| OutcomeKind::Validated),
            outcome_sector,
            outcome_reason: None,
            outcome_comment: None,
            decided_on: outcome_sector.map(|_| day("2023-03-20")),
            external_ref: None,
            owner: crate::access::Owner::House,
            version: 3,
            created_at: chrono::DateTime::UNIX_EPOCH,
            updated_at: chrono::DateTime::UNIX_EPOCH,
            changed_in: 0,
            warnings: Vec::new(),
        }
    }

    fn validated(sector: Sector, decided_on: &str) -> Outcome {
        Outcome::Validated { sector, decided_on: day(decided_on) }
    }

    #[test]
    fn only_who_comes_by_themselves_has_no_prescriber() {
        assert!(prescriber_error(PrescriberKind::SelfReferred, None).is_none());
        assert!(prescriber_error(PrescriberKind::CapEmploi, Some(OrganisationId(1))).is_none());
        assert!(prescriber_error(PrescriberKind::SelfReferred, Some(OrganisationId(1))).is_some());
        assert!(prescriber_error(PrescriberKind::CapEmploi, None).is_some());
    }

    #[test]
    fn every_fault_of_the_details_is_named() {
        let today = day("2023-03-10");
        assert!(details_errors(&details(), Some(today), today).is_empty());
        let wrong = ReferralDetails { prescriber_id: None, sectors: Sectors::new([]), ..details() };
        let field_errors = details_errors(&wrong, None, day("2023-03-09"));
        assert_eq!(codes(&field_errors), ["prescriber_missing", "date_in_future", "missing"]);
        let field_errors = details_errors(&details(), Some(day("2023-03-09")), today);
        assert_eq!(codes(&field_errors), ["decision_before_referral"]);
    }

    #[test]
    fn sectors_outside_the_callers_are_neither_asked_for_nor_taken_back() {
        let works = Sectors::new([Sector::Btp]);
        let both = Sectors::new([Sector::Btp, Sector::Ms]);
        assert!(sectors_errors(None, &works, &works).is_empty());
        assert_eq!(codes(&sectors_errors(None, &both, &works)), ["unknown_sector"]);
        let before = referral(&[Sector::Btp, Sector::Ms], None);
        assert!(sectors_errors(Some(&before), &both, &works).is_empty());
        assert_eq!(codes(&sectors_errors(Some(&before), &works, &works)), ["unknown_sector"]);
        assert_eq!(codes(&sectors_errors(Some(&before), &Sectors::new([Sector::Ms]), &works)), ["unknown_sector"]);
    }

    #[test]
    fn a_decision_is_neither_early_nor_to_come() {
        let (referred, today, all) = (day("2023-03-10"), day("2023-03-20"), Sectors::all());
        let field_errors =
            |decided: &str| codes(&outcome_errors(&validated(Sector::Ms, decided), referred, today, &all));
        assert!(field_errors("2023-03-10").is_empty() && field_errors("2023-03-20").is_empty());
        assert_eq!(field_errors("2023-03-09"), ["decision_before_referral"]);
        assert_eq!(field_errors("2023-03-21"), ["date_in_future"]);
        let works = Sectors::new([Sector::Btp]);
        let field_errors = outcome_errors(&validated(Sector::Ms, "2023-03-10"), referred, today, &works);
        assert_eq!(codes(&field_errors), ["unknown_sector"]);
    }

    #[test]
    fn another_reason_is_said_in_words() {
        let outcome = |reason, comment| Outcome::NotIntegrated { reason, comment, decided_on: day("2023-03-10") };
        let field_errors = |outcome| outcome_errors(&outcome, day("2023-03-10"), day("2023-03-10"), &Sectors::all());
        assert!(field_errors(outcome(NotIntegratedReason::Unreachable, None)).is_empty());
        assert_eq!(codes(&field_errors(outcome(NotIntegratedReason::Other, None))), ["comment_required"]);
        let comment = FreeText::parse("Déménagement").unwrap();
        assert!(field_errors(outcome(NotIntegratedReason::Other, Some(comment))).is_empty());
    }

    #[test]
    fn a_second_decision_says_what_it_saw() {
        let (pending, decided) = (referral(&[Sector::Btp], None), referral(&[Sector::Btp], Some(Sector::Btp)));
        let code = |current, expected: Option<i64>| {
            let expected = expected.map(ExpectedVersions::from);
            expected_version(current, expected.as_ref()).map_err(|error| error.code.as_str())
        };
        assert_eq!(code(&pending, None), Ok(3));
        assert_eq!(code(&pending, Some(2)), Err("precondition_failed"));
        assert_eq!(code(&decided, None), Err("precondition_required"));
        assert_eq!(code(&decided, Some(2)), Err("precondition_failed"));
        assert_eq!(code(&decided, Some(3)), Ok(3));
    }

    #[test]
    fn a_sector_that_was_opened_is_closed_by_any_other_outcome() {
        let decided = referral(&[Sector::Btp], Some(Sector::Btp));
        assert!(!revokes_validation(&referral(&[Sector::Btp], None), &validated(Sector::Ms, "2023-03-20")));
        assert!(!revokes_validation(&decided, &validated(Sector::Btp, "2023-03-25")));
        assert!(revokes_validation(&decided, &validated(Sector::Ms, "2023-03-25")));
    }

    #[test]
    fn a_sector_that_nobody_asked_for_is_odd() {
        let works = Sectors::new([Sector::Btp]);
        assert!(warnings(&works, None).is_empty() && warnings(&works, Some(Sector::Btp)).is_empty());
        assert_eq!(
            warnings(&works, Some(Sector::Ms)).first().map(|warning| warning.code),
            Some("sector_not_requested")
        );
    }
}

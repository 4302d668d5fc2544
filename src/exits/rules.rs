//! Rules and warnings of positive exits. Source: CREATIV, *Bilan Service PLIE 2023*, section 2.6.

use chrono::NaiveDate;

use super::ExitDetails;
use crate::error::{FieldError, ProblemCode};
use crate::values::{
    CandidateId, ExitKind, Hours, PeriodId, Sectors, Warning, last_day_of_months, unusual_age, years_between,
};

/// Half of the legal week of 35 hours.
const HALF_TIME: Hours = Hours::from_hundredths(1_750);

/// All hours of a week.
const WHOLE_WEEK: Hours = Hours::from_hundredths(16_800);

/// The months that a situation lasts before it counts, for the kinds that ask for a duration.
const LEAST_MONTHS: u32 = 6;

/// The months within which these may be added up, for fixed-term and temporary work.
const WITHIN_MONTHS: u32 = 12;

/// The age from which a subsidised contract in a chantier d'insertion counts.
const AGE_IN_ACI: i32 = 55;

/// The field errors of an exit on a day; `person` is that of the recorded exit, if it is recorded.
pub(super) fn field_errors(
    details: &ExitDetails,
    person: Option<CandidateId>,
    today: NaiveDate,
    visible: &Sectors,
) -> Vec<FieldError> {
    let mut field_errors = Vec::new();
    if person.is_some_and(|person| person != details.candidate_id) {
        field_errors.push(FieldError::new("/candidate_id", ProblemCode::ImmutableField));
    }
    for (pointer, day) in [("/started_on", details.started_on), ("/met_on", details.met_on)] {
        if day > today {
            field_errors.push(FieldError::new(pointer, ProblemCode::DateInFuture));
        }
    }
    if details.met_on < details.started_on {
        let detail = "Le critère ne peut pas être rempli avant que la situation ait commencé.";
        field_errors.push(FieldError::new("/met_on", ProblemCode::InvalidPeriod).with_detail(detail));
    }
    field_errors.extend(details.weekly_hours.and_then(week_error));
    if let Some(sector) = details.sector.filter(|sector| !visible.contains(*sector)) {
        let detail = format!("Le secteur {sector} n’est pas l’un de ceux que vous suivez.");
        field_errors.push(FieldError::new("/sector", ProblemCode::UnknownSector).with_detail(detail));
    }
    field_errors
}

/// An error unless the hours per week are above zero and at most 168.
pub(super) fn week_error(hours: Hours) -> Option<FieldError> {
    let field_error = |code, detail: &str| Some(FieldError::new("/weekly_hours", code).with_detail(detail));
    if hours == Hours::ZERO {
        return field_error(ProblemCode::HoursMalformed, "Une durée hebdomadaire doit être supérieure à zéro.");
    }
    if hours > WHOLE_WEEK {
        return field_error(ProblemCode::HoursTooLarge, "Une semaine n’a que 168 heures.");
    }
    None
}

/// The warnings of an exit that ends this PLIE period, or none. `in_aci` says whether the employer is a chantier
/// d'insertion.
pub(super) fn warnings(
    details: &ExitDetails,
    period: Option<PeriodId>,
    birth: Option<NaiveDate>,
    in_aci: bool,
) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if details.kind == ExitKind::Cdi && details.weekly_hours.is_some_and(|hours| hours < HALF_TIME) {
        let detail = "Un CDI compte comme sortie positive à partir d’un mi-temps (17,50 heures par semaine).";
        warnings.push(Warning::new("cdi_under_half_time", detail));
    }
    let last_day = |months| last_day_of_months(details.started_on, months);
    if lasts_six_months(details.kind) && last_day(LEAST_MONTHS).is_some_and(|earliest| details.met_on < earliest) {
        let detail = "Cette sortie suppose six mois au moins : le critère est rempli moins de six mois après le début.";
        warnings.push(Warning::new("less_than_six_months", detail));
    }
    if within_twelve_months(details.kind) && last_day(WITHIN_MONTHS).is_some_and(|latest| latest < details.met_on) {
        let detail =
            "Les six mois se comptent sur douze mois : le critère est rempli plus de douze mois après le début.";
        warnings.push(Warning::new("over_twelve_months", detail));
    }
    let under_age = |birth| years_between(birth, details.met_on) < AGE_IN_ACI;
    if details.kind == ExitKind::Subsidised6Months && in_aci && birth.is_some_and(under_age) {
        let detail = "Un contrat aidé en chantier d’insertion ne compte qu’à partir de 55 ans.";
        warnings.push(Warning::new("subsidised_in_aci", detail));
    }
    if period.is_none() {
        let detail = "La personne n’était pas accompagnée par le PLIE le jour où le critère est rempli.";
        warnings.push(Warning::new("outside_plie_period", detail));
    }
    warnings.extend(birth.and_then(|birth| unusual_age(birth, details.started_on)));
    warnings
}

const fn lasts_six_months(kind: ExitKind) -> bool {
    use ExitKind::{BusinessCreation, Cdd6Months, Subsidised6Months, TempWork6Months};
    matches!(kind, Cdd6Months | TempWork6Months | BusinessCreation | Subsidised6Months)
}

const fn within_twelve_months(kind: ExitKind) -> bool {
    matches!(kind, ExitKind::Cdd6Months | ExitKind::TempWork6Months)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::Sector;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn exit(kind: ExitKind, started_on: &str, met_on: &str) -> ExitDetails {
        ExitDetails {
            candidate_id: CandidateId(1),
            kind,
            started_on: day(started_on),
            met_on: day(met_on),
            employer_id: None,
            weekly_hours: None,
            sector: None,
            proof_reference: None,
        }
    }

    fn codes(details: &ExitDetails) -> Vec<&'static str> {
        warnings(details, Some(PeriodId(1)), None, false).iter().map(|warning| warning.code).collect()
    }

    #[test]
    fn every_fault_is_named() {
        let details = ExitDetails {
            weekly_hours: Some(Hours::ZERO),
            sector: Some(Sector::Ms),
            ..exit(ExitKind::Cdi, "2023-05-03", "2023-05-02")
        };
        let works = Sectors::new([Sector::Btp]);
        let field_errors = field_errors(&details, Some(CandidateId(2)), day("2023-05-01"), &works);
        let codes: Vec<_> = field_errors.iter().map(|field_error| field_error.code.as_str()).collect();
        let expected = [
            "immutable_field",
            "date_in_future",
            "date_in_future",
            "invalid_period",
            "hours_malformed",
            "unknown_sector",
        ];
        assert_eq!(codes, expected);
    }

    #[test]
    fn an_exit_may_be_met_on_its_first_day_and_today() {
        let details = exit(ExitKind::Cdi, "2023-05-01", "2023-05-01");
        assert!(field_errors(&details, Some(CandidateId(1)), day("2023-05-01"), &Sectors::all()).is_empty());
    }

    #[test]
    fn a_cdi_counts_from_half_time_on() {
        let cdi = |hundredths| ExitDetails {
            weekly_hours: Some(Hours::from_hundredths(hundredths)),
            ..exit(ExitKind::Cdi, "2023-01-01", "2023-01-01")
        };
        assert!(codes(&cdi(1_750)).is_empty());
        assert_eq!(codes(&cdi(1_749)), ["cdi_under_half_time"]);
        assert!(codes(&ExitDetails { kind: ExitKind::Cpro, ..cdi(1_749) }).is_empty());
        assert!(codes(&exit(ExitKind::Cdi, "2023-01-01", "2023-01-01")).is_empty());
    }

    #[test]
    fn what_asks_for_six_months_lasts_them_to_their_last_day() {
        use ExitKind::{BusinessCreation, Cdd6Months, QualifyingTraining, Subsidised6Months, TempWork6Months};
        for kind in [Cdd6Months, TempWork6Months, BusinessCreation, Subsidised6Months] {
            assert!(codes(&exit(kind, "2022-04-11", "2022-10-10")).is_empty());
            assert_eq!(codes(&exit(kind, "2022-04-11", "2022-10-09")), ["less_than_six_months"]);
            assert!(codes(&exit(kind, "2022-08-31", "2023-02-28")).is_empty());
        }
        assert!(codes(&exit(QualifyingTraining, "2022-04-11", "2022-04-12")).is_empty());
    }

    #[test]
    fn fixed_term_and_temporary_work_add_up_within_twelve_months() {
        use ExitKind::{BusinessCreation, Cdd6Months, Subsidised6Months, TempWork6Months};
        for kind in [Cdd6Months, TempWork6Months] {
            assert!(codes(&exit(kind, "2022-04-11", "2023-04-10")).is_empty());
            assert_eq!(codes(&exit(kind, "2022-04-11", "2023-04-11")), ["over_twelve_months"]);
        }
        for kind in [BusinessCreation, Subsidised6Months] {
            assert!(codes(&exit(kind, "2022-04-11", "2023-04-11")).is_empty());
        }
    }

    #[test]
    fn a_subsidised_contract_in_a_chantier_counts_from_55_years() {
        let born_in_aci = |kind, birth: &str| {
            let details = exit(kind, "2022-04-11", "2022-10-11");
            let found = warnings(&details, Some(PeriodId(1)), Some(day(birth)), true);
            found.iter().map(|warning| warning.code).collect::<Vec<_>>()
        };
        assert_eq!(born_in_aci(ExitKind::Subsidised6Months, "1967-10-12"), ["subsidised_in_aci"]);
        assert!(born_in_aci(ExitKind::Subsidised6Months, "1967-10-11").is_empty());
        assert!(born_in_aci(ExitKind::Cdd6Months, "1990-01-01").is_empty());
    }

    #[test]
    fn an_exit_of_somebody_whom_the_plie_does_not_accompany_is_odd() {
        let details = exit(ExitKind::Cdi, "2023-01-01", "2023-01-01");
        assert_eq!(
            warnings(&details, None, None, false).first().map(|warning| warning.code),
            Some("outside_plie_period")
        );
    }
}

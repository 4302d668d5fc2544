//! Types of reference data.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::values::{
    AgeBracket, BuyerKind, ClauseType, Column, CommuneCode, ContractStatus, ContractType, CriterionCode, EmployerKind,
    EvidenceKind, ExitKind, HoursDueReason, HoursStatus, Listed, Modality, Name, NeighbourhoodId, NeighbourhoodStatus,
    NotIntegratedReason, Origin, OutcomeKind, Period, PeriodSource, PrescriberKind, Resource, Role, Sector, Sex,
};

/// A commune.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Commune {
    /// The INSEE code.
    pub code: CommuneCode,
    /// The name.
    #[schema(value_type = String, example = "Dijon")]
    pub name: Name,
}

impl Resource for Commune {
    fn address(&self) -> Option<String> {
        Some("/v1/reference/communes".to_owned())
    }
}

impl Listed for Commune {
    const COLUMNS: &'static [Column] = &[Column::plain("code"), Column::plain("name")];

    fn position(&self) -> i64 {
        0
    }
}

/// The recorded fields of a neighbourhood.
#[derive(Debug, Clone)]
pub struct NeighbourhoodDetails {
    /// The name in the report.
    pub name: Name,
    /// The commune.
    pub commune_code: CommuneCode,
    /// The official code, if it is known.
    pub official_code: Option<Name>,
    /// The legal status in each period; periods do not overlap.
    pub statuses: Vec<(NeighbourhoodStatus, Period)>,
}

/// A neighbourhood of the report.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Neighbourhood {
    /// The id.
    pub id: NeighbourhoodId,
    /// The name in the report.
    #[schema(value_type = String, example = "Dijon – Grésilles")]
    pub name: Name,
    /// The commune.
    pub commune_code: CommuneCode,
    /// The official code, if it is known.
    #[schema(required = true, value_type = Option<String>, example = "QP000000")]
    pub official_code: Option<Name>,
    /// The legal status in each period.
    pub statuses: Vec<NeighbourhoodStanding>,
}

impl Resource for Neighbourhood {
    fn address(&self) -> Option<String> {
        Some("/v1/reference/neighbourhoods".to_owned())
    }
}

impl Listed for Neighbourhood {
    const COLUMNS: &'static [Column] = &[
        Column::plain("id"),
        Column::plain("name"),
        Column::plain("commune_code"),
        Column::plain("official_code"),
        Column::plain("statuses"),
    ];

    fn position(&self) -> i64 {
        self.id.0
    }
}

/// The legal status of a neighbourhood in a period.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NeighbourhoodStanding {
    /// The status.
    pub status: NeighbourhoodStatus,
    /// The first day.
    pub from: NaiveDate,
    /// The last day, if there is one.
    #[schema(required = true)]
    pub to: Option<NaiveDate>,
}

/// A code of a vocabulary.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Code {
    /// The code in the API.
    #[schema(example = "unsuitable_profile")]
    pub code: String,
    /// The label, in French.
    #[schema(example = "Profil inadapté")]
    pub label: String,
    /// Of a criterion: whether only officers see that a person meets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub restricted: Option<bool>,
    /// Of a qualification level: whether it is a local one of the PLIE, never exported as a national level.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub local: Option<bool>,
    /// Of a contract type: whether the report has its row even with zero hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub reported: Option<bool>,
    /// Of a reason: whether it requires a comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub comment_required: Option<bool>,
}

impl Listed for Code {
    const COLUMNS: &'static [Column] = &[
        Column::plain("code"),
        Column::plain("label"),
        Column::plain("restricted"),
        Column::plain("local"),
        Column::plain("reported"),
        Column::plain("comment_required"),
    ];

    fn position(&self) -> i64 {
        0
    }
}

/// A closed list of codes.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Vocabulary {
    /// The field that takes the codes.
    #[schema(example = "contract_type")]
    pub kind: &'static str,
    /// The title, in French.
    #[schema(example = "Type de contrat")]
    pub label: &'static str,
    /// The codes, in their usual order.
    pub codes: Vec<Code>,
}

impl Listed for Vocabulary {
    const COLUMNS: &'static [Column] = &[Column::plain("kind"), Column::plain("label"), Column::plain("codes")];

    fn position(&self) -> i64 {
        0
    }
}

impl Code {
    fn new(code: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            label: label.into(),
            restricted: None,
            local: None,
            reported: None,
            comment_required: None,
        }
    }
}

macro_rules! codes {
    ($vocabulary:ident) => {
        $vocabulary::ALL.iter().map(|code| Code::new(code.as_str(), code.label())).collect::<Vec<_>>()
    };
}

/// The reasons why a referred person did not enter the scheme.
pub fn reasons() -> Vec<Code> {
    let code = |reason: &NotIntegratedReason| Code {
        comment_required: Some(*reason == NotIntegratedReason::Other),
        ..Code::new(reason.as_str(), reason.label())
    };
    NotIntegratedReason::ALL.iter().map(code).collect()
}

/// Every vocabulary of the API.
pub fn vocabularies() -> Vec<Vocabulary> {
    let list = |kind, label, codes| Vocabulary { kind, label, codes };
    vec![
        list("sector", "Secteurs", codes!(Sector)),
        list("contract_type", "Types de contrat de travail", contract_types()),
        list("modality", "Modalités de mise en œuvre", codes!(Modality)),
        list("clause_type", "Types de clause", codes!(ClauseType)),
        list("contract_status", "Statuts d’un marché", codes!(ContractStatus)),
        list("hours_due_reason", "Origines des heures prévues", codes!(HoursDueReason)),
        list("employer_kind", "Natures d’employeur", codes!(EmployerKind)),
        list("prescriber_kind", "Natures de prescripteur", codes!(PrescriberKind)),
        list("buyer_kind", "Natures d’acheteur", codes!(BuyerKind)),
        list("criterion", "Critères d’éligibilité", criteria()),
        list("qualification_level", "Niveaux de qualification", levels()),
        list("sex", "Sexe", codes!(Sex)),
        list("age_bracket", "Tranches d’âge", codes!(AgeBracket)),
        list("origin", "Origines d’une orientation", codes!(Origin)),
        list("outcome", "Issues d’une orientation", codes!(OutcomeKind)),
        list("not_integrated_reason", "Motifs de non-intégration", reasons()),
        list("exit_kind", "Sorties positives", codes!(ExitKind)),
        list("evidence_kind", "Justificatifs", codes!(EvidenceKind)),
        list("hours_status", "Statuts des heures", codes!(HoursStatus)),
        list("neighbourhood_status", "Statuts d’un quartier", codes!(NeighbourhoodStatus)),
        list("plie_period_source", "Sources d’une période d’accompagnement", codes!(PeriodSource)),
        list("role", "Rôles", codes!(Role)),
    ]
}

fn contract_types() -> Vec<Code> {
    let code = |kind: &ContractType| Code {
        reported: Some(ContractType::REPORTED.contains(kind)),
        ..Code::new(kind.as_str(), kind.label())
    };
    ContractType::ALL.iter().map(code).collect()
}

fn criteria() -> Vec<Code> {
    let code = |criterion: &CriterionCode| Code {
        restricted: Some(criterion.is_restricted()),
        ..Code::new(criterion.as_str(), criterion.label())
    };
    CriterionCode::ALL.iter().map(code).collect()
}

/// Levels 1 to 8 are national; 9 and 10 are local ones of the PLIE.
fn levels() -> Vec<Code> {
    const LABELS: [&str; 10] = [
        "Niveau 1 (savoirs de base)",
        "Niveau 2",
        "Niveau 3 (CAP, BEP)",
        "Niveau 4 (baccalauréat)",
        "Niveau 5 (bac + 2)",
        "Niveau 6 (bac + 3 et 4)",
        "Niveau 7 (bac + 5)",
        "Niveau 8 (doctorat)",
        "Diplôme étranger sans équivalence (code local)",
        "Illettrisme (code local)",
    ];
    let code =
        |(number, label): (usize, &str)| Code { local: Some(number > 8), ..Code::new(number.to_string(), label) };
    (1..).zip(LABELS).map(code).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_that_need_care_say_so() {
        let levels = levels();
        assert_eq!(levels.iter().filter(|level| level.local == Some(true)).count(), 2);
        assert_eq!(levels.last().map(|level| level.code.as_str()), Some("10"));
        assert_eq!(criteria().iter().filter(|code| code.restricted == Some(true)).count(), 9);
        assert_eq!(reasons().iter().filter(|code| code.comment_required == Some(true)).count(), 1);
    }
}

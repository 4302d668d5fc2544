//! Types of findings.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::french;
use crate::values::{CandidateId, Column, EmploymentId, FindingId, FindingKind, HoursId, Listed, LotId, Month, Sector};

/// A row of hours, compared with the snapshot that it would get now.
#[derive(Debug, Clone)]
pub struct Drift {
    /// The row.
    pub hours: HoursId,
    /// Its month.
    pub month: Month,
    /// Its sector.
    pub sector: Sector,
    /// The fields that differ; empty if none does or if the row may be refreshed.
    pub fields: Vec<&'static str>,
}

/// A record that may be about the same person as another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PossibleDuplicate {
    /// The other record.
    pub candidate: CandidateId,
    /// The fields that agree.
    pub fields: Vec<&'static str>,
}

/// A finding.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Finding {
    /// Its id.
    pub id: FindingId,
    /// Its kind.
    pub kind: FindingKind,
    /// The month concerned; `null` if it is about people.
    pub month: Option<Month>,
    /// The sector concerned; `null` if it is about people.
    pub sector: Option<Sector>,
    /// The row of hours concerned; `null` if it is about people.
    pub hours_id: Option<HoursId>,
    /// The employment of the row.
    pub employment_id: Option<EmploymentId>,
    /// The lot of the row.
    pub lot_id: Option<LotId>,
    /// The person of the row; of two records that may be about one person, the later one.
    pub candidate_id: CandidateId,
    /// The earlier record, if two may be about one person.
    pub other_candidate_id: Option<CandidateId>,
    /// The names of the fields that differ, or that agree in two records, without their values.
    #[schema(example = json!(["commune", "neighbourhood"]))]
    pub fields: Vec<String>,
    /// What it means and what can be done, in French.
    #[schema(example = "Le mois 2023-05 est clos en BTP\u{a0}: …")]
    pub explanation: String,
    /// When it was found (UTC).
    pub noted_at: DateTime<Utc>,
}

impl Listed for Finding {
    const COLUMNS: &'static [Column] = &[
        Column::plain("id"),
        Column::plain("kind"),
        Column::plain("month"),
        Column::plain("sector"),
        Column::plain("hours_id"),
        Column::plain("employment_id"),
        Column::plain("lot_id"),
        Column::plain("candidate_id"),
        Column::plain("fields"),
        Column::plain("explanation"),
        Column::plain("noted_at"),
        Column::plain("other_candidate_id"),
    ];

    fn position(&self) -> i64 {
        self.id.0
    }
}

/// Which findings to list.
#[derive(Debug, Clone, Default)]
pub struct FindingFilter {
    /// Of this kind.
    pub kind: Option<FindingKind>,
    /// Of this sector.
    pub sector: Option<Sector>,
}

/// The explanation of a `frozen_values` finding, in French.
pub(super) fn frozen_explanation(month: Month, sector: Sector, fields: &[String]) -> String {
    let labels: Vec<&str> = fields.iter().map(|field| label(field)).collect();
    french(&format!(
        "Le mois {month} est clos en {sector} : ces heures gardent ce qu’elles portaient à la clôture, alors qu’une \
         modification faite depuis y changerait ceci : {}. Pour la reprendre, rouvrez le mois ; sinon, rien n’est à \
         faire.",
        labels.join(", ")
    ))
}

/// The explanation of a `possible_duplicate` finding, in French.
fn duplicate_explanation(fields: &[String]) -> String {
    let labels: Vec<&str> = fields.iter().map(|field| label(field)).collect();
    french(&format!(
        "Deux fiches sont peut-être celles d’une même personne. Se ressemblent : {}. Fusionnez-les si c’en est une ; \
         sinon corrigez celle qui est fausse, ou notez que ce sont deux personnes.",
        labels.join(", ")
    ))
}

/// The explanation of a finding about people, in French.
pub(super) fn explanation_of(kind: FindingKind, fields: &[String]) -> String {
    match kind {
        FindingKind::SameParticipant => french(
            "Deux fiches trouvent le même dossier du PLIE : ce sont peut-être deux fiches d’une même personne. \
             Comparez-les et fusionnez-les, ou décidez que le dossier vaut pour les deux.",
        ),
        FindingKind::PliePeriodsDiffer => french(
            "Les périodes d’accompagnement enregistrées ici ne sont pas celles du dossier du PLIE. Celles du dossier \
             comptent ; corrigez celles qui sont fausses, ici ou au PLIE.",
        ),
        FindingKind::PossibleDuplicate | FindingKind::FrozenValues => duplicate_explanation(fields),
    }
}

fn label(field: &str) -> &str {
    match field {
        "participant_number" => "le numéro de participant",
        "plie_periods" => "les périodes du PLIE",
        "last_name" => "le nom",
        "first_name" => "le prénom",
        "birth_date" => "la date de naissance",
        "employer" => "l’employeur",
        "public_contract" => "le marché",
        "sector" => "le secteur",
        "contract_type" => "le type de contrat",
        "modality" => "la modalité",
        "prescriber_kind" => "la nature du prescripteur",
        "sex" => "le sexe",
        "age_bracket" => "la tranche d’âge",
        "qualification_level" => "le niveau de qualification",
        "commune" => "la commune",
        "neighbourhood" => "le quartier",
        "qpv_legal" => "le classement du quartier en QPV",
        "rsa" => "le RSA",
        "in_plie" => "l’accompagnement par le PLIE",
        "counted" => "la prise en compte pour la clause",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_explanation_names_the_month_the_sector_and_what_changed() {
        let month = Month::parse("2023-05").unwrap();
        let text = frozen_explanation(month, Sector::Btp, &["commune".to_owned(), "rsa".to_owned()]);
        assert!(text.contains("2023-05 est clos en BTP") && text.contains("la commune, le RSA"), "{text}");
    }
}

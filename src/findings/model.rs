//! What a finding is.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::values::{CandidateId, Column, EmploymentId, FindingId, FindingKind, HoursId, Listed, LotId, Month, Sector};

/// A row of hours, held against what it would carry if it were recorded now.
#[derive(Debug, Clone)]
pub struct Drift {
    /// The row.
    pub hours: HoursId,
    /// Its month.
    pub month: Month,
    /// Its sector.
    pub sector: Sector,
    /// What it keeps though it is no longer so; nothing where all agrees, or where the row may follow.
    pub fields: Vec<&'static str>,
}

/// Something that somebody should look at.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Finding {
    /// Its id.
    pub id: FindingId,
    /// What it is about.
    pub kind: FindingKind,
    /// The month concerned.
    pub month: Month,
    /// The sector concerned.
    pub sector: Sector,
    /// The row of hours concerned.
    pub hours_id: HoursId,
    /// Whose employment.
    pub employment_id: EmploymentId,
    /// On which lot.
    pub lot_id: LotId,
    /// Whose hours.
    pub candidate_id: CandidateId,
    /// What is no longer so: names alone, never values.
    #[schema(example = json!(["commune", "neighbourhood"]))]
    pub fields: Vec<String>,
    /// What it means and what can be done, in French.
    #[schema(example = "Le mois 2023-05 est clos en BTP : …")]
    pub explanation: String,
    /// Since when it is so (UTC).
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

/// Why hours of a closed month keep what is no longer so, in French.
pub(super) fn frozen_explanation(month: Month, sector: Sector, fields: &[String]) -> String {
    let named: Vec<&str> = fields.iter().map(|field| label(field)).collect();
    format!(
        "Le mois {month} est clos en {sector} : ces heures gardent ce qu'elles portaient à la clôture, alors qu'une \
         modification faite depuis y changerait ceci : {}. Pour la reprendre, rouvrez le mois ; sinon, rien n'est à \
         faire.",
        named.join(", ")
    )
}

fn label(field: &str) -> &str {
    match field {
        "employer" => "l'employeur",
        "public_contract" => "le marché",
        "sector" => "le secteur",
        "contract_type" => "le type de contrat",
        "modality" => "la modalité",
        "prescriber_kind" => "la nature du prescripteur",
        "sex" => "le sexe",
        "age_bracket" => "la tranche d'âge",
        "qualification_level" => "le niveau de qualification",
        "commune" => "la commune",
        "neighbourhood" => "le quartier",
        "qpv_legal" => "le classement du quartier en QPV",
        "rsa" => "le RSA",
        "in_plie" => "l'accompagnement par le PLIE",
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

//! What French spreadsheets get in the cells of a table: labels in place of codes, `VRAI` and `FAUX`, no JSON, and no text
//! that they would take for a number, a date or a formula.

use serde_json::Value;

use super::headings;
use crate::values::{
    AgeBracket, BuyerKind, ClauseType, ClosureState, ContractSource, ContractStatus, ContractType, CriterionCode,
    EmployerKind, EvidenceKind, ExitKind, FindingKind, HoursDueReason, HoursStatus, Modality, NeighbourhoodStatus,
    NotIntegratedReason, Origin, OutcomeKind, PeriodSource, PrescriberKind, RecordKind, Role, Sector, Sex,
    guard_from_spreadsheets,
};

/// The text of a value in a column of this name.
pub(super) fn text(column: &str, value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => "VRAI".to_owned(),
        Value::Bool(false) => "FAUX".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => guard_from_spreadsheets(labelled(column, text)),
        Value::Array(items) => {
            guard_from_spreadsheets(items.iter().map(|item| within(column, item)).collect::<Vec<_>>().join(", "))
        }
        Value::Object(_) => guard_from_spreadsheets(within(column, value)),
    }
}

/// A value within a text.
fn within(column: &str, value: &Value) -> String {
    match value {
        Value::String(text) => labelled(column, text),
        Value::Array(items) => items.iter().map(|item| within(column, item)).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            let field =
                |(name, value): (&String, &Value)| format!("{} : {}", headings::heading(name), within(name, value));
            fields.iter().filter(|(_, value)| !value.is_null()).map(field).collect::<Vec<_>>().join(", ")
        }
        scalar => text(column, scalar),
    }
}

/// The label of a code of one of these vocabularies.
macro_rules! label_of {
    ($text:expr, $($vocabulary:ident),+) => {
        None$(.or_else(|| $vocabulary::parse($text).ok().map($vocabulary::label)))+
    };
}

/// The label of a code; any other text as it is.
fn labelled(column: &str, text: &str) -> String {
    let label = match column {
        "eligibility.code" => label_of!(text, CriterionCode),
        _ => label(column.rsplit('.').next().unwrap_or(column), text),
    };
    label.map_or_else(|| text.to_owned(), str::to_owned)
}

fn label(column: &str, text: &str) -> Option<&'static str> {
    match column {
        "age_bracket" => label_of!(text, AgeBracket),
        "buyer_kind" => label_of!(text, BuyerKind),
        "clause_type" => label_of!(text, ClauseType),
        "contract_type" => label_of!(text, ContractType),
        "employer_kind" => label_of!(text, EmployerKind),
        "field" | "fields" => headings::known(text),
        "kind" => label_of!(text, ExitKind, EvidenceKind, FindingKind, RecordKind),
        "masked" => match text {
            "small" => Some("Trop peu de personnes"),
            "not_given" => Some("Non communiqué"),
            _ => None,
        },
        "modality" => label_of!(text, Modality),
        "origin" => label_of!(text, Origin),
        "outcome" => label_of!(text, OutcomeKind),
        "outcome_reason" => label_of!(text, NotIntegratedReason),
        "prescriber_kind" => label_of!(text, PrescriberKind),
        "reason" => label_of!(text, HoursDueReason),
        "role" => label_of!(text, Role),
        "rule" => match text {
            "first_assignment" => Some("Première affectation"),
            "training_contract" => Some("Contrat en alternance"),
            "cdi" => Some("CDI"),
            "window" => Some("Fenêtre ouverte à la main"),
            _ => None,
        },
        "sector" | "sectors" | "outcome_sector" => label_of!(text, Sector),
        "sex" => label_of!(text, Sex),
        "source" => label_of!(text, ContractSource, PeriodSource),
        "value" => match text {
            "true" => Some("VRAI"),
            "false" => Some("FAUX"),
            _ => None,
        },
        "state" => label_of!(text, ClosureState),
        "status" => label_of!(text, HoursStatus, ContractStatus, NeighbourhoodStatus),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn codes_are_told_by_their_labels() {
        for (column, value, expected) in [
            ("status", json!("validated"), "Validées"),
            ("evidence.kind", json!("payslip"), "Bulletin de paie"),
            ("sectors", json!(["MS", "PI"]), "Marchés de services, Prestations intellectuelles"),
            ("source", json!("ARIQ BTP"), "ARIQ BTP"),
            ("fields", json!(["counted", "sex"]), "Compté pour la clause, Sexe"),
            ("counted", json!(true), "VRAI"),
            ("in_plie", json!(false), "FAUX"),
            ("value", json!({ "sector": "BTP", "ends_on": null }), "Secteur : Travaux (bâtiment, travaux publics)"),
        ] {
            assert_eq!(text(column, &value), expected, "{column}");
        }
    }

    #[test]
    fn codes_that_a_spreadsheet_would_count_with_stay_texts() {
        for code in ["01004", "73282932000074", "2023-06", "1E5", "+33 3 80 12 34 56", "1/2", "12:30", "1", "-5"] {
            assert_eq!(text("number", &json!(code)), format!("=\"{code}\""));
        }
        for (kept, expected) in [
            ("2023-06-30", "2023-06-30"),
            ("2A004", "2A004"),
            ("CD-1", "CD-1"),
            ("", ""),
            ("=1+A1", "'=1+A1"),
            ("-x", "'-x"),
        ] {
            assert_eq!(text("number", &json!(kept)), expected);
        }
        assert_eq!(text("id", &json!(7)), "7");
    }
}

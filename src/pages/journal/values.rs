//! The values of events as French text: days and amounts as one writes them, codes by their labels.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;

use super::words;
use crate::values::{
    BuyerKind, CallFailure, ClauseType, ClosureState, ContractSource, ContractStatus, CriterionCode, DeliveryState,
    EmployerKind, EvidenceKind, ExitKind, Hours, HoursDueReason, HoursStatus, LinkStatus, Modality, Money, Month,
    NeighbourhoodStatus, NotIntegratedReason, OutcomeKind, PeriodSource, PrescriberKind, RecordKind, Role, Sex,
    moment_in_table,
};

/// How a session or a password came about.
const WAYS: [(&str, &str); 3] =
    [("invitation", "invitation"), ("reset", "réinitialisation"), ("sign_in", "nouvelle connexion")];

/// A value of a field as a line shows it: a list as its items, an object as its fields.
pub(super) fn said(field: &str, value: &Value) -> String {
    match value {
        Value::Null => "rien".to_owned(),
        Value::Bool(true) => "oui".to_owned(),
        Value::Bool(false) => "non".to_owned(),
        Value::String(text) => text_of(field, text),
        Value::Array(items) => items.iter().map(|item| said(field, item)).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| format!("{} {}", words::field(name), said(name, value)));
            fields.collect::<Vec<_>>().join(", ")
        }
        Value::Number(number) => number.to_string(),
    }
}

fn text_of(field: &str, text: &str) -> String {
    quantity(field, text)
        .or_else(|| label(field, text).map(str::to_owned))
        .or_else(|| in_time(text))
        .unwrap_or_else(|| text.to_owned())
}

/// Hours and amounts.
fn quantity(field: &str, text: &str) -> Option<String> {
    match field {
        "hours" | "hours_due" | "training" | "weekly_hours" | "worked" => {
            Hours::parse(text).ok().map(|hours| format!("{}\u{a0}h", hours.in_french()))
        }
        "amount" | "penalty" => Money::parse(text).ok().map(Money::in_french),
        _ => None,
    }
}

/// A day, a month or a moment.
fn in_time(text: &str) -> Option<String> {
    let day = || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(|day| day.format("%d/%m/%Y").to_string());
    let month = || Month::parse(text).ok().map(Month::in_words);
    let moment = || DateTime::parse_from_rfc3339(text).ok().map(|moment| moment_in_table(moment.with_timezone(&Utc)));
    day().or_else(month).or_else(moment)
}

/// The label of a code in the lists from which a field takes its codes.
fn label(field: &str, code: &str) -> Option<&'static str> {
    macro_rules! first_of {
        ($($list:ident),+) => { None$(.or_else(|| $list::parse(code).ok().map($list::label)))+ };
    }
    match field {
        "buyer_kind" => first_of!(BuyerKind),
        "by" | "purpose" => WAYS.iter().find(|(known, _)| *known == code).map(|(_, words)| *words),
        "clause_type" => first_of!(ClauseType),
        "criterion" => first_of!(CriterionCode),
        "employer_kind" => first_of!(EmployerKind),
        "failure" => first_of!(CallFailure),
        "fields" => words::known_field(code),
        "kind" => first_of!(ExitKind, EvidenceKind, RecordKind),
        "modality" => first_of!(Modality),
        "outcome" => first_of!(OutcomeKind),
        "outcome_reason" | "reason" => first_of!(HoursDueReason, NotIntegratedReason),
        "prescriber_kind" => first_of!(PrescriberKind),
        "role" => first_of!(Role),
        "sex" => first_of!(Sex),
        "source" => first_of!(PeriodSource, ContractSource),
        "state" | "status" => {
            first_of!(LinkStatus, DeliveryState, HoursStatus, ContractStatus, ClosureState, NeighbourhoodStatus)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_read_without_the_signs_of_json() {
        for (field, stored, shown) in [
            ("to", json!(null), "rien"),
            ("is_shared", json!(true), "oui"),
            ("sector", json!("BTP"), "BTP"),
            ("sectors", json!(["BTP", "MS"]), "BTP, MS"),
            ("rows", json!(7), "7"),
            ("value", json!({ "name": "Beaune", "to": null }), "nom Beaune, au rien"),
            ("from", json!("2026-04-01"), "01/04/2026"),
            ("month", json!("2026-10"), "octobre 2026"),
            ("at", json!("2023-06-30T22:05:00Z"), "01/07/2023 00:05"),
            ("worked", json!("37105.77"), "37\u{202f}105,77\u{a0}h"),
            ("amount", json!("1250000.00"), "1\u{202f}250\u{202f}000,00\u{a0}€"),
            ("hours", json!("beaucoup"), "beaucoup"),
            ("fields", json!(["birth_date", "unheard_of"]), "date de naissance, unheard_of"),
            ("name", json!("officer"), "officer"),
            ("role", json!("officer"), Role::Officer.label()),
            ("reason", json!("Feuille illisible"), "Feuille illisible"),
            ("reason", json!("amendment"), "Avenant"),
        ] {
            assert_eq!(said(field, &stored), shown, "{field}");
        }
    }
}

//! The fields of the forms: where a refusal stands, and what a form says.

use super::super::super::form_errors::{FormField, field_at};
use super::super::super::places::parse_commune;
use super::super::super::repeated::Repeated;
use super::super::super::typed::TypedForm;
use crate::awards::{AwardedContract, AwardedLot, NewAward, NewBuyer};
use crate::contracts::{Computation, Estimate};
use crate::error::{FieldError, ProblemCode, Result};
use crate::http::Fields;
use crate::reference::Commune;
use crate::values::{
    BuyerKind, ClauseType, ContractStatus, CpvCode, EmployerKind, Hours, Money, Name, Rate, Sector, Title, parse_day,
};

/// The fields of a contract.
pub(super) const CONTRACT: &[FormField] = &[
    ("/buyer", "acheteur", "Acheteur"),
    ("/buyer_kind", "nature-acheteur", "Nature de l’acheteur"),
    ("/buyer_id", "acheteur", "Acheteur"),
    ("/reference", "reference", "Numéro"),
    ("/title", "intitule", "Objet"),
    ("/sector", "secteur", "Secteur"),
    ("/clause_type", "clause", "Clause"),
    ("/notified_on", "notifie", "Notifié le"),
    ("/starts_on", "du", "Premier jour"),
    ("/ends_on", "au", "Dernier jour"),
    ("/amount", "montant", "Montant hors taxes"),
    ("/cpv", "cpv", "Code CPV"),
    ("/commune_code", "commune", "Commune"),
    ("/follow_up_body", "suivi", "Suivi par"),
    ("/status", "statut", "Statut"),
];

/// The fields of a lot; their ids begin with the lot's prefix.
pub(super) const LOT: &[FormField] = &[
    ("/number", "numero", "Numéro du lot"),
    ("/title", "intitule", "Intitulé du lot"),
    ("/holder", "titulaire", "Titulaire"),
    ("/co_holders", "cotitulaires", "Autres titulaires"),
    ("/holder_kind", "nature", "Nature du titulaire"),
    ("/penalty", "penalite", "Pénalité par heure manquante"),
    ("/hours_due", "heures", "Heures prévues"),
];

/// The inputs of a computation; their ids begin with the prefix of what is computed.
pub(super) const COMPUTATION: &[FormField] = &[
    ("/computation/amount", "calcul-montant", "Montant du calcul"),
    ("/computation/labour_share", "calcul-part", "Part de main-d’œuvre"),
    ("/computation/effort", "calcul-effort", "Effort d’insertion"),
    ("/computation/hourly_cost", "calcul-cout", "Coût d’une heure"),
];

/// The lots of a form.
pub(super) const LOTS: Repeated = Repeated { name: "lot", count: "lots", fewest: 1, fields: &[LOT, COMPUTATION] };

/// What the ids of a lot's fields begin with; lots count from one.
pub(super) fn prefix(lot: usize) -> String {
    LOTS.prefix(lot)
}

/// The field of a contract or of one of its lots at a pointer.
pub(super) fn field(pointer: &str) -> Option<(String, String)> {
    let Some((index, part)) = pointer.strip_prefix("/lots/").and_then(|rest| rest.split_once('/')) else {
        return field_at(CONTRACT, pointer);
    };
    let lot = index.parse::<usize>().ok()?.saturating_add(1);
    let (name, label) = field_of_lot(&format!("/{part}"))?;
    Some((format!("{}{name}", prefix(lot)), format!("Lot {lot}, {}", label.to_lowercase())))
}

/// The field of the only lot of a form.
pub(super) fn field_of_only_lot(pointer: &str) -> Option<(String, String)> {
    let (name, label) = field_of_lot(pointer)?;
    Some((format!("{}{name}", prefix(1)), label))
}

fn field_of_lot(pointer: &str) -> Option<(String, String)> {
    field_at(LOT, pointer).or_else(|| field_at(COMPUTATION, pointer))
}

/// The award that the form asks for.
///
/// # Errors
/// Those of all fields at once.
pub(super) fn award(typed: &TypedForm, lots: usize, communes: &[Commune]) -> Result<NewAward> {
    let mut fields = Fields::default();
    let of_contract = fields.nested("", contract(typed, communes))?;
    let mut awarded = Vec::new();
    for number in 1..=lots {
        let index = number.saturating_sub(1);
        awarded.extend(fields.nested(&format!("/lots/{index}"), lot(typed, &prefix(number)))?);
    }
    let Some((buyer, contract)) = of_contract else { return Err(fields.refusal()) };
    fields.done()?;
    Ok(NewAward { buyer, contract, lots: awarded })
}

/// The contract and its buyer.
///
/// # Errors
/// Those of all fields at once.
pub(super) fn contract(typed: &TypedForm, communes: &[Commune]) -> Result<(NewBuyer, AwardedContract)> {
    let mut fields = Fields::default();
    let of = &mut fields;
    let name = typed.required(of, "acheteur", "/buyer", Name::parse);
    let kind = typed.optional(of, "nature-acheteur", "/buyer_kind", BuyerKind::parse);
    let reference = typed.required(of, "reference", "/reference", Name::parse);
    let title = typed.required(of, "intitule", "/title", Title::parse);
    let sector = typed.required(of, "secteur", "/sector", Sector::parse);
    let clause_type = typed.required(of, "clause", "/clause_type", ClauseType::parse);
    let notified_on = typed.optional(of, "notifie", "/notified_on", parse_day);
    let starts_on = typed.required(of, "du", "/starts_on", parse_day);
    let ends_on = typed.required(of, "au", "/ends_on", parse_day);
    let amount = typed.optional(of, "montant", "/amount", Money::parse_typed);
    let cpv = typed.optional(of, "cpv", "/cpv", CpvCode::parse);
    let commune_code = typed.optional(of, "commune", "/commune_code", |text| parse_commune(communes, text));
    let follow_up_body = typed.optional(of, "suivi", "/follow_up_body", Name::parse);
    let status = typed.optional(of, "statut", "/status", ContractStatus::parse);
    let values = || {
        let contract = AwardedContract::new((reference?, title?), sector?, (starts_on?, ends_on?));
        let status = status.unwrap_or(contract.status);
        let clause_type = clause_type?;
        let contract =
            AwardedContract { clause_type, amount, cpv, notified_on, commune_code, follow_up_body, status, ..contract };
        Some((NewBuyer { name: name?, kind }, contract))
    };
    match values() {
        Some(values) => fields.done().map(|()| values),
        None => Err(fields.refusal()),
    }
}

/// A lot, whose fields begin with the prefix.
///
/// # Errors
/// Those of all fields at once.
pub(super) fn lot(typed: &TypedForm, prefix: &str) -> Result<AwardedLot> {
    let mut fields = Fields::default();
    let of = &mut fields;
    let id = |name: &str| format!("{prefix}{name}");
    let number = typed.required(of, id("numero"), "/number", Name::parse);
    let title = typed.optional(of, id("intitule"), "/title", Title::parse);
    let holder = typed.optional(of, id("titulaire"), "/holder", Name::parse);
    let holder_kind = typed.optional(of, id("nature"), "/holder_kind", EmployerKind::parse);
    let penalty = typed.optional(of, id("penalite"), "/penalty", Money::parse_typed);
    let hours_due = typed.optional(of, id("heures"), "/hours_due", Hours::parse_typed);
    let lines = typed.text(id("cotitulaires")).lines().map(str::trim).filter(|line| !line.is_empty());
    let co_holders: Vec<Name> = lines.filter_map(|line| of.optional("/co_holders", Some(line), Name::parse)).collect();
    let computation = fields.nested("", computation(typed, prefix))?.flatten();
    let Some(number) = number else { return Err(fields.refusal()) };
    fields.done()?;
    Ok(AwardedLot { number, title, holder, co_holders, holder_kind, penalty, hours_due, computation })
}

/// The computation behind the hours; none without an amount.
///
/// # Errors
/// Those of all fields at once.
pub(super) fn computation(typed: &TypedForm, prefix: &str) -> Result<Option<Computation>> {
    if typed.given(format!("{prefix}calcul-montant")).is_none() {
        return Ok(None);
    }
    let mut fields = Fields::default();
    let estimate = estimate(typed, prefix, &mut fields);
    let missing = |given: bool, pointer: &str| (!given).then(|| FieldError::new(pointer, ProblemCode::Missing));
    let read = |name: &str| typed.given(format!("{prefix}{name}")).is_some();
    let absent = [
        missing(read("calcul-part"), "/computation/labour_share"),
        missing(read("calcul-effort"), "/computation/effort"),
        missing(read("calcul-cout"), "/computation/hourly_cost"),
    ];
    absent.into_iter().flatten().for_each(|error| fields.push(error));
    match estimate {
        Some(Estimate {
            amount,
            labour_share: Some(labour_share),
            effort: Some(effort),
            hourly_cost: Some(hourly_cost),
        }) => fields.done().map(|()| Some(Computation { amount, labour_share, effort, hourly_cost })),
        _ => Err(fields.refusal()),
    }
}

/// What is to be computed; settings replace what is missing but the amount.
pub(super) fn estimate(typed: &TypedForm, prefix: &str, fields: &mut Fields) -> Option<Estimate> {
    let id = |name: &str| format!("{prefix}{name}");
    let amount = typed.required(fields, id("calcul-montant"), "/computation/amount", Money::parse_typed);
    let labour_share = typed.optional(fields, id("calcul-part"), "/computation/labour_share", Rate::parse_percent);
    let effort = typed.optional(fields, id("calcul-effort"), "/computation/effort", Rate::parse_percent);
    let hourly_cost = typed.optional(fields, id("calcul-cout"), "/computation/hourly_cost", Money::parse_typed);
    Some(Estimate { amount: amount?, labour_share, effort, hourly_cost })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_of_a_lot_leads_to_its_own_field() {
        let found = |pointer| field(pointer).map(|(id, label)| format!("{id} {label}"));
        assert_eq!(found("/lots/1/hours_due").as_deref(), Some("lot-2-heures Lot 2, heures prévues"));
        assert_eq!(
            found("/lots/0/computation/effort").as_deref(),
            Some("lot-1-calcul-effort Lot 1, effort d’insertion")
        );
        assert_eq!(found("/title").as_deref(), Some("intitule Objet"));
        assert_eq!((found("/lots"), found("/lots/x/number"), found("/unheard_of")), (None, None, None));
    }
}

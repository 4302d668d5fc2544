//! The form of a person: where a refusal stands, what the form says, and what is recorded as the form shows it.

use super::super::super::form_errors::{FormField, field_at};
use super::super::super::places::{commune_name, parse_commune};
use super::super::super::repeated::Repeated;
use super::super::super::typed::TypedForm;
use crate::candidates::{
    AddressDetails, CandidateAddress, CandidateCriterion, CandidateDetails, CandidateView, CriterionDetails,
    QualificationLevel,
};
use crate::error::Result;
use crate::http::Fields;
use crate::reference::{Commune, Neighbourhood};
use crate::values::{CriterionCode, Email, Name, Period, Phone, Sex, parse_day, parse_whole};

/// The fields of a person.
pub(super) const PERSON: &[FormField] = &[
    ("/last_name", "nom", "Nom"),
    ("/first_name", "prenom", "Prénom"),
    ("/birth_date", "naissance", "Date de naissance"),
    ("/sex", "sexe", "Sexe"),
    ("/qualification_level", "niveau", "Niveau de qualification"),
    ("/contact/email", "courriel", "Adresse électronique"),
    ("/contact/phone", "telephone", "Téléphone"),
    ("/informed_on", "informee", "Information sur ses droits"),
    ("/right_to_work_checked_on", "droit-travail", "Droit au travail vérifié"),
    ("/external_ref", "reference", "Référence"),
];

const ADDRESS: &[FormField] = &[
    ("/commune_code", "commune", "Commune"),
    ("/neighbourhood", "quartier", "Quartier"),
    ("/from", "du", "Du"),
    ("/to", "au", "Au"),
];

const CRITERION: &[FormField] = &[
    ("/code", "code", "Critère"),
    ("/from", "du", "Du"),
    ("/to", "au", "Au"),
    ("/proof_kind", "preuve", "Justificatif"),
    ("/proof_on", "preuve-du", "Justificatif du"),
    ("/checked_by", "verifie-par", "Vérifié par"),
];

/// The addresses of the form.
pub(super) const ADDRESSES: Repeated = Repeated { name: "adresse", count: "adresses", fewest: 0, fields: &[ADDRESS] };

/// The criteria of the form.
pub(super) const CRITERIA: Repeated = Repeated { name: "critere", count: "criteres", fewest: 0, fields: &[CRITERION] };

/// The field at a pointer.
pub(super) fn field(pointer: &str) -> Option<(String, String)> {
    let of_list = |list: &str, parts: &Repeated, fields: &[FormField], what: &str| {
        let (index, part) = pointer.strip_prefix(list)?.split_once('/')?;
        let number = index.parse::<usize>().ok()?.saturating_add(1);
        let (name, label) = field_at(fields, &format!("/{part}"))?;
        Some((format!("{}{name}", parts.prefix(number)), format!("{what} {number}, {}", label.to_lowercase())))
    };
    field_at(PERSON, pointer)
        .or_else(|| of_list("/addresses/", &ADDRESSES, ADDRESS, "Adresse"))
        .or_else(|| of_list("/eligibility/", &CRITERIA, CRITERION, "Critère"))
}

/// The communes and neighbourhoods of the reference data.
pub(super) struct Places {
    pub communes: Vec<Commune>,
    pub neighbourhoods: Vec<Neighbourhood>,
}

/// What the form says of the person.
///
/// # Errors
/// Those of all fields at once.
pub(super) fn details(typed: &TypedForm, places: &Places) -> Result<CandidateDetails> {
    let mut fields = Fields::default();
    let of = &mut fields;
    let last_name = typed.required(of, "nom", "/last_name", Name::parse);
    let first_name = typed.required(of, "prenom", "/first_name", Name::parse);
    let birth_date = typed.required(of, "naissance", "/birth_date", parse_day);
    let sex = typed.required(of, "sexe", "/sex", Sex::parse);
    let level = |text: &str| QualificationLevel::parse(parse_whole(text).unwrap_or_default());
    let qualification_level = typed.optional(of, "niveau", "/qualification_level", level);
    let email = typed.optional(of, "courriel", "/contact/email", Email::parse);
    let phone = typed.optional(of, "telephone", "/contact/phone", Phone::parse);
    let informed_on = typed.optional(of, "informee", "/informed_on", parse_day);
    let right_to_work_checked_on = typed.optional(of, "droit-travail", "/right_to_work_checked_on", parse_day);
    let external_ref = typed.optional(of, "reference", "/external_ref", Name::parse);
    let (mut addresses, mut eligibility) = (Vec::new(), Vec::new());
    for number in 1..=ADDRESSES.count(typed) {
        let pointer = format!("/addresses/{}", number.saturating_sub(1));
        addresses.extend(fields.nested(&pointer, address(typed, &ADDRESSES.prefix(number), places))?);
    }
    for number in 1..=CRITERIA.count(typed) {
        let pointer = format!("/eligibility/{}", number.saturating_sub(1));
        eligibility.extend(fields.nested(&pointer, criterion(typed, &CRITERIA.prefix(number)))?);
    }
    let (Some(last_name), Some(first_name), Some(birth_date), Some(sex)) = (last_name, first_name, birth_date, sex)
    else {
        return Err(fields.refusal());
    };
    fields.done()?;
    Ok(CandidateDetails {
        qualification_level,
        email,
        phone,
        informed_on,
        right_to_work_checked_on,
        external_ref,
        addresses,
        eligibility,
        ..CandidateDetails::new(last_name, first_name, birth_date, sex)
    })
}

/// An address; without a commune, that of its neighbourhood.
fn address(typed: &TypedForm, prefix: &str, places: &Places) -> Result<AddressDetails> {
    let mut fields = Fields::default();
    let of = &mut fields;
    let id = |name: &str| format!("{prefix}{name}");
    let neighbourhood = typed.optional(of, id("quartier"), "/neighbourhood", Name::parse);
    let known = neighbourhood.as_ref().and_then(|name| places.neighbourhoods.iter().find(|one| one.name == *name));
    let commune_code = match (typed.given(id("commune")), known) {
        (None, Some(known)) => Some(known.commune_code.clone()),
        _ => typed.required(of, id("commune"), "/commune_code", |text| parse_commune(&places.communes, text)),
    };
    let from = typed.required(of, id("du"), "/from", parse_day);
    let to = typed.optional(of, id("au"), "/to", parse_day);
    let (Some(commune_code), Some(from)) = (commune_code, from) else { return Err(fields.refusal()) };
    fields.done()?;
    Ok(AddressDetails { commune_code, neighbourhood, period: Period { from, to } })
}

fn criterion(typed: &TypedForm, prefix: &str) -> Result<CriterionDetails> {
    let mut fields = Fields::default();
    let of = &mut fields;
    let id = |name: &str| format!("{prefix}{name}");
    let code = typed.required(of, id("code"), "/code", CriterionCode::parse);
    let from = typed.required(of, id("du"), "/from", parse_day);
    let to = typed.optional(of, id("au"), "/to", parse_day);
    let proof_kind = typed.optional(of, id("preuve"), "/proof_kind", Name::parse);
    let proof_on = typed.optional(of, id("preuve-du"), "/proof_on", parse_day);
    let checked_by = typed.optional(of, id("verifie-par"), "/checked_by", Name::parse);
    let (Some(code), Some(from)) = (code, from) else { return Err(fields.refusal()) };
    fields.done()?;
    Ok(CriterionDetails { code, period: Period { from, to }, proof_kind, proof_on, checked_by })
}

/// What is recorded, as the form shows it.
pub(super) fn recorded(person: &CandidateView, places: &Places) -> TypedForm {
    let mut typed = TypedForm::default();
    let contact = person.contact.as_ref();
    let texts = [
        ("nom", Some(person.last_name.to_string())),
        ("prenom", Some(person.first_name.to_string())),
        ("naissance", Some(person.birth_date.to_string())),
        ("sexe", person.sex.map(|sex| sex.to_string())),
        ("niveau", person.qualification_level.map(|level| level.number().to_string())),
        ("courriel", contact.and_then(|contact| contact.email.as_ref()).map(ToString::to_string)),
        ("telephone", contact.and_then(|contact| contact.phone.as_ref()).map(ToString::to_string)),
        ("informee", person.informed_on.map(|day| day.to_string())),
        ("droit-travail", person.right_to_work_checked_on.map(|day| day.to_string())),
        ("reference", person.external_ref.as_ref().map(ToString::to_string)),
        ("version", Some(person.version.to_string())),
    ];
    texts.into_iter().filter_map(|(name, text)| Some((name, text?))).for_each(|(name, text)| typed.set(name, text));
    for address in person.addresses.iter().flatten() {
        let number = ADDRESSES.add(&mut typed);
        set_address(&mut typed, &ADDRESSES.prefix(number), address, places);
    }
    for criterion in person.eligibility.iter().flatten() {
        let number = CRITERIA.add(&mut typed);
        set_criterion(&mut typed, &CRITERIA.prefix(number), criterion);
    }
    typed
}

fn set_address(typed: &mut TypedForm, prefix: &str, address: &CandidateAddress, places: &Places) {
    typed.set(format!("{prefix}commune"), commune_name(&places.communes, &address.commune_code));
    let quarter = address.neighbourhood.as_ref().map(ToString::to_string);
    typed.set(format!("{prefix}quartier"), quarter.unwrap_or_default());
    typed.set(format!("{prefix}du"), address.from.to_string());
    typed.set(format!("{prefix}au"), address.to.map(|day| day.to_string()).unwrap_or_default());
}

fn set_criterion(typed: &mut TypedForm, prefix: &str, criterion: &CandidateCriterion) {
    let texts = [
        ("code", Some(criterion.code.to_string())),
        ("du", Some(criterion.from.to_string())),
        ("au", criterion.to.map(|day| day.to_string())),
        ("preuve", criterion.proof_kind.as_ref().map(ToString::to_string)),
        ("preuve-du", criterion.proof_on.map(|day| day.to_string())),
        ("verifie-par", criterion.checked_by.as_ref().map(ToString::to_string)),
    ];
    texts.into_iter().for_each(|(name, text)| typed.set(format!("{prefix}{name}"), text.unwrap_or_default()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_of_an_address_or_a_criterion_leads_to_its_own_field() {
        let found = |pointer| field(pointer).map(|(id, label)| format!("{id} {label}"));
        assert_eq!(found("/addresses/0/to").as_deref(), Some("adresse-1-au Adresse 1, au"));
        assert_eq!(found("/eligibility/1/proof_on").as_deref(), Some("critere-2-preuve-du Critère 2, justificatif du"));
        assert_eq!(found("/contact/email").as_deref(), Some("courriel Adresse électronique"));
        assert_eq!((found("/addresses"), found("/addresses/0"), found("/version")), (None, None, None));
    }
}

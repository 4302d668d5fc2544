//! What rows of hours carry, as the page `/heures` says it and keeps it in its form.

use super::super::listing::AddressField;
use crate::values::{AgeBracket, ContractType, InvalidValue, Modality, PrescriberKind, Sex};

/// A value that the rows carry.
pub(super) struct Narrowed {
    /// The field of the address.
    pub name: &'static str,
    /// What it is about.
    pub words: &'static str,
    /// Its code.
    pub code: String,
    /// What the code stands for.
    pub value: String,
}

/// The code of no value.
pub(super) const NONE: &str = "none";

/// What the rows carry, by these fields of the address: type of contract, employer, buyer, public contract, modality,
/// commune, bracket of age, sex, level, RSA and prescriber.
pub(super) fn narrowed(fields: [&AddressField; 11]) -> Vec<Narrowed> {
    let [contract_type, employer, buyer, contract, modality, commune, age, sex, level, rsa, prescriber] = fields;
    let all = [
        one("type", "type de contrat", contract_type, |code| labelled(code, ContractType::parse, ContractType::label)),
        one("employeur", "employeur", employer, number),
        one("donneur", "donneur d’ordre", buyer, number),
        one("marche", "marché", contract, number),
        one("modalite", "modalité", modality, |code| labelled(code, Modality::parse, Modality::label)),
        one("commune", "commune", commune, str::to_owned),
        one("age", "âge", age, |code| labelled(code, AgeBracket::parse, AgeBracket::label)),
        one("sexe", "sexe", sex, |code| labelled(code, Sex::parse, Sex::label)),
        one("niveau", "niveau", level, str::to_owned),
        one("rsa", "RSA", rsa, |code| if code == "true" { "oui" } else { "non" }.to_owned()),
        one("prescripteur", "prescripteur", prescriber, |code| {
            labelled(code, PrescriberKind::parse, PrescriberKind::label)
        }),
    ];
    all.into_iter().flatten().collect()
}

fn one(
    name: &'static str,
    words: &'static str,
    field: &AddressField,
    value: impl Fn(&str) -> String,
) -> Option<Narrowed> {
    let code = field.given()?;
    let value = if code == NONE { "sans indication".to_owned() } else { value(code) };
    Some(Narrowed { name, words, code: code.to_owned(), value })
}

fn number(id: &str) -> String {
    format!("n°\u{a0}{id}")
}

fn labelled<T>(
    code: &str,
    parse: impl FnOnce(&str) -> Result<T, InvalidValue>,
    label: impl FnOnce(T) -> &'static str,
) -> String {
    parse(code).map_or_else(|_| code.to_owned(), |of| label(of).to_owned())
}

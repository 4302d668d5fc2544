//! The forms of reference data: what was typed, and what it asks for.

use super::super::form_errors::FormField;
use crate::error::Result;
use crate::http::{Fields, Required, SentForm};
use crate::reference::{Commune, NeighbourhoodDetails};
use crate::values::{CommuneCode, Name, NeighbourhoodStatus, Period, parse_day};

/// The fields of a commune.
pub(super) const COMMUNE_FIELDS: &[FormField] =
    &[("/code", "commune-code", "Code INSEE"), ("/name", "commune-nom", "Nom de la commune")];

/// The fields of a neighbourhood.
pub(super) const NEIGHBOURHOOD_FIELDS: &[FormField] = &[
    ("/name", "quartier-nom", "Nom du quartier"),
    ("/commune_code", "quartier-commune", "Commune du quartier"),
    ("/official_code", "quartier-code", "Code officiel"),
    ("/statuses", "statut-1", "Statut"),
    ("/statuses/0/status", "statut-1", "Statut"),
    ("/statuses/0/from", "du-1", "Premier jour du statut"),
    ("/statuses/0/to", "au-1", "Dernier jour du statut"),
    ("/statuses/1/status", "statut-2", "Second statut"),
    ("/statuses/1/from", "du-2", "Premier jour du second statut"),
    ("/statuses/1/to", "au-2", "Dernier jour du second statut"),
];

fn given(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.is_empty())
}

/// A commune as it was typed.
#[derive(Debug, Clone, Default)]
pub(super) struct TypedCommune {
    pub code: String,
    pub name: String,
}

impl TypedCommune {
    pub fn read(form: &SentForm) -> Self {
        let text = |name| form.text(name).trim().to_owned();
        Self { code: text("commune-code"), name: text("commune-nom") }
    }

    /// The commune that the form asks for.
    ///
    /// # Errors
    /// Those of all fields at once.
    pub fn parse(&self) -> Result<Commune> {
        let mut fields = Fields::default();
        let code = fields.required("/code", Required(given(&self.code)), |text| CommuneCode::parse(&text));
        let name = fields.required("/name", Required(given(&self.name)), |text| Name::parse(&text));
        match (code, name) {
            (Some(code), Some(name)) => Ok(Commune { code, name }),
            _ => Err(fields.refusal()),
        }
    }
}

/// A dated status as it was typed.
#[derive(Debug, Clone, Default)]
pub(super) struct TypedStatus {
    pub status: String,
    pub from: String,
    pub to: String,
}

/// A neighbourhood as it was typed.
#[derive(Debug, Clone, Default)]
pub(super) struct TypedNeighbourhood {
    pub name: String,
    pub commune: String,
    pub official_code: String,
    pub statuses: [TypedStatus; 2],
}

impl TypedNeighbourhood {
    pub fn read(form: &SentForm) -> Self {
        let text = |name: &str| form.text(name).trim().to_owned();
        let status = |number: u8| TypedStatus {
            status: text(&format!("statut-{number}")),
            from: text(&format!("du-{number}")),
            to: text(&format!("au-{number}")),
        };
        Self {
            name: text("quartier-nom"),
            commune: text("quartier-commune"),
            official_code: text("quartier-code"),
            statuses: [status(1), status(2)],
        }
    }

    /// The neighbourhood that the form asks for. A status of which nothing was typed is left out.
    ///
    /// # Errors
    /// Those of all fields at once.
    pub fn parse(&self) -> Result<NeighbourhoodDetails> {
        let mut fields = Fields::default();
        let name = fields.required("/name", Required(given(&self.name)), |text| Name::parse(&text));
        let code = Required(given(&self.commune));
        let commune_code = fields.required("/commune_code", code, |text| CommuneCode::parse(&text));
        let official_code = fields.optional("/official_code", given(&self.official_code), |text| Name::parse(&text));
        let typed = |of: &&TypedStatus| !(of.status.is_empty() && of.from.is_empty() && of.to.is_empty());
        let mut statuses = Vec::new();
        for (at, of) in self.statuses.iter().filter(typed).enumerate() {
            let pointer = |name: &str| format!("/statuses/{at}/{name}");
            let status = Required(given(&of.status));
            let status = fields.required(&pointer("status"), status, |code| NeighbourhoodStatus::parse(&code));
            let from = fields.required(&pointer("from"), Required(given(&of.from)), |text| parse_day(&text));
            let to = fields.optional(&pointer("to"), given(&of.to), |text| parse_day(&text));
            statuses.extend(status.zip(from).map(|(status, from)| (status, Period { from, to })));
        }
        let (Some(name), Some(commune_code)) = (name, commune_code) else { return Err(fields.refusal()) };
        fields.done()?;
        Ok(NeighbourhoodDetails { name, commune_code, official_code, statuses })
    }
}

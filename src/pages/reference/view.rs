//! `/referentiel`: what the page shows.

use askama::Template;

use super::super::form_errors::FormErrors;
use super::super::shell::Shell;
use super::form::{COMMUNE_FIELDS, NEIGHBOURHOOD_FIELDS, TypedCommune, TypedNeighbourhood};
use crate::error::{AppError, french};
use crate::reference::{Commune, Neighbourhood, NeighbourhoodStanding, Vocabulary, vocabularies};
use crate::values::{NeighbourhoodStatus, day_in_table};

/// A neighbourhood of the list.
struct NeighbourhoodRow {
    name: String,
    commune: String,
    official_code: String,
    statuses: Vec<String>,
}

/// A form that was refused, with what was typed.
pub(super) enum Refused {
    Commune(TypedCommune, AppError),
    Neighbourhood(TypedNeighbourhood, AppError),
}

impl Refused {
    pub const fn error(&self) -> &AppError {
        match self {
            Self::Commune(_, error) | Self::Neighbourhood(_, error) => error,
        }
    }
}

/// What the database and the address say.
pub(super) struct Facts {
    pub communes: Vec<Commune>,
    pub neighbourhoods: Vec<Neighbourhood>,
    pub may_add: bool,
    pub done: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "reference.html", config = "src/pages/askama.toml")]
pub(super) struct ReferencePage {
    shell: Shell,
    may_add: bool,
    done: Option<String>,
    key: String,
    communes: Vec<Commune>,
    neighbourhoods: Vec<NeighbourhoodRow>,
    vocabularies: Vec<Vocabulary>,
    commune: TypedCommune,
    commune_errors: FormErrors,
    neighbourhood: TypedNeighbourhood,
    neighbourhood_errors: FormErrors,
}

impl ReferencePage {
    pub fn new(shell: Shell, key: String, facts: Facts, refused: Option<Refused>) -> Self {
        let row = |of: &Neighbourhood| NeighbourhoodRow {
            name: of.name.to_string(),
            commune: commune_name(&facts.communes, of.commune_code.as_str()),
            official_code: of.official_code.as_ref().map(ToString::to_string).unwrap_or_default(),
            statuses: of.statuses.iter().map(status).collect(),
        };
        let mut page = Self {
            may_add: facts.may_add,
            done: facts.done.map(french),
            neighbourhoods: facts.neighbourhoods.iter().map(row).collect(),
            communes: facts.communes,
            vocabularies: vocabularies(),
            shell,
            key,
            commune: TypedCommune::default(),
            commune_errors: FormErrors::default(),
            neighbourhood: TypedNeighbourhood::default(),
            neighbourhood_errors: FormErrors::default(),
        };
        match refused {
            Some(Refused::Commune(typed, error)) => {
                page.commune_errors = FormErrors::of(&error, COMMUNE_FIELDS);
                page.commune = typed;
            }
            Some(Refused::Neighbourhood(typed, error)) => {
                page.neighbourhood_errors = FormErrors::of(&error, NEIGHBOURHOOD_FIELDS);
                page.neighbourhood = typed;
            }
            None => {}
        }
        page
    }
}

fn commune_name(communes: &[Commune], code: &str) -> String {
    let listed = communes.iter().find(|commune| commune.code.as_str() == code);
    listed.map_or_else(|| format!("commune {code}"), |commune| commune.name.to_string())
}

fn status(of: &NeighbourhoodStanding) -> String {
    let kind = match of.status {
        NeighbourhoodStatus::Qpv => "Quartier prioritaire",
        NeighbourhoodStatus::Watch => "Quartier de veille",
    };
    match of.to {
        Some(to) => format!("{kind} du {} au {}", day_in_table(of.from), day_in_table(to)),
        None => format!("{kind} depuis le {}", day_in_table(of.from)),
    }
}

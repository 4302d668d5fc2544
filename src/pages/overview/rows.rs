//! `/heures`: the rows of hours behind a figure, with their number and sum.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::super::listing::{self, AddressField, Choice, Coded, Pager};
use super::super::shell::Shell;
use super::narrowed::{NONE, Narrowed, narrowed};
use crate::error::{FieldError, ProblemCode, Result};
use crate::http::Fields;
use crate::overview::{HoursRows, RowsFilter, RowsWith, ValueOrNone};
use crate::values::{
    AgeBracket, CommuneCode, ContractType, HoursStatus, InvalidValue, Modality, Month, Part, PrescriberKind, Sector,
    Sex, parse_whole,
};

/// The fields of the address. What is not given is as in totals: validated and counted hours of people whom the PLIE
/// accompanies.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Filter {
    du: AddressField,
    au: AddressField,
    secteur: AddressField,
    statut: AddressField,
    portee: AddressField,
    comptees: AddressField,
    page: Option<usize>,
    #[serde(rename = "type")]
    contract_type: AddressField,
    employeur: AddressField,
    donneur: AddressField,
    marche: AddressField,
    modalite: AddressField,
    commune: AddressField,
    age: AddressField,
    sexe: AddressField,
    niveau: AddressField,
    rsa: AddressField,
    prescripteur: AddressField,
}

/// Each status with its code and its words.
const STATUSES: [Coded<Option<HoursStatus>>; 5] = [
    ("validees", "Validées", Some(HoursStatus::Validated)),
    ("transmises", "À valider", Some(HoursStatus::Submitted)),
    ("brouillons", "À confirmer", Some(HoursStatus::Draft)),
    ("rejetees", "Rejetées", Some(HoursStatus::Rejected)),
    ("toutes", "Toutes", None),
];

impl Filter {
    /// The rows that are asked for; without months, those of `month`.
    ///
    /// # Errors
    /// Each field that cannot be read.
    pub fn read(&self, month: Month) -> Result<RowsFilter> {
        let mut fields = Fields::default();
        let from = fields.optional("?du", self.du.given(), Month::parse);
        let to = fields.optional("?au", self.au.given(), Month::parse);
        let sector = fields.optional("?secteur", self.secteur.given(), Sector::parse);
        let with = self.with(&mut fields);
        fields.done()?;
        let from = from.or(to).unwrap_or(month);
        Ok(RowsFilter {
            from,
            to: to.unwrap_or(from),
            sector,
            status: self.status()?,
            counted: match self.comptees.text() {
                "toutes" => None,
                "non" => Some(false),
                _ => Some(true),
            },
            only_plie: self.portee.text() != "toutes",
            with,
        })
    }

    /// What the rows carry: links of the bilan ask for it.
    fn with(&self, fields: &mut Fields) -> RowsWith {
        let level = |text: &str| match parse_whole(text).filter(|level| (1..=10).contains(level)) {
            Some(level) => Ok(level),
            None => Err(InvalidValue::new(ProblemCode::InvalidQuery, "Un niveau est un nombre de 1 à 10.")),
        };
        RowsWith {
            contract_type: fields.optional("?type", self.contract_type.given(), ContractType::parse),
            employer: fields.id("?employeur", self.employeur.given()),
            buyer: fields.id("?donneur", self.donneur.given()),
            public_contract: fields.id("?marche", self.marche.given()),
            modality: fields.optional("?modalite", self.modalite.given(), Modality::parse),
            commune: fields.optional("?commune", self.commune.given(), |text| or_none(text, CommuneCode::parse)),
            age_bracket: fields.optional("?age", self.age.given(), AgeBracket::parse),
            sex: fields.optional("?sexe", self.sexe.given(), Sex::parse),
            level: fields.optional("?niveau", self.niveau.given(), |text| or_none(text, level)),
            rsa: fields.flag("?rsa", self.rsa.given()),
            prescriber: fields
                .optional("?prescripteur", self.prescripteur.given(), |text| or_none(text, PrescriberKind::parse)),
        }
    }

    /// The fields of what the rows carry.
    fn values(&self) -> [&AddressField; 11] {
        [
            &self.contract_type,
            &self.employeur,
            &self.donneur,
            &self.marche,
            &self.modalite,
            &self.commune,
            &self.age,
            &self.sexe,
            &self.niveau,
            &self.rsa,
            &self.prescripteur,
        ]
    }

    /// The address of the same months without what the rows carry.
    fn widened(&self) -> String {
        let Self { du, au, secteur, statut, portee, comptees, .. } = self.clone();
        listing::address("/heures", &Self { du, au, secteur, statut, portee, comptees, ..Self::default() })
    }

    fn status(&self) -> Result<Option<HoursStatus>> {
        match listing::by_code(&STATUSES, &self.statut) {
            Some(status) => Ok(status),
            None if self.statut.given().is_none() => Ok(Some(HoursStatus::Validated)),
            None => Err(FieldError::new("?statut", ProblemCode::UnknownStatus).into()),
        }
    }

    /// Which rows the page shows.
    pub fn part(&self) -> Part {
        listing::part(self.page)
    }

    /// The address of another page of the same rows.
    fn address(&self, page: usize) -> String {
        listing::address("/heures", &Self { page: listing::page_number(page), ..self.clone() })
    }
}

fn or_none<T>(
    text: &str,
    parse: impl FnOnce(&str) -> std::result::Result<T, InvalidValue>,
) -> std::result::Result<ValueOrNone<T>, InvalidValue> {
    if text == NONE { Ok(ValueOrNone::None) } else { parse(text).map(ValueOrNone::Value) }
}

#[derive(Template)]
#[template(path = "hours.html", config = "src/pages/askama.toml")]
pub(super) struct RowsPage {
    shell: Shell,
    sectors: Vec<Choice>,
    asked: RowsFilter,
    statuses: Vec<Choice>,
    narrowed: Vec<Narrowed>,
    widened: String,
    rows: HoursRows,
    pager: Pager,
}

impl RowsPage {
    pub fn new(shell: Shell, sectors: &[Sector], (filter, asked): (&Filter, &RowsFilter), rows: HoursRows) -> Self {
        let skipped = filter.part().skipped;
        Self {
            shell,
            sectors: Choice::all(sectors, asked.sector, ToString::to_string),
            statuses: Choice::coded(&STATUSES, Some(asked.status)),
            narrowed: narrowed(filter.values()),
            widened: filter.widened(),
            asked: asked.clone(),
            pager: Pager::new(rows.rows.len(), (skipped, rows.count), |page| filter.address(page)),
            rows,
        }
    }
}

/// The months in words.
fn months(asked: &RowsFilter) -> String {
    if asked.from == asked.to {
        asked.from.in_words()
    } else {
        format!("{} à {}", asked.from.in_words(), asked.to.in_words())
    }
}

//! `/heures`: the rows of hours behind a figure, with their number and sum.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::super::listing::{self, AddressField, Choice, Coded, Pager};
use super::super::shell::Shell;
use crate::error::{FieldError, ProblemCode, Result};
use crate::http::Fields;
use crate::overview::{HoursRows, RowsFilter};
use crate::values::{HoursStatus, Month, Part, Sector};

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
    /// `invalid_month`, `unknown_sector`, `unknown_status`.
    pub fn read(&self, month: Month) -> Result<RowsFilter> {
        let mut fields = Fields::default();
        let from = fields.optional("?du", self.du.given(), Month::parse);
        let to = fields.optional("?au", self.au.given(), Month::parse);
        let sector = fields.optional("?secteur", self.secteur.given(), Sector::parse);
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
        })
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

#[derive(Template)]
#[template(path = "hours.html", config = "src/pages/askama.toml")]
pub(super) struct RowsPage {
    shell: Shell,
    sectors: Vec<Choice>,
    asked: RowsFilter,
    statuses: Vec<Choice>,
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
            asked: *asked,
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

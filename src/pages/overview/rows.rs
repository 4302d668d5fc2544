//! `/heures`: the rows of hours behind a figure, with their number and sum.

use askama::Template;
use serde::Deserialize;

use super::super::shell::Shell;
use crate::error::{FieldError, ProblemCode, Result};
use crate::http::Fields;
use crate::overview::{HoursRows, RowsFilter};
use crate::values::{HoursStatus, Month, Sector};

/// Rows of a page.
const MOST: usize = 50;

/// The fields of the address. What is not given is as in totals: validated and counted hours of people whom the PLIE
/// accompanies.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Filter {
    du: Option<String>,
    au: Option<String>,
    secteur: Option<String>,
    statut: Option<String>,
    portee: Option<String>,
    comptees: Option<String>,
    page: Option<u32>,
}

impl Filter {
    /// The rows that are asked for; without months, those of `month`.
    ///
    /// # Errors
    /// `invalid_month`, `unknown_sector`, `unknown_status`.
    pub fn read(&self, month: Month) -> Result<RowsFilter> {
        let mut fields = Fields::default();
        let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let from = fields.optional("?du", given(&self.du), |text| Month::parse(&text));
        let to = fields.optional("?au", given(&self.au), |text| Month::parse(&text));
        let sector = fields.optional("?secteur", given(&self.secteur), |text| Sector::parse(&text));
        fields.done()?;
        let from = from.or(to).unwrap_or(month);
        Ok(RowsFilter {
            from,
            to: to.unwrap_or(from),
            sector,
            status: self.status()?,
            counted: match self.comptees.as_deref() {
                Some("toutes") => None,
                Some("non") => Some(false),
                _ => Some(true),
            },
            only_plie: self.portee.as_deref() != Some("toutes"),
        })
    }

    fn status(&self) -> Result<Option<HoursStatus>> {
        match self.statut.as_deref() {
            None | Some("validees" | "") => Ok(Some(HoursStatus::Validated)),
            Some("transmises") => Ok(Some(HoursStatus::Submitted)),
            Some("brouillons") => Ok(Some(HoursStatus::Draft)),
            Some("rejetees") => Ok(Some(HoursStatus::Rejected)),
            Some("toutes") => Ok(None),
            Some(_) => Err(FieldError::new("?statut", ProblemCode::UnknownStatus).into()),
        }
    }

    /// How many rows are before the page, and how many it has at most.
    pub fn page(&self) -> (usize, usize) {
        let before = usize::try_from(self.page.unwrap_or(1).saturating_sub(1)).unwrap_or(usize::MAX);
        (before.saturating_mul(MOST), MOST)
    }

    /// The address of another page of the same rows.
    fn address(&self, page: usize) -> String {
        let fields = [
            ("du", &self.du),
            ("au", &self.au),
            ("secteur", &self.secteur),
            ("statut", &self.statut),
            ("portee", &self.portee),
            ("comptees", &self.comptees),
        ];
        let given = fields.iter().filter_map(|(name, text)| Some((*name, text.as_deref()?.to_owned())));
        let query: Vec<(&str, String)> = given.chain([("page", page.to_string())]).collect();
        format!("/heures?{}", serde_urlencoded::to_string(query).unwrap_or_default())
    }
}

#[derive(Template)]
#[template(path = "hours.html", config = "src/pages/askama.toml")]
pub(super) struct RowsPage {
    shell: Shell,
    sectors: Vec<(Sector, bool)>,
    asked: RowsFilter,
    statuses: [(&'static str, &'static str, bool); 5],
    rows: HoursRows,
    first: usize,
    last: usize,
    previous: Option<String>,
    next: Option<String>,
}

impl RowsPage {
    pub fn new(shell: Shell, sectors: &[Sector], (filter, asked): (&Filter, &RowsFilter), rows: HoursRows) -> Self {
        let (skipped, _) = filter.page();
        let shown = rows.rows.len();
        let number = skipped / MOST + 1;
        let status = |code, label, status: Option<HoursStatus>| (code, label, asked.status == status);
        Self {
            shell,
            sectors: sectors.iter().map(|sector| (*sector, asked.sector == Some(*sector))).collect(),
            asked: *asked,
            statuses: [
                status("validees", "Validées", Some(HoursStatus::Validated)),
                status("transmises", "À valider", Some(HoursStatus::Submitted)),
                status("brouillons", "À confirmer", Some(HoursStatus::Draft)),
                status("rejetees", "Rejetées", Some(HoursStatus::Rejected)),
                status("toutes", "Toutes", None),
            ],
            first: if shown == 0 { 0 } else { skipped + 1 },
            last: skipped.saturating_add(shown),
            previous: (number > 1).then(|| filter.address(number - 1)),
            next: (skipped.saturating_add(shown) < rows.count).then(|| filter.address(number + 1)),
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

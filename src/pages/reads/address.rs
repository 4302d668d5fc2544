//! The address of the register of reads: which it shows.

use serde::Deserialize;

use crate::error::{FieldError, ProblemCode, Result};
use crate::http::Fields;
use crate::read_log::ReadFilter;
use crate::values::{parse_day, parse_id, start_of_day_in_france};

/// Reads of a page.
pub(super) const MOST: i64 = 50;

/// What the address says. An empty field selects nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Address {
    pub personne: Option<String>,
    pub acteur: Option<String>,
    pub du: Option<String>,
    pub au: Option<String>,
    /// The last read of the page before.
    avant: Option<String>,
}

fn given(text: Option<&String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

impl Address {
    /// The reads to show, and the one before which they begin.
    ///
    /// # Errors
    /// Each field that cannot be read.
    pub fn read(&self) -> Result<(ReadFilter, Option<i64>)> {
        let mut fields = Fields::default();
        let from = fields.optional("?du", given(self.du.as_ref()), |text| parse_day(&text));
        let to = fields.optional("?au", given(self.au.as_ref()), |text| parse_day(&text));
        if matches!((from, to), (Some(from), Some(to)) if to < from) {
            fields.push(FieldError::new("?au", ProblemCode::InvalidPeriod));
        }
        let filter = ReadFilter {
            candidate: fields.id("?personne", given(self.personne.as_ref())),
            actor: given(self.acteur.as_ref()),
            from: from.map(start_of_day_in_france),
            before: to.and_then(|day| day.succ_opt()).map(start_of_day_in_france),
        };
        let before = fields.optional("?avant", given(self.avant.as_ref()), |text| parse_id(&text));
        fields.done()?;
        Ok((filter, before))
    }

    /// Whether it is not the first page.
    pub fn is_later_page(&self) -> bool {
        given(self.avant.as_ref()).is_some()
    }

    /// Whether not all reads are asked for.
    pub fn is_filtered(&self) -> bool {
        self.page(None) != Self::default().page(None)
    }

    /// The page of the same reads that begins before one of them.
    pub fn page(&self, before: Option<i64>) -> String {
        address(&[
            ("personne", given(self.personne.as_ref())),
            ("acteur", given(self.acteur.as_ref())),
            ("du", given(self.du.as_ref())),
            ("au", given(self.au.as_ref())),
            ("avant", before.map(|id| id.to_string())),
        ])
    }
}

/// The register with these fields.
pub(super) fn address(pairs: &[(&str, Option<String>)]) -> String {
    let given: Vec<(&str, &str)> = pairs.iter().filter_map(|(name, text)| Some((*name, text.as_deref()?))).collect();
    match serde_urlencoded::to_string(given) {
        Ok(query) if !query.is_empty() => format!("/lectures?{query}"),
        _ => "/lectures".to_owned(),
    }
}

//! The address of the register of reads: which it shows.

use serde::{Deserialize, Serialize};

use super::super::listing::{self, AddressField};
use crate::error::Result;
use crate::http::Fields;
use crate::read_log::ReadFilter;
use crate::values::{CandidateId, moments, parse_id, start_of_day_in_france};

/// What the address says. An empty field selects nothing.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Address {
    pub personne: AddressField,
    pub acteur: AddressField,
    pub du: AddressField,
    pub au: AddressField,
    /// The last read of the page before.
    avant: AddressField,
}

impl Address {
    /// The reads to show, and the one before which they begin.
    ///
    /// # Errors
    /// Each field that cannot be read.
    pub fn read(&self) -> Result<(ReadFilter, Option<i64>)> {
        let mut fields = Fields::default();
        let days = fields.period(("?du", self.du.given()), ("?au", self.au.given()));
        let (from, before) = moments(days, start_of_day_in_france);
        let filter = ReadFilter {
            candidate: fields.id("?personne", self.personne.given()),
            actor: self.acteur.given().map(str::to_owned),
            from,
            before,
        };
        let last = fields.optional("?avant", self.avant.given(), parse_id);
        fields.done()?;
        Ok((filter, last))
    }

    /// Whether it is the page of the latest.
    pub fn is_latest(&self) -> bool {
        self.avant.given().is_none()
    }

    /// Whether not all reads are asked for.
    pub fn is_filtered(&self) -> bool {
        self.page(None) != Self::default().page(None)
    }

    /// The page of the same reads that begins before one of them.
    pub fn page(&self, before: Option<i64>) -> String {
        let avant = before.map(|id| id.to_string()).unwrap_or_default().into();
        listing::address("/lectures", &Self { avant, ..self.clone() })
    }

    /// The reads of a person.
    pub fn of_person(person: CandidateId) -> String {
        Self { personne: person.to_string().into(), ..Self::default() }.page(None)
    }

    /// The reads of an actor.
    pub fn of_actor(actor: &str) -> String {
        Self { acteur: actor.into(), ..Self::default() }.page(None)
    }
}

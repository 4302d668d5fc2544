//! The address of the journal: which events it shows.

use serde::{Deserialize, Serialize};

use super::super::listing::{self, AddressField};
use crate::audit_chain::EventFilter;
use crate::error::Result;
use crate::http::Fields;
use crate::values::{moments, parse_id, start_of_day_in_france};

/// What the address says. An empty field selects nothing.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Address {
    pub sujet: AddressField,
    pub numero: AddressField,
    pub acteur: AddressField,
    pub action: AddressField,
    pub du: AddressField,
    pub au: AddressField,
    /// The last event of the page before.
    avant: AddressField,
    /// What was done just before.
    pub fait: AddressField,
}

impl Address {
    /// The events to show, and the one before which they begin.
    ///
    /// # Errors
    /// Each field that cannot be read.
    pub fn read(&self) -> Result<(EventFilter, Option<i64>)> {
        let mut fields = Fields::default();
        let days = fields.period(("?du", self.du.given()), ("?au", self.au.given()));
        let (from, before) = moments(days, start_of_day_in_france);
        let filter = EventFilter {
            subject: self.sujet.given().map(str::to_owned),
            subject_id: fields.optional("?numero", self.numero.given(), parse_id),
            actor: self.acteur.given().map(str::to_owned),
            action: self.action.given().map(str::to_owned),
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

    /// Whether not all events are asked for.
    pub fn is_filtered(&self) -> bool {
        self.page(None) != Self::default().path()
    }

    /// The page of the same events that begins before one of them.
    pub fn page(&self, before: Option<i64>) -> String {
        let avant = before.map(|id| id.to_string()).unwrap_or_default().into();
        Self { avant, fait: AddressField::default(), ..self.clone() }.path()
    }

    /// The events of an actor.
    pub fn of_actor(actor: &str) -> String {
        Self { acteur: actor.into(), ..Self::default() }.path()
    }

    /// The events of a subject.
    pub fn of_subject(subject: &str, id: i64) -> String {
        Self { sujet: subject.into(), numero: id.to_string().into(), ..Self::default() }.path()
    }

    fn path(&self) -> String {
        listing::address("/journal", self)
    }
}

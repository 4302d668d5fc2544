//! The address of the journal: which events it shows.

use serde::Deserialize;

use crate::audit_chain::EventFilter;
use crate::error::{FieldError, ProblemCode, Result};
use crate::http::Fields;
use crate::values::{parse_day, parse_id, start_of_day_in_france};

/// Events of a page.
pub(super) const MOST: i64 = 50;

/// What the address says. An empty field selects nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Address {
    pub sujet: Option<String>,
    pub numero: Option<String>,
    pub acteur: Option<String>,
    pub action: Option<String>,
    pub du: Option<String>,
    pub au: Option<String>,
    /// The last event of the page before.
    avant: Option<String>,
    /// What was done just before.
    pub fait: Option<String>,
}

fn given(text: Option<&String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

impl Address {
    /// The events to show, and the one before which they begin.
    ///
    /// # Errors
    /// Each field that cannot be read.
    pub fn read(&self) -> Result<(EventFilter, Option<i64>)> {
        let mut fields = Fields::default();
        let from = fields.optional("?du", given(self.du.as_ref()), |text| parse_day(&text));
        let to = fields.optional("?au", given(self.au.as_ref()), |text| parse_day(&text));
        if matches!((from, to), (Some(from), Some(to)) if to < from) {
            fields.push(FieldError::new("?au", ProblemCode::InvalidPeriod));
        }
        let filter = EventFilter {
            subject: given(self.sujet.as_ref()),
            subject_id: fields.optional("?numero", given(self.numero.as_ref()), |text| parse_id(&text)),
            actor: given(self.acteur.as_ref()),
            action: given(self.action.as_ref()),
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

    /// Whether not all events are asked for.
    pub fn is_filtered(&self) -> bool {
        self.page(None) != Self::default().page(None)
    }

    /// The page of the same events that begins before one of them.
    pub fn page(&self, before: Option<i64>) -> String {
        address(&[
            ("sujet", given(self.sujet.as_ref())),
            ("numero", given(self.numero.as_ref())),
            ("acteur", given(self.acteur.as_ref())),
            ("action", given(self.action.as_ref())),
            ("du", given(self.du.as_ref())),
            ("au", given(self.au.as_ref())),
            ("avant", before.map(|id| id.to_string())),
        ])
    }
}

fn address(pairs: &[(&str, Option<String>)]) -> String {
    let given: Vec<(&str, &str)> = pairs.iter().filter_map(|(name, text)| Some((*name, text.as_deref()?))).collect();
    match serde_urlencoded::to_string(given) {
        Ok(query) if !query.is_empty() => format!("/journal?{query}"),
        _ => "/journal".to_owned(),
    }
}

/// The events of an actor.
pub(super) fn of_actor(actor: &str) -> String {
    address(&[("acteur", Some(actor.to_owned()))])
}

/// The events of a subject.
pub(super) fn of_subject(subject: &str, id: i64) -> String {
    address(&[("sujet", Some(subject.to_owned())), ("numero", Some(id.to_string()))])
}

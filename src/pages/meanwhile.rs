//! A record that somebody changed while somebody else corrected it: who, when, and what is recorded now.

use chrono::{DateTime, Utc};

use super::form_errors::FormField;
use super::typed::TypedForm;
use crate::error::french;
use crate::values::moment_in_words;

/// The change, and what it makes differ from what was typed.
pub struct Meanwhile {
    /// Who changed it, and when.
    pub said: String,
    /// The label of each field whose recorded text differs, and that text.
    pub differences: Vec<(&'static str, String)>,
}

impl Meanwhile {
    /// From the last change, with the name of who made it, and the texts recorded and typed. `what` is the record, as
    /// `ce marché`.
    pub fn new(
        what: &str,
        change: (Option<&str>, DateTime<Utc>),
        texts: (&TypedForm, &TypedForm),
        fields: &[FormField],
    ) -> Self {
        Self::of_part(what, change, texts, fields, "")
    }

    /// As [`Self::new`], of fields whose names begin with a prefix.
    pub fn of_part(
        what: &str,
        (by, at): (Option<&str>, DateTime<Utc>),
        (recorded, typed): (&TypedForm, &TypedForm),
        fields: &[FormField],
        prefix: &str,
    ) -> Self {
        let by = by.unwrap_or("Le service");
        let said = french(&format!("{by} a modifié {what} entre-temps, le {}.", moment_in_words(at)));
        let differs = |(_, name, label): &FormField| {
            let name = format!("{prefix}{name}");
            let text = recorded.text(&name);
            (text != typed.text(&name)).then(|| (*label, text.to_owned()))
        };
        let mut differences: Vec<_> = fields.iter().filter_map(differs).collect();
        differences.dedup();
        Self { said, differences }
    }
}

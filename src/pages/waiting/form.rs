//! The form of the page: which rows are chosen, and what is decided.
//!
//! | field | holds |
//! |---|---|
//! | `v-{id}` | the version of a row that the page shows, and the numbers of its sender and lot on the page |
//! | `c-{id}` | the row is chosen |
//! | `e-{number}`, `l-{number}`, `tout` | a sender's rows are chosen, a lot's, or all |
//! | `motif` | the reason |
//! | `faire` | `valider` or `rejeter` |

use std::collections::{BTreeMap, HashSet};

use crate::error::{AppError, ProblemCode, Result};
use crate::http::LargeForm;
use crate::values::HoursId;

/// What is decided on the chosen rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Validate,
    Reject,
}

/// A form of the page.
#[derive(Debug)]
pub(super) struct DecisionForm {
    /// Nothing, if Enter was pressed in a field.
    pub act: Option<Act>,
    /// The chosen rows, at the versions that the page shows.
    pub chosen: Vec<(HoursId, i64)>,
    pub reason: String,
}

impl DecisionForm {
    /// Reads the fields.
    ///
    /// # Errors
    /// `invalid_body` for a field of another page.
    pub fn read(form: &LargeForm) -> Result<Self> {
        let act = match form.text("faire") {
            "valider" => Some(Act::Validate),
            "rejeter" => Some(Act::Reject),
            _ => None,
        };
        let (mut rows, mut boxes) = (BTreeMap::new(), HashSet::new());
        for (name, text) in form.fields() {
            match name.split_once('-') {
                Some(("v", id)) => drop(rows.insert(number(id)?, shown(text)?)),
                _ => drop(boxes.insert(name)),
            }
        }
        let is_checked = |name: String| boxes.contains(name.as_str());
        let is_chosen = |id: i64, [_, sender, lot]: [i64; 3]| {
            boxes.contains("tout")
                || [format!("c-{id}"), format!("e-{sender}"), format!("l-{lot}")].into_iter().any(is_checked)
        };
        let chosen = rows.iter().filter(|(id, shown)| is_chosen(**id, **shown));
        let chosen = chosen.map(|(id, [version, ..])| (HoursId(*id), *version)).collect();
        Ok(Self { act, chosen, reason: form.text("motif").trim().to_owned() })
    }
}

/// The version of a row, and the numbers of its sender and lot.
fn shown(text: &str) -> Result<[i64; 3]> {
    let numbers: Vec<i64> = text.split(' ').map(number).collect::<Result<_>>()?;
    numbers.try_into().map_err(|_| AppError::new(ProblemCode::InvalidBody))
}

fn number(text: &str) -> Result<i64> {
    text.parse().map_err(|_| AppError::new(ProblemCode::InvalidBody))
}

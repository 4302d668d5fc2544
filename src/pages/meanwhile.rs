//! A record that somebody changed while somebody else corrected it: who, when, and what is recorded now.

use chrono::{DateTime, Utc};

use super::form_errors::FormField;
use super::typed::TypedForm;
use crate::access::{Caller, Permission};
use crate::accounts::{CurrentUser, actions};
use crate::error::{AppError, ProblemCode, Result, french};
use crate::person_file::{Subject, last_change_of};
use crate::values::moment_in_words;

/// Who changed a record last, and when.
pub type LastChange = Option<(String, DateTime<Utc>)>;

/// The sentence about a change of a record meanwhile; `what` is the record, as `ce marché`.
///
/// # Errors
/// `unavailable`.
pub fn sentence(user: &CurrentUser, what: &str, (actor, at): &(String, DateTime<Utc>)) -> Result<String> {
    let names = actions::names_of(user, [actor.as_str()])?;
    let by = names.get(actor).map_or("Le service", String::as_str);
    Ok(french(&format!("{by} a modifié {what} entre-temps, le {}.", moment_in_words(*at))))
}

/// The refusal of a form; if its record changed meanwhile, with who changed it and when. The page has shown the record to
/// the caller.
///
/// # Errors
/// `unavailable`.
pub fn explained<P: Permission>(
    error: AppError,
    user: &CurrentUser,
    caller: &Caller<P>,
    (subject, id): (Subject, i64),
) -> Result<AppError> {
    if error.code != ProblemCode::PreconditionFailed {
        return Ok(error);
    }
    let Some(change) = last_change_of(&caller.with_right()?, subject, id)? else { return Ok(error) };
    let said = sentence(user, "cette fiche", &(change.actor, change.at))?;
    Ok(error.with_detail(format!(
        "{said} Votre saisie est gardée et rien n’est enregistré : comparez-la avec la fiche, puis renvoyez-la."
    )))
}

/// The change, and what it makes differ from what was typed.
pub struct Meanwhile {
    /// Who changed it, and when.
    pub said: String,
    /// The label of each field whose recorded text differs, and that text.
    pub differences: Vec<(&'static str, String)>,
}

impl Meanwhile {
    /// From the last change, and the texts recorded and typed of fields whose names begin with a prefix. `what` is the
    /// record, as `ce marché`.
    ///
    /// # Errors
    /// `unavailable`.
    pub fn new(
        user: &CurrentUser,
        (what, last): (&str, LastChange),
        (recorded, typed): (&TypedForm, &TypedForm),
        (fields, prefix): (&[FormField], &str),
    ) -> Result<Option<Self>> {
        let Some(last) = last else { return Ok(None) };
        let differs = |(_, name, label): &FormField| {
            let name = format!("{prefix}{name}");
            let text = recorded.text(&name);
            (text != typed.text(&name)).then(|| (*label, text.to_owned()))
        };
        let mut differences: Vec<_> = fields.iter().filter_map(differs).collect();
        differences.dedup();
        Ok(Some(Self { said: sentence(user, what, &last)?, differences }))
    }
}

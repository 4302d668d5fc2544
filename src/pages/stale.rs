//! What a form says when somebody changed its record while it was open.

use crate::access::{Caller, Permission};
use crate::accounts::{CurrentUser, actions};
use crate::error::{AppError, ProblemCode, Result};
use crate::person_file::{Subject, last_change_of};
use crate::values::moment_in_table;

/// If the form was refused because its record changed meanwhile: the refusal with who changed it and when. The page has
/// shown the record to the caller.
pub(super) fn said<P: Permission>(
    error: AppError,
    user: &CurrentUser,
    caller: &Caller<P>,
    (subject, id): (Subject, i64),
) -> Result<AppError> {
    if error.code != ProblemCode::PreconditionFailed {
        return Ok(error);
    }
    let change = last_change_of(&caller.with_right()?, subject, id)?;
    let by = match &change {
        Some(change) => {
            let names = actions::names_of(user, [change.actor.as_str()])?;
            let name = names.into_iter().next().map_or_else(|| "le service".to_owned(), |(_, name)| name);
            format!(" par {name}, le {}", moment_in_table(change.at))
        }
        None => String::new(),
    };
    let detail = format!(
        "Cette fiche a été modifiée entre-temps{by}. Votre saisie est gardée et rien n’est enregistré : comparez-la avec la \
         fiche, puis renvoyez-la."
    );
    Ok(error.with_detail(detail))
}

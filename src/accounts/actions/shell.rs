//! What the command line does with accounts, and the start of the service.

use super::administrators::{create, issue_link};
use super::links::{is_set_up, issue};
use crate::access::{Caller, EditUsers};
use crate::accounts::{Context, IssuedLink, LinkPurpose, User, UserDetails, store};
use crate::audit::{self, Event};
use crate::error::{AppError, FieldError, ProblemCode, Result};

/// A link by which the first administrator makes their account, as long as nobody has one, and no administrator a key.
/// One shown before is useless from then on.
///
/// # Errors
/// `unavailable`.
pub fn first_link(caller: &Caller<EditUsers>, context: &Context) -> Result<Option<IssuedLink>> {
    if caller.read(is_set_up)? {
        return Ok(None);
    }
    caller.write(|tx| {
        store::void(tx, None)?;
        let link = issue(tx, None, LinkPurpose::Setup, context.link)?;
        audit::record(tx, &Event::new("issue_link", "user", 0).with("purpose", link.purpose.as_str()))?;
        Ok(Some(link))
    })
}

/// Makes an account, with the link that invites its owner. For an account that is there, a new link.
///
/// # Errors
/// `unknown_organisation`, `not_found` when the account is disabled; `email_taken` when it is there with other rights.
pub fn invite(caller: &Caller<EditUsers>, context: &Context, details: &UserDetails) -> Result<(User, IssuedLink)> {
    let known = caller.read(|tx| store::with_email(tx, details.email.as_str()))?;
    if let Some(id) = known {
        let user = caller.read(|tx| store::find(tx, id))?;
        let (theirs, said) = ((user.role, &user.sectors, user.organisation_id), details);
        if theirs != (said.role, &said.sectors, said.organisation_id) {
            let detail = "Un compte a déjà cette adresse, avec un autre rôle, d'autres secteurs ou un autre organisme.";
            return Err(AppError::from(FieldError::new("/email", ProblemCode::EmailTaken).with_detail(detail))
                .with_existing_id(id.0));
        }
        let link = issue_link(caller, context, id)?;
        return Ok((user, link));
    }
    let (made, link) = create(caller, context, details)?;
    Ok((made.made()?, link.ok_or(AppError::new(ProblemCode::Internal))?))
}

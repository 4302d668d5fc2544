//! Account actions of the command line and of the start of the service.

use super::administrators::{create, issue_link};
use super::links::issue;
use super::set_up::is_set_up;
use crate::access::{Caller, EditUsers};
use crate::accounts::{Context, IssuedLink, LinkPurpose, User, UserDetails, store};
use crate::audit::{self, Event};
use crate::error::{AppError, FieldError, ProblemCode, Result};

/// Issues the link of the first set-up, as long as neither an account nor an administrator's key exists. Earlier ones
/// become invalid.
///
/// # Errors
/// `unavailable`.
pub fn first_link(caller: &Caller<EditUsers>, context: &Context) -> Result<Option<IssuedLink>> {
    if caller.read(is_set_up)? {
        return Ok(None);
    }
    caller.write(|tx| {
        store::void_links(tx, None)?;
        let link = issue(tx, None, LinkPurpose::Setup, context.link_lifetime)?;
        audit::record(tx, &Event::new("issue_link", "user", 0).with("purpose", link.purpose.as_str()))?;
        Ok(Some(link))
    })
}

/// Makes an account and issues its invitation; for an existing account, issues another link.
///
/// # Errors
/// `unknown_organisation`; `not_found` when the account is disabled; `email_taken` when it has other rights.
pub fn invite(caller: &Caller<EditUsers>, context: &Context, details: &UserDetails) -> Result<(User, IssuedLink)> {
    let existing = caller.read(|tx| store::find_by_email(tx, details.email.as_str()))?;
    if let Some(id) = existing {
        let user = caller.read(|tx| store::find(tx, id))?;
        let rights = (details.role, &details.sectors, details.organisation_id);
        if (user.role, &user.sectors, user.organisation_id) != rights {
            let detail = "Un compte a déjà cette adresse électronique, avec un autre rôle, d’autres secteurs ou un autre organisme.";
            return Err(AppError::from(FieldError::new("/email", ProblemCode::EmailTaken).with_detail(detail))
                .with_existing_id(id.0));
        }
        let link = issue_link(caller, context, id)?;
        return Ok((user, link));
    }
    let (user, link) = create(caller, context, details)?;
    Ok((user.executed()?, link.ok_or(AppError::new(ProblemCode::Internal))?))
}

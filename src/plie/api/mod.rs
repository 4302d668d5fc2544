//! `/v1/candidates/{id}/plie-link`, `/v1/plie`

mod links;
mod participants;

use crate::http::Handlers;

/// Registers the handlers.
pub fn routes(config: &mut Handlers<'_>) {
    links::routes(config);
    participants::routes(config);
}

//! `/structures/{id}/etat`: how far a buyer's public contracts have come on a day, with the officer's comments on the lots and
//! the links that open it to the buyer. `/etats/{token}`: what the buyer reads.

mod forms;
mod officer;
mod shared;
mod view;

use crate::http::Handlers;

/// The routes of buyers' accounts.
pub fn routes(config: &mut Handlers<'_>) {
    config.configure(officer::routes).configure(forms::routes).configure(shared::routes);
}

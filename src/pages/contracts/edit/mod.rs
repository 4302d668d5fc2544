//! The forms of contracts and lots: a new contract with its lots, one more lot, corrections of their details, and acts that
//! set hours due.

mod calculator;
mod correct;
mod due;
mod fields;
mod lot;
mod new;
mod offers;
mod view;

use crate::http::Handlers;

/// The routes of the forms.
pub(super) fn routes(config: &mut Handlers<'_>) {
    config.configure(new::routes).configure(correct::routes).configure(lot::routes).configure(due::routes);
}

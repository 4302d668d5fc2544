//! The forms of people: a new record and its correction, and what an officer grants.

mod fields;
mod person;
mod rights;
mod view;

use crate::http::Handlers;

/// The routes of the forms.
pub(super) fn routes(config: &mut Handlers<'_>) {
    config.configure(person::routes).configure(rights::routes);
}

//! `/v1/users`, `/v1/session` and `/v1/me`. Their handlers find the [`super::Reception`] that the application keeps.

mod me;
mod session;
mod users;

use crate::http::Handlers;

/// The addresses of accounts.
pub fn routes(config: &mut Handlers<'_>) {
    config.configure(users::routes).configure(session::routes).configure(me::routes);
}

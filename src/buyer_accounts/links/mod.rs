//! Links to buyers' accounts (`/v1/organisations/{id}/account-links`): with the address in one, a buyer reads its own account
//! of the day, without counts of a few people, until the link ends or is revoked. Each opening stands in the read log.

mod actions;
pub mod api;
mod model;
mod store;

pub use actions::{Opening, issue, latest, list, open, revoke};
pub use model::{AccountLink, IssuedLink, NewLink, OpenedAccount};

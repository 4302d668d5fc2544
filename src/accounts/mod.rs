//! People's accounts: who may sign in, how they prove who they are, and how they get in again. Whoever guesses is slowed
//! down without the owner being locked out.

pub mod actions;
pub mod api;
mod context;
mod current_user;
mod login_throttle;
mod model;
pub mod password_policy;
mod passwords;
mod second_factor;
pub mod store;

pub use context::Context;
pub use current_user::CurrentUser;
pub use model::{Chosen, IssuedLink, LinkPurpose, Me, NewAdministrator, Place, SignedIn, User, UserDetails};

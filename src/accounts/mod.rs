//! People's accounts: who may sign in, how they prove who they are, and how they get in again. Whoever guesses is slowed
//! down without the owner being locked out.

pub mod actions;
pub mod api;
mod guard;
mod model;
mod own;
mod passwords;
mod reception;
pub mod rules;
mod second_factor;
pub mod store;

pub use model::{Chosen, Entered, IssuedLink, LinkPurpose, Me, NewAdministrator, Place, User, UserDetails};
pub use own::Own;
pub use reception::Reception;

//! People's accounts: sign-in, one-time links, passwords, second factors and the throttling of guesses.

pub mod actions;
pub mod api;
mod context;
mod current_user;
mod login_throttle;
mod model;
pub mod password_policy;
mod passwords;
mod search;
mod second_factor;
pub mod store;

pub use context::Context;
pub use current_user::CurrentUser;
pub use model::{
    ClientOrigin, IssuedLink, LinkPurpose, Me, NewAdministrator, PasswordChosen, SignedIn, User, UserDetails,
};
pub use search::{AccountState, UserFilter, UserOrder};

//! Use cases of accounts, one file for each kind of actor or subject. `api`, `pages`, `cli` and `app` call them.

mod administrators;
mod current_user;
mod known_devices;
mod links;
mod second_factor;
mod set_up;
mod shell;
mod sign_in;

pub use administrators::{create, issue_link, list, remove_second_factor, search, show, update};
pub use current_user::{change_password, current, names_of, sign_out, sign_out_everywhere, whoami};
pub use links::{choose_password, invited, purge};
pub use second_factor::{
    Enrolment, begin_second_factor, confirm_second_factor, give_up_second_factor, second_factor_under_way,
};
pub use set_up::{set_up, set_up_is_open};
pub use shell::{first_link, invite};
pub use sign_in::{Credentials, SignInOutcome, sign_in, sign_in_with_code};

//! What is done with accounts, one file for each of those who do it.

mod administrators;
mod current_user;
mod known_devices;
mod links;
mod second_factor;
mod shell;
mod sign_in;

pub use administrators::{create, issue_link, list, remove_second_factor, show, update};
pub use current_user::{change_password, current, sign_out, sign_out_everywhere, whoami};
pub use links::{choose_password, forget, invited, set_up, set_up_is_open};
pub use second_factor::{Enrolment, begin_second_factor, confirm_second_factor, give_up_second_factor};
pub use shell::{first_link, invite};
pub use sign_in::{Credentials, Outcome, sign_in, sign_in_with_code};

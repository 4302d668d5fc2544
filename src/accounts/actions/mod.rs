//! What is done with accounts, one file for each of those who do it.

mod administrators;
mod enter;
mod links;
mod own;
mod places;
mod second_factor;
mod shell;

pub use administrators::{create, issue_link, list, remove_second_factor, show, update};
pub use enter::{Credentials, Outcome, enter, enter_with_code};
pub use links::{choose_password, forget, invited, set_up, set_up_is_open};
pub use own::{change_password, current, sign_out, sign_out_everywhere, whoami};
pub use second_factor::{Enrolment, begin_second_factor, confirm_second_factor, give_up_second_factor};
pub use shell::{first_link, invite};

//! The pages: what surrounds them, how they refuse, and how they look in a browser.

mod add_person;
mod add_person_browser;
mod add_person_doubles;
mod administration;
mod api_docs;
mod assets;
mod browser;
mod candidates;
mod contracts;
mod doubles;
mod doubles_browser;
mod errors;
mod first_use;
mod markup;
mod month;
mod month_browser;
mod overview;
mod reminders;
mod reminders_browser;
mod returning;
mod sheet;
mod shell;
mod waiting;
mod waiting_browser;

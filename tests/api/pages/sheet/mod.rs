//! `/saisie/{mois}`: as a form without script, and as its script makes it in a browser.

mod acts;
mod as_a_spreadsheet;
mod clipboard;
mod focus;
mod keyboard;
mod no_script;
mod open_sheet;
mod outages;
mod plain_form;
mod saving;
mod states;
mod together;
mod weight;

pub use open_sheet::{EMAIL, MONTH, OpenSheet, PATH, note};

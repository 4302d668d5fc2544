//! The pages: what surrounds them, how they refuse, and how they look in a browser.

mod assets;
mod browser;
mod errors;
mod returning;
mod sheet;
mod sheet_browser;
mod shell;
mod waiting;
mod waiting_browser;

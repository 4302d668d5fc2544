//! What waits for an officer's decision: submitted hours and corrections of validated ones, with who sent them for
//! whom. It reads across nouns and writes nothing; the page *À valider* calls it.

mod actions;
mod model;
mod store;

pub use actions::{MOST_ROWS, waiting};
pub use model::{Sent, Waiting, WaitingFilter, WaitingRow};

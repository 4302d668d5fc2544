//! Two databases behind one door: connections by lanes, transactions, and what differs between the engines.

mod among;
mod backup;
mod bulk;
mod connection;
mod corrected;
mod dialect;
mod error;
mod keyed;
mod lane;
mod lanes;
mod migrations;
mod restore;
pub mod schema;
mod sql;
mod transaction;
mod values;
mod version;

pub use among::{AmongKeys, ColumnList, Keys, among_rows};
pub use backup::back_up;
pub(crate) use bulk::bulk;
pub use bulk::{Columns, insert};
pub use connection::{AnyConn, MultiBackend};
pub use corrected::{Corrections, correct};
pub use dialect::{Held, hold_settings, try_hold_key, try_hold_sealing};
pub(crate) use dialect::{load_for_update, load_shared, native};
pub use error::Contended;
pub use keyed::{Referring, insert_both};
pub use lane::LaneFigures;
pub use lanes::Db;
pub use migrations::{is_up_to_date, migrate};
pub use restore::restore;
pub use sql::{Behind, Fragment};
pub use transaction::{Tx, WriteTx};
pub use version::{CURRENT_VERSION, CurrentVersion, DataVersion};

/// How many keys a statement lists at most: below either engine's limit on bound values, whatever the columns.
pub const CHUNK: usize = 500;

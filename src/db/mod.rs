//! Access to PostgreSQL and SQLite through one type: connection pools, transactions, and the few statements that each
//! engine writes its own way. `app` opens [`Db`]; stores use the rest.

mod at_work;
mod backup;
mod bulk;
mod by_name;
mod changes;
mod connection;
mod dialect;
mod error;
mod file;
mod in_list;
mod migrations;
mod pool;
mod pools;
mod raw_query;
mod restore;
#[expect(missing_docs, reason = "the migrations document tables and columns")]
pub mod schema;
mod transaction;
mod values;
mod version;
mod work_file;

pub use at_work::at_work;
pub use backup::back_up;
pub(crate) use bulk::bulk;
pub use bulk::update::{UpdateRows, update_all};
pub use bulk::{Columns, insert};
pub use by_name::name_to_sort;
pub(crate) use by_name::order_by_name;
pub use changes::Changes;
pub(crate) use changes::{by_change, from_place};
pub use connection::{AnyConn, MultiBackend};
pub use dialect::{LockMode, columns_of, json_array, lock_settings, lock_tables, try_lock_key, try_lock_sealing};
pub(crate) use dialect::{load_for_deletion, load_for_update, load_shared, load_unlocked_for_update, native};
pub use error::Contended;
pub use file::{Notice, UnusableFile, make_file, require_database};
pub use in_list::{ColumnList, InListMethods, KeyList, in_rows};
pub use migrations::{is_up_to_date, migrate, require_up_to_date};
pub use pool::PoolFigures;
pub use pools::Db;
pub use raw_query::{After, RawQuery};
pub use restore::{remove_leftovers, restore};
pub use transaction::{Tx, WriteTx};
pub use version::{CURRENT_VERSION, CurrentVersion, DataVersion};

/// The most keys in one statement: below either engine's limit on bound values, whatever the columns.
pub const CHUNK: usize = 500;

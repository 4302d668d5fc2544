//! Extractors: what handlers take as arguments. Each reads one part of a request and refuses what does not fit.

mod body;
mod caller;
mod fields;
mod file_form;
mod followed_list;
mod form;
mod idempotent_body;
mod json_or_file;
mod judged;
mod list;
mod merge;
mod origin;
mod other_record;
mod paging;
mod path;
mod query;
mod reason;
mod repeated_name;
mod session;

pub use body::{Body, Patch};
pub use fields::{Fields, RawAmount, RawCost, RawDecimal, RawRate, Required};
pub use file_form::{FileForm, SentFile};
pub use followed_list::{ChangeParameters, FollowedList};
pub use form::{FormToken, KEY_FIELD, LargeForm, SentForm, TOKEN_FIELD};
pub use idempotent_body::IdempotentBody;
pub(super) use idempotent_body::{HEADER as IDEMPOTENCY_KEY, REPLAYED};
pub use json_or_file::{JsonOrFile, TakesFiles};
pub use judged::{Judged, Misshapen};
pub use list::{List, ListParameters, NoFilter, View};
pub use origin::Origin;
pub use other_record::other_record;
pub use paging::Page;
pub use path::{CellPath, EditionPath, Id, MonthPath, OtherId, SectorPath, YearPath};
pub use query::Query;
pub use reason::{Reason, ReasonParameters};
pub use session::{CurrentSession, OptionalSession};

//! `/v1/employments`

mod changes;
mod lists;
mod records;
mod successors;

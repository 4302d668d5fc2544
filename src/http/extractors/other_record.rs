//! The record that a merge takes in, as requests of both kinds of merges name it.

use super::fields::{Fields, Required};
use crate::error::Result;
use crate::values::FreeText;

/// The other record, its version as last seen, and why the two are one.
///
/// # Errors
/// Those of all fields at once.
pub fn other_record<Id: From<i64>>(
    other_id: Required<i64>,
    other_version: Required<i64>,
    reason: Option<String>,
) -> Result<(Id, i64, Option<FreeText>)> {
    let mut fields = Fields::default();
    let other = fields.required("/other_id", other_id, Ok);
    let version = fields.required("/other_version", other_version, Ok);
    let reason = fields.optional("/reason", reason, |text| FreeText::parse(&text));
    let (Some(other), Some(version)) = (other, version) else { return Err(fields.refusal()) };
    fields.done()?;
    Ok((Id::from(other), version, reason))
}

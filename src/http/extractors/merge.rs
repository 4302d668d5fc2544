//! JSON merge patch (RFC 7396) on raw text, so that no number passes through a float.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use crate::error::{AppError, FieldError, ProblemCode, Result};

type Object = BTreeMap<String, Box<RawValue>>;

/// Applies a patch to a JSON text. Unlike in the RFC, a `null` member stays, as `null`: it empties a field.
///
/// # Errors
/// `invalid_json` when the patch is not JSON, `invalid_body` when it is not an object.
pub(super) fn merge(current: &str, patch: &str) -> Result<String> {
    let patch = serde_json::from_str::<&RawValue>(patch).map_err(|_| AppError::new(ProblemCode::InvalidJson))?;
    let Some(members) = object(patch.get()) else {
        return Err(FieldError::new("", ProblemCode::InvalidBody)
            .with_detail("Une modification est un objet JSON.")
            .into());
    };
    let mut merged = object(current).unwrap_or_default();
    for (name, value) in members {
        match merged.get(&name) {
            _ if value.get() == "null" => drop(merged.insert(name, value)),
            Some(inner) if object(inner.get()).is_some() && object(value.get()).is_some() => {
                let inner = merge(inner.get(), value.get())?;
                merged.insert(name, RawValue::from_string(inner).map_err(AppError::internal)?);
            }
            _ => drop(merged.insert(name, value)),
        }
    }
    serde_json::to_string(&merged).map_err(AppError::internal)
}

fn object(text: &str) -> Option<Object> {
    serde_json::from_str(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_replaced_emptied_and_merged() {
        let merged = merge(r#"{"a":1,"b":{"c":1,"d":2},"e":[1,2]}"#, r#"{"a":null,"b":{"c":151.67},"e":[3]}"#).unwrap();
        assert_eq!(merged, r#"{"a":null,"b":{"c":151.67,"d":2},"e":[3]}"#);
    }

    #[test]
    fn numbers_keep_their_digits() {
        let merged = merge(r#"{"x":0}"#, r#"{"x":12345678901234567890.10}"#).unwrap();
        assert_eq!(merged, r#"{"x":12345678901234567890.10}"#);
    }
}

//! Items of a list that are judged one by one: a wrong one does not refuse the request.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::body::read_json;
use crate::error::FieldError;

/// An item, or what is wrong with its shape.
#[derive(Debug)]
pub struct Judged<T>(pub Result<T, Misshapen<T>>);

/// An item some of whose members are unknown or of a wrong type.
#[derive(Debug)]
pub struct Misshapen<T> {
    /// What is wrong with these members, all of them; pointers start at the item.
    pub field_errors: Vec<FieldError>,
    /// The item without them, to judge its other members.
    pub rest: Option<T>,
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Judged<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Ok(Self(serde_json::from_str(raw.get()).map_err(|_| misshapen(raw.get()))))
    }
}

/// Deserializes each member by itself, since serde stops at the first fault.
fn misshapen<T: DeserializeOwned>(text: &str) -> Misshapen<T> {
    let members: BTreeMap<String, &RawValue> = serde_json::from_str(text).unwrap_or_default();
    let (mut field_errors, mut good) = (Vec::new(), BTreeMap::new());
    for (name, value) in members {
        match read::<T>(&BTreeMap::from([(&name, value)])) {
            Ok(_) => drop(good.insert(name, value)),
            Err(faults) => field_errors.extend(faults),
        }
    }
    if field_errors.is_empty() {
        // It is no object, or has a name twice.
        return Misshapen { field_errors: faults(read_json::<T>(text.as_bytes())), rest: None };
    }
    Misshapen { field_errors, rest: read(&good).ok() }
}

fn read<T: DeserializeOwned>(members: &impl serde::Serialize) -> Result<T, Vec<FieldError>> {
    let text = serde_json::to_vec(members).unwrap_or_default();
    read_json(&text).map_err(|error| error.field_errors)
}

fn faults<T>(read: crate::error::Result<T>) -> Vec<FieldError> {
    read.err().map(|error| error.field_errors).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ProblemCode;

    #[derive(Debug, Default, PartialEq, Eq, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Point {
        x: i64,
        y: Option<String>,
        z: Option<i64>,
    }

    fn judge(text: &str) -> Result<Point, Misshapen<Point>> {
        serde_json::from_str::<Judged<Point>>(text).unwrap().0
    }

    #[test]
    fn every_wrong_member_is_named_and_the_others_are_read() {
        assert_eq!(judge(r#"{"x":1}"#).unwrap(), Point { x: 1, ..Point::default() });
        let wrong = judge(r#"{"x":"1","y":"a","z":[],"w":0}"#).unwrap_err();
        let named: Vec<_> = wrong.field_errors.iter().map(|one| (one.pointer.as_str(), one.code)).collect();
        let expected =
            [("/w", ProblemCode::UnknownField), ("/x", ProblemCode::InvalidBody), ("/z", ProblemCode::InvalidBody)];
        assert_eq!(named, expected);
        assert_eq!(wrong.rest, Some(Point { y: Some("a".to_owned()), ..Point::default() }));
    }

    #[test]
    fn what_has_no_members_is_wrong_as_a_whole() {
        for text in ["7", "null", r#"{"x":1,"x":2}"#] {
            let wrong = judge(text).unwrap_err();
            assert_eq!((wrong.field_errors.len(), wrong.rest), (1, None), "{text}");
        }
    }
}

//! Finds a name that an object of a JSON text has twice: of its two values none would be the one that was meant.

use std::collections::HashSet;

use serde::de::IgnoredAny;

use crate::error::{FieldError, ProblemCode, Result};
use crate::values::shorten;

/// Refuses a JSON text in which an object has a name twice.
///
/// # Errors
/// `invalid_body` at the name.
pub(super) fn refuse(text: &str) -> Result<()> {
    find(text.as_bytes()).map_or(Ok(()), |repeated| Err(repeated.into()))
}

/// The refusal of the first repeated name; `None` also for what is no JSON. It walks without recursion: the depth of a
/// text costs no stack.
pub(super) fn find(text: &[u8]) -> Option<FieldError> {
    serde_json::from_slice::<IgnoredAny>(text).ok()?;
    let mut open: Vec<Open> = Vec::new();
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        match byte {
            b'{' => open.push(Open::Object { names: HashSet::new(), current: None }),
            b'[' => open.push(Open::Array(0)),
            b'}' | b']' => drop(open.pop()),
            b',' => open.last_mut().into_iter().for_each(Open::go_on),
            b'"' => {
                let end = end_of_string(text, at)?;
                if !open.last_mut().is_none_or(|object| object.takes(text.get(at..end))) {
                    return Some(refusal(&open));
                }
                at = end;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// An object or array that the walk is inside.
enum Open {
    /// The names so far, and that of the current member, once it is read.
    Object { names: HashSet<String>, current: Option<String> },
    /// The index of the current item.
    Array(usize),
}

impl Open {
    /// Goes on to the next member or item.
    fn go_on(&mut self) {
        match self {
            Self::Object { current, .. } => *current = None,
            Self::Array(index) => *index += 1,
        }
    }

    /// Takes a string, which may be a name; false if it is one that the object has already.
    fn takes(&mut self, string: Option<&[u8]>) -> bool {
        let Self::Object { names, current: current @ None } = self else { return true };
        let name: Option<String> = string.and_then(|string| serde_json::from_slice(string).ok());
        current.clone_from(&name);
        name.is_none_or(|name| names.insert(name))
    }

    /// The step of a JSON pointer to the current member or item.
    fn step(&self) -> String {
        match self {
            Self::Object { current, .. } => {
                current.as_deref().unwrap_or_default().replace('~', "~0").replace('/', "~1")
            }
            Self::Array(index) => index.to_string(),
        }
    }
}

/// Where a string ends that begins at a quotation mark.
fn end_of_string(text: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        match text.get(at)? {
            b'\\' => at += 2,
            b'"' => return Some(at + 1),
            _ => at += 1,
        }
    }
}

fn refusal(open: &[Open]) -> FieldError {
    let pointer: String = open.iter().flat_map(|open| ["/".to_owned(), open.step()]).collect();
    let name = match open.last() {
        Some(Open::Object { current: Some(name), .. }) => shorten(name),
        _ => String::new(),
    };
    let detail = format!("Le champ « {name} » est donné deux fois.");
    FieldError::new(pointer, ProblemCode::InvalidBody).with_detail(detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pointer(text: &str) -> Option<String> {
        find(text.as_bytes()).map(|repeated| repeated.pointer)
    }

    #[test]
    fn a_name_that_comes_twice_is_found_however_it_is_written() {
        for (text, at) in [
            (r#"{"name":"a","name":"b"}"#, "/name"),
            (r#"{"name":"a","n\u0061me":"a"}"#, "/name"),
            (r#"{"a":1,"lots":[{"n":1},{"n":2,"m":{},"n":null}]}"#, "/lots/1/n"),
            (r#"[[{"a/b~":1.50,"a/b~":[]}]]"#, "/0/0/a~1b~0"),
            (r#"{"":1,"":1}"#, "/"),
            (r#"{"a":"{\"b\":[","b":"\\","b":"\""}"#, "/b"),
        ] {
            assert_eq!(pointer(text).as_deref(), Some(at), "{text}");
        }
        let deep = format!("{}{{\"a\":1,\"a\":2}}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(pointer(&deep).is_some_and(|pointer| pointer.ends_with("/0/0/a")));
        let detail = find(br#"{"name":1,"name":2}"#).unwrap().detail;
        assert_eq!(detail, "Le champ «\u{a0}name\u{a0}» est donné deux fois.");
    }

    #[test]
    fn names_of_different_objects_may_be_the_same() {
        for text in [
            r#"{"a":{"a":[{"a":1},{"a":2}]},"b":{"a":12345678901234567890.10}}"#,
            "null",
            "\"a\"",
            "{",
            "",
            "[1,]",
            r#"["a","a",{"a":"a","b":["a"]}]"#,
        ] {
            assert_eq!(pointer(text), None, "{text}");
        }
    }
}

//! A response, and assertions about it. A failing one shows the whole response.

use std::fmt;
use std::ops::Index;

use reqwest::header::{HeaderMap, HeaderName};
use serde_json::Value;

use super::typography::badly_set;

/// A response with its whole body.
#[derive(Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
    /// The body as JSON; `null` if it is something else.
    pub json: Value,
    path: String,
}

impl Reply {
    pub(super) fn new(path: String, status: u16, headers: HeaderMap, text: String) -> Self {
        let json = serde_json::from_str(&text).unwrap_or(Value::Null);
        let sentences = badly_set(&json);
        assert!(sentences.is_empty(), "{path}: the typography of {sentences:?}");
        Self { status, headers, text, json, path }
    }

    pub fn header(&self, name: impl TryInto<HeaderName, Error: fmt::Debug>) -> Option<&str> {
        self.headers.get(name.try_into().unwrap()).map(|value| value.to_str().unwrap())
    }

    #[track_caller]
    pub fn with_status(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self}");
        self
    }

    /// 200.
    #[track_caller]
    pub fn ok(self) -> Self {
        self.with_status(200)
    }

    /// 201, with `Location` and `ETag` of the new resource.
    #[track_caller]
    pub fn created(self) -> Self {
        let reply = self.with_status(201);
        assert!(reply.header("location").is_some_and(|location| location.starts_with("/v1/")), "no Location: {reply}");
        assert_eq!(reply.etag(), format!("\"{}\"", reply["version"]), "{reply}");
        reply
    }

    /// 204, without a body.
    #[track_caller]
    pub fn no_content(self) -> Self {
        let reply = self.with_status(204);
        assert_eq!(reply.text, "", "{reply}");
        reply
    }

    #[track_caller]
    pub fn id(&self) -> i64 {
        self["id"].as_i64().unwrap_or_else(|| panic!("no id: {self}"))
    }

    #[track_caller]
    pub fn etag(&self) -> &str {
        self.header("etag").unwrap_or_else(|| panic!("no ETag: {self}"))
    }

    #[track_caller]
    pub fn items(&self) -> &[Value] {
        self["items"].as_array().unwrap_or_else(|| panic!("no list: {self}"))
    }

    /// The document without the names that a cell of hours has when it is read.
    pub fn unnamed(&self) -> Value {
        let mut document = self.json.clone();
        document.as_object_mut().and_then(|cell| cell.remove("names")).expect("a cell with names");
        document
    }

    /// The value at a JSON pointer such as `/items/0/name`.
    #[track_caller]
    pub fn at(&self, pointer: &str) -> &Value {
        self.json.pointer(pointer).unwrap_or_else(|| panic!("nothing at {pointer}: {self}"))
    }

    /// A complete problem (RFC 9457) with this status and code.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Self {
        assert_eq!((self.status, self["code"].as_str()), (status, Some(code)), "{self}");
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self}");
        assert_eq!(self["status"], status, "{self}");
        assert_eq!(self["type"], format!("/problems/{code}"), "{self}");
        let path = self.path.split('?').next().unwrap_or_default();
        assert!(path.contains('%') || self["instance"] == path, "another instance: {self}");
        assert_eq!(self["request_id"].as_str(), self.header("x-request-id"), "{self}");
        for text in ["title", "detail", "request_id"] {
            assert!(self[text].as_str().is_some_and(|text| !text.is_empty()), "no {text}: {self}");
        }
        for field_error in self["errors"].as_array().unwrap_or_else(|| panic!("no errors: {self}")) {
            for text in ["pointer", "code", "detail"] {
                assert!(field_error[text].is_string(), "a field error without {text}: {self}");
            }
        }
        self
    }

    /// A problem with one field error, at a JSON pointer such as `/lots/0/number`, or at `?name`.
    #[track_caller]
    pub fn refused_at(self, status: u16, code: &str, pointer: &str) -> Self {
        let reply = self.refused(status, code);
        assert_eq!(reply.field_errors(), [(pointer, code)], "{reply}");
        reply
    }

    /// A problem with exactly these field errors, in any order.
    #[track_caller]
    pub fn refused_fields(self, expected: &[(&str, &str)]) -> Self {
        let reply = self.refused(422, "invalid_fields");
        let (mut field_errors, mut expected) = (reply.field_errors(), expected.to_vec());
        field_errors.sort_unstable();
        expected.sort_unstable();
        assert_eq!(field_errors, expected, "{reply}");
        reply
    }

    /// The pointers of its field errors, with their codes.
    pub fn field_errors(&self) -> Vec<(&str, &str)> {
        let field_errors = self["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
        field_errors
            .iter()
            .filter_map(|field_error| Some((field_error["pointer"].as_str()?, field_error["code"].as_str()?)))
            .collect()
    }
}

impl Index<&str> for Reply {
    type Output = Value;
    fn index(&self, field: &str) -> &Value {
        &self.json[field]
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n{} answered {}", self.path, self.status)?;
        for (name, value) in &self.headers {
            writeln!(f, "{name}: {}", value.to_str().unwrap_or("?"))?;
        }
        f.write_str(&self.text)
    }
}

//! Requests and answers of the stand-in, apart from the server that carries them.

use serde::Serialize;

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// The method, in capitals.
    pub method: String,
    /// The path.
    pub path: String,
    /// The query string, without its question mark.
    pub query: String,
    /// The headers, their names in small letters.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// A request and its answer, as recorded for tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// The request.
    pub incoming: Incoming,
    /// The answer; none if the connection was cut before it.
    pub outgoing: Option<Outgoing>,
    /// Whether the answer is wrong on purpose.
    pub is_spoiled: bool,
}

/// A problem document.
#[derive(Serialize)]
struct Problem<'p> {
    r#type: &'static str,
    title: &'static str,
    status: u16,
    detail: &'p str,
}

impl Incoming {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }
}

impl Outgoing {
    /// An answer in JSON.
    pub(super) fn json(status: u16, body: &impl Serialize) -> Self {
        // What the stand-in writes are texts and numbers, which can be written.
        let body = serde_json::to_vec(body).unwrap_or_default();
        Self { status, headers: vec![("content-type", "application/json".to_owned())], body }
    }

    /// A refusal.
    pub(super) fn problem(status: u16, detail: &str) -> Self {
        let title = match status {
            400 => "Bad request",
            401 => "Unauthorised",
            404 => "Not found",
            409 => "Conflict",
            422 => "Unprocessable",
            503 => "Unavailable",
            _ => "Failed",
        };
        let problem = Problem { r#type: "about:blank", title, status, detail };
        let mut answer = Self::json(status, &problem);
        answer.headers = vec![("content-type", "application/problem+json".to_owned())];
        answer
    }

    /// The answer with another header.
    pub(super) fn with_header(mut self, name: &'static str, value: impl ToString) -> Self {
        self.headers.push((name, value.to_string()));
        self
    }
}

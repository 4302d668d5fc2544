//! Forms of pages that carry a file (`multipart/form-data`), with the CSRF token among their fields.

use std::collections::HashMap;

use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{FromRequest, HttpRequest};

use super::body::{BodyFuture, read};
use super::form::{TOKEN_FIELD, expected_token};
use crate::error::{AppError, ProblemCode};
use crate::http::csrf::require_token;

/// The most parts of a form.
const MAX_PARTS: usize = 20;

/// What the parts take beside the file, in bytes.
const BESIDE: usize = 64 * 1024;

/// A file as a browser sends it.
#[derive(Debug)]
pub struct SentFile {
    /// Its name.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// A form with texts and at most one file, together of at most so many bytes, with a valid CSRF token.
#[derive(Debug, Default)]
pub struct FileForm<const MAX_BYTES: usize> {
    texts: HashMap<String, String>,
    /// The file, if one was chosen.
    pub file: Option<SentFile>,
}

impl<const MAX_BYTES: usize> FileForm<MAX_BYTES> {
    /// The text of a field; empty if it is absent.
    pub fn text(&self, name: &str) -> &str {
        self.texts.get(name).map(String::as_str).unwrap_or_default()
    }

    /// Reads the parts between the boundary.
    fn parse(boundary: &str, body: &[u8]) -> Option<Self> {
        let mark = format!("\r\n--{boundary}");
        let first = body.strip_prefix(mark.get(2..)?.as_bytes())?;
        let mut form = Self::default();
        let mut rest = first;
        for _ in 0..MAX_PARTS {
            if rest.starts_with(b"--") {
                return Some(form);
            }
            rest = rest.strip_prefix(b"\r\n")?;
            let end = find(rest, mark.as_bytes())?;
            form.add(rest.get(..end)?)?;
            rest = rest.get(end + mark.len()..)?;
        }
        None
    }

    fn add(&mut self, part: &[u8]) -> Option<()> {
        let end = find(part, b"\r\n\r\n")?;
        let head = std::str::from_utf8(part.get(..end)?).ok()?;
        let content = part.get(end + 4..)?;
        let disposition = head.lines().find(|line| line.to_ascii_lowercase().starts_with("content-disposition:"))?;
        let name = parameter(disposition, "name")?;
        match parameter(disposition, "filename") {
            // A field without a chosen file has an empty name.
            Some(file) if file.is_empty() && content.is_empty() => {}
            Some(_) if self.file.is_some() => return None,
            Some(file) => self.file = Some(SentFile { name: file, bytes: content.to_vec() }),
            None if self.texts.contains_key(&name) => return None,
            None => drop(self.texts.insert(name, String::from_utf8(content.to_vec()).ok()?)),
        }
        Some(())
    }
}

impl<const MAX_BYTES: usize> FromRequest for FileForm<MAX_BYTES> {
    type Error = AppError;
    type Future = BodyFuture<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = read(request, payload, &["multipart/form-data"], MAX_BYTES + BESIDE);
        let request = request.clone();
        Box::pin(async move {
            let bytes = bytes.await?;
            let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
            let boundary = parameter(kind, "boundary").filter(|boundary| (1..=70).contains(&boundary.len()));
            let form = boundary.and_then(|boundary| Self::parse(&boundary, &bytes)).ok_or_else(|| {
                AppError::new(ProblemCode::InvalidBody)
                    .with_detail("Le formulaire est incomplet. Envoyez-le de nouveau.")
            })?;
            let expected = expected_token(&request).ok_or(AppError::new(ProblemCode::CsrfMissing))?;
            require_token(request.headers(), form.text(TOKEN_FIELD), &expected)?;
            Ok(form)
        })
    }
}

/// A parameter of a header: `name="…"`, in which browsers write a quote as `%22`.
fn parameter(header: &str, name: &str) -> Option<String> {
    let mut rest = header;
    while let Some((_, parameters)) = rest.split_once(';') {
        let (of, value) = parameters.split_once('=')?;
        let (value, after) = match value.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => value.split_at(value.find(';').unwrap_or(value.len())),
        };
        if of.trim().eq_ignore_ascii_case(name) {
            return Some(value.trim().replace("%22", "\""));
        }
        rest = after;
    }
    None
}

/// Where these bytes first stand. The first one is a carriage return, which texts have at line ends only.
fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    let first = *wanted.first()?;
    let mut from = 0;
    while let Some(at) = bytes.get(from..)?.iter().position(|byte| *byte == first) {
        from += at;
        if bytes.get(from..)?.starts_with(wanted) {
            return Some(from);
        }
        from += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    type Form = FileForm<1000>;

    const BODY: &str = "--x y\r\nContent-Disposition: form-data; name=\"texte\"\r\n\r\nun\r\n--x\r\n--x y\r\ncontent-disposition: form-data; name=\"fichier\"; \
        filename=\"l;%22été.csv\"\r\nContent-Type: text/csv\r\n\r\na;b\r\n\r\n\r\n--x y--\r\n";

    #[test]
    fn the_parts_of_a_form_are_read_to_the_byte() {
        let form = Form::parse("x y", BODY.as_bytes()).unwrap();
        assert_eq!((form.text("texte"), form.text("autre")), ("un\r\n--x", ""));
        let file = form.file.unwrap();
        assert_eq!((file.name.as_str(), file.bytes.as_slice()), ("l;\"été.csv", b"a;b\r\n\r\n".as_slice()));
        let none = "--b\r\nContent-Disposition: form-data; name=\"fichier\"; filename=\"\"\r\n\r\n\r\n--b--";
        assert!(Form::parse("b", none.as_bytes()).unwrap().file.is_none());
    }

    #[test]
    fn a_form_that_is_cut_off_is_refused() {
        let whole = BODY.len() - 2;
        for end in 0..whole - 2 {
            let cut = BODY.as_bytes().get(..end).unwrap();
            assert!(Form::parse("x y", cut).is_none(), "{end}");
        }
        let twice = BODY.replace("name=\"fichier\"; ", "name=\"texte\"; ").replace("; filename=\"l;%22été.csv\"", "");
        assert!(Form::parse("x y", twice.as_bytes()).is_none());
    }
}

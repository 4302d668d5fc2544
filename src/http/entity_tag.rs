//! Entity tags in `If-Match` and `If-None-Match` (RFC 9110, 8.8.3 and 13.1), also as proxies return them that compress
//! what the service sent.

use actix_web::http::header::{HeaderMap, HeaderName};

/// What a conditional header names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TagList {
    /// `*`: whatever exists.
    Any,
    /// These tags, each as the service wrote it between the quotation marks: nginx marks a tag as weak (`W/"…"`) where it
    /// compresses, others append the coding's name.
    Tags(Vec<String>),
}

impl TagList {
    /// Reads all headers of this name as one list; `None` if there is none.
    ///
    /// # Errors
    /// The text, if it is neither `*` nor a list of tags.
    pub fn read(headers: &HeaderMap, name: &HeaderName) -> Option<Result<Self, String>> {
        let lines: Vec<_> = headers.get_all(name).map(|line| String::from_utf8_lossy(line.as_bytes())).collect();
        let text = lines.join(", ");
        (!lines.is_empty()).then(|| Self::parse(&text).ok_or(text))
    }

    /// Whether it names this tag, by weak comparison (RFC 9110, 8.8.3.2).
    pub fn names(&self, tag: &str) -> bool {
        let opaque = tag.trim_start_matches("W/").trim_matches('"');
        match self {
            Self::Any => true,
            Self::Tags(tags) => tags.iter().any(|named| named == opaque),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        if text.trim() == "*" {
            return Some(Self::Any);
        }
        let mut rest = text;
        let mut tags = Vec::new();
        loop {
            // A list may have empty elements (RFC 9110, 5.6.1.2).
            rest = rest.trim_start_matches([' ', '\t', ',']);
            if rest.is_empty() {
                return (!tags.is_empty()).then_some(Self::Tags(tags));
            }
            let (opaque, behind) = split_off(rest)?;
            tags.push(without_coding(opaque).to_owned());
            rest = behind.trim_start_matches([' ', '\t']);
            if !rest.is_empty() && !rest.starts_with(',') {
                return None;
            }
        }
    }
}

/// The codings that proxies append to a tag, behind one hyphen (Caddy, Apache) or two (Jetty).
const CODINGS: [&str; 4] = ["gzip", "br", "zstd", "deflate"];

/// The tag without the name of a coding. No tag of the service ends in one.
fn without_coding(opaque: &str) -> &str {
    let without = |coding| opaque.strip_suffix(coding)?.strip_suffix('-');
    let tag = CODINGS.into_iter().find_map(without);
    tag.map_or(opaque, |tag| tag.strip_suffix('-').unwrap_or(tag))
}

/// The tag that the text begins with, and what comes behind it.
fn split_off(text: &str) -> Option<(&str, &str)> {
    let quoted = text.strip_prefix("W/").unwrap_or(text);
    let (opaque, behind) = quoted.strip_prefix('"')?.split_once('"')?;
    let is_plain = opaque.chars().all(|c| c > ' ' && c != '\u{7f}');
    is_plain.then_some((opaque, behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_names_each_of_its_tags() {
        for (text, tags) in [
            ("\"1\"", ["1"].as_slice()),
            ("\"0\", \"1\"", &["0", "1"]),
            ("\"0\",\t,W/\"1\" ,", &["0", "1"]),
            ("\"a,b\"", &["a,b"]),
            ("\"\"", &[""]),
            ("\"1-gzip\", \"2--gzip\", W/\"3-br\", \"4-zstd\", \"5-deflate\"", &["1", "2", "3", "4", "5"]),
            ("\"d0a-gzip\", \"1-xz\", \"1gzip\", \"gzip\", \"-gzip\"", &["d0a", "1-xz", "1gzip", "gzip", ""]),
        ] {
            let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
            assert_eq!(TagList::parse(text), Some(TagList::Tags(tags)), "{text}");
        }
        assert_eq!(TagList::parse(" * "), Some(TagList::Any));
    }

    #[test]
    fn what_is_no_list_of_tags_is_not_read() {
        for text in ["", " ", ",", "1", "\"1", "1\"", "'1'", "\"1\" \"2\"", "\"1\"2", "*, \"1\"", "w/\"1\"", "\"a b\""]
        {
            assert_eq!(TagList::parse(text), None, "{text}");
        }
    }
}

//! Entity tags in `If-Match` and `If-None-Match` (RFC 9110, 8.8.3 and 13.1).

use actix_web::http::header::{HeaderMap, HeaderName};

/// What a conditional header names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TagList {
    /// `*`: whatever exists.
    Any,
    /// These tags, each as it stands between its quotation marks, be it marked as weak (`W/"…"`) or not.
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
            tags.push(opaque.to_owned());
            rest = behind.trim_start_matches([' ', '\t']);
            if !rest.is_empty() && !rest.starts_with(',') {
                return None;
            }
        }
    }
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

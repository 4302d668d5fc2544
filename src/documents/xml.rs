//! Texts within HTML and XML.

/// The text with its special characters escaped, and without control characters, which XML has none of.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_markup_is_text() {
        assert_eq!(escaped("<b a=\"1\">A & B</b>"), "&lt;b a=&quot;1&quot;&gt;A &amp; B&lt;/b&gt;");
        assert_eq!(escaped("a\u{0}b\u{1b}c\nd\u{ffff}é"), "abc dé");
    }
}

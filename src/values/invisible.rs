//! Characters that nobody sees: what the value types keep of them, and how messages quote them.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The text composed (NFC), without blanks at its ends and without format characters. Of these, a joiner inside a word
/// stays, as Persian and Hindi are written with it, and so do those that combine pictographs.
pub(super) fn without_invisible(text: &str) -> String {
    let composed: Vec<char> = text.chars().filter(|c| !is_ignorable(*c)).nfc().collect();
    let mut kept = String::new();
    for (index, c) in composed.iter().enumerate() {
        let next = composed.iter().skip(index + 1).find(|next| !is_joining(**next));
        if !is_joining(*c) || joins(kept.chars().next_back(), *c, next.copied()) {
            kept.push(*c);
        }
    }
    kept.trim_matches(is_blank).to_owned()
}

/// The text composed and without anything that nobody sees but white space inside it, of which each run is one space:
/// for numbers, codes and addresses that are copied from elsewhere.
pub fn on_one_line(text: &str) -> String {
    let visible: String = text.chars().filter(|c| !is_invisible(*c)).nfc().collect();
    visible.split(is_blank).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Whether a reader sees something of the text.
pub(super) fn has_visible(text: &str) -> bool {
    text.chars().any(|c| !is_blank(c) && !is_invisible(c) && !c.is_control() && !is_combining_mark(c))
}

/// White space, and characters with an empty glyph.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{2800}' | '\u{1D159}')
}

/// Hyphens and dashes, however they are written.
pub(super) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}')
}

/// Characters that change the direction of the text beside them, and so could show another text than the stored one.
pub(super) fn is_directing(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Emoji, symbols and what makes a pictograph of the character before it.
pub(super) fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{1F000}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}' | '\u{FE0F}')
}

/// Format characters and fillers. Source: Unicode's `Default_Ignorable_Code_Point`, and the anchors of annotations and
/// objects; without the joiners and selectors, which have a meaning in some places, and without those of direction.
fn is_ignorable(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2060}'..='\u{2065}' | '\u{206A}'..='\u{206F}' | '\u{3164}'
        | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFC}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}')
}

/// The joiners (ZWNJ, ZWJ) and the variation selectors.
fn is_joining(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}')
}

/// Whether a joiner or selector has a meaning between these two.
fn joins(before: Option<char>, c: char, after: Option<char>) -> bool {
    let in_word = |c: char| c.is_alphabetic() || (is_combining_mark(c) && !is_joining(c));
    match (c, before, after) {
        ('\u{FE0E}' | '\u{FE0F}', Some(before), _) => is_pictograph(before) && !is_joining(before),
        ('\u{200C}' | '\u{200D}', Some(before), Some(after)) => {
            (in_word(before) && in_word(after)) || (is_pictograph(before) && is_pictograph(after))
        }
        _ => false,
    }
}

/// What leaves no trace on paper.
pub(super) fn is_invisible(c: char) -> bool {
    is_ignorable(c) || is_joining(c) || is_directing(c)
}

/// The first forty characters of client input, to quote it in a detail: those that nobody sees by their number, without
/// which a message would refuse what it seems to ask for.
pub fn shorten(text: &str) -> String {
    let mut short = String::new();
    for c in text.chars().filter(|c| !c.is_control()).take(40) {
        if is_invisible(c) || (is_blank(c) && c != ' ') {
            short.push_str(&numbered(c));
        } else {
            short.push(c);
        }
    }
    if text.chars().count() > 40 {
        short.push('…');
    }
    short
}

/// A character by its number, such as `[U+200B]`.
pub(super) fn numbered(c: char) -> String {
    format!("[U+{:04X}]", u32::from(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn format_characters_are_dropped_and_blanks_only_at_the_ends() {
        for (text, kept) in [
            ("C-1\u{200B}", "C-1"),
            ("\u{FEFF}Du\u{AD}pont\u{200E}", "Dupont"),
            ("e\u{2060}\u{301}t", "ét"),
            ("\u{2800}A\u{2800}B\u{3164} ", "A\u{2800}B"),
            ("a\u{E0041}\u{FE00}b", "ab"),
        ] {
            assert_eq!(without_invisible(text), kept, "{text:?}");
        }
    }

    #[test]
    fn a_joiner_stays_inside_a_word_and_inside_a_pictograph() {
        for whole in ["علی\u{200C}رضا", "क्\u{200D}ष", "👩\u{200D}🚒", "❤\u{FE0F}", "👁\u{FE0F}\u{200D}🗨\u{FE0F}"]
        {
            assert_eq!(without_invisible(whole), whole, "{whole:?}");
        }
        for (text, kept) in [
            ("A\u{200D}\u{200C}B", "A\u{200D}B"),
            ("\u{200D}A 1\u{200C}2", "A 12"),
            ("A\u{200C} B\u{200D}", "A B"),
            ("A\u{FE0F}B", "AB"),
        ] {
            assert_eq!(without_invisible(text), kept, "{text:?}");
        }
    }

    #[test]
    fn a_text_needs_more_than_blanks_fillers_and_marks() {
        for text in ["", " \u{a0}", "\u{200B}", "\u{2800}", "\u{3164}", "\u{301}", "\u{200D}\u{FE0F}", "\u{2067}"] {
            assert!(!has_visible(text), "{text:?}");
        }
        for text in ["A", "-", "é", "中", "🎉"] {
            assert!(has_visible(text), "{text:?}");
        }
    }

    #[test]
    fn a_quotation_shows_what_nobody_sees() {
        assert_eq!(shorten("21\u{200B}231\u{a0} x"), "21[U+200B]231[U+00A0] x");
        assert_eq!(shorten(&"é".repeat(41)), format!("{}…", "é".repeat(40)));
    }
}

//! The characters of a text file: UTF-8, UTF-16 with its mark, or Windows-1252.

use std::borrow::Cow;

use encoding_rs::{Encoding, WINDOWS_1252};

use super::super::model::Unreadable;

/// Decodes a text.
///
/// # Errors
/// `Binary` where bytes are no characters.
pub fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Unreadable> {
    let text = match (Encoding::for_bom(bytes), std::str::from_utf8(bytes)) {
        (Some((encoding, _)), _) => encoding.decode_with_bom_removal(bytes).0,
        (None, Ok(text)) => Cow::Borrowed(text),
        (None, Err(_)) => WINDOWS_1252.decode(bytes).0,
    };
    // Compressed files and pictures have such characters among their first.
    let is_binary = |c: char| matches!(c, '\0'..='\u{8}' | '\u{e}'..='\u{1a}' | '\u{fffd}');
    let odd = text.chars().take(4096).filter(|c| is_binary(*c)).count();
    if odd > 3 { Err(Unreadable::Binary) } else { Ok(text) }
}

//! Folding of texts: what searches and comparisons of names ignore.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::invisible::is_invisible;

/// Folds a text for searches: no accents, case, punctuation or characters that nobody sees, words separated by one space.
pub fn fold(text: &str) -> String {
    let plain: String = text
        .chars()
        .filter(|c| !is_invisible(*c))
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    plain.replace('œ', "oe").replace('æ', "ae").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_forgets_accents_case_and_punctuation() {
        assert_eq!(fold("Dijon – Fontaine d'Ouche"), "dijon fontaine d ouche");
        assert_eq!(fold("  ÉLÉONORE Œuvré "), "eleonore oeuvre");
    }
}

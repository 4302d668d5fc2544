//! Texts that somebody searches for.

use super::fold;

/// A text to search for, folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchText(String);

impl SearchText {
    /// Folds a text; `None` for a blank one, which asks for nothing.
    pub fn read(text: &str) -> Option<Self> {
        (!text.trim().is_empty()).then(|| Self(fold(text)))
    }

    /// Its words, each without accents, case or punctuation; none if nothing of it remains when folded. Whatever searches
    /// for it then finds nothing: each text contains an empty one.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.0.split_whitespace()
    }

    /// The pattern for `LIKE` of the folded texts that contain it; `None` if nothing of it remains when folded.
    pub fn pattern(&self) -> Option<String> {
        (!self.0.is_empty()).then(|| format!("%{}%", self.0))
    }

    /// Whether a folded text contains it.
    pub fn is_in(&self, folded: &str) -> bool {
        !self.0.is_empty() && folded.contains(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_folds_to_nothing_is_in_nothing() {
        for void in ["%", "?!", "\u{FFFD}", "—", "\u{301}", "_", " . "] {
            let search = SearchText::read(void).unwrap();
            assert_eq!((search.pattern(), search.words().count(), search.is_in("a b")), (None, 0, false), "{void}");
        }
        assert_eq!(SearchText::read(" \u{a0}"), None);
        let search = SearchText::read("  Régie d’ŒUVRE ").unwrap();
        assert_eq!(search.pattern().unwrap(), "%regie d oeuvre%");
        assert_eq!(search.words().collect::<Vec<_>>(), ["regie", "d", "oeuvre"]);
        assert!(search.is_in("la regie d oeuvre") && !search.is_in("regie"));
    }
}

//! The help of each page: the words of the glossary that it uses, and the rules behind its figures. The layout shows it
//! behind a question mark.

mod glossary;
mod rules;
mod topics;

use crate::error::french;
use crate::values::capitalised;

/// A word or a rule, explained.
pub struct Explained {
    /// The word, or the title of the rule.
    pub term: String,
    /// What it means.
    pub text: String,
}

/// The help of a page.
pub struct Help {
    /// The words of the glossary.
    pub words: Vec<Explained>,
    /// The rules behind its figures, and what it refuses.
    pub rules: Vec<Explained>,
}

impl Help {
    /// The help of the page at this address, if it has one.
    pub fn of(path: &str) -> Option<Self> {
        let topic = topics::topic(path)?;
        let explained = |term: &str, text: &str| Explained { term: french(&capitalised(term)), text: french(text) };
        Some(Self {
            words: topic.words.iter().map(|word| explained(word.term(), word.meaning())).collect(),
            rules: topic.rules.iter().map(|rule| explained(rule.text().0, rule.text().1)).collect(),
        })
    }
}

//! French typography of what the service answers: each JSON answer of every test is checked.

use serde_json::Value;

/// Members that hold a sentence of the service.
const SENTENCES: &[&str] = &["detail", "meaning", "explanation", "rule"];

/// The sentences that a browser could break before a mark of punctuation, or that have a straight apostrophe. A quoted value
/// stays as it was sent.
pub fn badly_set(json: &Value) -> Vec<&str> {
    match json {
        Value::Array(items) => items.iter().flat_map(badly_set).collect(),
        Value::Object(members) => members
            .iter()
            .flat_map(|(name, member)| match member {
                Value::String(text) if SENTENCES.contains(&name.as_str()) && is_badly_set(text) => vec![text.as_str()],
                _ => badly_set(member),
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn is_badly_set(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['«', '»']).collect();
    let has_space_inside =
        parts.iter().skip(1).step_by(2).any(|quoted| quoted.starts_with(' ') || quoted.ends_with(' '));
    let breaks = |part: &&str| {
        [" :", " ;", " !", " ?"].iter().any(|mark| part.contains(mark))
            || part.split('\'').skip(1).any(|after| after.starts_with(char::is_alphabetic))
    };
    has_space_inside || parts.iter().step_by(2).any(breaks)
}

#[test]
fn a_sentence_that_could_break_is_found() {
    let bad = ["refusé : non", "« a\u{a0}»", "«\u{a0}a »", "L'heure", "«\u{a0}a\u{a0}» ; non"];
    let good = ["refusé\u{a0}: non", "«\u{a0}a : l'b\u{a0}» est", "L’heure", "'"];
    for (texts, expected) in [(bad.as_slice(), 1), (good.as_slice(), 0)] {
        for text in texts {
            let json = serde_json::json!({ "errors": [{ "detail": text }], "title": "a : b" });
            assert_eq!(badly_set(&json).len(), expected, "{text}");
        }
    }
}

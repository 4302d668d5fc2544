//! French typography of the service's sentences, which the API gives in plain ASCII punctuation.

/// Curly apostrophes, and no-break spaces inside quotation marks and before `: ; ! ?`.
pub fn french(text: &str) -> String {
    let mut text = text.replace('\'', "’").replace("« ", "«\u{a0}").replace(" »", "\u{a0}»");
    for mark in [':', ';', '!', '?'] {
        text = text.replace(&format!(" {mark}"), &format!("\u{a0}{mark}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apostrophes_are_curly_and_high_punctuation_does_not_wrap() {
        let text = "L'adresse « a » n'existe pas : voir https://exemple.fr ?";
        assert_eq!(french(text), "L’adresse «\u{a0}a\u{a0}» n’existe pas\u{a0}: voir https://exemple.fr\u{a0}?");
    }
}

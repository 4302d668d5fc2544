//! The fonts: letters are measured and placed one by one, from the widths in the font itself.

use anyhow::Context as _;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::raw::TableProvider as _;
use skrifa::{FontRef, MetadataProvider as _};

use super::lengths::{self, Twips};

const REGULAR: &[u8] = include_bytes!("../fonts/Roboto-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../fonts/Roboto-Bold.ttf");

/// What stands for a letter that the font does not have.
const UNKNOWN: char = '\u{fffd}';

/// The fonts of a document.
pub(super) struct Fonts {
    regular: Face,
    bold: Face,
}

impl Fonts {
    pub(super) fn load() -> anyhow::Result<Self> {
        Ok(Self { regular: Face::of(REGULAR)?, bold: Face::of(BOLD)? })
    }

    pub(super) const fn face(&self, is_bold: bool) -> &Face {
        if is_bold { &self.bold } else { &self.regular }
    }
}

/// A font.
pub(super) struct Face {
    /// The font as the PDF library embeds it.
    pub font: Font,
    letters: FontRef<'static>,
    of_an_em: u16,
}

impl Face {
    fn of(bytes: &'static [u8]) -> anyhow::Result<Self> {
        let letters = FontRef::new(bytes).context("the built-in font")?;
        let of_an_em = letters.head().context("the built-in font")?.units_per_em();
        let font = Font::new(bytes.into(), 0).context("the built-in font")?;
        Ok(Self { font, letters, of_an_em })
    }

    /// The number of a letter's glyph, and its width in units of the font.
    fn glyph(&self, letter: char) -> (u32, u16) {
        let charmap = self.letters.charmap();
        let glyph = charmap.map(letter).or_else(|| charmap.map(UNKNOWN)).unwrap_or_default();
        let width = self.letters.hmtx().ok().and_then(|widths| widths.advance(glyph)).unwrap_or_default();
        (glyph.to_u32(), width)
    }

    /// The glyphs of a text.
    pub(super) fn glyphs(&self, text: &str) -> Vec<KrillaGlyph> {
        let glyph = |(at, letter): (usize, char)| {
            let (glyph, width) = self.glyph(letter);
            let range = at..at.saturating_add(letter.len_utf8());
            KrillaGlyph::new(GlyphId::new(glyph), lengths::advance(width, self.of_an_em), 0.0, 0.0, 0.0, range, None)
        };
        text.char_indices().map(glyph).collect()
    }

    /// How wide a text is.
    pub(super) fn width(&self, text: &str, size: Twips) -> Twips {
        let units: i64 = text.chars().map(|letter| i64::from(self.glyph(letter).1)).sum();
        let twips = units.saturating_mul(size.into()).checked_div(self.of_an_em.into()).unwrap_or_default();
        Twips::try_from(twips).unwrap_or(Twips::MAX).saturating_add(1)
    }

    /// The text in lines that are no wider: broken at spaces, and within words that are too long.
    pub(super) fn lines(&self, text: &str, size: Twips, width: Twips) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let longer = lines.last().map(|line| format!("{line} {word}"));
            match longer.filter(|line| self.width(line, size) <= width) {
                Some(line) => drop(lines.pop().map(|_| lines.push(line))),
                None => self.break_word(word, size, width, &mut lines),
            }
        }
        if lines.is_empty() { vec![String::new()] } else { lines }
    }

    /// A text in a single line of this width, cut with an ellipsis.
    pub(super) fn one_line(&self, text: &str, size: Twips, width: Twips) -> String {
        let ellipsis = self.width(" …", size);
        let mut lines = self.lines(text, size, width.saturating_sub(ellipsis)).into_iter();
        let first = lines.next().unwrap_or_default();
        if lines.next().is_some() { format!("{first} …") } else { first }
    }

    fn break_word(&self, word: &str, size: Twips, width: Twips, lines: &mut Vec<String>) {
        let mut line = String::new();
        for letter in word.chars() {
            line.push(letter);
            if line.chars().nth(1).is_some() && self.width(&line, size) > width {
                line.pop();
                lines.push(std::mem::take(&mut line));
                line.push(letter);
            }
        }
        lines.push(line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_never_wider_and_lose_no_letter() {
        let fonts = Fonts::load().unwrap();
        let text = "Heures réalisées, validées et comptées pour la clause d’insertion\u{a0}: 42\u{202f}437,89 heures anticonstitutionnellement";
        for width in [200, 900, 2_000, 90_000] {
            let lines = fonts.face(false).lines(text, 180, width);
            assert!(
                lines.iter().all(|line| fonts.face(false).width(line, 180) <= width || line.chars().count() == 1),
                "{lines:?}"
            );
            let letters = |text: &str| text.replace(' ', "");
            assert_eq!(letters(&lines.concat()), letters(text), "{width}");
        }
        assert_eq!(fonts.face(true).lines(text, 180, 90_000).len(), 1);
        assert_eq!(fonts.face(false).lines("", 180, 500), [""]);
    }

    #[test]
    fn letters_of_french_are_in_the_fonts() {
        let fonts = Fonts::load().unwrap();
        for face in [&fonts.regular, &fonts.bold] {
            for letter in "abcéèêëàâçîïôöùûüÿœæÉÈÀÇŒ0123456789 ’«»–—…€°%+\u{a0}\u{202f}\u{fffd}".chars()
            {
                assert!(face.letters.charmap().map(letter).is_some(), "{letter:?}");
            }
        }
    }
}

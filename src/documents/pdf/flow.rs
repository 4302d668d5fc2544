//! Where everything stands: texts and areas flow down the pages.

use super::font::Fonts;
use super::lengths::Twips;
use super::structure::{ElementId, Kind, Structure};

/// A4, in twentieths of a point.
pub(super) const PAGE: (Twips, Twips) = (11_906, 16_838);

/// The margins: two centimetres.
pub(super) const MARGIN: Twips = 1_134;

/// How wide a line is.
pub(super) const WIDTH: Twips = PAGE.0 - 2 * MARGIN;

/// Where pages end.
pub(super) const END: Twips = PAGE.1 - MARGIN;

/// How a text looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Style {
    pub size: Twips,
    pub is_bold: bool,
    pub colour: Colour,
}

impl Style {
    pub(super) const TITLE: Self = Self { size: 400, is_bold: true, colour: Colour::Ink };
    pub(super) const SECTION: Self = Self { size: 280, is_bold: true, colour: Colour::Accent };
    pub(super) const HEADING: Self = Self { size: 220, is_bold: true, colour: Colour::Ink };
    pub(super) const TEXT: Self = Self { size: 190, is_bold: false, colour: Colour::Ink };
    pub(super) const CELL: Self = Self { size: 170, is_bold: false, colour: Colour::Ink };
    pub(super) const NOTE: Self = Self { size: 160, is_bold: false, colour: Colour::Quiet };

    #[must_use]
    pub(super) const fn bold(self, is_bold: bool) -> Self {
        Self { is_bold, ..self }
    }

    /// From one line to the next.
    pub(super) const fn leading(self) -> Twips {
        self.size + self.size / 3
    }
}

/// The colours of a document; each text stands out from white by more than seven to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Colour {
    Ink,
    Quiet,
    Accent,
    /// The lines of tables.
    Line,
    /// Behind headings of columns.
    Fill,
    /// Behind headings of groups.
    Tint,
}

/// Something on a page. What belongs to no element is decoration or repeated on each page.
pub(super) struct Mark {
    pub element: Option<ElementId>,
    pub what: What,
}

pub(super) enum What {
    /// A text, its left end, its base line.
    Text { x: Twips, y: Twips, style: Style, text: String },
    /// An area: left, top, width, height.
    Area { x: Twips, y: Twips, width: Twips, height: Twips, colour: Colour },
}

/// A bookmark: its level, text, page and height.
pub(super) struct Bookmark {
    pub level: usize,
    pub text: String,
    pub page: usize,
    pub y: Twips,
}

/// The pages of a document, and where the next thing stands.
pub(super) struct Flow<'f> {
    pub fonts: &'f Fonts,
    pub structure: Structure,
    pub pages: Vec<Vec<Mark>>,
    pub bookmarks: Vec<Bookmark>,
    pub y: Twips,
}

impl<'f> Flow<'f> {
    pub(super) fn new(fonts: &'f Fonts) -> Self {
        Self { fonts, structure: Structure::new(), pages: vec![Vec::new()], bookmarks: Vec::new(), y: MARGIN }
    }

    /// Whether this height is left on the page.
    pub(super) const fn has_room(&self, height: Twips) -> bool {
        self.y + height <= END
    }

    /// Goes on with a new page, if this height is not left and the page has something.
    pub(super) fn keep(&mut self, height: Twips) {
        if !self.has_room(height) && self.y > MARGIN {
            self.pages.push(Vec::new());
            self.y = MARGIN;
        }
    }

    pub(super) fn put(&mut self, element: Option<ElementId>, what: What) {
        if let Some(page) = self.pages.last_mut() {
            page.push(Mark { element, what });
        }
    }

    /// Puts a line of text whose top is `y`.
    pub(super) fn put_text(&mut self, element: Option<ElementId>, (x, y): (Twips, Twips), style: Style, text: String) {
        if !text.is_empty() {
            self.put(element, What::Text { x, y: y + style.size, style, text });
        }
    }

    /// A heading that stands with at least `with` below it.
    pub(super) fn heading(&mut self, parent: ElementId, (level, style): (u16, Style), text: &str, with: Twips) {
        let lines = self.fonts.face(style.is_bold).lines(text, style.size, WIDTH);
        let height = style.leading().saturating_mul(Twips::try_from(lines.len()).unwrap_or(1));
        self.y = self.y.saturating_add(if self.y > MARGIN { style.size } else { 0 });
        self.keep(height + with);
        let (level_of_tag, page) =
            (std::num::NonZeroU16::new(level).unwrap_or(std::num::NonZeroU16::MIN), self.pages.len() - 1);
        self.bookmarks.push(Bookmark { level: level.into(), text: text.to_owned(), page, y: self.y });
        let element = self.structure.add(parent, Kind::Heading(level_of_tag, text.to_owned()));
        self.lines(element, style, lines);
        self.y += style.size / 3;
    }

    /// A paragraph.
    pub(super) fn paragraph(&mut self, parent: ElementId, style: Style, text: &str) {
        let lines = self.fonts.face(style.is_bold).lines(text, style.size, WIDTH);
        // Short ones are not torn apart.
        let height = style.leading().saturating_mul(Twips::try_from(lines.len()).unwrap_or(1));
        self.keep(height.min(style.leading() * 5));
        let element = self.structure.add(parent, Kind::Paragraph);
        self.lines(element, style, lines);
        self.y += style.size / 3;
    }

    fn lines(&mut self, element: ElementId, style: Style, lines: Vec<String>) {
        for line in lines {
            self.keep(style.leading());
            self.put_text(Some(element), (MARGIN, self.y), style, line);
            self.y += style.leading();
        }
    }
}

//! Lengths on a page: twentieths of a point as whole numbers, and what the PDF library takes. A page is drawn in twentieths of
//! a point and scaled as a whole, so that whole numbers are handed over as they are.

use krilla::geom::{Point, Rect, Transform};

/// A length in twentieths of a point.
pub(super) type Twips = i32;

/// The scale of a page that is drawn in twentieths of a point.
pub(super) fn scale() -> Transform {
    Transform::from_scale(0.05, 0.05)
}

/// A length for the library; a page is shorter than the longest that it takes.
pub(super) fn length(twips: Twips) -> f32 {
    f32::from(i16::try_from(twips).unwrap_or(i16::MAX))
}

pub(super) fn point(x: Twips, y: Twips) -> Point {
    Point::from_xy(length(x), length(y))
}

/// A rectangle; none if it has no area.
pub(super) fn rectangle(x: Twips, y: Twips, width: Twips, height: Twips) -> Option<Rect> {
    Rect::from_xywh(length(x), length(y), length(width), length(height)).filter(|_| width > 0 && height > 0)
}

/// How far a glyph goes on, in sizes of the font: the font counts in units of its own.
#[expect(clippy::float_arithmetic, reason = "the width of a letter is no figure")]
pub(super) fn advance(units: u16, of_an_em: u16) -> f32 {
    f32::from(units) / f32::from(of_an_em.max(1))
}

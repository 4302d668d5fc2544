//! Paints laid-out pages with the PDF library, and hands it the structure and the bookmarks.

use std::collections::BTreeMap;

use chrono::Datelike as _;
use krilla::color::rgb;
use krilla::configure::{Accessibility, Configuration, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::PathBuilder;
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier, SpanTag};
use krilla::{Document as Pdf, SerializeSettings};

use super::super::model::Document;
use super::flow::{Bookmark, Colour, Flow, Mark, PAGE, What};
use super::font::Fonts;
use super::lengths;
use super::structure::ElementId;

/// What was painted of each element.
type Painted = BTreeMap<ElementId, Vec<Identifier>>;

/// The pages as a file.
pub(super) fn paint(document: &Document, flow: &Flow<'_>) -> anyhow::Result<Vec<u8>> {
    let mut pdf = Pdf::new_with(SerializeSettings { configuration: accessible()?, ..SerializeSettings::default() });
    let mut painted = Painted::new();
    for marks in &flow.pages {
        let settings = PageSettings::from_wh(595.3, 841.9).ok_or_else(|| anyhow::anyhow!("a page without a size"))?;
        let mut page = pdf.start_page_with(settings);
        let mut surface = page.surface();
        surface.push_transform(&lengths::scale());
        marks.iter().for_each(|mark| paint_mark(&mut surface, mark, flow.fonts, &mut painted));
        surface.pop();
        surface.finish();
        page.finish();
    }
    pdf.set_tag_tree(flow.structure.tree(&mut painted));
    pdf.set_outline(outline(&flow.bookmarks));
    pdf.set_metadata(metadata(document));
    pdf.finish().map_err(|error| anyhow::anyhow!("the PDF library refuses the document: {error:?}"))
}

/// PDF/UA-1: the library refuses what it can see to break the rules of accessibility.
fn accessible() -> anyhow::Result<Configuration> {
    let builder = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1);
    builder.finish().map_err(|error| anyhow::anyhow!("{error:?}"))
}

fn metadata(document: &Document) -> Metadata {
    let number = |number: u32| u8::try_from(number).unwrap_or(1);
    let day = document.made_on;
    let date = DateTime::new(u16::try_from(day.year()).unwrap_or_default());
    Metadata::new()
        .title(document.title.clone())
        .description(document.subtitle.clone())
        .language("fr-FR".to_owned())
        .creator("clauses".to_owned())
        .creation_date(date.month(number(day.month())).day(number(day.day())))
}

fn paint_mark(surface: &mut Surface<'_>, mark: &Mark, fonts: &Fonts, painted: &mut Painted) {
    match mark.element {
        Some(element) => {
            let identifier = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
            painted.entry(element).or_default().push(identifier);
        }
        None => drop(surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(artifact(&mark.what))))),
    }
    match &mark.what {
        What::Text { x, y, style, text } => {
            surface.set_fill(Some(fill(style.colour)));
            let face = fonts.face(style.is_bold);
            let (glyphs, font) = (face.glyphs(text), face.font.clone());
            surface.draw_glyphs(lengths::point(*x, *y), &glyphs, font, text, lengths::length(style.size), false);
        }
        What::Area { x, y, width, height, colour } => {
            surface.set_fill(Some(fill(*colour)));
            let mut path = PathBuilder::new();
            if let Some(rectangle) = lengths::rectangle(*x, *y, *width, *height) {
                path.push_rect(rectangle);
            }
            if let Some(path) = path.finish() {
                surface.draw_path(&path);
            }
        }
    }
    surface.end_tagged();
}

/// What a mark of no element is: texts are repeated on each page, areas decorate.
const fn artifact(what: &What) -> ArtifactType {
    match what {
        What::Text { .. } => ArtifactType::PaginationOther,
        What::Area { .. } => ArtifactType::Layout,
    }
}

fn fill(colour: Colour) -> Fill {
    let (red, green, blue) = match colour {
        Colour::Ink => (26, 29, 33),
        Colour::Quiet => (75, 82, 92),
        Colour::Accent => (22, 78, 122),
        Colour::Line => (176, 183, 192),
        Colour::Fill => (228, 233, 238),
        Colour::Tint => (243, 245, 247),
    };
    Fill { paint: rgb::Color::new(red, green, blue).into(), ..Fill::default() }
}

/// Bookmarks of sections, with those of their tables below.
fn outline(bookmarks: &[Bookmark]) -> Outline {
    let mut outline = Outline::new();
    let mut sections: Vec<OutlineNode> = Vec::new();
    for bookmark in bookmarks {
        // The page is scaled only where it is painted.
        let place = lengths::point(0, bookmark.y.checked_div(20).unwrap_or_default().min(PAGE.1));
        let node = OutlineNode::new(bookmark.text.clone(), XyzDestination::new(bookmark.page, place));
        match sections.last_mut() {
            Some(section) if bookmark.level > 2 => section.push_child(node),
            _ => sections.push(node),
        }
    }
    sections.into_iter().for_each(|section| outline.push_child(section));
    outline
}

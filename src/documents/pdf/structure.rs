//! The logical structure of a document, which readers for the blind follow: headings, paragraphs, tables with their rows and
//! cells, figures. It is built while pages are laid out, and handed over once what stands on them is known.

use std::collections::BTreeMap;
use std::num::NonZeroU16;

use krilla::tagging::{Identifier, Node, TableHeaderScope, Tag, TagGroup, TagKind, TagTree};

/// The number of an element.
pub(super) type ElementId = usize;

/// What an element is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// The whole document.
    Root,
    Section,
    /// A heading of this level, with its text.
    Heading(NonZeroU16, String),
    Paragraph,
    Table,
    Head,
    Body,
    Row,
    ColumnHeading,
    RowHeading,
    Cell,
    /// A picture, with its text for those who do not see it.
    Figure(String),
}

impl Kind {
    fn tag(&self) -> TagKind {
        match self {
            Self::Root | Self::Section => Tag::Section.into(),
            Self::Heading(level, text) => Tag::Hn(*level, Some(text.clone())).into(),
            Self::Paragraph => Tag::P.into(),
            Self::Table => Tag::Table.into(),
            Self::Head => Tag::THead.into(),
            Self::Body => Tag::TBody.into(),
            Self::Row => Tag::TR.into(),
            Self::ColumnHeading => Tag::TH(TableHeaderScope::Column).into(),
            Self::RowHeading => Tag::TH(TableHeaderScope::Row).into(),
            Self::Cell => Tag::TD.into(),
            Self::Figure(text) => Tag::Figure(Some(text.clone())).into(),
        }
    }
}

/// The elements of a document, the root first.
pub(super) struct Structure {
    elements: Vec<(Kind, Vec<ElementId>)>,
}

/// The root's number.
pub(super) const ROOT: ElementId = 0;

impl Structure {
    pub(super) fn new() -> Self {
        Self { elements: vec![(Kind::Root, Vec::new())] }
    }

    /// Adds an element to another one, behind those that it has.
    pub(super) fn add(&mut self, parent: ElementId, kind: Kind) -> ElementId {
        let id = self.elements.len();
        self.elements.push((kind, Vec::new()));
        if let Some((_, children)) = self.elements.get_mut(parent) {
            children.push(id);
        }
        id
    }

    /// The tree for the library, with what was painted of each element. Elements of which nothing was painted, such as empty
    /// cells, keep their place.
    pub(super) fn tree(&self, painted: &mut BTreeMap<ElementId, Vec<Identifier>>) -> TagTree {
        let mut tree = TagTree::new().with_lang(Some("fr-FR".to_owned()));
        // The library makes the tree itself the document.
        let children = self.elements.first().map(|(_, children)| children.as_slice()).unwrap_or_default();
        children.iter().for_each(|child| tree.push(self.group(*child, painted)));
        tree
    }

    fn group(&self, id: ElementId, painted: &mut BTreeMap<ElementId, Vec<Identifier>>) -> TagGroup {
        let Some((kind, children)) = self.elements.get(id) else { return TagGroup::new(Tag::NonStruct) };
        let mut group = TagGroup::new(kind.tag());
        for child in children {
            group.push(self.group(*child, painted));
        }
        for identifier in painted.remove(&id).unwrap_or_default() {
            group.push(Node::from(identifier));
        }
        group
    }
}

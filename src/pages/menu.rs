//! The parts of the menu: its groups, and the entries in them. `shell` fills them.

/// A group of entries, so that one reads the labels of a few instead of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    Start,
    Month,
    Files,
    Watch,
    Administration,
}

impl Group {
    /// The heading, and the part of the id by which the list is named; none for the start page.
    pub const fn heading(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Start => None,
            Self::Month => Some(("mois", "Le mois")),
            Self::Files => Some(("fiches", "Les fiches")),
            Self::Watch => Some(("regard", "À regarder")),
            Self::Administration => Some(("administration", "Administration")),
        }
    }
}

/// Some entries under a heading.
pub struct EntryGroup {
    /// The part of the id and the text of the heading; none for the start page.
    pub heading: Option<(&'static str, &'static str)>,
    /// The entries that the role may open.
    pub entries: Vec<Entry>,
}

/// An entry as the layout shows it.
pub struct Entry {
    /// The address.
    pub path: String,
    /// The label.
    pub label: &'static str,
    /// Whether the page is this entry's.
    pub is_current: bool,
}

//! The heading of a column by which a list is sorted; `sorted_heading.html` shows it.

/// A heading that leads to the list in the order of its column.
pub struct SortedHeading {
    /// The label.
    pub label: &'static str,
    /// Whether the column has figures.
    pub is_number: bool,
    /// The address of the list in the other order of this column, or in its first one.
    pub to: String,
    /// The present order, as `aria-sort` and as a sign, if the list is sorted by this column.
    pub order: Option<(&'static str, &'static str)>,
}

impl SortedHeading {
    /// A heading; `is_descending` is none if the list is sorted by another column.
    pub fn new(label: &'static str, is_number: bool, to: String, is_descending: Option<bool>) -> Self {
        let order = is_descending.map(|descending| if descending { ("descending", "↓") } else { ("ascending", "↑") });
        Self { label, is_number, to, order }
    }
}

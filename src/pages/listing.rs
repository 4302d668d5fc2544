//! Parts of lists whose address keeps filters, order and page: the heads of columns, by which one sorts, and the pages.

/// Rows of a page.
pub(super) const MOST: i64 = 50;

/// The head of a column.
pub(super) struct Heading {
    pub label: &'static str,
    pub is_number: bool,
    /// Where one sorts by it, the other way round if the list is sorted by it.
    pub sort: Option<String>,
    /// How the list is sorted by it, with an arrow.
    pub order: Option<(&'static str, &'static str)>,
}

impl Heading {
    /// A column by which one does not sort.
    pub const fn plain(label: &'static str) -> Self {
        Self { label, is_number: false, sort: None, order: None }
    }

    /// A column with its ascending and its descending order. `of` is the address of the list in an order.
    pub fn sorted<O: Copy + PartialEq>(
        label: &'static str,
        orders: (O, O),
        order: O,
        of: impl Fn(O) -> String,
    ) -> Self {
        let (ascending, descending) = orders;
        let arrow = match order {
            order if order == ascending => Some(("ascending", "↑")),
            order if order == descending => Some(("descending", "↓")),
            _ => None,
        };
        let next = if order == ascending { descending } else { ascending };
        Self { label, is_number: false, sort: Some(of(next)), order: arrow }
    }
}

/// Where a page of a list stands.
pub(super) struct Pager {
    /// The place of the first row, from 1; 0 if there is none.
    pub first: i64,
    pub last: i64,
    pub count: i64,
    pub previous: Option<String>,
    pub next: Option<String>,
}

impl Pager {
    /// The page with `shown` rows after the first `skipped` of `count`. `of` is the address of a page, from 1.
    pub fn new(shown: usize, (skipped, count): (i64, i64), of: impl Fn(i64) -> String) -> Self {
        let last = skipped.saturating_add(i64::try_from(shown).unwrap_or(i64::MAX));
        let page = skipped.checked_div(MOST).unwrap_or(0).saturating_add(1);
        Self {
            first: if last > skipped { skipped.saturating_add(1) } else { 0 },
            last,
            count,
            previous: (page > 1).then(|| of(page.saturating_sub(1))),
            next: (last < count).then(|| of(page.saturating_add(1))),
        }
    }
}

/// How many rows come before a page, from 1.
pub(super) fn skipped(page: Option<u32>) -> i64 {
    i64::from(page.unwrap_or(1).saturating_sub(1)).saturating_mul(MOST)
}

/// An address with these parameters, without those that are absent or empty.
pub(super) fn address<'a>(path: &str, parameters: impl IntoIterator<Item = (&'a str, Option<String>)>) -> String {
    let given = parameters.into_iter().filter_map(|(name, text)| Some((name, text.filter(|text| !text.is_empty())?)));
    match serde_urlencoded::to_string(given.collect::<Vec<_>>()) {
        Ok(query) if !query.is_empty() => format!("{path}?{query}"),
        _ => path.to_owned(),
    }
}

/// A parameter, unless it is absent or empty.
pub(super) fn given(text: Option<&String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty()).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_leads_to_its_neighbours() {
        let pager = |shown, skipped, count| {
            let pager = Pager::new(shown, (skipped, count), |page| page.to_string());
            (pager.first, pager.last, pager.previous, pager.next)
        };
        assert_eq!(pager(0, 0, 0), (0, 0, None, None));
        assert_eq!(pager(50, 0, 51), (1, 50, None, Some("2".to_owned())));
        assert_eq!(pager(1, 50, 51), (51, 51, Some("1".to_owned()), None));
        assert_eq!((skipped(None), skipped(Some(0)), skipped(Some(3))), (0, 0, 100));
    }

    #[test]
    fn a_column_is_sorted_the_other_way_round_the_next_time() {
        let of = |order: char| order.to_string();
        let heading = |order| {
            let heading = Heading::sorted("Fin", ('a', 'd'), order, of);
            (heading.sort.unwrap(), heading.order.map(|(name, _)| name))
        };
        assert_eq!(heading('a'), ("d".to_owned(), Some("ascending")));
        assert_eq!(heading('d'), ("a".to_owned(), Some("descending")));
        assert_eq!(heading('x'), ("a".to_owned(), None));
    }

    #[test]
    fn empty_parameters_are_left_out() {
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(address("/sorties", [("a", text("")), ("b", None)]), "/sorties");
        assert_eq!(address("/sorties", [("a", text("é b")), ("b", text("1"))]), "/sorties?a=%C3%A9+b&b=1");
    }
}

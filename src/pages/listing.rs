//! What lists share: the fields of their addresses, choices and orders by code, the heads of columns by which one sorts, and
//! pages. `list_parts.html` shows them.

use serde::{Deserialize, Serialize};

use crate::values::{Paged, Part};

/// Rows of a page.
pub(super) const MOST: usize = 50;

/// The rows to read of a list that begins with the latest: one more than a page shows.
pub(super) const ONE_MORE: i64 = 51;

/// A field of an address as it was typed; a blank one asks for nothing.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(transparent)]
pub(super) struct AddressField(String);

impl AddressField {
    /// As it was typed.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// What it asks for, without spaces around it.
    pub fn given(&self) -> Option<&str> {
        Some(self.0.trim()).filter(|text| !text.is_empty())
    }
}

impl<T: Into<String>> From<T> for AddressField {
    fn from(text: T) -> Self {
        Self(text.into())
    }
}

/// The address of a list with these fields, without those that are empty.
pub(super) fn address(path: &str, fields: &impl Serialize) -> String {
    let query = serde_urlencoded::to_string(fields).unwrap_or_default();
    let given = query.split('&').filter(|pair| !pair.is_empty() && !pair.ends_with('=')).collect::<Vec<_>>();
    if given.is_empty() { path.to_owned() } else { format!("{path}?{}", given.join("&")) }
}

/// Where the CSV table of what a list shows is, from the list's address.
pub(super) fn table_of(address: &str) -> String {
    let (path, query) = address.split_once('?').map_or((address, None), |(path, query)| (path, Some(query)));
    query.map_or_else(|| format!("{path}.csv"), |query| format!("{path}.csv?{query}"))
}

/// The part of a list that a page shows, from 1.
pub(super) fn part(page: Option<usize>) -> Part {
    Part { skipped: page.unwrap_or(1).saturating_sub(1).saturating_mul(MOST), most: MOST }
}

/// The number of a page as an address has it: the first has none.
pub(super) fn page_number(page: usize) -> Option<usize> {
    (page > 1).then_some(page)
}

/// What a code of an address stands for, with its words.
pub(super) type Coded<T> = (&'static str, &'static str, T);

/// What the code stands for.
pub(super) fn by_code<T: Copy>(known: &[Coded<T>], code: &AddressField) -> Option<T> {
    known.iter().find(|(known, ..)| *known == code.text()).map(|(.., of)| *of)
}

/// The code of an order; the usual order has none.
pub(super) fn order_code<O: PartialEq>(orders: &[Coded<O>], order: O, usual: O) -> AddressField {
    let found = orders.iter().find(|(.., of)| *of == order && order != usual);
    found.map(|(code, ..)| *code).unwrap_or_default().into()
}

/// A choice of a filter.
pub(super) struct Choice {
    pub code: String,
    pub label: String,
    pub is_chosen: bool,
}

impl Choice {
    /// What a filter selects, or the orders of a list.
    pub fn coded<T: PartialEq>(known: &[Coded<T>], chosen: Option<T>) -> Vec<Self> {
        let choice = |(code, label, of): &Coded<T>| Self {
            code: (*code).to_owned(),
            label: (*label).to_owned(),
            is_chosen: chosen.as_ref() == Some(of),
        };
        known.iter().map(choice).collect()
    }

    /// The orders of a list whose first is the usual one, which its address leaves out.
    pub fn orders<O: PartialEq>(known: &[Coded<O>], order: O) -> Vec<Self> {
        let mut choices = Self::coded(known, Some(order));
        if let Some(usual) = choices.first_mut() {
            usual.code.clear();
        }
        choices
    }

    /// These codes with their words.
    pub fn named(known: impl IntoIterator<Item = (String, String)>, chosen: &str) -> Vec<Self> {
        known.into_iter().map(|(code, label)| Self { is_chosen: code == chosen, code, label }).collect()
    }

    /// These values, each by its own code.
    pub fn all<T: ToString>(values: &[T], chosen: Option<T>, label: impl Fn(&T) -> String) -> Vec<Self> {
        let chosen = chosen.map(|chosen| chosen.to_string()).unwrap_or_default();
        Self::named(values.iter().map(|of| (of.to_string(), label(of))), &chosen)
    }
}

/// The head of a column.
pub(super) struct Heading {
    pub label: &'static str,
    pub is_number: bool,
    /// Where the list is sorted by it, the other way round if it is sorted by it already.
    pub sort: Option<String>,
    /// How the list is sorted by it: as `aria-sort`, and as a sign.
    pub order: Option<(&'static str, &'static str)>,
}

impl Heading {
    /// A column by which one does not sort.
    pub const fn plain(label: &'static str) -> Self {
        Self { label, is_number: false, sort: None, order: None }
    }

    /// A column that leads to the list in another order. `is_descending` is none if the list is sorted by another column.
    pub fn leading(label: &'static str, to: String, is_descending: Option<bool>) -> Self {
        let order = is_descending.map(|descending| if descending { ("descending", "↓") } else { ("ascending", "↑") });
        Self { label, is_number: false, sort: Some(to), order }
    }

    /// A column with its ascending and its descending order. `of` is the address of the list in an order.
    pub fn sorted<O: Copy + PartialEq>(
        label: &'static str,
        (ascending, descending): (O, O),
        order: O,
        of: impl Fn(O) -> String,
    ) -> Self {
        let is_descending = (order == ascending || order == descending).then_some(order == descending);
        Self::leading(label, of(if order == ascending { descending } else { ascending }), is_descending)
    }

    /// The same column, of figures.
    #[must_use]
    pub fn of_figures(self, is_number: bool) -> Self {
        Self { is_number, ..self }
    }
}

/// Where a page of a list stands.
pub(super) struct Pager {
    /// The place of the first row, from 1; 0 if there is none.
    pub first: usize,
    pub last: usize,
    pub count: usize,
    pub previous: Option<String>,
    pub next: Option<String>,
}

impl Pager {
    /// The page with these rows. `of` is the address of a page, from 1.
    pub fn of<T>(page: &Paged<T>, of: impl Fn(usize) -> String) -> Self {
        Self::new(page.rows.len(), (page.skipped, page.count), of)
    }

    /// The page with `shown` rows after the first `skipped` of `count`. `of` is the address of a page, from 1.
    pub fn new(shown: usize, (skipped, count): (usize, usize), of: impl Fn(usize) -> String) -> Self {
        let last = skipped.saturating_add(shown);
        let page = skipped.checked_div(MOST).unwrap_or(0).saturating_add(1);
        Self {
            first: if shown > 0 { skipped.saturating_add(1) } else { 0 },
            last,
            count,
            previous: (page > 1).then(|| of(page.saturating_sub(1))),
            next: (last < count).then(|| of(page.saturating_add(1))),
        }
    }
}

/// The pages of a list that begins with the latest row, and goes on before the last one shown.
pub(super) struct Later {
    /// The latest rows, unless they are shown.
    pub latest: Option<String>,
    /// What came before.
    pub next: Option<String>,
}

impl Later {
    /// Leaves the rows of a page of those read, of which one more was asked for. `of` is the address of the page before a
    /// row, or of the latest.
    pub fn cut<T>(
        rows: &mut Vec<T>,
        is_latest: bool,
        id: impl Fn(&T) -> i64,
        of: impl Fn(Option<i64>) -> String,
    ) -> Self {
        let has_more = rows.len() > MOST;
        rows.truncate(MOST);
        Self {
            latest: (!is_latest).then(|| of(None)),
            next: rows.last().filter(|_| has_more).map(|last| of(Some(id(last)))),
        }
    }
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
        let skipped = |page| part(page).skipped;
        assert_eq!((skipped(None), skipped(Some(0)), skipped(Some(3))), (0, 0, 100));
    }

    #[test]
    fn a_page_of_the_latest_leads_to_what_came_before() {
        let later = |read: i64, is_latest| {
            let mut rows: Vec<i64> = (0..read).map(|at| 100 - at).collect();
            let later = Later::cut(&mut rows, is_latest, |id| *id, |before| format!("{before:?}"));
            (rows.len(), later.latest, later.next)
        };
        assert_eq!(later(50, true), (50, None, None));
        assert_eq!(later(51, false), (50, Some("None".to_owned()), Some("Some(51)".to_owned())));
        assert_eq!(later(0, false), (0, Some("None".to_owned()), None));
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
    fn the_usual_order_stands_in_no_address() {
        const ORDERS: [Coded<u8>; 2] = [("fin", "Fin", 1), ("-fin", "Fin, à l’envers", 2)];
        let code = |order| order_code(&ORDERS, order, 1).text().to_owned();
        assert_eq!((code(1), code(2)), (String::new(), "-fin".to_owned()));
        assert_eq!((by_code(&ORDERS, &"-fin".into()), by_code(&ORDERS, &"x".into())), (Some(2), None));
        let choices =
            |choices: Vec<Choice>| choices.into_iter().map(|one| (one.code, one.is_chosen)).collect::<Vec<_>>();
        assert_eq!(choices(Choice::orders(&ORDERS, 2)), [(String::new(), false), ("-fin".to_owned(), true)]);
        assert_eq!(
            choices(Choice::all(&[1, 2], None, u8::to_string)),
            [("1".to_owned(), false), ("2".to_owned(), false)]
        );
    }

    #[test]
    fn empty_fields_are_left_out() {
        let of = |a: &str, b: &str| address("/sorties", &[("a", AddressField::from(a)), ("b", b.into())]);
        assert_eq!(of("", ""), "/sorties");
        assert_eq!((of("é=", "1"), of("", "1")), ("/sorties?a=%C3%A9%3D&b=1".to_owned(), "/sorties?b=1".to_owned()));
        assert_eq!((AddressField::from(" ").given(), AddressField::from(" x ").given()), (None, Some("x")));
    }
}

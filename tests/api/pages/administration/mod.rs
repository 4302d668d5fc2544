//! The pages of administration: accounts, keys, settings, reference data, the journal and the register of reads; and who
//! may open which page.

mod help;
mod journal;
mod keys;
mod places;
mod reference;
mod settings;
mod users;

use crate::support::{App, Person, Reply, field_of};

/// Panics if a text is missing from the page.
pub(super) fn has(page: &Reply, texts: &[&str]) {
    for text in texts {
        assert!(page.text.contains(text), "{text}: {page}");
    }
}

/// Sends a form of a loaded page with the hidden fields of these names.
async fn submit(person: &mut Person, path: &str, page: &Reply, hidden: &[&str], typed: &[(&str, &str)]) -> Reply {
    let hidden: Vec<(&str, String)> = hidden.iter().map(|name| (*name, field_of(page, name))).collect();
    let hidden: Vec<(&str, &str)> = hidden.iter().map(|(name, text)| (*name, text.as_str())).collect();
    person.send(path, page, &[hidden.as_slice(), typed].concat()).await
}

/// An administrator who is signed in.
async fn an_administrator(app: &App) -> Person {
    app.person("alice@example.org", "admin").await
}

/// What stands in a read-only field with this id.
fn shown_in<'p>(page: &'p Reply, id: &str) -> &'p str {
    let (_, field) =
        page.text.split_once(&format!("<textarea id=\"{id}\"")).unwrap_or_else(|| panic!("no {id}: {page}"));
    let (_, text) = field.split_once('>').unwrap();
    text.split_once('<').unwrap().0
}

//! The words of French tables: headings of columns, and the parts of nested lists that get columns of their own. A test
//! reads the names of all columns off the sources.

use super::dictionary::HEADINGS;
use crate::values::uncapitalised;

/// The heading of a column; its own name if the dictionary has none.
pub(super) fn heading(name: &str) -> String {
    if let Some(known) = known(name) {
        return known.to_owned();
    }
    if let Some((of, part)) = name.split_once('.') {
        return format!("{} : {}", heading(of), uncapitalised(&heading(part)));
    }
    match name.strip_suffix("_label").and_then(known) {
        Some(of) => format!("{of} (nom)"),
        None => name.to_owned(),
    }
}

/// The heading in the dictionary. A name beside an id is headed by what it names.
pub(super) fn known(name: &str) -> Option<&'static str> {
    let name = name.strip_prefix("names.").unwrap_or(name);
    HEADINGS.iter().find(|(known, _)| *known == name).map(|(_, heading)| *heading)
}

/// The fields of a nested list's items, each with its own column.
pub(super) fn parts(name: &str) -> Option<&'static [&'static str]> {
    NESTED.iter().find(|(known, _)| *known == name).map(|(_, parts)| *parts)
}

/// Parts of nested lists that are exact decimals.
pub(super) const DECIMAL_PARTS: [&str; 2] = ["penalty", "hours_due"];

const NESTED: &[(&str, &[&str])] = &[
    ("addresses", &["commune_code", "neighbourhood", "from", "to"]),
    ("assignments", &["id", "lot_id", "public_contract", "lot", "lot_title", "modality", "from", "to", "referral_id"]),
    ("codes", &["code", "label", "restricted", "local", "reported", "comment_required"]),
    ("eligibility", &["code", "from", "to", "proof_kind", "proof_on", "checked_by"]),
    ("lots", &["id", "number", "title", "holder_id", "co_holder_ids", "penalty", "hours_due"]),
    ("matches", &["number", "last_name", "first_name", "commune_code"]),
    ("personal", &["field", "before", "after", "before_digest", "after_digest"]),
    ("rests_on", &["id", "contract_type", "starts_on", "ends_on"]),
    ("secrets", &["prefix", "created_at", "ends_at", "last_used_at"]),
    ("statuses", &["status", "from", "to"]),
    ("values", &["field", "value"]),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    /// The names of columns in the sources below a folder.
    fn columns(folder: &Path, names: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                columns(&path, names);
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap_or_default();
            let product = source.split("#[cfg(test)]").next().unwrap_or_default();
            for made in ["Column::plain(\"", "Column::decimal(\""] {
                let named = product.split(made).skip(1).filter_map(|rest| rest.split('"').next());
                names.extend(named.map(str::to_owned));
            }
        }
    }

    #[test]
    fn every_column_has_a_french_heading_of_its_own() {
        let mut names = BTreeSet::new();
        columns(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut names);
        assert!(names.len() > 100, "{names:?}");
        names.extend(NESTED.iter().flat_map(|(_, parts)| parts.iter().map(|part| (*part).to_owned())));
        let without: Vec<_> = names.iter().filter(|name| known(name).is_none()).collect();
        assert_eq!(without, Vec::<&String>::new(), "src/http/csv/headings.rs lacks headings");
        let mut texts: Vec<_> = HEADINGS.iter().map(|(_, text)| *text).collect();
        texts.sort_unstable();
        let repeated: Vec<_> = texts.windows(2).filter(|pair| pair[0] == pair[1]).collect();
        assert!(repeated.is_empty(), "{repeated:?}");
    }

    #[test]
    fn parts_stand_behind_what_they_are_parts_of() {
        assert_eq!(heading("addresses.commune_code"), "Adresse : code commune");
        assert_eq!(heading("assignments.id"), "Affectation : id");
        assert_eq!(heading("names.last_name"), "Nom");
        assert_eq!(heading("eligibility.from"), "Critère : du");
        assert_eq!(heading("buyer_label"), "Donneur d’ordre (nom)");
        assert_eq!(heading("unheard_of"), "unheard_of");
    }
}

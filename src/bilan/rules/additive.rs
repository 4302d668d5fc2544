//! Whether the lines of each table add up, and why not.

use crate::bilan::Table;

/// The tables that say whether they add up.
pub(super) fn said(tables: Vec<Table>) -> Vec<Table> {
    let said = |table: Table| {
        let because = reason(table.key);
        Table { additive: Some(because.is_none()), not_additive_because: because, ..table }
    };
    tables.into_iter().map(said).collect()
}

/// Why the lines of a table do not add up; none if they do.
fn reason(table: &str) -> Option<&'static str> {
    match table {
        "referrals" => Some(
            "Une orientation vers plusieurs secteurs est une mention dans chacun et une seule orientation ; les quartiers en \
             sont une partie.",
        ),
        "employees" => Some(
            "Une personne présente dans plusieurs secteurs compte dans chacun, et une fois au total ; femmes et hommes \
             s’additionnent.",
        ),
        "shares" | "key_figures" => Some("Ces chiffres ont chacun leur dénominateur."),
        by if by.starts_with("people_by_") => {
            Some("Une personne qui a des heures sur plusieurs lignes compte dans chacune, et une fois au total.")
        }
        _ => None,
    }
}

//! What the labels of rows and columns say of their figures.

use crate::values::fold;

/// What a row or a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Figures that add up to the total.
    Addend,
    /// A part of the row or column before it: `dont …`.
    Part,
    /// The sum of a group.
    Subtotal,
    /// The sum of all.
    Total,
    /// Shares of something.
    Share,
    /// How figures change from one year to another.
    Evolution,
    /// Averages, ratios and the like, which do not add up.
    Ratio,
}

const SHARE_WORDS: &[&str] = &["part", "parts", "taux", "pourcentage", "proportion"];
const EVOLUTION_WORDS: &[&str] = &[
    "evolution",
    "evol",
    "variation",
    "var",
    "ecart",
    "progression",
    "croissance",
    "hausse",
    "baisse",
    "diminution",
    "difference",
];
const RATIO_WORDS: &[&str] =
    &["moyenne", "moyen", "moyennes", "moyens", "mediane", "ratio", "etp", "age", "rang", "annee"];
const PART_WORDS: &[&str] = &["dont", "parmi", "y compris", "soit", "de ces", "de ceux"];
const SUBTOTAL_WORDS: &[&str] = &["sous total", "ss total", "s total", "soustotal"];
const TOTAL_WORDS: &[&str] = &["total", "totaux", "ensemble", "somme", "tous", "toutes"];

/// The role that a label gives.
pub fn role(label: &str) -> Role {
    let plain = fold(label);
    let words: Vec<&str> = plain.split(' ').collect();
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let begins = |list: &[&str]| list.iter().any(|start| plain == *start || plain.starts_with(&format!("{start} ")));
    if begins(PART_WORDS) {
        Role::Part
    } else if has(EVOLUTION_WORDS) || plain == "n n 1" {
        Role::Evolution
    } else if label.contains('%') || has(SHARE_WORDS) && !begins(TOTAL_WORDS) {
        Role::Share
    } else if has(RATIO_WORDS) || plain.contains(" par ") && plain.ends_with("personne") || plain.contains("cumul") {
        Role::Ratio
    } else if begins(SUBTOTAL_WORDS) {
        Role::Subtotal
    } else if begins(TOTAL_WORDS) || words.last() == Some(&"total") {
        Role::Total
    } else {
        Role::Addend
    }
}

/// Whether a label has no other word than those that give a role, such as `Total` or `Sous-total`.
pub fn is_of_roles_alone(label: &str) -> bool {
    let plain = fold(label);
    let roles = [SHARE_WORDS, EVOLUTION_WORDS, RATIO_WORDS, TOTAL_WORDS];
    let is_role = |word: &str| {
        word.is_empty() || ["sous", "ss", "general"].contains(&word) || roles.iter().any(|list| list.contains(&word))
    };
    plain.split(' ').all(is_role)
}

/// The words of a label that say something, without their plural.
pub fn keywords(text: &str) -> Vec<String> {
    let plain = fold(text);
    let says = |word: &&str| word.len() >= 3 && !FILLERS.contains(word);
    plain.split(' ').filter(says).map(singular).collect()
}

const FILLERS: &[&str] = &[
    "les", "des", "une", "aux", "par", "pour", "sur", "dans", "avec", "son", "ses", "leur", "leurs", "qui", "que",
    "dont", "sont", "ont", "est", "total", "nombre", "nbre",
];

fn singular(word: &str) -> String {
    let stem = word.strip_suffix('s').or_else(|| word.strip_suffix('x')).filter(|stem| stem.len() >= 3);
    stem.unwrap_or(word).to_owned()
}

/// The years that a text names.
pub fn years(text: &str) -> Vec<i32> {
    let digits = |c: char| !c.is_ascii_digit();
    let year = |part: &str| part.parse::<i32>().ok().filter(|year| part.len() == 4 && (1990..=2099).contains(year));
    text.split(digits).filter_map(year).collect()
}

/// Whether people are counted, whom several rows may hold.
pub fn counts_people(text: &str) -> bool {
    const PEOPLE: &[&str] = &[
        "personne",
        "salarie",
        "participant",
        "candidat",
        "beneficiaire",
        "effectif",
        "orientation",
        "femme",
        "homme",
        "employe",
        "valide",
        "oriente",
        "inscrit",
        "public",
    ];
    keywords(text).iter().any(|word| PEOPLE.iter().any(|known| word.starts_with(known)))
}

/// Whether a text says that figures rightly do not add up.
pub fn says_not_additive(text: &str) -> bool {
    let plain = fold(text);
    let counted_twice = plain.contains("plusieurs")
        || plain.contains("deux fois")
        || plain.contains("doubles comptes")
        || plain.contains("double compte");
    counted_twice
        || ["additif", "additionn", "cumulable", "cumulatif"]
            .iter()
            .any(|stem| plain.contains(stem) && (plain.contains("non ") || plain.contains(" pas")))
}

/// Whether a text names only the first of many, which make less than the total.
pub fn names_the_first(text: &str) -> bool {
    let plain = fold(text);
    ["principaux", "principales", "premiers", "premieres", "top "].iter().any(|word| plain.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_say_what_a_line_holds() {
        for (label, expected) in [
            ("BTP", Role::Addend),
            ("Partenaires", Role::Addend),
            ("dont QPV", Role::Part),
            ("– dont femmes", Role::Part),
            ("Sous-total BTP", Role::Subtotal),
            ("TOTAL", Role::Total),
            ("Total général", Role::Total),
            ("Ensemble des secteurs", Role::Total),
            ("2023 Total", Role::Total),
            ("En %", Role::Share),
            ("Part des femmes", Role::Share),
            ("Évolution 2022/2023", Role::Evolution),
            ("Heures par personne", Role::Ratio),
        ] {
            assert_eq!(role(label), expected, "{label}");
        }
        assert_eq!(keywords("Les personnes en QPV"), ["personne", "qpv"]);
        assert_eq!(years("Évolution 2022/2023"), [2022, 2023]);
        assert!(
            says_not_additive("Une personne peut compter dans plusieurs secteurs.")
                && !says_not_additive("Le total est additif.")
        );
    }
}

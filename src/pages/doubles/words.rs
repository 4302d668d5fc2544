//! The words of the pages.

use crate::candidates::merges::{Merge, Moves};
use crate::values::{Hours, Month};

/// A field of a record, in words.
pub fn field(name: &str) -> &str {
    match name {
        "last_name" => "nom",
        "first_name" => "prénom",
        "birth_date" => "date de naissance",
        "qualification_level" => "niveau de qualification",
        "contact.email" => "adresse électronique",
        "contact.phone" => "téléphone",
        "informed_on" => "date d’information sur ses droits",
        "right_to_work_checked_on" => "vérification du droit au travail",
        "external_ref" => "référence",
        "sex" => "sexe",
        "contact" => "coordonnées",
        "addresses" => "adresses",
        "eligibility" => "critères d’éligibilité",
        other => other,
    }
}

/// `1 orientation`, `3 orientations`; nothing for none.
pub(super) fn several(count: usize, one: &str, many: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        _ => Some(format!("{count} {many}")),
    }
}

fn count(number: i64) -> usize {
    usize::try_from(number).unwrap_or_default()
}

/// Parts of a sentence: `a, b et c`.
fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} et {last}", first.join(", ")),
    }
}

/// What passes to the record that stays: `3 contrats de travail et 412,50 h`.
pub(super) fn extent(moves: &Moves, hours: Hours) -> String {
    let parts = [
        several(count(moves.referrals), "orientation", "orientations").filter(|_| moves.employments == 0),
        several(count(moves.employments), "contrat de travail", "contrats de travail"),
        (moves.hours > 0).then(|| format!("{}\u{a0}h", hours.in_french())),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    match parts.as_slice() {
        [] => "l’identifiant de l’autre fiche passe".to_owned(),
        [only] if !only.ends_with('h') && only.starts_with("1 ") => format!("{only} passe"),
        several => format!("{} passent", listed(several)),
    }
}

/// Months in words; three or more that follow each other as one stretch.
fn stretches(months: &[Month]) -> Vec<String> {
    let follow = |one: &Month, next: &Month| one.next() == *next;
    let words = |stretch: &[Month]| match stretch {
        [first, _, .., last] => vec![format!("de {} à {}", first.in_words(), last.in_words())],
        few => few.iter().map(|month| month.in_words()).collect(),
    };
    months.chunk_by(follow).flat_map(words).collect()
}

/// What the merge would do, in sentences.
pub(super) fn sentences(merge: &Merge, name: &str, hours: Hours) -> Vec<String> {
    let moves = &merge.moves;
    let main = [
        several(count(moves.referrals), "orientation", "orientations"),
        several(count(moves.employments), "contrat de travail", "contrats de travail"),
        several(count(moves.assignments), "affectation", "affectations"),
        several(count(moves.hours), "ligne d’heures", "lignes d’heures")
            .map(|lines| format!("{lines} ({}\u{a0}h)", hours.in_french())),
        several(moves.positive_exits, "sortie positive", "sorties positives"),
        several(moves.addresses, "adresse", "adresses"),
        several(moves.eligibility, "critère d’éligibilité", "critères d’éligibilité"),
        several(moves.plie_periods, "accompagnement du PLIE", "accompagnements du PLIE"),
        several(moves.waivers, "dérogation", "dérogations"),
        several(count(moves.eligibility_windows), "fenêtre d’éligibilité", "fenêtres d’éligibilité"),
        several(count(moves.references), "référence externe", "références externes"),
    ];
    let main: Vec<String> = main.into_iter().flatten().collect();
    let passing = match main.len() {
        0 => format!("Rien d’autre que l’identifiant ne passe à la fiche de {name}."),
        _ => format!("Passent à la fiche de {name}\u{a0}: {}.", listed(&main)),
    };
    let months = stretches(&moves.months);
    let of_months = (!months.is_empty()).then(|| {
        format!(
            "Mois concernés\u{a0}: {}. Dans les mois clos, seule change la personne à qui sont les heures\u{a0}; dans les mois \
             ouverts, elles suivent sa fiche.",
            listed(&months)
        )
    });
    let filled: Vec<String> = merge.filled.iter().map(|name| field(name).to_owned()).collect();
    let filled = (!filled.is_empty()).then(|| format!("L’autre fiche complète\u{a0}: {}.", listed(&filled)));
    let (before, after) = (merge.hours_total.before.in_french(), merge.hours_total.after.in_french());
    let totals = format!(
        "Heures des deux\u{a0}: {before}\u{a0}h avant, {after}\u{a0}h après. Une personne de moins est comptée."
    );
    [Some(passing), of_months, filled, Some(totals)].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(text: &str) -> Hours {
        Hours::parse(text).unwrap()
    }

    #[test]
    fn months_that_follow_each_other_are_one_stretch() {
        let months = |texts: &[&str]| texts.iter().map(|text| Month::parse(text).unwrap()).collect::<Vec<_>>();
        assert_eq!(stretches(&months(&["2023-03", "2023-04"])), ["mars 2023", "avril 2023"]);
        let some = months(&["2022-12", "2023-01", "2023-02", "2023-04"]);
        assert_eq!(stretches(&some), ["de décembre 2022 à février 2023", "avril 2023"]);
        assert_eq!(stretches(&[]), Vec::<String>::new());
    }

    #[test]
    fn the_button_says_what_passes() {
        let moves = |referrals, employments, hours| Moves { referrals, employments, hours, ..Moves::default() };
        assert_eq!(extent(&moves(2, 3, 9), hours("412.50")), "3 contrats de travail et 412,50\u{a0}h passent");
        assert_eq!(extent(&moves(1, 1, 0), hours("0")), "1 contrat de travail passe");
        assert_eq!(extent(&moves(1, 0, 0), hours("0")), "1 orientation passe");
        assert_eq!(extent(&moves(0, 0, 0), hours("0")), "l’identifiant de l’autre fiche passe");
    }
}

//! What a new value would alter, in sentences.

use crate::error::french;
use crate::hours::Recount;
use crate::setting_effects::{Effects, Reach};
use crate::settings::{Key, SettingChange};
use crate::values::{Month, day_in_words};

/// `1 ligne`, `3 lignes`, `aucune ligne`.
fn several(count: usize, none: &str, one: &str, many: &str) -> String {
    match count {
        0 => none.to_owned(),
        1 => format!("1 {one}"),
        _ => format!("{count} {many}"),
    }
}

fn lines(count: usize) -> String {
    several(count, "aucune ligne", "ligne", "lignes")
}

fn lots(count: usize) -> String {
    several(count, "aucun lot", "lot", "lots")
}

/// `janvier 2024`, or the first and the last of several.
fn months<'m>(months: impl IntoIterator<Item = &'m Month>) -> String {
    let mut months: Vec<&Month> = months.into_iter().collect();
    months.sort_unstable();
    match months.as_slice() {
        [] => String::new(),
        [only] => only.in_words(),
        [first, .., last] => format!("{} mois, de {} à {}", months.len(), first.in_words(), last.in_words()),
    }
}

/// What the new value is, and until when, in a sentence.
pub(super) fn change(change: &SettingChange, effects: &Effects) -> String {
    let key = change.key;
    let (before, after) = (key.in_french(&effects.before), key.in_french(&change.value));
    let day = day_in_words(change.effective_on);
    let until = effects.until.map(|last| format!(", jusqu’au {}", day_in_words(last))).unwrap_or_default();
    let replaced = if effects.replaces { " Cette valeur remplace celle du même jour." } else { "" };
    french(&format!("{after} au lieu de {before}, à partir du {day}{until}.{replaced}"))
}

/// What it alters, in sentences.
pub(super) fn effects(change: &SettingChange, effects: &Effects) -> Vec<String> {
    let said = match &effects.reach {
        Reach::Counted(recount) => counted(recount),
        Reach::OverCap { before, after } => vec![
            format!(
                "Dépassements dans les heures enregistrées : {before} avec la valeur d’à présent, {after} avec la nouvelle (une personne, un mois)."
            ),
            "Aucune heure enregistrée ne change : seul l’avertissement change.".to_owned(),
        ],
        Reach::WithoutEvidence(waiting) => vec![without_evidence(change, *waiting)],
        Reach::Lateness { late, awaited, months } => lateness(*late, *awaited, months),
        Reach::Partial { lots, months } => vec![partial(change, *lots, months)],
        Reach::Partners(keys) => vec![partners(change, *keys)],
        Reach::Nothing => vec![nothing(change.key).to_owned()],
    };
    said.iter().map(|sentence| french(sentence)).collect()
}

fn counted(recount: &Recount) -> Vec<String> {
    let Recount { counted, uncounted, people, months: in_months, kept } = recount;
    let kept = match kept {
        0 => "Aucune ligne d’un mois clos n’est concernée.".to_owned(),
        1 => "1 ligne d’un mois clos garde sa valeur : un constat le dira.".to_owned(),
        _ => format!("{kept} lignes de mois clos gardent leur valeur : des constats le diront."),
    };
    if counted + uncounted == 0 {
        return vec!["Aucune ligne des mois ouverts ne change.".to_owned(), kept];
    }
    let who = several(people.len(), "personne", "personne", "personnes");
    let verb = |count: usize, one, many| if count > 1 { many } else { one };
    vec![
        format!(
            "Mois ouverts : {} {} pour la clause, {} ne {} plus.",
            lines(*counted),
            verb(*counted, "compte désormais", "comptent désormais"),
            lines(*uncounted),
            verb(*uncounted, "compte", "comptent"),
        ),
        format!("Elles sont de {who}, sur {}.", months(in_months)),
        kept,
    ]
}

fn without_evidence(change: &SettingChange, waiting: usize) -> String {
    let rows = lines(waiting);
    let wait = if waiting > 1 { "attendent" } else { "attend" };
    match (waiting, change.value == "true") {
        (0, _) => "Aucune ligne n’attend votre décision sans justificatif.".to_owned(),
        (_, true) => {
            format!("{rows} sans justificatif {wait} votre décision : il faudra un justificatif pour valider.")
        }
        (_, false) => {
            format!("{rows} sans justificatif {wait} votre décision : la validation donnera un avertissement.")
        }
    }
}

fn lateness(late: usize, awaited: usize, in_months: &[Month]) -> Vec<String> {
    let lots_of = |count: usize, becomes: &str| (count > 0).then(|| format!("{} {becomes}.", lots(count)));
    let mut said: Vec<String> = [
        lots_of(late, "de plus en retard aujourd’hui"),
        lots_of(awaited, "de nouveau attendus, et non en retard, aujourd’hui"),
        (!in_months.is_empty()).then(|| format!("Mois : {}.", months(in_months))),
    ]
    .into_iter()
    .flatten()
    .collect();
    if said.is_empty() {
        said.push("Aucun lot des douze derniers mois ne change de statut aujourd’hui.".to_owned());
    }
    said.push("Les mois clos restent tels quels.".to_owned());
    said
}

fn partial(change: &SettingChange, count: usize, in_months: &[Month]) -> String {
    let incomplete = if count > 1 { "incomplets" } else { "incomplet" };
    match (count, change.value == "true") {
        (0, _) => "Aucun lot des mois ouverts n’est incomplet aujourd’hui.".to_owned(),
        (_, true) => format!(
            "{} {incomplete} sur {} : la clôture en sera refusée, sauf à la forcer.",
            lots(count),
            months(in_months)
        ),
        (_, false) => format!(
            "{} {incomplete} sur {} : la clôture n’en sera plus refusée, seulement avertie.",
            lots(count),
            months(in_months)
        ),
    }
}

fn partners(change: &SettingChange, keys: usize) -> String {
    let keys = several(keys, "aucune clé", "clé", "clés");
    let what = match (change.key, change.value == "true") {
        (Key::PartnerStatesNil, true) => "pourront déclarer des états néant",
        (Key::PartnerStatesNil, false) => "ne pourront plus déclarer d’états néant ; ceux d’avant restent",
        (_, true) => "pourront décider des orientations",
        (_, false) => "ne pourront plus décider des orientations ; leurs décisions d’avant restent",
    };
    format!("Les programmes des partenaires ({keys} en service) {what}.")
}

const fn nothing(key: Key) -> &'static str {
    match key {
        Key::FteDivisor => {
            "Aucune heure ne change. Les équivalents temps plein des années concernées sont calculés avec la nouvelle valeur \
             dès qu’on les demande, ceux de mois clos compris."
        }
        _ => "Rien d’enregistré ne change : le calcul des heures prévues proposera la nouvelle valeur.",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::values::CandidateId;

    fn month(text: &str) -> Month {
        Month::parse(text).unwrap()
    }

    #[test]
    fn a_recount_says_which_rows_change_and_which_stay() {
        let people: BTreeSet<_> = [CandidateId(1), CandidateId(2)].into();
        let in_months: BTreeSet<_> = [month("2024-01"), month("2024-02")].into();
        let recount = Recount { counted: 3, uncounted: 1, people, months: in_months, kept: 1 };
        assert_eq!(
            counted(&recount),
            [
                "Mois ouverts : 3 lignes comptent désormais pour la clause, 1 ligne ne compte plus.",
                "Elles sont de 2 personnes, sur 2 mois, de janvier 2024 à février 2024.",
                "1 ligne d’un mois clos garde sa valeur : un constat le dira.",
            ]
        );
        assert_eq!(
            counted(&Recount::default()),
            ["Aucune ligne des mois ouverts ne change.", "Aucune ligne d’un mois clos n’est concernée.",]
        );
    }

    #[test]
    fn lots_that_become_late_are_counted_with_their_months() {
        assert_eq!(
            lateness(2, 0, &[month("2024-02")])[..2],
            ["2 lots de plus en retard aujourd’hui.", "Mois : février 2024."]
        );
        assert!(lateness(0, 0, &[])[0].starts_with("Aucun lot"));
    }
}

//! The words of the pages.

use crate::pages::doubles::field_in_words;
use crate::person_file::{Change, Subject};
use crate::values::{Period, day_in_table};

/// A period as tables write it.
pub(super) fn period(period: Period) -> String {
    match period.to {
        Some(to) => format!("du {} au {}", day_in_table(period.from), day_in_table(to)),
        None => format!("depuis le {}", day_in_table(period.from)),
    }
}

/// What a change was about.
const fn subject(subject: Subject) -> &'static str {
    match subject {
        Subject::Candidate => "Fiche",
        Subject::PliePeriod => "Accompagnement du PLIE",
        Subject::Waiver => "Dérogation",
        Subject::EligibilityWindow => "Fenêtre d’éligibilité",
        Subject::Referral => "Orientation",
        Subject::Employment => "Contrat de travail",
        Subject::PositiveExit => "Sortie positive",
        Subject::ParticipantLink => "Lien avec le PLIE",
    }
}

/// What was done.
fn act(action: &str) -> &'static str {
    match action {
        "create" => "création",
        "decide" => "issue",
        "delete" => "suppression",
        "merge" => "fusion avec une autre fiche",
        "distinguish" => "constat de deux personnes",
        "undo_distinguish" => "retour sur le constat de deux personnes",
        "withdraw" => "retrait",
        "name" => "référence d’un partenaire",
        _ => "modification",
    }
}

/// A change in words; of a person's record, with the fields.
pub(super) fn change(change: &Change) -> String {
    let said = format!("{}, {}", subject(change.subject), act(&change.action));
    if let Some(reason) = &change.reason {
        return format!("{said}\u{a0}: {reason}");
    }
    let is_update = change.subject == Subject::Candidate && change.action == "update";
    if !is_update || change.fields.is_empty() {
        return said;
    }
    let fields: Vec<&str> = change.fields.iter().map(|name| field_in_words(name)).collect();
    format!("{said}\u{a0}: {}", fields.join(", "))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    #[test]
    fn a_change_names_the_fields_of_a_record() {
        let said = |subject, action: &str, fields: &[&str]| {
            let fields = fields.iter().map(ToString::to_string).collect();
            change(&Change {
                id: 1,
                at: DateTime::UNIX_EPOCH,
                actor: "user:1".to_owned(),
                subject,
                action: action.to_owned(),
                fields,
                reason: None,
            })
        };
        let update = said(Subject::Candidate, "update", &["last_name", "contact"]);
        assert_eq!(update, "Fiche, modification\u{a0}: nom, coordonnées");
        assert_eq!(said(Subject::Candidate, "create", &["last_name"]), "Fiche, création");
        assert_eq!(said(Subject::Referral, "update", &["external_ref"]), "Orientation, modification");
    }
}

//! The codes of the audit trail in French. One that is not listed stands as it is.

use serde_json::Value;

/// What an event is about.
pub(super) const SUBJECTS: &[(&str, &str)] = &[
    ("api_key", "Clé d’API"),
    ("audit_head", "Tête de la chaîne d’audit"),
    ("candidate", "Candidat"),
    ("commune", "Commune"),
    ("delivery", "Message au PLIE"),
    ("demo", "Démonstration"),
    ("demo_month", "Mois de démonstration"),
    ("eligibility_window", "Fenêtre d’éligibilité"),
    ("employment", "Contrat de travail"),
    ("hours", "Heures"),
    ("hours_batch", "Envoi d’heures"),
    ("hours_due", "Heures prévues"),
    ("lot", "Lot"),
    ("lot_evidence", "Justificatif d’un lot"),
    ("month", "Mois"),
    ("neighbourhood", "Quartier"),
    ("nil_statement", "État néant"),
    ("organisation", "Organisme"),
    ("participant_link", "Lien avec le PLIE"),
    ("plie_period", "Accompagnement du PLIE"),
    ("positive_exit", "Sortie positive"),
    ("public_contract", "Marché"),
    ("referral", "Orientation"),
    ("reminder", "Relance"),
    ("session", "Session"),
    ("setting", "Réglage"),
    ("user", "Compte"),
    ("waiver", "Dérogation"),
];

/// What was done.
pub(super) const ACTIONS: &[(&str, &str)] = &[
    ("begin_second_factor", "Début de double authentification"),
    ("cancel", "Annulation"),
    ("cancel_batch", "Annulation par un envoi"),
    ("change_password", "Changement de mot de passe"),
    ("choose_password", "Choix du mot de passe"),
    ("close", "Clôture"),
    ("confirm_second_factor", "Double authentification activée"),
    ("copy_out", "Copie notée"),
    ("create", "Création"),
    ("decide", "Issue"),
    ("delete", "Suppression"),
    ("distinguish", "Constat de deux personnes"),
    ("drop_second_factor", "Double authentification abandonnée"),
    ("force_close", "Clôture forcée"),
    ("give_up_second_factor", "Double authentification désactivée"),
    ("issue_link", "Lien établi"),
    ("load", "Chargement"),
    ("merge", "Fusion"),
    ("merge_into", "Fusion dans une autre fiche"),
    ("move_reference", "Référence déplacée"),
    ("name", "Référence d’un partenaire"),
    ("open", "Réouverture"),
    ("record", "Saisie"),
    ("record_batch", "Saisie de plusieurs lignes"),
    ("reject", "Rejet"),
    ("remove_second_factor", "Double authentification retirée"),
    ("reopen", "Réouverture"),
    ("retry", "Nouvel essai"),
    ("revoke", "Révocation"),
    ("rotate", "Renouvellement du secret"),
    ("second_factor_refused", "Code refusé"),
    ("sign_in", "Connexion"),
    ("sign_out", "Déconnexion"),
    ("sign_out_everywhere", "Déconnexion partout"),
    ("undo_distinguish", "Retour sur un constat"),
    ("update", "Modification"),
    ("validate", "Validation"),
    ("withdraw", "Retrait"),
];

/// The fields of values.
const FIELDS: &[(&str, &str)] = &[
    ("before", "avant"),
    ("counts", "compte"),
    ("by", "par"),
    ("candidate_id", "candidat n°"),
    ("date", "date"),
    ("disabled", "désactivé"),
    ("effective_on", "à partir du"),
    ("email", "adresse électronique"),
    ("employment_id", "contrat de travail n°"),
    ("expires_on", "expire le"),
    ("failure", "échec"),
    ("first_name", "prénom"),
    ("from", "du"),
    ("head", "tête"),
    ("hours", "heures"),
    ("is_shared", "partagé"),
    ("key", "réglage"),
    ("last_name", "nom"),
    ("lot_id", "lot n°"),
    ("month", "mois"),
    ("name", "nom"),
    ("organisation_id", "organisme n°"),
    ("other_id", "autre fiche n°"),
    ("outcome", "issue"),
    ("participant_number", "dossier du PLIE"),
    ("purpose", "pour"),
    ("overlap_hours", "chevauchement, en heures"),
    ("place", "lieu"),
    ("reason", "motif"),
    ("referent", "référent"),
    ("role", "rôle"),
    ("rows", "lignes"),
    ("sector", "secteur"),
    ("sectors", "secteurs"),
    ("source", "source"),
    ("state", "statut"),
    ("status", "statut"),
    ("to", "au"),
    ("training", "formation"),
    ("value", "valeur"),
    ("worked", "heures"),
];

fn word<'w>(table: &[(&str, &'w str)], code: &'w str) -> &'w str {
    table.iter().find(|(known, _)| *known == code).map_or(code, |(_, word)| *word)
}

pub(super) fn subject(code: &str) -> &str {
    word(SUBJECTS, code)
}

pub(super) fn action(code: &str) -> &str {
    word(ACTIONS, code)
}

pub(super) fn field(code: &str) -> &str {
    word(FIELDS, code)
}

/// A value as a line shows it: a list as its items, an object as its fields.
pub(super) fn value(value: &Value) -> String {
    match value {
        Value::Null => "rien".to_owned(),
        Value::Bool(true) => "oui".to_owned(),
        Value::Bool(false) => "non".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(self::value).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| format!("{} {}", field(name), self::value(value)));
            fields.collect::<Vec<_>>().join(", ")
        }
        Value::Number(number) => number.to_string(),
    }
}

/// The page about a subject, if there is one.
pub(super) fn page_of(subject: &str, id: i64) -> Option<String> {
    match subject {
        "candidate" => Some(format!("/candidats/{id}")),
        "lot" => Some(format!("/lots/{id}")),
        "organisation" => Some(format!("/structures/{id}")),
        "public_contract" => Some(format!("/marches/{id}")),
        "user" if id > 0 => Some(format!("/comptes/{id}")),
        "api_key" => Some(format!("/cles/{id}")),
        "setting" => Some("/reglages".to_owned()),
        "month" => Some(format!("/mois/{:04}-{:02}", id / 100, id % 100)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_read_without_the_signs_of_json() {
        for (stored, said) in [
            (json!(null), "rien"),
            (json!(true), "oui"),
            (json!("BTP"), "BTP"),
            (json!(["BTP", "MS"]), "BTP, MS"),
            (json!(7), "7"),
            (json!({ "name": "Beaune", "to": null }), "nom Beaune, au rien"),
        ] {
            assert_eq!(value(&stored), said);
        }
        assert_eq!(page_of("month", 202_306).as_deref(), Some("/mois/2023-06"));
        assert_eq!(page_of("waiver", 3), None);
    }
}

//! The codes of the audit trail in French. One that is not listed stands as it is.

use super::super::shell::Place;

/// What an event is about.
pub(super) const SUBJECTS: &[(&str, &str)] = &[
    ("api_key", "Clé d’API"),
    ("attestation", "Attestation d’heures"),
    ("audit_head", "Tête de la chaîne d’audit"),
    ("bilan_edition", "Édition d’un bilan"),
    ("buyer_account_link", "Lien vers un état d’avancement"),
    ("candidate", "Candidat"),
    ("commune", "Commune"),
    ("data_version", "État des données"),
    ("delivery", "Message au PLIE"),
    ("demo", "Démonstration"),
    ("demo_month", "Mois de démonstration"),
    ("eligibility_window", "Fenêtre d’éligibilité"),
    ("employment", "Contrat de travail"),
    ("hours", "Heures"),
    ("hours_batch", "Envoi d’heures"),
    ("hours_due", "Heures prévues"),
    ("lot", "Lot"),
    ("lot_comment", "Commentaire sur un lot"),
    ("lot_evidence", "Justificatif d’un lot"),
    ("month", "Mois"),
    ("neighbourhood", "Quartier"),
    ("nil_statement", "État néant"),
    ("organisation", "Structure"),
    ("participant_link", "Lien avec le PLIE"),
    ("plie_period", "Accompagnement du PLIE"),
    ("positive_exit", "Sortie positive"),
    ("public_contract", "Marché"),
    ("records", "Enregistrements antérieurs"),
    ("referral", "Orientation"),
    ("reminder", "Relance"),
    ("session", "Session"),
    ("setting", "Réglage"),
    ("user", "Compte"),
    ("waiver", "Dérogation"),
];

/// The kinds of sealed records that no event is about.
const RECORDS: &[(&str, &str)] = &[
    ("closed_hours", "Heures d’un mois clos"),
    ("hours_references", "Références d’heures"),
    ("hours_version", "Version d’heures"),
    ("merged_candidate", "Fiche de candidat fusionnée"),
    ("merged_organisation", "Structure fusionnée"),
    ("month_of_sector", "Mois d’un secteur"),
    ("withdrawal", "Retrait"),
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
    ("erase", "Effacement des valeurs en clair"),
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
    ("seal_as_found", "Scellement en l’état"),
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
    ("addresses", "adresses"),
    ("amount", "montant"),
    ("assignments", "affectations"),
    ("basis", "base du calcul"),
    ("before", "avant"),
    ("birth_date", "date de naissance"),
    ("buyer_id", "acheteur n°"),
    ("buyer_kind", "nature d’acheteur"),
    ("by", "par"),
    ("candidate_id", "candidat n°"),
    ("checked_by", "vérifié par"),
    ("clause_type", "clause"),
    ("co_holder_ids", "autres titulaires n°"),
    ("code", "code"),
    ("comment", "précisions"),
    ("commune_code", "commune"),
    ("complete", "tous scellés"),
    ("contact", "contact"),
    ("contact_email", "adresse électronique du contact"),
    ("contact_name", "contact"),
    ("contact_phone", "téléphone du contact"),
    ("contract_type", "type de contrat"),
    ("counts", "compte"),
    ("cpv", "code CPV"),
    ("created_at", "enregistrée le"),
    ("criterion", "critère"),
    ("date", "date"),
    ("decided_on", "décidée le"),
    ("disabled", "désactivé"),
    ("effective_on", "à partir du"),
    ("eligibility", "critères d’éligibilité"),
    ("email", "adresse électronique"),
    ("employer_id", "employeur n°"),
    ("employer_kind", "nature d’employeur"),
    ("employment_id", "contrat de travail n°"),
    ("ends_on", "dernier jour"),
    ("expires_on", "expire le"),
    ("external_ref", "référence"),
    ("failure", "échec"),
    ("fields", "champs"),
    ("first_name", "prénom"),
    ("follow_up_body", "suivi par"),
    ("from", "du"),
    ("granted_on", "accordée le"),
    ("head", "tête"),
    ("holder_id", "titulaire n°"),
    ("hours", "heures"),
    ("hours_due", "heures prévues"),
    ("id", "n°"),
    ("informed_on", "informée de ses droits le"),
    ("is_shared", "partagé"),
    ("is_validated", "validé"),
    ("key", "réglage"),
    ("kind", "nature"),
    ("last_name", "nom"),
    ("level", "niveau de qualification"),
    ("lot_id", "lot n°"),
    ("lots", "lots"),
    ("merged_record", "fiche fusionnée"),
    ("met_on", "critère rempli le"),
    ("modality", "modalité"),
    ("month", "mois"),
    ("moves", "déplacés"),
    ("name", "nom"),
    ("neighbourhood_id", "quartier n°"),
    ("notified_on", "notifié le"),
    ("number", "numéro"),
    ("occupation", "métier"),
    ("organisation", "structure"),
    ("organisation_id", "structure n°"),
    ("origin", "origine"),
    ("other_id", "autre fiche n°"),
    ("outcome", "issue"),
    ("outcome_comment", "précisions sur l’issue"),
    ("outcome_reason", "motif de l’issue"),
    ("outcome_sector", "secteur de l’issue"),
    ("overlap_hours", "chevauchement, en heures"),
    ("owner", "envoyée par"),
    ("participant_number", "dossier du PLIE"),
    ("penalty", "pénalité par heure manquante"),
    ("phone", "téléphone"),
    ("place", "lieu"),
    ("prescriber_id", "prescripteur n°"),
    ("prescriber_kind", "nature de prescripteur"),
    ("proof_kind", "justificatif"),
    ("proof_on", "justificatif du"),
    ("proof_reference", "justificatif"),
    ("public_contract_id", "marché n°"),
    ("purpose", "pour"),
    ("qualification_level", "niveau de qualification"),
    ("reason", "motif"),
    ("record", "enregistrements"),
    ("records", "nombre"),
    ("reference", "référence"),
    ("referent", "référent"),
    ("referral_id", "orientation n°"),
    ("referred_on", "orientée le"),
    ("right_to_work_checked_on", "droit au travail vérifié le"),
    ("role", "rôle"),
    ("rows", "lignes"),
    ("sector", "secteur"),
    ("sectors", "secteurs"),
    ("sex", "sexe"),
    ("siret", "SIRET"),
    ("source", "source"),
    ("started_on", "commencée le"),
    ("starts_on", "premier jour"),
    ("state", "statut"),
    ("status", "statut"),
    ("text", "texte"),
    ("title", "intitulé"),
    ("to", "au"),
    ("training", "formation"),
    ("until", "jusqu’au"),
    ("updated_at", "modifiée le"),
    ("valid_until", "valable jusqu’au"),
    ("value", "valeur"),
    ("version", "version"),
    ("weekly_hours", "heures par semaine"),
    ("withdrawn_record", "fiche retirée"),
    ("worked", "heures"),
    ("written_on", "écrit le"),
    ("attested_on", "au"),
];

fn word<'w>(table: &[(&str, &'w str)], code: &'w str) -> &'w str {
    table.iter().find(|(known, _)| *known == code).map_or(code, |(_, word)| *word)
}

pub fn subject(code: &str) -> &str {
    word(SUBJECTS, code)
}

/// The word of a kind of sealed records.
pub(super) fn record(code: &str) -> Option<&'static str> {
    SUBJECTS.iter().chain(RECORDS).find(|(known, _)| *known == code).map(|(_, word)| *word)
}

pub fn action(code: &str) -> &str {
    word(ACTIONS, code)
}

pub(super) fn field(code: &str) -> &str {
    known_field(code).unwrap_or(code)
}

/// The word of a field that is listed.
pub(super) fn known_field(code: &str) -> Option<&'static str> {
    FIELDS.iter().find(|(known, _)| *known == code).map(|(_, word)| *word)
}

/// The page about a subject and the place that it belongs to, if there is one.
pub(super) fn page_of(subject: &str, id: i64) -> Option<(Place, String)> {
    Some(match subject {
        "candidate" => (Place::Candidates, format!("/candidats/{id}")),
        "participant_link" => (Place::Plie, format!("/candidats/{id}/plie")),
        "referral" => (Place::Referrals, format!("/orientations/{id}")),
        "employment" => (Place::Employments, format!("/contrats-de-travail/{id}")),
        "positive_exit" => (Place::Exits, format!("/sorties/{id}")),
        "lot" => (Place::Contracts, format!("/lots/{id}")),
        "public_contract" => (Place::Contracts, format!("/marches/{id}")),
        "organisation" => (Place::Organisations, format!("/structures/{id}")),
        "month" => (Place::Month, format!("/mois/{:04}-{:02}", id / 100, id % 100)),
        "setting" => (Place::Settings, "/reglages".to_owned()),
        "user" => (Place::Users, format!("/comptes/{id}")),
        "api_key" => (Place::Keys, format!("/cles/{id}")),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_has_its_page() {
        assert_eq!(page_of("month", 202_306), Some((Place::Month, "/mois/2023-06".to_owned())));
        assert_eq!(page_of("waiver", 3), None);
    }

    #[test]
    fn each_kind_of_records_has_its_word() {
        for kind in crate::audit::records::KINDS {
            assert!(record(kind.name).is_some(), "{}", kind.name);
        }
    }

    #[test]
    fn each_code_stands_once() {
        for table in [RECORDS, SUBJECTS, ACTIONS, FIELDS] {
            let mut codes: Vec<_> = table.iter().map(|(code, _)| *code).collect();
            codes.sort_unstable();
            assert!(codes.windows(2).all(|two| two[0] != two[1]), "{codes:?}");
        }
    }
}

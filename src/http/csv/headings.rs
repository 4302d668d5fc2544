//! The words of French tables: headings of columns, and the parts of nested lists that get columns of their own. A test
//! reads the names of all columns off the sources.

/// The heading of a column; its own name if the dictionary has none.
pub(super) fn heading(name: &str) -> String {
    if let Some(known) = known(name) {
        return known.to_owned();
    }
    if let Some((of, part)) = name.split_once('.') {
        return format!("{} : {}", heading(of), lowered(&heading(part)));
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

fn lowered(text: &str) -> String {
    let is_word = text.chars().nth(1).is_some_and(char::is_lowercase);
    let mut letters = text.chars();
    match letters.next() {
        Some(first) if is_word => first.to_lowercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}

const NESTED: &[(&str, &[&str])] = &[
    ("addresses", &["commune_code", "neighbourhood", "from", "to"]),
    ("assignments", &["id", "lot_id", "public_contract", "lot", "lot_title", "modality", "from", "to", "referral_id"]),
    ("codes", &["code", "label", "restricted", "local", "reported", "comment_required"]),
    ("eligibility", &["code", "from", "to", "proof_kind", "proof_on", "checked_by"]),
    ("lots", &["id", "number", "title", "holder_id", "co_holder_ids", "penalty", "hours_due"]),
    ("personal", &["field", "before", "after", "before_digest", "after_digest"]),
    ("secrets", &["prefix", "created_at", "ends_at", "last_used_at"]),
    ("statuses", &["status", "from", "to"]),
    ("values", &["field", "value"]),
];

const HEADINGS: &[(&str, &str)] = &[
    ("action", "Action"),
    ("actor", "Auteur"),
    ("addresses", "Adresse"),
    ("after", "Après"),
    ("after_digest", "Empreinte après"),
    ("age_bracket", "Tranche d’âge"),
    ("amount", "Montant hors taxes"),
    ("assignments", "Affectation"),
    ("at", "Moment"),
    ("attempts", "Tentatives"),
    ("batch_id", "Id envoi"),
    ("before", "Avant"),
    ("before_digest", "Empreinte avant"),
    ("birth_date", "Date de naissance"),
    ("block", "Bloc"),
    ("buyer", "Donneur d’ordre"),
    ("buyer_id", "Id donneur d’ordre"),
    ("buyer_kind", "Nature d’acheteur"),
    ("candidate_id", "Id personne"),
    ("changed_at", "Changé le"),
    ("changed_by", "Changé par"),
    ("checked_at", "Dossier lu le"),
    ("checked_by", "Vérifié par"),
    ("clause_type", "Type de clause"),
    ("co_holder_ids", "Id cotitulaires"),
    ("code", "Code"),
    ("codes", "Code de la liste"),
    ("comment_required", "Précision obligatoire"),
    ("commune", "Commune"),
    ("commune_code", "Code commune"),
    ("computation.amount", "Calcul : montant"),
    ("computation.effort", "Calcul : effort d’insertion"),
    ("computation.hourly_cost", "Calcul : coût horaire"),
    ("computation.labour_share", "Calcul : part de main-d’œuvre"),
    ("contact.email", "Adresse électronique"),
    ("contact.phone", "Téléphone"),
    ("contact_email", "Adresse électronique du contact"),
    ("contact_name", "Nom du contact"),
    ("contact_phone", "Téléphone du contact"),
    ("contract_type", "Type de contrat"),
    ("counted", "Compté pour la clause"),
    ("counts", "Compte pour le PLIE"),
    ("cpv", "Code CPV"),
    ("created_at", "Enregistré le"),
    ("dated_on", "Daté du"),
    ("days_left", "Jours restants"),
    ("decided_at", "Décision prise le"),
    ("decided_by", "Décidé par"),
    ("decided_on", "Décidé le"),
    ("decision.at", "Dernière décision : le"),
    ("decision.reason", "Dernière décision : motif"),
    ("decision.status", "Dernière décision : statut"),
    ("disabled", "Désactivé"),
    ("effective_on", "En vigueur le"),
    ("eligibility", "Critère"),
    ("eligible_until", "Éligible jusqu’au"),
    ("email", "Adresse électronique du compte"),
    ("employer", "Employeur"),
    ("employer_id", "Id employeur"),
    ("employer_kind", "Nature d’employeur"),
    ("employment_id", "Id contrat de travail"),
    ("employments", "Contrats de travail"),
    ("ends_at", "Valable jusqu’au"),
    ("ends_on", "Fin"),
    ("evidence.dated_on", "Justificatif : date"),
    ("evidence.kind", "Justificatif"),
    ("evidence.reference", "Justificatif : référence"),
    ("expires_on", "Expire le"),
    ("explanation", "Explication"),
    ("external_ref", "Référence externe"),
    ("failure", "Cause de l’échec"),
    ("field", "Champ"),
    ("fields", "Champs"),
    ("first_name", "Prénom"),
    ("follow_up_body", "Organisme de suivi"),
    ("for_plie", "Pour le PLIE"),
    ("forced", "Forcé"),
    ("from", "Du"),
    ("fte", "Équivalents temps plein"),
    ("granted_by", "Accordé par"),
    ("granted_on", "Accordé le"),
    ("has_password", "Mot de passe choisi"),
    ("holder", "Titulaire"),
    ("holder_id", "Id titulaire"),
    ("hours", "Heures"),
    ("hours_due", "Heures prévues"),
    ("hours_id", "Id heures"),
    ("hours_url", "Adresse web des heures"),
    ("id", "Id"),
    ("in_force", "En vigueur"),
    ("in_plie", "Dans le PLIE"),
    ("informed_on", "Informé de ses droits le"),
    ("is_shared", "Dossier de deux fiches"),
    ("key", "Réglage"),
    ("kind", "Nature"),
    ("label", "Libellé"),
    ("last_name", "Nom"),
    ("last_used_at", "Dernier usage"),
    ("local", "Local"),
    ("lot", "Lot"),
    ("lot_id", "Id lot"),
    ("lot_title", "Intitulé du lot"),
    ("lots", "Détail du lot"),
    ("masked", "Masqué"),
    ("met_on", "Critère rempli le"),
    ("modality", "Modalité"),
    ("month", "Mois"),
    ("name", "Dénomination"),
    ("neighbourhood", "Quartier"),
    ("next_attempt_at", "Prochaine tentative"),
    ("next_check_at", "Prochaine lecture"),
    ("noted_at", "Noté le"),
    ("noted_by", "Noté par"),
    ("noted_by_name", "Noté par (nom)"),
    ("notified_on", "Notifié le"),
    ("number", "Numéro"),
    ("occupation", "Métier (ROME)"),
    ("official_code", "Code officiel"),
    ("opened_at", "Ouvert le"),
    ("opened_by", "Ouvert par"),
    ("organisation_id", "Id organisation"),
    ("origin", "Origine"),
    ("other_candidate_id", "Id autre personne"),
    ("outcome", "Issue"),
    ("outcome_comment", "Précision sur l’issue"),
    ("outcome_reason", "Motif de l’issue"),
    ("outcome_sector", "Secteur de l’issue"),
    ("participant_number", "Numéro de participant"),
    ("penalty", "Pénalité par heure"),
    ("pending.source", "Correction en attente : source"),
    ("pending.training", "Correction en attente : formation"),
    ("pending.worked", "Correction en attente : heures"),
    ("people", "Personnes"),
    ("personal", "Valeur personnelle"),
    ("plie_period_id", "Id période d’accompagnement"),
    ("prefix", "Début de la clé"),
    ("prescriber_id", "Id prescripteur"),
    ("prescriber_kind", "Nature de prescripteur"),
    ("proof_kind", "Preuve"),
    ("proof_on", "Date de la preuve"),
    ("proof_reference", "Référence de la preuve"),
    ("public_contract", "Marché"),
    ("public_contract_id", "Id marché"),
    ("qpv", "Quartier listé"),
    ("qpv_legal", "QPV"),
    ("qualification_level", "Niveau de qualification"),
    ("quarter", "Trimestre"),
    ("reason", "Motif"),
    ("reason_digest", "Empreinte du motif"),
    ("received_at", "Reçu le"),
    ("recorded_at", "Saisi le"),
    ("recorded_by", "Saisi par"),
    ("reference", "Référence"),
    ("referral_id", "Id orientation"),
    ("referred_on", "Orienté le"),
    ("reported", "Dans le bilan"),
    ("request_id", "Id demande"),
    ("restricted", "Réservé aux chargées de clauses"),
    ("revision", "Révision"),
    ("revoked_at", "Révoqué le"),
    ("right_to_work_checked_on", "Droit au travail vérifié le"),
    ("role", "Rôle"),
    ("rsa", "RSA"),
    ("rule", "Règle"),
    ("sealed", "Scellé"),
    ("second_factor", "Double authentification"),
    ("secrets", "Clé"),
    ("sector", "Secteur"),
    ("sectors", "Secteurs"),
    ("set_at", "Réglé le"),
    ("set_by", "Réglé par"),
    ("settled_at", "Fin de l’envoi"),
    ("sex", "Sexe"),
    ("siret", "SIRET"),
    ("source", "Source"),
    ("started_on", "Début de la situation"),
    ("starts_on", "Début"),
    ("state", "Statut du mois"),
    ("stated_at", "Déclaré le"),
    ("stated_by", "Déclaré par"),
    ("status", "Statut"),
    ("statuses", "Statut légal"),
    ("subject", "Objet"),
    ("subject_id", "Id objet"),
    ("summary.created", "Lignes nouvelles"),
    ("summary.rejected", "Lignes refusées"),
    ("summary.unchanged", "Lignes inchangées"),
    ("summary.updated", "Lignes corrigées"),
    ("summary.worked", "Heures acceptées"),
    ("text", "Texte"),
    ("title", "Intitulé"),
    ("to", "Au"),
    ("topic", "Sujet"),
    ("training", "Heures de formation"),
    ("updated_at", "Modifié le"),
    ("value", "Valeur"),
    ("values", "Valeur changée"),
    ("version", "Version"),
    ("weekly_hours", "Heures par semaine"),
    ("what", "Données lues"),
    ("worked", "Heures réalisées"),
    ("year", "Année"),
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

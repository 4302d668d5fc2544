//! `/lectures`: what the page shows.

use std::collections::HashMap;

use askama::Template;

use super::super::shell::Shell;
use super::address::{Address, MOST, address};
use crate::read_log::FileRead;
use crate::values::{CandidateId, moment_in_table};

/// What was read, by the code of the register.
pub(super) const PARTS: &[(&str, &str)] = &[
    ("audit_events", "Journal, avec des valeurs en clair"),
    ("candidate", "Fiche"),
    ("candidates", "Liste de candidats"),
    ("distinctions", "Constats de deux personnes"),
    ("eligibility_windows", "Fenêtres d’éligibilité"),
    ("employment", "Contrat de travail"),
    ("employments", "Contrats de travail"),
    ("ending_eligibility", "Fenêtres qui se terminent"),
    ("exit_proposal", "Sortie proposée"),
    ("exit_proposals", "Sorties proposées"),
    ("hours", "Heures"),
    ("lot", "Lot, avec ses personnes"),
    ("overview", "Tableau de bord"),
    ("participant_hours", "Heures d’un participant"),
    ("participant_link", "Lien avec le PLIE"),
    ("participant_links", "Liens avec le PLIE"),
    ("participants", "Participants liés"),
    ("plie_deliveries", "Messages au PLIE"),
    ("plie_delivery", "Message au PLIE"),
    ("plie_period", "Accompagnement du PLIE"),
    ("plie_periods", "Accompagnements du PLIE"),
    ("positive_exit", "Sortie positive"),
    ("positive_exits", "Sorties positives"),
    ("possible_duplicate", "Doublon possible"),
    ("referral", "Orientation"),
    ("referrals", "Orientations"),
    ("sheet", "Feuille d’un mois"),
    ("waiting", "À valider"),
    ("waiver", "Dérogation"),
    ("waivers", "Dérogations"),
];

/// A read.
struct ReadRow {
    id: i64,
    at: String,
    what: String,
    person: Option<CandidateId>,
    of_person: String,
    actor: String,
    actor_code: String,
    of_actor: String,
}

#[derive(Template)]
#[template(path = "reads.html", config = "src/pages/askama.toml")]
pub(super) struct ReadsPage {
    shell: Shell,
    address: Address,
    is_filtered: bool,
    reads: Vec<ReadRow>,
    first: Option<String>,
    next: Option<String>,
}

impl ReadsPage {
    pub fn new(shell: Shell, asked: &Address, reads: &[FileRead], names: &HashMap<String, String>) -> Self {
        let most = usize::try_from(MOST).unwrap_or(usize::MAX);
        let rows: Vec<ReadRow> = reads.iter().take(most).map(|read| row(read, names)).collect();
        let next = rows.last().filter(|_| reads.len() > most).map(|last| asked.page(Some(last.id)));
        Self {
            is_filtered: asked.is_filtered(),
            first: asked.is_later_page().then(|| asked.page(None)),
            next,
            reads: rows,
            address: asked.clone(),
            shell,
        }
    }

    /// A field of the address as it was typed.
    fn typed<'a>(&self, field: &'a Option<String>) -> &'a str {
        field.as_deref().unwrap_or_default()
    }
}

fn row(read: &FileRead, names: &HashMap<String, String>) -> ReadRow {
    let what = PARTS.iter().find(|(code, _)| *code == read.what).map_or(read.what.as_str(), |(_, word)| *word);
    ReadRow {
        id: read.id,
        at: moment_in_table(read.at),
        what: what.to_owned(),
        person: read.candidate_id,
        of_person: address(&[("personne", read.candidate_id.map(|id| id.to_string()))]),
        actor: names.get(&read.actor).unwrap_or(&read.actor).clone(),
        actor_code: read.actor.clone(),
        of_actor: address(&[("acteur", Some(read.actor.clone()))]),
    }
}

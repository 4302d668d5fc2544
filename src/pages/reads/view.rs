//! `/lectures`: what the page shows.

use std::collections::HashMap;

use askama::Template;

use super::super::listing::Later;
use super::super::shell::Shell;
use super::address::Address;
use crate::read_log::FileRead;
use crate::values::{CandidateId, moment_in_table};

/// What was read, by the code of the register.
pub(super) const PARTS: &[(&str, &str)] = &[
    ("audit_events", "Journal, avec des valeurs en clair"),
    ("bilan_people", "Personnes d’un chiffre du bilan"),
    ("buyer_account", "État d’avancement, par un lien"),
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
    pages: Later,
}

impl ReadsPage {
    pub fn new(shell: Shell, address: Address, mut reads: Vec<FileRead>, names: &HashMap<String, String>) -> Self {
        let of = |before| address.page(before);
        Self {
            is_filtered: address.is_filtered(),
            pages: Later::cut(&mut reads, address.is_latest(), |read| read.id, of),
            reads: reads.iter().map(|read| row(read, names)).collect(),
            address,
            shell,
        }
    }
}

fn row(read: &FileRead, names: &HashMap<String, String>) -> ReadRow {
    let what = PARTS.iter().find(|(code, _)| *code == read.what).map_or(read.what.as_str(), |(_, word)| *word);
    ReadRow {
        at: moment_in_table(read.at),
        what: what.to_owned(),
        person: read.candidate_id,
        of_person: read.candidate_id.map(Address::of_person).unwrap_or_default(),
        actor: names.get(&read.actor).unwrap_or(&read.actor).clone(),
        actor_code: read.actor.clone(),
        of_actor: Address::of_actor(&read.actor),
    }
}

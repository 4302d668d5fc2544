//! `/candidats/{id}`: what the page shows.

use std::collections::HashMap;

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};

use super::super::link_look::link_look;
use super::super::shell::Shell;
use super::timeline::{Entry, entries};
use super::words::change;
use crate::candidates::merges::PairedPerson;
use crate::participant_links::ParticipantLink;
use crate::person_file::PersonFile;
use crate::reference::Commune;
use crate::values::{CandidateId, day_in_table, moment_in_table};

#[derive(Template)]
#[template(path = "candidate.html", config = "src/pages/askama.toml")]
pub(super) struct FilePage {
    shell: Shell,
    done: Option<&'static str>,
    id: CandidateId,
    name: String,
    eligibility: String,
    /// The class and icon of the sentence about eligibility.
    look: (&'static str, &'static str),
    /// What the record says: label and value.
    facts: Vec<(&'static str, String)>,
    doubles: Vec<PairedPerson>,
    link: Option<ParticipantLink>,
    is_informed: bool,
    entries: Vec<Entry>,
    changes: Vec<ChangeLine>,
}

/// A change of the file.
struct ChangeLine {
    at: String,
    by: String,
    what: String,
}

impl FilePage {
    pub fn new(
        (shell, done): (Shell, Option<&'static str>),
        file: PersonFile,
        (names, communes): (&HashMap<String, String>, &[Commune]),
        today: NaiveDate,
    ) -> Self {
        let person = &file.person;
        let changes = file.changes.iter().map(|one| ChangeLine {
            at: at(&one.at),
            by: names.get(&one.actor).map_or("le service", String::as_str).to_owned(),
            what: change(one),
        });
        Self {
            shell,
            done,
            id: person.id,
            name: format!("{} {}", person.last_name, person.first_name),
            look: look(person.eligible_until, today),
            facts: facts(&file),
            is_informed: person.informed_on.is_some(),
            entries: entries(&file, communes),
            changes: changes.collect(),
            eligibility: file.eligibility,
            doubles: file.doubles,
            link: file.link,
        }
    }
}

/// Days before the end of eligibility from which the page warns.
const SOON: i64 = 60;

fn look(until: Option<NaiveDate>, today: NaiveDate) -> (&'static str, &'static str) {
    match until.map(|until| (until - today).num_days()) {
        None => ("quiet", "info"),
        Some(..0) => ("bad", "cross"),
        Some(0..=SOON) => ("wait", "clock"),
        Some(_) => ("good", "check"),
    }
}

/// What the record says of the person, without what is dated.
fn facts(file: &PersonFile) -> Vec<(&'static str, String)> {
    let person = &file.person;
    let contact = person.contact.as_ref();
    let facts = [
        ("Date de naissance", Some(day_in_table(person.birth_date))),
        ("Sexe", person.sex.map(|sex| sex.label().to_owned())),
        ("Niveau de qualification", person.qualification_level.map(|level| level.number().to_string())),
        ("Adresse électronique", contact.and_then(|contact| contact.email.as_ref()).map(ToString::to_string)),
        ("Téléphone", contact.and_then(|contact| contact.phone.as_ref()).map(ToString::to_string)),
        ("Référence", person.external_ref.as_ref().map(ToString::to_string)),
        ("Information sur ses droits", person.informed_on.map(day_in_table)),
        ("Droit au travail vérifié", person.right_to_work_checked_on.map(day_in_table)),
    ];
    facts.into_iter().filter_map(|(label, value)| Some((label, value?))).collect()
}

fn at(moment: &DateTime<Utc>) -> String {
    moment_in_table(*moment)
}

/// The page where two records are compared, the earlier one as the one that stays.
fn comparison(one: &CandidateId, other: &CandidateId) -> String {
    format!("/doublons/{}/{}", one.min(other), one.max(other))
}

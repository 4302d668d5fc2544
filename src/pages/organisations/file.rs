//! `/structures/{id}`: one organisation's file.

use askama::Template;

use super::super::shell::Shell;
use super::list::roles;
use crate::organisation_files::{Employee, OrganisationFile};
use crate::organisations::Organisation;
use crate::values::{day_in_words, moment_in_table};

#[derive(Template)]
#[template(path = "organisation.html", config = "src/pages/askama.toml")]
pub(super) struct FilePage {
    shell: Shell,
    file: OrganisationFile,
    roles: String,
    facts: Vec<(&'static str, String)>,
    /// The last word from it.
    last: Vec<String>,
    similar: Vec<Organisation>,
}

impl FilePage {
    pub fn new(shell: Shell, file: OrganisationFile, similar: Vec<Organisation>) -> Self {
        let hours = file.last_word.hours.map(|(at, month)| {
            format!("Dernières heures saisies ou décidées\u{a0}: {}, jusqu’à {}", moment_in_table(at), month.in_words())
        });
        let referral = file.last_word.referral.map(|day| format!("Dernière orientation\u{a0}: {}", day_in_words(day)));
        Self {
            shell,
            roles: roles(&file.row),
            facts: facts(&file.row.organisation),
            last: hours.into_iter().chain(referral).collect(),
            similar,
            file,
        }
    }
}

/// What the record says, each with its label.
pub(super) fn facts(of: &Organisation) -> Vec<(&'static str, String)> {
    let known = [
        ("SIRET", of.siret.as_ref().map(ToString::to_string)),
        ("Nature d’acheteur", of.buyer_kind.map(|kind| kind.label().to_owned())),
        ("Nature d’employeur", of.employer_kind.map(|kind| kind.label().to_owned())),
        ("Nature de prescripteur", of.prescriber_kind.map(|kind| kind.label().to_owned())),
        ("Contact", of.contact_name.as_ref().map(ToString::to_string)),
        ("Adresse électronique", of.contact_email.as_ref().map(ToString::to_string)),
        ("Téléphone", of.contact_phone.as_ref().map(ToString::to_string)),
    ];
    known.into_iter().filter_map(|(label, text)| Some((label, text?))).collect()
}

/// When somebody works there.
fn during(person: &Employee) -> String {
    let from = person.from.format("%d/%m/%Y");
    match person.to {
        Some(to) => format!("du {from} au {}", to.format("%d/%m/%Y")),
        None => format!("depuis le {from}"),
    }
}

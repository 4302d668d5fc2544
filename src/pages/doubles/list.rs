//! `/doublons`: the pairs of records.

use askama::Template;

use super::super::shell::Shell;
use super::form::Done;
use super::words::field;
use crate::candidates::merges::{DistinctPair, PairedPerson, PossiblePair};

#[derive(Template)]
#[template(path = "doubles.html", config = "src/pages/askama.toml")]
pub(super) struct DoublesPage {
    shell: Shell,
    said: Option<&'static str>,
    possible: Vec<PossiblePair>,
    told_apart: Vec<DistinctPair>,
}

impl DoublesPage {
    pub fn new(shell: Shell, done: Option<Done>, possible: Vec<PossiblePair>, told_apart: Vec<DistinctPair>) -> Self {
        Self { shell, said: done.map(Done::said), possible, told_apart }
    }
}

/// The fields that agree, in words.
fn agreeing(pair: &PossiblePair) -> String {
    pair.fields.iter().map(|name| field(name)).collect::<Vec<_>>().join(", ")
}

/// The person with a birth date.
fn born(person: &PairedPerson) -> String {
    person.birth_date.format("%d/%m/%Y").to_string()
}

//! What the pages show.

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};

use super::super::link_look::link_look;
use super::super::shell::Shell;
use super::form::Typed;
use crate::error::AppError;
use crate::plie::{Desk, LinkFile, PlieDelivery};
use crate::values::{DeliveryState, PeriodSource, moment_in_table};

#[derive(Template)]
#[template(path = "plie.html", config = "src/pages/askama.toml")]
pub(super) struct DeskPage {
    pub shell: Shell,
    pub desk: Desk,
}

#[derive(Template)]
#[template(path = "plie_link.html", config = "src/pages/askama.toml")]
pub(super) struct FilePage {
    shell: Shell,
    file: LinkFile,
    refusal: Option<String>,
    number: String,
    reason: String,
}

impl FilePage {
    pub fn new(shell: Shell, file: LinkFile, refused: Option<&(Typed, AppError)>) -> Self {
        let detail = |error: &AppError| {
            error.field_errors.first().map_or(&error.detail, |field_error| &field_error.detail).clone()
        };
        Self {
            shell,
            file,
            refusal: refused.map(|(_, error)| detail(error)),
            number: refused.map(|(typed, _)| typed.number.clone()).unwrap_or_default(),
            reason: refused.map(|(typed, _)| typed.reason.clone()).unwrap_or_default(),
        }
    }
}

fn in_figures(day: &NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

fn at(moment: &DateTime<Utc>) -> String {
    moment_in_table(*moment)
}

/// The class and icon of a delivery's state.
fn look_of(state: DeliveryState) -> (&'static str, &'static str) {
    match state {
        DeliveryState::Sent => ("good", "check"),
        DeliveryState::Held | DeliveryState::Pending => ("quiet", "clock"),
        DeliveryState::Replaced => ("quiet", "info"),
        DeliveryState::Dead => ("bad", "warning"),
    }
}

/// What a delivery announces, in words.
fn wording(delivery: &PlieDelivery) -> String {
    let parts: Vec<&str> = delivery.reference.split('/').collect();
    match parts.as_slice() {
        ["employment", id, "start"] => format!("Début du contrat de travail n° {id}"),
        ["employment", id, "end"] => format!("Fin du contrat de travail n° {id}"),
        ["hours", _, month, sector] => format!("Heures de {month} en {}", sector.to_uppercase()),
        ["exit", id] => format!("Sortie positive n° {id}"),
        ["candidate", _] => "Demande d’un référent".to_owned(),
        _ => delivery.reference.clone(),
    }
}

fn source(of: PeriodSource) -> &'static str {
    match of {
        PeriodSource::Plie => "dossier du PLIE",
        PeriodSource::Officer => "saisie ici",
    }
}

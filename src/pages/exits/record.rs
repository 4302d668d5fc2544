//! `/sorties/{id}`: what the page shows.

use askama::Template;

use super::super::people::{Choice, organisation_choices};
use super::super::shell::Shell;
use super::super::typed_person::{Typed, TypedView};
use super::form::FIELDS;
use crate::error::AppError;
use crate::exits::NamedExit;
use crate::organisations::Organisation;
use crate::values::{CandidateId, ExitKind, PositiveExitId, Sector, Versioned as _, day_in_table};

#[derive(Template)]
#[template(path = "exit.html", config = "src/pages/askama.toml")]
pub(super) struct RecordPage {
    shell: Shell,
    id: PositiveExitId,
    candidate: CandidateId,
    version: i64,
    name: String,
    /// What the record says: label and value.
    facts: Vec<(&'static str, String)>,
    warnings: Vec<String>,
    /// What was just done.
    done: Option<&'static str>,
    form: TypedView,
    sectors: Vec<Sector>,
    employers: Vec<Choice>,
}

impl RecordPage {
    pub fn new(
        shell: Shell,
        (named, employers): (&NamedExit, &[Organisation]),
        sectors: Vec<Sector>,
        done: Option<&'static str>,
        refused: Option<(Typed, &AppError)>,
    ) -> Self {
        let exit = &named.exit;
        let form = match refused {
            Some((typed, error)) => TypedView::refused(typed, error, FIELDS),
            None => {
                let mut typed = Typed::default();
                typed.propose_exit(exit);
                TypedView::fresh(typed)
            }
        };
        Self {
            shell,
            id: exit.id,
            candidate: exit.candidate_id,
            version: exit.version(),
            name: format!("{} {}", named.last_name.as_str().to_uppercase(), named.first_name),
            facts: facts(named),
            warnings: exit.warnings.iter().map(|warning| warning.detail.clone()).collect(),
            done,
            form,
            sectors,
            employers: organisation_choices(employers.iter().collect()),
        }
    }
}

fn facts(named: &NamedExit) -> Vec<(&'static str, String)> {
    let exit = &named.exit;
    let in_plie = exit.plie_period_id.is_some();
    let facts = [
        ("Critère", Some(exit.kind.label().to_owned())),
        ("Commencée le", Some(day_in_table(exit.started_on))),
        ("Acquise le", Some(day_in_table(exit.met_on))),
        ("Employeur", named.employer.as_ref().map(ToString::to_string)),
        ("Heures par semaine", exit.weekly_hours.map(|hours| format!("{}\u{a0}h", hours.in_french()))),
        ("Secteur", exit.sector.map(|sector| sector.to_string())),
        ("PLIE", Some(if in_plie { "Met fin à l’accompagnement" } else { "Hors accompagnement" }.to_owned())),
        ("Justificatif", exit.proof_reference.as_ref().map(ToString::to_string)),
    ];
    facts.into_iter().filter_map(|(label, value)| Some((label, value?))).collect()
}

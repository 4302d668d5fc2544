//! `/bilan/{annee}/personnes`: the people behind a figure, each with what they add to it.

use actix_web::{HttpRequest, HttpResponse, get};
use askama::Template;

use super::super::shell::{Place, Shell};
use super::super::view::page;
use super::address::{OfFigure, path};
use super::lines::in_french;
use crate::access::{Caller, ReadBilanPeople};
use crate::accounts::{CurrentUser, actions};
use crate::bilan::people::{self, FigurePeople, FigurePerson};
use crate::bilan::{MonthRun, Reach, Value};
use crate::error::{Result, french};
use crate::http::{Handlers, Query, YearPath, blocking};

#[derive(Template)]
#[template(path = "bilan_people.html", config = "src/pages/askama.toml")]
struct PeoplePage {
    shell: Shell,
    label: String,
    table: String,
    rule: String,
    months: String,
    /// The address of the bilan.
    bilan: String,
    is_everybodys: bool,
    value: String,
    /// What stands over the column of what each adds.
    unit: &'static str,
    people: Vec<PersonView>,
}

/// Somebody behind the figure.
struct PersonView {
    id: i64,
    name: String,
    adds: String,
}

impl PeoplePage {
    fn new(shell: Shell, (run, reach): (MonthRun, Reach), of: FigurePeople) -> Self {
        let person = |person: FigurePerson| PersonView {
            id: person.candidate_id.0,
            name: format!("{} {}", person.last_name, person.first_name),
            adds: in_french(person.adds),
        };
        Self {
            shell,
            label: french(&of.label),
            table: french(&of.table),
            rule: of.rule,
            months: run.in_words(),
            bilan: path(run, reach),
            is_everybodys: reach == Reach::All,
            value: in_french(of.value),
            unit: if matches!(of.value, Value::Hours(_)) { "Heures" } else { "Compte" },
            people: of.people.into_iter().map(person).collect(),
        }
    }
}

#[get("/bilan/{year}/personnes")]
async fn show(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<ReadBilanPeople>,
    year: YearPath,
    address: Query<OfFigure>,
) -> Result<HttpResponse> {
    let ((run, reach), figure) = address.0.read(year.0)?;
    let read = move || Ok((actions::current(&user)?, people::people(&caller, run, reach, &figure)?));
    let (user, of) = blocking(read).await?;
    page(&PeoplePage::new(Shell::of(&request, &user, Place::Bilan)?, (run, reach), of))
}

/// The route of the people behind a figure.
pub fn routes(config: &mut Handlers<'_>) {
    config.undescribed(show);
}

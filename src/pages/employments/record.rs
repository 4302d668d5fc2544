//! `/contrats-de-travail/{id}`: what the page reads and shows.

use askama::Template;
use chrono::{Days, NaiveDate};

use super::super::form_errors::{FormErrors, FormField};
use super::super::shell::Shell;
use super::super::typed_person::{Typed, TypedView};
use super::form::{END_FIELDS, NEW_FIELDS, TYPE_FIELDS};
use super::lots::Offer;
use super::words::{Done, StandingView, lot_label};
use crate::access::{Caller, EditEligibility};
use crate::employments::{self, Employment};
use crate::error::{AppError, Result};
use crate::hours::{self, Cell, HoursFilter};
use crate::values::{
    AssignmentId, CandidateId, ContractType, EmploymentId, Hours, LotId, Modality, Period, Place, Versioned as _,
    day_in_table,
};

/// What a form of the page does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Correct,
    End,
    Assign,
    Reassign,
    Unassign,
    Succeed,
}

/// What the page shows.
pub(super) struct Facts {
    pub employment: Employment,
    hours: Vec<Cell>,
    offer: Offer,
}

impl Facts {
    pub fn read(caller: &Caller<EditEligibility>, id: EmploymentId) -> Result<Self> {
        let employment = employments::actions::show(&caller.with_right()?, id)?;
        let filter = HoursFilter { employment_id: Some(id), ..HoursFilter::default() };
        let mut hours = hours::list(&caller.with_right()?, &filter, Place::Position(0), i64::MAX)?;
        hours.retain(|cell| cell.latest().worked > Hours::ZERO);
        hours.sort_by_key(|cell| (std::cmp::Reverse(cell.month), cell.lot_id));
        let offer = Offer::read(caller, employment.candidate_id, None)?;
        Ok(Self { employment, hours, offer })
    }
}

#[derive(Template)]
#[template(path = "employment.html", config = "src/pages/askama.toml")]
pub(super) struct RecordPage {
    shell: Shell,
    id: EmploymentId,
    candidate: CandidateId,
    version: i64,
    key: String,
    name: String,
    contract_type: ContractType,
    is_ended: bool,
    standing: StandingView,
    /// What the record says: label and value.
    facts: Vec<(&'static str, String)>,
    warnings: Vec<String>,
    done: Option<Done>,
    assignments: Vec<AssignmentRow>,
    hours: Vec<HoursRow>,
    offer: Offer,
    correction: TypedView,
    end: TypedView,
    assignment: TypedView,
    succession: TypedView,
}

struct AssignmentRow {
    id: AssignmentId,
    lot: LotId,
    label: String,
    title: String,
    modality: Modality,
    from: String,
    to: String,
    standing: StandingView,
    form: TypedView,
}

struct HoursRow {
    month: String,
    in_words: String,
    /// The row of the sheet.
    place: String,
    lot: String,
    worked: String,
    status: &'static str,
}

impl RecordPage {
    pub fn new(
        shell: Shell,
        facts: Facts,
        (today, key): (NaiveDate, String),
        done: Option<Done>,
        refused: Option<(Act, &Typed, &AppError)>,
    ) -> Self {
        let Facts { employment, hours, offer } = facts;
        let form = |act: Act, fields: &[FormField], fresh: Typed| match refused {
            Some((refused, typed, error)) if refused == act => TypedView::refused(typed.clone(), error, fields),
            _ => TypedView::fresh(fresh),
        };
        let (mut corrected, mut ended, mut succeeded) = (Typed::default(), Typed::default(), Typed::default());
        corrected.propose_employment(&employment);
        ended.propose("fin", today.to_string());
        let next = employment.ends_on.and_then(|end| end.checked_add_days(Days::new(1))).unwrap_or(today);
        succeeded.propose("debut", next.to_string());
        succeeded.propose("heures", employment.weekly_hours.map(|hours| hours.in_french()).unwrap_or_default());
        let assigned = form(Act::Assign, NEW_FIELDS, Typed::default());
        let rows = employment.assignments.iter().map(|one| {
            let mut typed = Typed::default();
            typed.propose_assignment(one);
            let is_refused = refused.is_some_and(|(act, typed, _)| {
                matches!(act, Act::Reassign | Act::Unassign) && typed.typed_assignment() == Some(one.id)
            });
            let period = Period { to: one.to.or(employment.ends_on), ..one.period() };
            let form = match refused.filter(|_| is_refused) {
                Some((act, sent, error)) => TypedView {
                    typed: if act == Act::Reassign { sent.clone() } else { typed },
                    errors: FormErrors::with(error, |pointer| field_of(one.id, pointer)),
                },
                None => TypedView::fresh(typed),
            };
            AssignmentRow {
                id: one.id,
                lot: one.lot_id,
                label: lot_label(one),
                title: one.lot_title.to_string(),
                modality: one.modality,
                from: day_in_table(one.from),
                to: period.to.map_or_else(|| "sans fin".to_owned(), day_in_table),
                standing: StandingView::new(period, today),
                form,
            }
        });
        Self {
            shell,
            id: employment.id,
            candidate: employment.candidate_id,
            version: employment.version(),
            key,
            name: format!("{} {}", employment.names.last_name.as_str().to_uppercase(), employment.names.first_name),
            contract_type: employment.contract_type,
            is_ended: employment.ends_on.is_some_and(|end| end < today),
            standing: StandingView::new(employment.period(), today),
            facts: said(&employment),
            warnings: employment.warnings.iter().map(|warning| warning.detail.clone()).collect(),
            done,
            assignments: rows.collect(),
            hours: hours.iter().map(hours_row).collect(),
            offer,
            correction: form(Act::Correct, NEW_FIELDS, corrected),
            end: form(Act::End, END_FIELDS, ended),
            assignment: assigned,
            succession: form(Act::Succeed, TYPE_FIELDS, succeeded),
        }
    }
}

/// The id and the label of a field of an assignment's form.
fn field_of(assignment: AssignmentId, pointer: &str) -> Option<(String, String)> {
    let (name, label) = match pointer {
        "/assignment/modality" => ("modalite", "Modalité"),
        "/assignment/from" => ("du", "Premier jour"),
        "/assignment/to" => ("au", "Dernier jour"),
        _ => return None,
    };
    Some((format!("aff-{assignment}-{name}"), label.to_owned()))
}

fn said(employment: &Employment) -> Vec<(&'static str, String)> {
    let contract_type = employment.contract_type;
    let facts = [
        ("Employeur", Some(employment.names.employer.to_string())),
        ("Type de contrat", Some(format!("{contract_type} – {}", contract_type.label()))),
        ("Premier jour", Some(day_in_table(employment.starts_on))),
        ("Dernier jour", Some(employment.ends_on.map_or_else(|| "sans fin".to_owned(), day_in_table))),
        ("Heures par semaine", employment.weekly_hours.map(|hours| format!("{}\u{a0}h", hours.in_french()))),
        ("Métier (ROME)", employment.occupation.as_ref().map(ToString::to_string)),
        ("Référence", employment.external_ref.as_ref().map(ToString::to_string)),
    ];
    facts.into_iter().filter_map(|(label, value)| Some((label, value?))).collect()
}

fn hours_row(cell: &Cell) -> HoursRow {
    let figure = cell.latest();
    let lot = cell.names.as_ref().map(|names| format!("{}, lot {}", names.public_contract, names.lot));
    HoursRow {
        month: cell.month.to_string(),
        in_words: cell.month.in_words(),
        place: format!("{}-{}", cell.employment_id, cell.lot_id),
        lot: lot.unwrap_or_default(),
        worked: figure.worked.in_french(),
        status: figure.status.label(),
    }
}

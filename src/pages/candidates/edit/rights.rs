//! `/candidats/{id}/droits`: what an officer grants a person: a period of accompaniment by the PLIE, a waiver, a window of
//! eligibility.

use actix_web::{HttpRequest, HttpResponse, get, post};

use super::super::super::form_errors::{FormField, field_at};
use super::super::super::form_view::{FormView, in_words, is_shown_in_form};
use super::super::super::shell::{Place, Shell};
use super::super::super::typed::TypedForm;
use super::super::super::view::{form_page, redirect};
use super::super::words::period;
use super::view::{PeriodLine, RightsForm};
use crate::access::{Caller, EditEligibility};
use crate::accounts::{CurrentUser, actions};
use crate::candidates::{PliePeriodDetails, WaiverDetails, WindowDetails, periods, waivers, windows};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::http::{Fields, Handlers, Id, SentForm, blocking};
use crate::person_file::{PersonFile, person_file};
use crate::values::{CandidateId, FreeText, Period, PeriodId, PeriodSource, Sector, parse_day, parse_id, parse_whole};

/// What a form grants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Period,
    EndPeriod,
    Waiver,
    Window,
}

impl Act {
    fn read(text: &str) -> Result<Self> {
        match text {
            "periode" => Ok(Self::Period),
            "fin-periode" => Ok(Self::EndPeriod),
            "derogation" => Ok(Self::Waiver),
            "fenetre" => Ok(Self::Window),
            _ => Err(AppError::new(ProblemCode::InvalidBody)),
        }
    }

    /// The fields of its form.
    const fn fields(self) -> &'static [FormField] {
        match self {
            Self::Period => &[("/from", "du", "Du"), ("/to", "au", "Au")],
            Self::EndPeriod => &[("/to", "fin", "Dernier jour"), ("/period", "periode", "Accompagnement")],
            Self::Waiver => &[("/sector", "secteur", "Secteur"), ("/reason", "motif-derogation", "Motif")],
            Self::Window => &[("/ends_on", "jusqu-au", "Jusqu’au"), ("/reason", "motif-fenetre", "Motif")],
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::Period | Self::EndPeriod => "accompagnement",
            Self::Waiver => "derogation",
            Self::Window => "fenetre",
        }
    }
}

#[get("/candidats/{id}/droits")]
async fn show(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditEligibility>,
    id: Id<CandidateId>,
) -> Result<HttpResponse> {
    shown(&request, user, caller, id.0, None).await
}

#[post("/candidats/{id}/droits")]
async fn submit(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditEligibility>,
    id: Id<CandidateId>,
    form: SentForm,
) -> Result<HttpResponse> {
    let (act, typed) = (Act::read(form.text("acte"))?, TypedForm::read(&form));
    let writer = caller.clone().with_idempotency_key(Some(form.idempotency_key(&request)?));
    let sent = typed.clone();
    match blocking(move || grant(&writer, id.0, act, &sent)).await {
        Ok(()) => Ok(redirect(&format!("/candidats/{}?fait={}", id.0, act.code()))),
        Err(error) if !is_shown_in_form(&error) => Err(error),
        Err(error) => {
            let error = in_words(error, "à enregistrer ce droit");
            shown(&request, user, caller, id.0, Some((act, typed, error))).await
        }
    }
}

fn grant(caller: &Caller<EditEligibility>, id: CandidateId, act: Act, typed: &TypedForm) -> Result<()> {
    let mut fields = Fields::default();
    let of = &mut fields;
    match act {
        Act::Period => {
            let from = typed.required(of, "du", "/from", parse_day);
            let to = typed.optional(of, "au", "/to", parse_day);
            let Some(from) = from else { return Err(fields.refusal()) };
            let period = ordered(Period { from, to }, &mut fields);
            fields.done()?;
            periods::actions::create(caller, id, PliePeriodDetails { period }).map(drop)
        }
        Act::EndPeriod => end_period(caller, typed),
        Act::Waiver => {
            let sector = typed.required(of, "secteur", "/sector", Sector::parse);
            let reason = typed.required(of, "motif-derogation", "/reason", FreeText::parse);
            let (Some(sector), Some(reason)) = (sector, reason) else { return Err(fields.refusal()) };
            waivers::actions::create(caller, id, &WaiverDetails { sector, reason, granted_on: None }).map(drop)
        }
        Act::Window => {
            let ends_on = typed.required(of, "jusqu-au", "/ends_on", parse_day);
            let reason = typed.required(of, "motif-fenetre", "/reason", FreeText::parse);
            let (Some(ends_on), Some(reason)) = (ends_on, reason) else { return Err(fields.refusal()) };
            windows::actions::open(caller, id, &WindowDetails { ends_on, reason }).map(drop)
        }
    }
}

/// Sets the last day of a period: its id and its version stand in one field, as `7-2`.
fn end_period(caller: &Caller<EditEligibility>, typed: &TypedForm) -> Result<()> {
    let mut fields = Fields::default();
    let to = typed.required(&mut fields, "fin", "/to", parse_day);
    let chosen = typed.text("periode").split_once('-');
    let chosen: Option<(PeriodId, i64)> =
        chosen.and_then(|(id, version)| Some((parse_id(id).ok()?, parse_whole(version)?)));
    if chosen.is_none() {
        fields.push(FieldError::new("/period", ProblemCode::Missing));
    }
    let (Some(to), Some((period, version))) = (to, chosen) else { return Err(fields.refusal()) };
    periods::actions::update(caller, period, &version.into(), |before| {
        let mut fields = Fields::default();
        let period = ordered(Period { from: before.from, to: Some(to) }, &mut fields);
        fields.done()?;
        Ok(PliePeriodDetails { period })
    })
    .map(drop)
}

fn ordered(period: Period, fields: &mut Fields) -> Period {
    if !period.is_ordered() {
        fields.push(FieldError::new("/to", ProblemCode::InvalidPeriod));
    }
    period
}

async fn shown(
    request: &HttpRequest,
    user: CurrentUser,
    caller: Caller<EditEligibility>,
    id: CandidateId,
    refused: Option<(Act, TypedForm, AppError)>,
) -> Result<HttpResponse> {
    let sectors = caller.scope().visible_sectors();
    let (user, file) =
        blocking(move || Ok((actions::current(&user)?, person_file(&caller.with_right()?, id)?))).await?;
    let (form, error) = match refused {
        Some((act, typed, error)) => {
            (FormView::refused(typed, &error, |pointer| field_at(act.fields(), pointer))?, Some(error))
        }
        None => (FormView::new(TypedForm::default(), None)?, None),
    };
    let template = RightsForm {
        shell: Shell::of(request, &user, Place::Candidates)?,
        id,
        name: format!("{} {}", file.person.last_name, file.person.first_name),
        sectors,
        form,
        periods: own_periods(&file),
        eligibility: file.eligibility,
    };
    form_page(&template, error.as_ref())
}

/// The periods that officers recorded.
fn own_periods(file: &PersonFile) -> Vec<PeriodLine> {
    let own = file.periods.iter().filter(|one| one.source == PeriodSource::Officer);
    own.map(|one| PeriodLine { id: one.id.0, version: one.version, said: period(one.period()) }).collect()
}

/// The routes of the page.
pub(super) fn routes(config: &mut Handlers<'_>) {
    config.page("/candidats/{id}/droits").undescribed(show).undescribed(submit);
}

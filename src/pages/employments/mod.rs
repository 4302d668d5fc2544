//! `/contrats-de-travail`: employments. `/contrats-de-travail/nouveau`: a new one, of a person or for a lot.
//! `/contrats-de-travail/{id}`: one, with its assignments and hours; its type changes in one act.

mod address;
mod csv_table;
mod form;
mod list;
mod lots;
mod new;
mod record;
mod words;

use actix_web::{HttpRequest, HttpResponse, get, post};
use serde::Deserialize;

use self::address::Address;
use self::csv_table::table;
use self::form::{of_assignment, of_dates};
use self::list::ListPage;
use self::new::{Asked, Facts as NewFacts, NewPage};
use self::record::{Act, Facts, RecordPage};
use self::words::Done;
use super::shell::{Place, Shell};
use super::typed_person::Typed;
use super::view::{After, form_key, form_page, page, redirect, version};
use super::{form_view, meanwhile, people};
use crate::access::idempotency::IdempotencyKey;
use crate::access::{Caller, EditEligibility, EditEmployments, ReadEligibility};
use crate::accounts::{CurrentUser, actions};
use crate::employments;
use crate::error::{AppError, ProblemCode, Result};
use crate::http::{Handlers, Id, Query, SentForm, blocking};
use crate::organisations::OrganisationRole;
use crate::person_file::Subject;
use crate::values::{CandidateId, EmploymentId, LotId};

#[get("/contrats-de-travail")]
async fn show_list(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<ReadEligibility>,
    address: Query<Address>,
) -> Result<HttpResponse> {
    let (address, today) = (address.0, caller.today());
    let (search, order) = address.read(today)?;
    let (asked, part) = (search.clone(), address.part());
    let read = move || {
        let found = employments::actions::page(&caller.with_right()?, &asked, order, part)?;
        Ok((actions::current(&user)?, found, people::with_role(&caller, OrganisationRole::Employer)?))
    };
    let (user, found, employers) = blocking(read).await?;
    let shell = Shell::of(&request, &user, Place::Employments)?;
    page(&ListPage::new(shell, (address, &search, order), &employers, found, today))
}

/// What the address of a new employment says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewAddress {
    /// A name to search.
    nom: Option<String>,
    /// The person who was chosen.
    candidat: Option<i64>,
    /// The lot to which the employment is assigned.
    lot: Option<i64>,
}

#[get("/contrats-de-travail/nouveau")]
async fn show_new(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditEligibility>,
    address: Query<NewAddress>,
) -> Result<HttpResponse> {
    let NewAddress { nom, candidat, lot } = address.0;
    let asked = candidat.map_or_else(|| Asked::Search(nom.unwrap_or_default()), |id| Asked::Person(CandidateId(id)));
    shown_new(&request, user, caller, (asked, lot.map(LotId)), None).await
}

async fn shown_new(
    request: &HttpRequest,
    user: CurrentUser,
    caller: Caller<EditEligibility>,
    (asked, lot): (Asked, Option<LotId>),
    refused: Option<(AppError, &SentForm)>,
) -> Result<HttpResponse> {
    let key = form_key(refused.as_ref().map(|(error, form)| (error, *form)))?;
    let read = move || Ok((actions::current(&user)?, NewFacts::read(&caller, asked, lot)?));
    let (user, facts) = blocking(read).await?;
    let shell = Shell::of(request, &user, Place::Employments)?;
    let error = refused.map(|(error, _)| error);
    let template = NewPage::new(shell, lot, key, facts, error.as_ref());
    form_page(&template, error.as_ref())
}

#[post("/contrats-de-travail/nouveau")]
async fn create(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditEligibility>,
    form: SentForm,
) -> Result<HttpResponse> {
    let (key, typed) = (form.idempotency_key(&request)?, Typed::read(&form));
    let candidate = typed.candidate().ok_or(AppError::new(ProblemCode::InvalidBody))?;
    let writer = caller.with_right::<EditEmployments>()?.with_idempotency_key(Some(key));
    let sent = typed.clone();
    let created = blocking(move || employments::actions::create(&writer, &sent.new_employment(candidate)?)?.id());
    match created.await {
        Ok(id) => Ok(redirect(&after(id, Done::Recorded))),
        Err(error) if !form_view::is_shown_in_form(&error) => Err(error),
        Err(error) => {
            let error = of_assignment(form_view::in_words(error, "à enregistrer un contrat de travail"));
            shown_new(&request, user, caller, (Asked::Again(typed), None), Some((error, &form))).await
        }
    }
}

/// The page of an employment that says what was done.
fn after(id: EmploymentId, done: Done) -> String {
    format!("/contrats-de-travail/{id}?fait={}", done.code())
}

#[get("/contrats-de-travail/{id}")]
async fn show(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditEligibility>,
    id: Id<EmploymentId>,
    after: Query<After>,
) -> Result<HttpResponse> {
    let done = after.0.code().and_then(Done::parse);
    shown(&request, user, caller, id.0, done, None).await
}

async fn shown(
    request: &HttpRequest,
    user: CurrentUser,
    caller: Caller<EditEligibility>,
    id: EmploymentId,
    done: Option<Done>,
    refused: Option<(Act, Typed, AppError, &SentForm)>,
) -> Result<HttpResponse> {
    let today = caller.today();
    let succeeds = |(act, ..): &&(Act, Typed, AppError, &SentForm)| *act == Act::Succeed;
    let key = form_key(refused.as_ref().filter(succeeds).map(|(.., error, form)| (error, *form)))?;
    let refused = refused.map(|(act, typed, error, _)| (act, typed, error));
    let read = move || {
        let facts = Facts::read(&caller, id)?;
        let say = |error| meanwhile::explained(error, &user, &caller, (Subject::Employment, id.0));
        let with_words = |(act, typed, error)| say(error).map(|error| (act, typed, error));
        Ok((actions::current(&user)?, facts, refused.map(with_words).transpose()?))
    };
    let (user, facts, refused) = blocking(read).await?;
    let shell = Shell::of(request, &user, Place::Employments)?;
    let again = refused.as_ref().map(|(act, typed, error)| (*act, typed, error));
    let template = RecordPage::new(shell, facts, (today, key), done, again);
    form_page(&template, refused.as_ref().map(|(.., error)| error))
}

#[post("/contrats-de-travail/{id}")]
async fn change(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditEligibility>,
    id: Id<EmploymentId>,
    form: SentForm,
) -> Result<HttpResponse> {
    let (act, done) = match form.text("faire") {
        "corriger" => (Act::Correct, Done::Corrected),
        "finir" => (Act::End, Done::Ended),
        "affecter" => (Act::Assign, Done::Assigned),
        "corriger-affectation" => (Act::Reassign, Done::Reassigned),
        "retirer-affectation" => (Act::Unassign, Done::Unassigned),
        "changer-type" => (Act::Succeed, Done::Succeeded),
        _ => return Err(ProblemCode::InvalidBody.into()),
    };
    let version = version(&form)?;
    let key = (act == Act::Succeed).then(|| form.idempotency_key(&request)).transpose()?;
    let typed = Typed::read(&form);
    let (writer, sent) = (caller.with_right::<EditEmployments>()?, typed.clone());
    match blocking(move || perform(&writer, id.0, (act, version, key), &sent)).await {
        Ok(next) => Ok(redirect(&after(next, done))),
        Err(error) if !form_view::is_shown_in_form(&error) => Err(error),
        Err(error) => {
            let error = form_view::in_words(error, "à enregistrer un contrat de travail");
            let error = if act == Act::Correct { of_dates(error) } else { of_assignment(error) };
            let refused = (act, typed, error, &form);
            shown(&request, user, caller, id.0, None, Some(refused)).await
        }
    }
}

/// Does what the form asks; the employment to show next.
fn perform(
    caller: &Caller<EditEmployments>,
    id: EmploymentId,
    (act, version, key): (Act, i64, Option<IdempotencyKey>),
    typed: &Typed,
) -> Result<EmploymentId> {
    if act == Act::Succeed {
        let caller = caller.clone().with_idempotency_key(key);
        return employments::actions::succeed(&caller, id, &version.into(), &typed.succession()?)?.id();
    }
    let changed = employments::actions::update(caller, id, &version.into(), false, |current| match act {
        Act::Correct => typed.corrected_employment(current),
        Act::End => typed.ended_employment(current),
        Act::Assign => typed.assigned_employment(current),
        Act::Reassign => typed.reassigned_employment(current),
        Act::Unassign | Act::Succeed => typed.unassigned_employment(current),
    });
    changed.map(|employment| employment.id)
}

/// The routes of the pages.
pub fn routes(config: &mut Handlers<'_>) {
    config.page("/contrats-de-travail.csv").undescribed(table);
    config.page("/contrats-de-travail").page("/contrats-de-travail/nouveau").page("/contrats-de-travail/{id}");
    config.undescribed(show_list).undescribed(show_new).undescribed(create).undescribed(show).undescribed(change);
}

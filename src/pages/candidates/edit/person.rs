//! `/candidats/nouveau`: the record of a person, unless one may be theirs already. `/candidats/{id}/modifier`: its
//! correction, with addresses and criteria. Without script a button returns the page with one address more.

use actix_web::{HttpRequest, HttpResponse, get, post};

use super::super::super::form_view::{FormView, in_words, is_shown_in_form};
use super::super::super::meanwhile::Meanwhile;
use super::super::super::shell::{Place, Shell};
use super::super::super::typed::TypedForm;
use super::super::super::view::{form_page, redirect};
use super::fields::{ADDRESSES, CRITERIA, PERSON, Places, details, field, recorded};
use super::view::PersonForm;
use crate::access::{Caller, EditCandidates, EditEligibility};
use crate::accounts::{CurrentUser, User, actions};
use crate::candidates::CandidateView;
use crate::candidates::actions as candidates;
use crate::error::{AppError, ProblemCode, Result};
use crate::http::{Handlers, Id, LargeForm, blocking};
use crate::person_file::last_change;
use crate::reference::actions as reference;
use crate::values::{CandidateId, parse_whole};

/// What a button of the form asks.
#[derive(Debug, Clone, Copy)]
enum Act {
    Record,
    AddAddress,
    AddCriterion,
    RemoveAddress(usize),
    RemoveCriterion(usize),
}

impl Act {
    fn read(text: &str) -> Self {
        let number = |behind: &str| text.strip_prefix(behind).and_then(|number| number.parse().ok());
        match (text, number("retirer-adresse-"), number("retirer-critere-")) {
            ("ajouter-adresse", ..) => Self::AddAddress,
            ("ajouter-critere", ..) => Self::AddCriterion,
            (_, Some(number), _) => Self::RemoveAddress(number),
            (_, _, Some(number)) => Self::RemoveCriterion(number),
            _ => Self::Record,
        }
    }

    /// Changes the form; the id of the field where one goes on, or none if it is to be recorded.
    fn go_on(self, typed: &mut TypedForm) -> Option<String> {
        match self {
            Self::Record => None,
            Self::AddAddress => Some(format!("{}commune", ADDRESSES.prefix(ADDRESSES.add(typed)))),
            Self::AddCriterion => Some(format!("{}code", CRITERIA.prefix(CRITERIA.add(typed)))),
            Self::RemoveAddress(number) => {
                Some(format!("{}commune", ADDRESSES.prefix(ADDRESSES.remove(typed, number))))
            }
            Self::RemoveCriterion(number) => Some(format!("{}code", CRITERIA.prefix(CRITERIA.remove(typed, number)))),
        }
    }
}

/// A form that was sent: its texts, and its refusal or else where one goes on.
struct Sent {
    typed: TypedForm,
    focus: Option<String>,
    refused: Option<AppError>,
}

/// What the page reads.
struct Facts {
    user: User,
    places: Places,
    /// What is recorded; nothing of somebody new.
    recorded: TypedForm,
    name: String,
    doubles: Vec<CandidateView>,
    meanwhile: Option<Meanwhile>,
}

#[get("/candidats/nouveau")]
async fn show_new(request: HttpRequest, user: CurrentUser, caller: Caller<EditEligibility>) -> Result<HttpResponse> {
    shown(&request, user, caller, None, None).await
}

#[post("/candidats/nouveau")]
async fn submit_new(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditEligibility>,
    form: LargeForm,
) -> Result<HttpResponse> {
    let mut typed = TypedForm::read(&form);
    if let Some(focus) = Act::read(form.text("acte")).go_on(&mut typed) {
        let sent = Sent { typed, focus: Some(focus), refused: None };
        return shown(&request, user, caller, None, Some(sent)).await;
    }
    tidy(&mut typed);
    let key = form.idempotency_key(&request)?;
    let (writer, sent) = (caller.clone(), typed.clone());
    let create = move || {
        let writer: Caller<EditCandidates> = writer.with_right()?;
        let details = details(&sent, &places(&writer)?)?;
        let writer = writer.with_idempotency_key(Some(key));
        candidates::create_unless_double(&writer, &details, sent.is("autre", "oui"))
    };
    match blocking(create).await {
        Ok(id) => Ok(redirect(&format!("/candidats/{id}?fait=cree"))),
        Err(error) if !is_shown_in_form(&error) => Err(error),
        Err(error) => {
            let refused = in_words(error, "à créer une fiche");
            shown(&request, user, caller, None, Some(Sent { typed, focus: None, refused: Some(refused) })).await
        }
    }
}

#[get("/candidats/{id}/modifier")]
async fn show(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditEligibility>,
    id: Id<CandidateId>,
) -> Result<HttpResponse> {
    shown(&request, user, caller, Some(id.0), None).await
}

#[post("/candidats/{id}/modifier")]
async fn submit(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditEligibility>,
    id: Id<CandidateId>,
    form: LargeForm,
) -> Result<HttpResponse> {
    let mut typed = TypedForm::read(&form);
    if let Some(focus) = Act::read(form.text("acte")).go_on(&mut typed) {
        let sent = Sent { typed, focus: Some(focus), refused: None };
        return shown(&request, user, caller, Some(id.0), Some(sent)).await;
    }
    tidy(&mut typed);
    let (writer, sent) = (caller.clone(), typed.clone());
    let change = move || {
        let writer: Caller<EditCandidates> = writer.with_right()?;
        let details = details(&sent, &places(&writer)?)?;
        let version: i64 = parse_whole(sent.text("version")).unwrap_or_default();
        candidates::update(&writer, id.0, &version.into(), false, |_| Ok(details.clone()))
    };
    match blocking(change).await {
        Ok(_) => Ok(redirect(&format!("/candidats/{}?fait=modifie", id.0))),
        Err(error) if !is_shown_in_form(&error) => Err(error),
        Err(error) => {
            let sent = Sent { typed, focus: None, refused: Some(error) };
            shown(&request, user, caller, Some(id.0), Some(sent)).await
        }
    }
}

/// Takes addresses and criteria away in which nothing was typed.
fn tidy(typed: &mut TypedForm) {
    ADDRESSES.remove_empty(typed);
    CRITERIA.remove_empty(typed);
}

fn places(caller: &Caller<EditCandidates>) -> Result<Places> {
    let caller = caller.with_right()?;
    Ok(Places { communes: reference::communes(&caller)?, neighbourhoods: reference::neighbourhoods(&caller)? })
}

async fn shown(
    request: &HttpRequest,
    user: CurrentUser,
    caller: Caller<EditEligibility>,
    id: Option<CandidateId>,
    sent: Option<Sent>,
) -> Result<HttpResponse> {
    let refused = sent.as_ref().and_then(|sent| Some((sent.typed.clone(), sent.refused.as_ref()?.code)));
    let facts = blocking(move || read(&user, &caller, id, refused)).await?;
    let version = facts.recorded.text("version").to_owned();
    let (form, error) = match sent {
        Some(mut sent) if facts.meanwhile.is_some() => {
            sent.typed.set("version", version);
            (FormView::new(sent.typed, None)?, sent.refused)
        }
        // Who it may be is said in a box of its own.
        Some(Sent { typed, refused: Some(error), .. }) if !facts.doubles.is_empty() => {
            (FormView::new(typed, None)?, Some(error))
        }
        Some(Sent { typed, refused: Some(error), .. }) => (FormView::refused(typed, &error, field)?, Some(error)),
        Some(Sent { typed, focus, refused: None }) => (FormView::new(typed, focus)?, None),
        None => (FormView::new(facts.recorded, id.is_none().then(|| "nom".to_owned()))?, None),
    };
    let shell = Shell::of(request, &facts.user, Place::Candidates)?;
    let corrected = id.map(|id| (id, facts.name));
    let template = PersonForm::new(shell, form, corrected, facts.places, (facts.doubles, facts.meanwhile));
    form_page(&template, error.as_ref())
}

fn read(
    user: &CurrentUser,
    caller: &Caller<EditEligibility>,
    id: Option<CandidateId>,
    refused: Option<(TypedForm, ProblemCode)>,
) -> Result<Facts> {
    let places = places(&caller.with_right()?)?;
    let person = id.map(|id| candidates::show(&caller.with_right()?, id)).transpose()?;
    let recorded = person.as_ref().map(|person| recorded(person, &places)).unwrap_or_default();
    let name = person.map(|person| format!("{} {}", person.last_name, person.first_name)).unwrap_or_default();
    let doubles = match (&refused, id) {
        (Some((typed, ProblemCode::AlreadyExists)), None) => {
            candidates::possible_duplicates(&caller.with_right()?, &details(typed, &places)?)?
        }
        _ => Vec::new(),
    };
    let stale = refused.filter(|(_, code)| *code == ProblemCode::PreconditionFailed).zip(id);
    let meanwhile = match stale {
        Some(((typed, _), id)) => {
            let last = last_change(&caller.with_right()?, id)?;
            Meanwhile::new(user, ("cette fiche", last), (&recorded, &typed), (PERSON, ""))?
        }
        None => None,
    };
    Ok(Facts { user: actions::current(user)?, places, recorded, name, doubles, meanwhile })
}

/// The routes of the pages.
pub(super) fn routes(config: &mut Handlers<'_>) {
    config.page("/candidats/nouveau").undescribed(show_new).undescribed(submit_new);
    config.page("/candidats/{id}/modifier").undescribed(show).undescribed(submit);
}

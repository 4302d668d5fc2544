//! `/sorties`: the positive exits that employments propose, and those that are recorded. `/sorties/nouvelle`: a new one.
//! `/sorties/{id}`: one, corrected or withdrawn.

mod address;
mod csv_table;
mod form;
mod list;
mod new;
mod record;

use actix_web::{HttpRequest, HttpResponse, get, post};
use serde::Deserialize;

use self::address::Address;
use self::list::ListPage;
use self::new::{Asked, Facts, NewPage};
use self::record::RecordPage;
use super::shell::{Place, Shell};
use super::typed_person::Typed;
use super::view::{After, form_key, form_page, page, redirect, version};
use super::{form_view, meanwhile, people};
use crate::access::{Caller, EditEligibility, EditExits, ReadExits};
use crate::accounts::{CurrentUser, actions};
use crate::error::{AppError, ProblemCode, Result};
use crate::exits::{self, PositiveExit, proposals};
use crate::http::{Handlers, Id, Query, SentForm, blocking};
use crate::organisations::OrganisationRole;
use crate::person_file::Subject;
use crate::values::{CandidateId, EmploymentId, Part, PositiveExitId};

#[get("/sorties")]
async fn show_list(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<ReadExits>,
    address: Query<Address>,
) -> Result<HttpResponse> {
    let address = address.0;
    let asked = address.read(caller.today())?;
    let (Part { skipped, most }, part) = (address.proposals(), address.exits());
    let read = move || {
        let order = asked.order;
        let proposed = proposals::actions::page(&caller, &asked.proposals, order.of_proposals(), (skipped, most))?;
        let recorded = exits::actions::page(&caller, &asked.exits, order.of_exits(), part)?;
        Ok((actions::current(&user)?, asked, proposed, recorded))
    };
    let (user, asked, proposed, recorded) = blocking(read).await?;
    let shell = Shell::of(&request, &user, Place::Exits)?;
    page(&ListPage::new(shell, address, &asked, proposed, recorded))
}

/// What the address of a new exit says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewAddress {
    /// A name to search.
    nom: Option<String>,
    /// The person who was chosen.
    candidat: Option<i64>,
    /// The employment that proposes the exit.
    contrat: Option<i64>,
}

#[get("/sorties/nouvelle")]
async fn show_new(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditEligibility>,
    address: Query<NewAddress>,
) -> Result<HttpResponse> {
    let NewAddress { nom, candidat, contrat } = address.0;
    let asked = match (contrat, candidat) {
        (Some(id), _) => Asked::Proposal(EmploymentId(id)),
        (None, Some(id)) => Asked::Person(CandidateId(id)),
        (None, None) => Asked::Search(nom.unwrap_or_default()),
    };
    shown_new(&request, user, caller, asked, None).await
}

async fn shown_new(
    request: &HttpRequest,
    user: CurrentUser,
    caller: Caller<EditEligibility>,
    asked: Asked,
    refused: Option<(AppError, &SentForm)>,
) -> Result<HttpResponse> {
    let sectors = caller.scope().visible_sectors();
    let key = form_key(refused.as_ref().map(|(error, form)| (error, *form)))?;
    let read = move || Ok((actions::current(&user)?, Facts::read(&caller, asked)?));
    let (user, facts) = blocking(read).await?;
    let shell = Shell::of(request, &user, Place::Exits)?;
    let error = refused.map(|(error, _)| error);
    let template = NewPage::new(shell, sectors, key, facts, error.as_ref());
    form_page(&template, error.as_ref())
}

#[post("/sorties/nouvelle")]
async fn create(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditEligibility>,
    form: SentForm,
) -> Result<HttpResponse> {
    let (key, typed) = (form.idempotency_key(&request)?, Typed::read(&form));
    let candidate = typed.candidate().ok_or(AppError::new(ProblemCode::InvalidBody))?;
    let writer = caller.with_right::<EditExits>()?.with_idempotency_key(Some(key));
    let sent = typed.clone();
    let created = blocking(move || exits::actions::create(&writer, &sent.exit(candidate)?)?.id::<PositiveExitId>());
    match created.await {
        Ok(id) => Ok(redirect(&format!("/sorties/{id}?fait=enregistree"))),
        Err(error) if !form_view::is_shown_in_form(&error) => Err(error),
        Err(error) => {
            shown_new(
                &request,
                user,
                caller,
                Asked::Again(typed),
                Some((form_view::in_words(error, "à enregistrer une sortie"), &form)),
            )
            .await
        }
    }
}

#[get("/sorties/{id}")]
async fn show(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditEligibility>,
    id: Id<PositiveExitId>,
    after: Query<After>,
) -> Result<HttpResponse> {
    let done = match after.0.code() {
        Some("enregistree") => Some("La sortie est enregistrée."),
        Some("corrigee") => Some("La sortie est corrigée."),
        _ => None,
    };
    shown(&request, user, caller, id.0, done, None).await
}

async fn shown(
    request: &HttpRequest,
    user: CurrentUser,
    caller: Caller<EditEligibility>,
    id: PositiveExitId,
    done: Option<&'static str>,
    refused: Option<(Typed, AppError)>,
) -> Result<HttpResponse> {
    let sectors = caller.scope().visible_sectors();
    let read = move || {
        let named = exits::actions::show_named(&caller.with_right()?, id)?;
        let employers = people::with_role(&caller, OrganisationRole::Employer)?;
        let say = |error| meanwhile::explained(error, &user, &caller, (Subject::PositiveExit, id.0));
        let with_words = |(typed, error)| say(error).map(|error| (typed, error));
        Ok((actions::current(&user)?, named, employers, refused.map(with_words).transpose()?))
    };
    let (user, named, employers, refused) = blocking(read).await?;
    let shell = Shell::of(request, &user, Place::Exits)?;
    let again = refused.as_ref().map(|(typed, error)| (typed.clone(), error));
    let template = RecordPage::new(shell, (&named, &employers), sectors, done, again);
    form_page(&template, refused.as_ref().map(|(_, error)| error))
}

#[post("/sorties/{id}")]
async fn change(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditEligibility>,
    id: Id<PositiveExitId>,
    form: SentForm,
) -> Result<HttpResponse> {
    let is_withdrawal = match form.text("faire") {
        "corriger" => false,
        "retirer" => true,
        _ => return Err(ProblemCode::InvalidBody.into()),
    };
    let version = version(&form)?;
    let (typed, writer) = (Typed::read(&form), caller.with_right::<EditExits>()?);
    let sent = typed.clone();
    let changed = blocking(move || {
        if is_withdrawal {
            return exits::actions::delete(&writer, id.0, &version.into());
        }
        let correct = |current: &PositiveExit| sent.exit(current.candidate_id);
        exits::actions::update(&writer, id.0, &version.into(), correct).map(drop)
    });
    match changed.await {
        Ok(()) if is_withdrawal => Ok(redirect("/sorties?fait=retiree")),
        Ok(()) => Ok(redirect(&format!("/sorties/{}?fait=corrigee", id.0))),
        Err(error) if !form_view::is_shown_in_form(&error) => Err(error),
        Err(error) => shown(&request, user, caller, id.0, None, Some((typed, error))).await,
    }
}

/// The routes of the pages.
pub fn routes(config: &mut Handlers<'_>) {
    config.page("/sorties.csv").undescribed(csv_table::recorded);
    config.page("/sorties/propositions.csv").undescribed(csv_table::proposed);
    config.page("/sorties").page("/sorties/nouvelle").page("/sorties/{id}");
    config.undescribed(show_list).undescribed(show_new).undescribed(create).undescribed(show).undescribed(change);
}

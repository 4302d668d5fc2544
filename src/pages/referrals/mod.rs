//! `/orientations`: referrals, those that wait first. `/orientations/nouvelle`: a new one, with its person and prescriber.
//! `/orientations/{id}`: one, with its outcome.

mod address;
mod csv_table;
mod form;
mod list;
mod new;
mod record;
mod words;

use actix_web::{HttpRequest, HttpResponse, get, post};
use serde::Deserialize;

use self::address::Address;
use self::csv_table::table;
use self::list::ListPage;
use self::new::{Asked, Facts, NewPage};
use self::record::{Act, RecordPage};
use self::words::Done;
use super::shell::{Place, Shell};
use super::typed_person::Typed;
use super::view::{After, below, form_key, form_page, page, redirect, version};
use super::{form_view, meanwhile, people};
use crate::access::{Caller, EditEligibility, EditReferrals, ReadEligibility};
use crate::accounts::{CurrentUser, actions};
use crate::error::{AppError, ProblemCode, Result};
use crate::http::{Handlers, Id, Query, SentForm, blocking};
use crate::organisations::OrganisationRole;
use crate::person_file::Subject;
use crate::values::{CandidateId, ReferralId};
use crate::{placements, referrals};

#[get("/orientations")]
async fn show_list(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<ReadEligibility>,
    address: Query<Address>,
) -> Result<HttpResponse> {
    let (address, today, sectors) = (address.0, caller.today(), caller.scope().visible_sectors());
    let (filter, standing, order) = address.read()?;
    let (asked, part) = (filter.clone(), address.part());
    let read = move || {
        let found = referrals::actions::page(&caller.with_right()?, &asked, order, part)?;
        Ok((actions::current(&user)?, found, people::with_role(&caller, OrganisationRole::Prescriber)?))
    };
    let (user, found, prescribers) = blocking(read).await?;
    let shell = Shell::of(&request, &user, Place::Referrals)?;
    page(&ListPage::new(shell, (address, &filter, standing, order), (&sectors, &prescribers), found, today))
}

/// What the address of a new referral says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewAddress {
    /// A name to search.
    nom: Option<String>,
    /// The person who was chosen.
    candidat: Option<i64>,
    /// Whether the person has no record yet.
    nouvelle: Option<String>,
}

impl NewAddress {
    fn asked(self) -> Asked {
        let name = self.nom.unwrap_or_default();
        match self.candidat {
            Some(id) => Asked::Person(CandidateId(id)),
            None if self.nouvelle.is_some() => Asked::NewPerson(name),
            None => Asked::Search(name),
        }
    }
}

#[get("/orientations/nouvelle")]
async fn show_new(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditEligibility>,
    address: Query<NewAddress>,
) -> Result<HttpResponse> {
    shown_new(&request, user, caller, address.0.asked(), None).await
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
    let error = refused.map(|(error, _)| error);
    let read = move || Ok((actions::current(&user)?, Facts::read(&caller, asked, error.as_ref())?, error));
    let (user, facts, error) = blocking(read).await?;
    let shell = Shell::of(request, &user, Place::Referrals)?;
    let template = NewPage::new(shell, &sectors, key, facts, error.as_ref());
    form_page(&template, error.as_ref())
}

#[post("/orientations/nouvelle")]
async fn create(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditEligibility>,
    form: SentForm,
) -> Result<HttpResponse> {
    let (key, mut typed) = (form.idempotency_key(&request)?, Typed::read(&form));
    if typed.take_choice() {
        return shown_new(&request, user, caller, Asked::Again(typed), None).await;
    }
    let writer = caller.with_right::<EditReferrals>()?.with_idempotency_key(Some(key));
    let sent = typed.clone();
    let referred = blocking(move || {
        let prescribers = people::with_role(&writer, OrganisationRole::Prescriber)?;
        placements::actions::refer(&writer, &sent.new_referral(&prescribers)?)
    });
    match referred.await {
        Ok(referred) => Ok(redirect(&after(referred.referral_id, Done::Recorded))),
        Err(error) if !form_view::is_shown_in_form(&error) => Err(error),
        Err(error) => {
            let asked = Asked::Again(typed);
            shown_new(
                &request,
                user,
                caller,
                asked,
                Some((form_view::in_words(error, "à enregistrer une orientation"), &form)),
            )
            .await
        }
    }
}

/// The page of a referral that says what was done.
fn after(id: ReferralId, done: Done) -> String {
    format!("/orientations/{id}?fait={}", done.code())
}

#[get("/orientations/{id}")]
async fn show(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditEligibility>,
    id: Id<ReferralId>,
    after: Query<After>,
) -> Result<HttpResponse> {
    let done = after.0.code().and_then(Done::parse);
    shown(&request, user, caller, id.0, done, None).await
}

async fn shown(
    request: &HttpRequest,
    user: CurrentUser,
    caller: Caller<EditEligibility>,
    id: ReferralId,
    done: Option<Done>,
    refused: Option<(Act, Typed, AppError)>,
) -> Result<HttpResponse> {
    let (today, sectors) = (caller.today(), caller.scope().visible_sectors());
    let read = move || {
        let named = referrals::actions::show_named(&caller.with_right()?, id)?;
        let prescribers = people::with_role(&caller, OrganisationRole::Prescriber)?;
        let say = |error| meanwhile::explained(error, &user, &caller, (Subject::Referral, id.0));
        let with_words = |(act, typed, error)| say(error).map(|error| (act, typed, error));
        let refused = refused.map(with_words).transpose()?;
        Ok((actions::current(&user)?, named, prescribers, refused))
    };
    let (user, named, prescribers, refused) = blocking(read).await?;
    let shell = Shell::of(request, &user, Place::Referrals)?;
    let again = refused.as_ref().map(|(act, typed, error)| (*act, typed.clone(), error));
    let template = RecordPage::new(shell, (&named, &prescribers), (&sectors, today), done, again);
    form_page(&template, refused.as_ref().map(|(.., error)| error))
}

#[post("/orientations/{id}")]
async fn change(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditEligibility>,
    id: Id<ReferralId>,
    form: SentForm,
) -> Result<HttpResponse> {
    let (act, done) = match form.text("faire") {
        "decider" => (Act::Decide, Done::Decided),
        "corriger" => (Act::Correct, Done::Corrected),
        _ => return Err(ProblemCode::InvalidBody.into()),
    };
    let version = version(&form)?;
    let (typed, writer) = (Typed::read(&form), caller.clone());
    let sent = typed.clone();
    let changed = blocking(move || match act {
        Act::Decide => {
            let outcome = sent.referral_outcome()?;
            referrals::actions::decide(&writer.with_right()?, id.0, Some(&version.into()), &outcome).map(drop)
        }
        Act::Correct => {
            let prescribers = people::with_role(&writer, OrganisationRole::Prescriber)?;
            let details = sent.corrected_referral(&prescribers)?;
            let correct = |_: &referrals::Referral| Ok(details.clone());
            let corrected = referrals::actions::update(&writer.with_right()?, id.0, &version.into(), correct);
            corrected.map(drop).map_err(|error| below("/referral", error))
        }
    });
    match changed.await {
        Ok(()) => Ok(redirect(&after(id.0, done))),
        Err(error) if !form_view::is_shown_in_form(&error) => Err(error),
        Err(error) => shown(&request, user, caller, id.0, None, Some((act, typed, error))).await,
    }
}

/// The routes of the pages.
pub fn routes(config: &mut Handlers<'_>) {
    config.page("/orientations.csv").undescribed(table);
    config.page("/orientations").page("/orientations/nouvelle").page("/orientations/{id}");
    config.undescribed(show_list).undescribed(show_new).undescribed(create).undescribed(show).undescribed(change);
}

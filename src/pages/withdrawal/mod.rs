//! `…/{id}/retirer` below the pages of people, referrals, employments, contracts, lots and organisations: takes back what
//! should not have been recorded, or shows what rests on it.

mod subject;
mod view;

use actix_web::{HttpRequest, HttpResponse, get, post, web};

use self::subject::Subject;
pub(super) use self::view::said;
use self::view::{Typed, WithdrawalPage};
use super::shell::Shell;
use super::view::{form_page, redirect};
use crate::access::{Caller, EditContracts};
use crate::accounts::{CurrentUser, actions};
use crate::error::{AppError, ProblemCode, Result};
use crate::http::{Handlers, SentForm, blocking};
use crate::values::{CandidateId, EmploymentId, LotId, OrganisationId, PublicContractId, ReferralId, parse_id};
use crate::withdrawals::Record;

/// The noun and the id of an address.
type Named = web::Path<(String, String)>;

/// The record of an address.
fn record((noun, id): &(String, String)) -> Result<Record> {
    let id: i64 = parse_id(id).map_err(|_| AppError::new(ProblemCode::NotFound))?;
    match noun.as_str() {
        "candidats" => Ok(Record::Candidate(CandidateId(id))),
        "orientations" => Ok(Record::Referral(ReferralId(id))),
        "contrats-de-travail" => Ok(Record::Employment(EmploymentId(id))),
        "marches" => Ok(Record::PublicContract(PublicContractId(id))),
        "lots" => Ok(Record::Lot(LotId(id))),
        "structures" => Ok(Record::Organisation(OrganisationId(id))),
        _ => Err(ProblemCode::NotFound.into()),
    }
}

#[get("/{noun:candidats|orientations|contrats-de-travail|marches|lots|structures}/{id}/retirer")]
async fn ask(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditContracts>,
    named: Named,
) -> Result<HttpResponse> {
    let record = record(&named)?;
    shown(&request, user, caller, record, None).await
}

async fn shown(
    request: &HttpRequest,
    user: CurrentUser,
    caller: Caller<EditContracts>,
    record: Record,
    refused: Option<(Typed, AppError)>,
) -> Result<HttpResponse> {
    let read = move || Ok((actions::current(&user)?, Subject::read(&caller, record)?));
    let (user, subject) = blocking(read).await?;
    let shell = Shell::of(request, &user, subject.place)?;
    let template = WithdrawalPage::new(shell, request.path(), subject, refused.as_ref());
    form_page(&template, refused.as_ref().map(|(_, error)| error))
}

#[post("/{noun:candidats|orientations|contrats-de-travail|marches|lots|structures}/{id}/retirer")]
async fn submit(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditContracts>,
    named: Named,
    form: SentForm,
) -> Result<HttpResponse> {
    let record = record(&named)?;
    let typed = Typed::read(&form)?;
    let (asked, writer) = (typed.clone(), caller.clone());
    let done = blocking(move || {
        let reason = asked.reason()?;
        // Before it is gone: where its list is.
        let back = subject::list(&writer, record)?;
        subject::withdraw(&writer, record, &asked.version.into(), &reason)?;
        Ok(back)
    });
    match done.await {
        Ok(back) => Ok(redirect(&format!("{back}?fait={}", view::code(record)))),
        Err(error) if error.cause.is_some() || error.code == ProblemCode::NotFound => Err(error),
        Err(error) => shown(&request, user, caller, record, Some((typed, error))).await,
    }
}

/// The routes of the pages.
pub fn routes(config: &mut Handlers<'_>) {
    config.page("/candidats/{id}/retirer").page("/orientations/{id}/retirer").page("/contrats-de-travail/{id}/retirer");
    config.page("/marches/{id}/retirer").page("/lots/{id}/retirer").page("/structures/{id}/retirer");
    config.undescribed(ask).undescribed(submit);
}

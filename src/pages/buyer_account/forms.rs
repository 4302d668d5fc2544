//! The forms of a buyer's account: a comment on a lot, a link for the buyer, and its end.

use actix_web::{HttpRequest, HttpResponse, post, web};

use super::super::view::redirect;
use super::officer::{Around, ShownLink, shown};
use crate::access::{Caller, EditContracts, ReadBuyerAccounts, ShareBuyerAccounts};
use crate::accounts::{Context, CurrentUser};
use crate::buyer_accounts::links::{self, IssuedLink, NewLink};
use crate::buyer_accounts::must_be_of;
use crate::contracts::NewLotComment;
use crate::contracts::comments::actions as comments;
use crate::error::Result;
use crate::http::{Fields, Handlers, Id, SentForm, address_for, blocking};
use crate::values::{AccountLinkId, FreeText, LotId, OrganisationId, parse_day};

#[post("/structures/{id}/etat/liens")]
async fn issue(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<ShareBuyerAccounts>,
    context: web::Data<Context>,
    id: Id<OrganisationId>,
    form: SentForm,
) -> Result<HttpResponse> {
    let (reader, writer) = (caller.with_right()?, caller.with_idempotency_key(Some(form.idempotency_key(&request)?)));
    let until = form.text("jusqu_au").to_owned();
    let work = move || {
        let mut fields = Fields::default();
        let expires_on = fields.optional("/expires_on", Some(&*until), parse_day);
        let Some(expires_on) = expires_on else { return Err(fields.refusal()) };
        links::issue(&writer, id.0, &NewLink { expires_on })
    };
    let around = match blocking(work).await {
        Ok(IssuedLink { link, token }) => {
            // Sent twice, the form made one link, and its address is not stored.
            let Ok(link) = link.executed() else {
                return Ok(redirect(&format!("/structures/{}/etat?fait=deja", id.0)));
            };
            let base = address_for(&request);
            Around { issued: Some(ShownLink::new(context.site(&base), &link, token.expose())), ..Around::default() }
        }
        Err(error) if error.cause.is_some() => return Err(error),
        Err(error) => Around { refused: Some(error), ..Around::default() },
    };
    shown(&request, user, reader, (id.0, None), around).await
}

#[post("/structures/liens/{id}/fin")]
async fn revoke(caller: Caller<ShareBuyerAccounts>, id: Id<AccountLinkId>, _form: SentForm) -> Result<HttpResponse> {
    let buyer = blocking(move || links::revoke(&caller, id.0)).await?;
    Ok(redirect(&format!("/structures/{buyer}/etat?fait=lien")))
}

#[post("/structures/{buyer}/etat/lots/{lot}/commentaire")]
async fn comment(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditContracts>,
    path: web::Path<(i64, i64)>,
    form: SentForm,
) -> Result<HttpResponse> {
    let (buyer, lot) = (OrganisationId(path.0), LotId(path.1));
    let (reader, writer) =
        (caller.with_right::<ReadBuyerAccounts>()?, caller.with_idempotency_key(Some(form.idempotency_key(&request)?)));
    let text = form.text("commentaire").trim().to_owned();
    let checked = reader.clone();
    blocking(move || must_be_of(&checked, buyer, lot)).await?;
    if text == form.text("avant") {
        return Ok(redirect(&format!("/structures/{buyer}/etat")));
    }
    let typed = text.clone();
    let work = move || {
        let mut fields = Fields::default();
        let comment = fields.optional("/comment", Some(&*text).filter(|text| !text.is_empty()), FreeText::parse);
        fields.done()?;
        comments::write(&writer, lot, &NewLotComment { comment }).map(drop)
    };
    match blocking(work).await {
        Ok(()) => Ok(redirect(&format!("/structures/{buyer}/etat?fait=commentaire"))),
        Err(error) if error.cause.is_some() => Err(error),
        Err(error) => {
            let around = Around { refused: Some(error), typed: Some((lot, typed)), ..Around::default() };
            shown(&request, user, reader, (buyer, None), around).await
        }
    }
}

/// The routes of the forms.
pub fn routes(config: &mut Handlers<'_>) {
    config.undescribed(issue).undescribed(revoke).undescribed(comment);
}

//! `/marches/{id}/lots/nouveau`: one more lot of a contract. `/lots/{id}/modifier`: the details of a lot, without its hours
//! due, which change by acts.

use actix_web::{HttpRequest, HttpResponse, get, post};

use super::super::super::form_view::{FormView, in_words, is_shown_in_form};
use super::super::super::meanwhile::Meanwhile;
use super::super::super::shell::{Place, Shell};
use super::super::super::typed::TypedForm;
use super::super::super::view::{form_page, redirect};
use super::calculator;
use super::fields::{LOT, field_of_only_lot, lot, prefix};
use super::offers::Offers;
use super::view::{LotBlock, LotForm};
use crate::access::{Caller, EditContracts};
use crate::accounts::{CurrentUser, User, actions};
use crate::contracts::{self, hours_due};
use crate::error::{AppError, ProblemCode, Result};
use crate::http::{Handlers, Id, SentForm, blocking};
use crate::values::{LotId, PublicContractId, parse_whole};
use crate::{awards, contract_files};

/// The lot of the form.
#[derive(Debug, Clone, Copy)]
enum Of {
    New(PublicContractId),
    Recorded(LotId),
}

/// A form that was sent: its texts, and its refusal or else where one goes on.
struct Sent {
    typed: TypedForm,
    refused: Option<AppError>,
}

/// What the page reads.
struct Facts {
    user: User,
    offers: Offers,
    title: String,
    back: (String, String),
    /// What is recorded, or proposed.
    recorded: TypedForm,
    meanwhile: Option<Meanwhile>,
}

#[get("/marches/{id}/lots/nouveau")]
async fn show_new(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditContracts>,
    id: Id<PublicContractId>,
) -> Result<HttpResponse> {
    shown(&request, user, caller, Of::New(id.0), None).await
}

#[post("/marches/{id}/lots/nouveau")]
async fn submit_new(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditContracts>,
    id: Id<PublicContractId>,
    form: SentForm,
) -> Result<HttpResponse> {
    let mut typed = TypedForm::read(&form);
    let writer = caller.clone().with_idempotency_key(Some(form.idempotency_key(&request)?));
    if form.text("acte").starts_with("calculer") {
        let compute = move || {
            let computed = calculator::compute(&writer, &mut typed, &prefix(1));
            match computed {
                Err(error) if error.field_errors.is_empty() => Err(error),
                computed => Ok(Sent { typed, refused: computed.err() }),
            }
        };
        let sent = blocking(compute).await?;
        return shown(&request, user, caller, Of::New(id.0), Some(sent)).await;
    }
    let sent = typed.clone();
    match blocking(move || awards::actions::add_lot(&writer, id.0, &lot(&sent, &prefix(1))?)).await {
        Ok(added) => Ok(redirect(&format!("/lots/{}?fait=cree", added.lot_id))),
        Err(error) if !is_shown_in_form(&error) => Err(error),
        Err(error) => {
            let sent = Sent { typed, refused: Some(in_words(error, "à ajouter un lot")) };
            shown(&request, user, caller, Of::New(id.0), Some(sent)).await
        }
    }
}

#[get("/lots/{id}/modifier")]
async fn show(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditContracts>,
    id: Id<LotId>,
) -> Result<HttpResponse> {
    shown(&request, user, caller, Of::Recorded(id.0), None).await
}

#[post("/lots/{id}/modifier")]
async fn submit(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditContracts>,
    id: Id<LotId>,
    form: SentForm,
) -> Result<HttpResponse> {
    let (typed, writer) = (TypedForm::read(&form), caller.clone());
    let sent = typed.clone();
    let change = move || {
        let version: i64 = parse_whole(sent.text("version")).unwrap_or_default();
        awards::actions::change_lot(&writer, id.0, &version.into(), &lot(&sent, &prefix(1))?)
    };
    match blocking(change).await {
        Ok(_) => Ok(redirect(&format!("/lots/{}?fait=modifie", id.0))),
        Err(error) if !is_shown_in_form(&error) => Err(error),
        Err(error) => {
            let sent = Sent { typed, refused: Some(error) };
            shown(&request, user, caller, Of::Recorded(id.0), Some(sent)).await
        }
    }
}

async fn shown(
    request: &HttpRequest,
    user: CurrentUser,
    caller: Caller<EditContracts>,
    of: Of,
    sent: Option<Sent>,
) -> Result<HttpResponse> {
    let stale = sent.as_ref().filter(|sent| is_stale(sent)).map(|sent| sent.typed.clone());
    let facts = blocking(move || read(&user, &caller, of, stale)).await?;
    let version = facts.recorded.text("version").to_owned();
    let (form, error) = match sent {
        Some(mut sent) if facts.meanwhile.is_some() => {
            sent.typed.set("version", version);
            (FormView::new(sent.typed, None)?, sent.refused)
        }
        Some(Sent { typed, refused: Some(error) }) => {
            (FormView::refused(typed, &error, field_of_only_lot)?, Some(error))
        }
        Some(Sent { typed, refused: None }) => (FormView::new(typed, Some(format!("{}heures", prefix(1))))?, None),
        None => (FormView::new(facts.recorded, None)?, None),
    };
    let template = LotForm {
        shell: Shell::of(request, &facts.user, Place::Contracts)?,
        lot: LotBlock::new(1, &form),
        form,
        holders: facts.offers.holders,
        title: facts.title,
        back: facts.back,
        is_new: matches!(of, Of::New(_)),
        meanwhile: facts.meanwhile,
    };
    form_page(&template, error.as_ref())
}

fn is_stale(sent: &Sent) -> bool {
    sent.refused.as_ref().is_some_and(|error| error.code == ProblemCode::PreconditionFailed)
}

fn read(user: &CurrentUser, caller: &Caller<EditContracts>, of: Of, stale: Option<TypedForm>) -> Result<Facts> {
    let (title, back, recorded) = match of {
        Of::New(id) => proposed(caller, id)?,
        Of::Recorded(id) => recorded(caller, id)?,
    };
    let meanwhile = match (of, stale) {
        (Of::Recorded(id), Some(typed)) => {
            let last = contract_files::last_change_of_lot(&caller.with_right()?, id)?;
            let mut fields = LOT.to_vec();
            fields.retain(|(_, name, _)| !matches!(*name, "heures" | "nature"));
            Meanwhile::new(user, ("ce lot", last), (&recorded, &typed), (&fields, &prefix(1)))?
        }
        _ => None,
    };
    let (user, offers) = (actions::current(user)?, Offers::read(caller)?);
    Ok(Facts { user, offers, title, back, recorded, meanwhile })
}

type Form = (String, (String, String), TypedForm);

/// The form of a new lot, with the next number.
fn proposed(caller: &Caller<EditContracts>, id: PublicContractId) -> Result<Form> {
    let contract = contracts::actions::show(&caller.with_right()?, id)?;
    let mut typed = TypedForm::default();
    typed.set(format!("{}numero", prefix(1)), contract.lots.len().saturating_add(1).to_string());
    calculator::propose(&mut typed, &prefix(1), &hours_due::actions::usual_inputs(&caller.with_right()?)?);
    let title = format!("Ajouter un lot au marché {}", contract.reference);
    Ok((title, (format!("/marches/{id}"), format!("Marché {}", contract.reference)), typed))
}

/// The form of a recorded lot.
fn recorded(caller: &Caller<EditContracts>, id: LotId) -> Result<Form> {
    let lot = contracts::lots::actions::show(&caller.with_right()?, id)?;
    let file = contract_files::contract(&caller.with_right()?, lot.public_contract_id)?;
    let holders = file.lots.into_iter().find(|of| of.lot.id == id).map(|of| of.holders).unwrap_or_default();
    let (leader, others) = match lot.holder_id {
        Some(_) => (holders.first().cloned().unwrap_or_default(), holders.get(1..).unwrap_or_default().join("\n")),
        None => (String::new(), holders.join("\n")),
    };
    let mut typed = TypedForm::default();
    let texts = [
        ("numero", lot.number.to_string()),
        ("intitule", if lot.title == file.contract.title { String::new() } else { lot.title.to_string() }),
        ("titulaire", leader),
        ("cotitulaires", others),
        ("penalite", lot.penalty.map(|penalty| penalty.in_french()).unwrap_or_default()),
    ];
    texts.into_iter().for_each(|(name, text)| typed.set(format!("{}{name}", prefix(1)), text));
    typed.set("version", lot.version.to_string());
    let title = format!("Modifier le lot {} du marché {}", lot.number, file.contract.reference);
    Ok((title, (format!("/lots/{id}"), format!("Lot {}", lot.number)), typed))
}

/// The routes of the pages.
pub(super) fn routes(config: &mut Handlers<'_>) {
    config.page("/marches/{id}/lots/nouveau").undescribed(show_new).undescribed(submit_new);
    config.page("/lots/{id}/modifier").undescribed(show).undescribed(submit);
}

//! `/marches/{id}/modifier`: the details of a contract, without its lots.

use actix_web::{HttpRequest, HttpResponse, get, post};

use super::super::super::form_view::{FormView, is_shown_in_form};
use super::super::super::meanwhile::Meanwhile;
use super::super::super::places::commune_name;
use super::super::super::shell::{Place, Shell};
use super::super::super::typed::TypedForm;
use super::super::super::view::{form_page, redirect};
use super::fields::{CONTRACT, contract, field};
use super::offers::Offers;
use super::view::ContractForm;
use crate::access::{Caller, EditContracts};
use crate::accounts::{CurrentUser, User, actions};
use crate::awards;
use crate::contract_files;
use crate::contracts::{self, PublicContract};
use crate::error::{AppError, ProblemCode, Result};
use crate::http::{Handlers, Id, SentForm, blocking};
use crate::organisations;
use crate::reference::Commune;
use crate::values::{PublicContractId, parse_whole};

/// What the page reads.
struct Facts {
    user: User,
    offers: Offers,
    contract: PublicContract,
    /// What is recorded, as the form shows it.
    recorded: TypedForm,
    meanwhile: Option<Meanwhile>,
}

#[get("/marches/{id}/modifier")]
async fn show(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditContracts>,
    id: Id<PublicContractId>,
) -> Result<HttpResponse> {
    shown(&request, user, caller, id.0, None).await
}

#[post("/marches/{id}/modifier")]
async fn submit(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditContracts>,
    id: Id<PublicContractId>,
    form: SentForm,
) -> Result<HttpResponse> {
    let (typed, writer) = (TypedForm::read(&form), caller.clone());
    let sent = typed.clone();
    match blocking(move || change(&writer, id.0, &sent)).await {
        Ok(()) => Ok(redirect(&format!("/marches/{}?fait=modifie", id.0))),
        Err(error) if !is_shown_in_form(&error) => Err(error),
        Err(error) => shown(&request, user, caller, id.0, Some((typed, error))).await,
    }
}

fn change(caller: &Caller<EditContracts>, id: PublicContractId, typed: &TypedForm) -> Result<()> {
    let communes = crate::reference::actions::communes(&caller.with_right()?)?;
    let (buyer, contract) = contract(typed, &communes)?;
    let version: i64 = parse_whole(typed.text("version")).unwrap_or_default();
    awards::actions::change_contract(caller, id, &version.into(), &buyer, &contract).map(drop)
}

async fn shown(
    request: &HttpRequest,
    user: CurrentUser,
    caller: Caller<EditContracts>,
    id: PublicContractId,
    refused: Option<(TypedForm, AppError)>,
) -> Result<HttpResponse> {
    let sectors = caller.scope().visible_sectors();
    let typed = refused.as_ref().map(|(typed, error)| (typed.clone(), error.code));
    let facts = blocking(move || read(&user, &caller, id, typed)).await?;
    let (form, error) = match refused {
        Some((mut typed, error)) if facts.meanwhile.is_some() => {
            typed.set("version", facts.contract.version.to_string());
            (FormView::new(typed, None)?, Some(error))
        }
        Some((typed, error)) => (FormView::refused(typed, &error, field)?, Some(error)),
        None => (FormView::new(facts.recorded, None)?, None),
    };
    let corrected = (format!("/marches/{id}"), facts.contract.reference.to_string());
    let shell = Shell::of(request, &facts.user, Place::Contracts)?;
    let about = (Some(corrected), facts.meanwhile);
    let template = ContractForm::new(shell, form, sectors, facts.offers, about, 0);
    form_page(&template, error.as_ref())
}

fn read(
    user: &CurrentUser,
    caller: &Caller<EditContracts>,
    id: PublicContractId,
    refused: Option<(TypedForm, ProblemCode)>,
) -> Result<Facts> {
    let contract = contracts::actions::show(&caller.with_right()?, id)?;
    let buyer = organisations::actions::show(&caller.with_right()?, contract.buyer_id)?;
    let offers = Offers::read(caller)?;
    let usual_body = caller.scope().house.follow_up_body(contract.sector);
    let recorded = recorded(&contract, buyer.name.as_str(), usual_body, &offers.communes);
    let stale = refused.filter(|(_, code)| *code == ProblemCode::PreconditionFailed);
    let meanwhile = match stale {
        Some((typed, _)) => {
            let last = contract_files::last_change_of_contract(&caller.with_right()?, id)?;
            Meanwhile::new(user, ("ce marché", last), (&recorded, &typed), (CONTRACT, ""))?
        }
        None => None,
    };
    Ok(Facts { user: actions::current(user)?, offers, contract, recorded, meanwhile })
}

/// What is recorded, as the form shows it.
fn recorded(contract: &PublicContract, buyer: &str, usual_body: &str, communes: &[Commune]) -> TypedForm {
    let mut typed = TypedForm::default();
    let body = contract.follow_up_body.as_str();
    let texts = [
        ("acheteur", Some(buyer.to_owned())),
        ("reference", Some(contract.reference.to_string())),
        ("intitule", Some(contract.title.to_string())),
        ("secteur", Some(contract.sector.to_string())),
        ("clause", Some(contract.clause_type.to_string())),
        ("notifie", contract.notified_on.map(|day| day.to_string())),
        ("du", Some(contract.starts_on.to_string())),
        ("au", Some(contract.ends_on.to_string())),
        ("montant", contract.amount.map(|amount| amount.in_french())),
        ("cpv", contract.cpv.as_ref().map(ToString::to_string)),
        ("commune", contract.commune_code.as_ref().map(|code| commune_name(communes, code))),
        ("suivi", (body != usual_body).then(|| body.to_owned())),
        ("statut", Some(contract.status.to_string())),
        ("version", Some(contract.version.to_string())),
    ];
    texts.into_iter().filter_map(|(name, text)| Some((name, text?))).for_each(|(name, text)| typed.set(name, text));
    typed
}

/// The routes of the page.
pub(super) fn routes(config: &mut Handlers<'_>) {
    config.page("/marches/{id}/modifier").undescribed(show).undescribed(submit);
}

//! `/marches/nouveau`: a contract with its lots, its buyer and their holders. Without script a button returns the page with
//! one lot more.

use actix_web::{HttpRequest, HttpResponse, get, post};

use super::super::super::form_view::{FormView, in_words, is_shown_in_form};
use super::super::super::shell::{Place, Shell};
use super::super::super::typed::TypedForm;
use super::super::super::view::{form_page, redirect};
use super::calculator;
use super::fields::{LOTS, award, field, prefix};
use super::offers::Offers;
use super::view::ContractForm;
use crate::access::{Caller, EditContracts};
use crate::accounts::{CurrentUser, actions};
use crate::awards::{self, Award};
use crate::contracts::hours_due;
use crate::error::{AppError, Result};
use crate::http::{Handlers, LargeForm, blocking};

/// What a button of the form asks.
#[derive(Debug, Clone, Copy)]
enum Act {
    Record,
    AddLot,
    RemoveLot(usize),
    Compute(usize),
}

impl Act {
    fn read(text: &str) -> Self {
        let number = |behind: &str| text.strip_prefix(behind).and_then(|number| number.parse().ok());
        match (text, number("retirer-"), number("calculer-")) {
            ("ajouter", ..) => Self::AddLot,
            (_, Some(lot), _) => Self::RemoveLot(lot),
            (_, _, Some(lot)) => Self::Compute(lot),
            _ => Self::Record,
        }
    }
}

/// The form as it goes on.
struct Next {
    typed: TypedForm,
    focus: Option<String>,
    refused: Option<AppError>,
}

#[get("/marches/nouveau")]
async fn show(request: HttpRequest, user: CurrentUser, caller: Caller<EditContracts>) -> Result<HttpResponse> {
    let reader = caller.clone();
    let fresh = move || {
        let mut typed = TypedForm::default();
        typed.set("clause", "execution");
        typed.set(format!("{}numero", prefix(1)), "1");
        let usual = hours_due::actions::usual_inputs(&reader.with_right()?)?;
        calculator::propose(&mut typed, &prefix(1), &usual);
        Ok(Next { typed, focus: Some("acheteur".to_owned()), refused: None })
    };
    let next = blocking(fresh).await?;
    shown(&request, user, caller, next).await
}

#[post("/marches/nouveau")]
async fn submit(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditContracts>,
    form: LargeForm,
) -> Result<HttpResponse> {
    let (act, typed) = (Act::read(form.text("acte")), TypedForm::read(&form));
    let writer = caller.clone().with_idempotency_key(Some(form.idempotency_key(&request)?));
    let next = match act {
        Act::Record => {
            let sent = typed.clone();
            match blocking(move || record(&writer, &sent)).await {
                Ok(award) => return Ok(redirect(&format!("/marches/{}?fait=cree", award.public_contract_id))),
                Err(error) if !is_shown_in_form(&error) => return Err(error),
                Err(error) => {
                    let refused = in_words(error, "à enregistrer un marché");
                    Next { typed, focus: None, refused: Some(refused) }
                }
            }
        }
        act => blocking(move || go_on(&writer, act, typed)).await?,
    };
    shown(&request, user, caller, next).await
}

fn record(caller: &Caller<EditContracts>, typed: &TypedForm) -> Result<Award> {
    let communes = crate::reference::actions::communes(&caller.with_right()?)?;
    awards::actions::create(caller, &award(typed, LOTS.count(typed), &communes)?)
}

/// Does what needs nothing recorded.
fn go_on(caller: &Caller<EditContracts>, act: Act, mut typed: TypedForm) -> Result<Next> {
    let (focus, refused) = match act {
        Act::AddLot => {
            let usual = hours_due::actions::usual_inputs(&caller.with_right()?)?;
            let number = LOTS.add(&mut typed);
            typed.propose(&format!("{}numero", prefix(number)), number.to_string());
            calculator::propose(&mut typed, &prefix(number), &usual);
            (Some(format!("{}numero", prefix(number))), None)
        }
        Act::RemoveLot(lot) => (Some(format!("{}numero", prefix(LOTS.remove(&mut typed, lot)))), None),
        Act::Compute(lot) => match calculator::compute(caller, &mut typed, &prefix(lot)) {
            Ok(()) => (Some(format!("{}heures", prefix(lot))), None),
            Err(error) if error.field_errors.is_empty() => return Err(error),
            Err(error) => (None, Some(of_lot(error, lot))),
        },
        Act::Record => (None, None),
    };
    Ok(Next { typed, focus, refused })
}

/// The refusal of a lot's computation.
fn of_lot(error: AppError, lot: usize) -> AppError {
    let part = format!("/lots/{}", lot.saturating_sub(1));
    AppError { field_errors: error.field_errors.into_iter().map(|error| error.below(&part)).collect(), ..error }
}

async fn shown(
    request: &HttpRequest,
    user: CurrentUser,
    caller: Caller<EditContracts>,
    next: Next,
) -> Result<HttpResponse> {
    let sectors = caller.scope().visible_sectors();
    let (user, offers) = blocking(move || Ok((actions::current(&user)?, Offers::read(&caller)?))).await?;
    let Next { typed, focus, refused } = next;
    let count = LOTS.count(&typed);
    let form = match &refused {
        Some(error) => FormView::refused(typed, error, field)?,
        None => FormView::new(typed, focus)?,
    };
    let shell = Shell::of(request, &user, Place::Contracts)?;
    let template = ContractForm::new(shell, form, sectors, offers, (None, None), count);
    form_page(&template, refused.as_ref())
}

/// The routes of the page.
pub(super) fn routes(config: &mut Handlers<'_>) {
    config.page("/marches/nouveau").undescribed(show).undescribed(submit);
}

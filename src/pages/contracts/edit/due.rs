//! `/lots/{id}/heures-prevues`: an act that sets the hours due on a lot: an amendment, an order, or the initial ones.
//! Nothing recorded changes; the act applies from its day on.

use actix_web::{HttpRequest, HttpResponse, get, post};

use super::super::super::form_errors::{FormField, field_at};
use super::super::super::form_view::{FormView, in_words, is_shown_in_form};
use super::super::super::shell::{Place, Shell};
use super::super::super::typed::TypedForm;
use super::super::super::view::{form_page, redirect};
use super::calculator;
use super::fields::{COMPUTATION, computation};
use super::view::{Calculator, DueForm};
use crate::access::{Caller, EditContracts};
use crate::accounts::{CurrentUser, User, actions};
use crate::contracts::{self, Lot, NewHoursDue, PublicContract, hours_due};
use crate::error::{AppError, Result};
use crate::http::{Fields, Handlers, Id, SentForm, blocking};
use crate::values::{FreeText, Hours, HoursDueReason, LotId, Name, day_in_words, parse_day};

const FIELDS: &[FormField] = &[
    ("/reason", "acte-motif", "Acte"),
    ("/effective_on", "a-compter-du", "À compter du"),
    ("/reference", "reference", "Référence de l’acte"),
    ("/comment", "precisions", "Précisions"),
    ("/hours", "heures", "Heures prévues"),
];

fn field(pointer: &str) -> Option<(String, String)> {
    field_at(FIELDS, pointer).or_else(|| field_at(COMPUTATION, pointer))
}

/// What the page reads.
struct Facts {
    user: User,
    lot: Lot,
    contract: PublicContract,
    /// What the form proposes.
    proposed: TypedForm,
    reasons: Vec<HoursDueReason>,
    now: String,
}

#[get("/lots/{id}/heures-prevues")]
async fn show(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditContracts>,
    id: Id<LotId>,
) -> Result<HttpResponse> {
    shown(&request, user, caller, id.0, None).await
}

#[post("/lots/{id}/heures-prevues")]
async fn submit(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<EditContracts>,
    id: Id<LotId>,
    form: SentForm,
) -> Result<HttpResponse> {
    let mut typed = TypedForm::read(&form);
    let writer = caller.clone().with_idempotency_key(Some(form.idempotency_key(&request)?));
    if form.text("acte").starts_with("calculer") {
        let compute = move || match calculator::compute(&writer, &mut typed, "") {
            Err(error) if error.field_errors.is_empty() => Err(error),
            computed => Ok((typed, computed.err())),
        };
        let sent = blocking(compute).await?;
        return shown(&request, user, caller, id.0, Some(sent)).await;
    }
    let sent = typed.clone();
    match blocking(move || hours_due::actions::record(&writer, id.0, &act(&sent)?)).await {
        Ok(_) => Ok(redirect(&format!("/lots/{}?fait=prevues#prevues", id.0))),
        Err(error) if !is_shown_in_form(&error) => Err(error),
        Err(error) => {
            let error = in_words(error, "à enregistrer des heures prévues");
            shown(&request, user, caller, id.0, Some((typed, Some(error)))).await
        }
    }
}

/// The act that the form asks for.
fn act(typed: &TypedForm) -> Result<NewHoursDue> {
    let mut fields = Fields::default();
    let of = &mut fields;
    let reason = typed.required(of, "acte-motif", "/reason", HoursDueReason::parse);
    let effective_on = typed.required(of, "a-compter-du", "/effective_on", parse_day);
    let reference = typed.optional(of, "reference", "/reference", Name::parse);
    let comment = typed.optional(of, "precisions", "/comment", FreeText::parse);
    let hours = typed.optional(of, "heures", "/hours", Hours::parse_typed);
    let computation = fields.nested("", computation(typed, ""))?.flatten();
    let (Some(reason), Some(effective_on)) = (reason, effective_on) else { return Err(fields.refusal()) };
    fields.done()?;
    Ok(NewHoursDue { hours, reason, effective_on, computation, reference, comment })
}

async fn shown(
    request: &HttpRequest,
    user: CurrentUser,
    caller: Caller<EditContracts>,
    id: LotId,
    sent: Option<(TypedForm, Option<AppError>)>,
) -> Result<HttpResponse> {
    let facts = blocking(move || read(&user, &caller, id)).await?;
    let (form, error) = match sent {
        Some((typed, Some(error))) => (FormView::refused(typed, &error, field)?, Some(error)),
        Some((typed, None)) => (FormView::new(typed, Some("heures".to_owned()))?, None),
        None => (FormView::new(facts.proposed, None)?, None),
    };
    let template = DueForm {
        shell: Shell::of(request, &facts.user, Place::Contracts)?,
        calculator: Calculator::new("", String::new(), &form),
        form,
        lot: format!("{}, lot {} · {}", facts.contract.reference, facts.lot.number, facts.lot.title),
        back: format!("/lots/{id}"),
        now: facts.now,
        reasons: facts.reasons,
    };
    form_page(&template, error.as_ref())
}

fn read(user: &CurrentUser, caller: &Caller<EditContracts>, id: LotId) -> Result<Facts> {
    let lot = contracts::lots::actions::show(&caller.with_right()?, id)?;
    let contract = contracts::actions::show(&caller.with_right()?, lot.public_contract_id)?;
    let entries = hours_due::actions::list(&caller.with_right()?, id, 0, i64::MAX)?;
    let has_initial = entries.iter().any(|entry| entry.reason == HoursDueReason::Initial);
    let reasons = HoursDueReason::ALL.iter().copied();
    let reasons: Vec<_> = reasons.filter(|reason| !has_initial || *reason != HoursDueReason::Initial).collect();
    let mut proposed = TypedForm::default();
    if !has_initial {
        proposed.set("acte-motif", HoursDueReason::Initial.to_string());
        proposed.set("a-compter-du", contract.notified_on.unwrap_or(contract.starts_on).to_string());
    }
    calculator::propose(&mut proposed, "", &hours_due::actions::usual_inputs(&caller.with_right()?)?);
    let now = match lot.hours_due {
        Some(hours) => format!("{}\u{a0}h sont prévues au {}.", hours.in_french(), day_in_words(caller.today())),
        None => "Aucune heure n’est prévue à ce jour.".to_owned(),
    };
    Ok(Facts { user: actions::current(user)?, lot, contract, proposed, reasons, now })
}

/// The routes of the page.
pub(super) fn routes(config: &mut Handlers<'_>) {
    config.page("/lots/{id}/heures-prevues").undescribed(show).undescribed(submit);
}

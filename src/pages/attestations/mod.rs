//! `/lots/{id}/attestations` and `/structures/{id}/attestations`: the attestations of a lot or a holder, and the form that
//! issues one. `/verification/{code}`: whether an attestation is genuine.

mod verification;

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, get, post};
use askama::Template;

pub use self::verification::routes as verification_routes;

use super::form_errors::{FormErrors, FormField};
use super::journal;
use super::shell::{Place, Shell};
use super::view::{After, form_key, form_page, redirect};
use crate::access::{Caller, IssueAttestations, ReadAttestations};
use crate::accounts::{CurrentUser, actions};
use crate::attestations::{self, Attestation, Subject};
use crate::error::{AppError, Result};
use crate::http::{Fields, Handlers, Id, Query, SentForm, blocking};
use crate::values::{LotId, OrganisationId, day_in_words, moment_in_words, parse_day};

/// The most attestations that the page lists; the API lists all.
const MOST: i64 = 100;

const FIELDS: &[FormField] = &[("/on", "au", "Jour")];

#[derive(Template)]
#[template(path = "attestations.html", config = "src/pages/askama.toml")]
struct AttestationsPage {
    shell: Shell,
    name: String,
    /// The address of the file of the lot or holder.
    file: String,
    is_of_lot: bool,
    /// The code of the one that was issued just before.
    issued: Option<String>,
    attestations: Vec<AttestationView>,
    key: String,
    day: String,
    today: String,
    field_errors: FormErrors,
}

/// An attestation in the list.
struct AttestationView {
    code: String,
    day: String,
    done: String,
    due: String,
    issued: String,
    by: String,
    /// The address of a download, without the name of its form.
    downloads: String,
}

impl AttestationView {
    fn new(attestation: &Attestation, path: &str, names: &HashMap<String, String>) -> Self {
        let code = &attestation.code;
        Self {
            code: code.to_string(),
            day: day_in_words(attestation.attested_on),
            done: attestation.done.in_french(),
            due: attestation.due.in_french(),
            issued: moment_in_words(attestation.issued_at),
            by: journal::name_of(names, &attestation.issued_by),
            downloads: format!("/v1/{path}/attestation?code={code}&format="),
        }
    }
}

/// The addresses of the subject: of its file, and of its attestations in the API.
fn addresses(subject: Subject) -> (String, String) {
    match subject {
        Subject::Lot(lot) => (format!("/lots/{lot}"), format!("lots/{lot}")),
        Subject::Holder(holder) => (format!("/structures/{holder}"), format!("organisations/{holder}")),
    }
}

async fn shown(
    request: &HttpRequest,
    user: CurrentUser,
    caller: Caller<ReadAttestations>,
    (subject, issued): (Subject, Option<String>),
    refused: Option<(&AppError, &SentForm)>,
) -> Result<HttpResponse> {
    let today = caller.today().to_string();
    let read = move || {
        let name = attestations::name(&caller, subject)?;
        let attestations = attestations::latest(&caller, subject, MOST)?;
        let names = actions::names_of(&user, attestations.iter().map(|one| one.issued_by.as_str()))?;
        Ok((actions::current(&user)?, name, attestations, names))
    };
    let (user, name, attestations, names) = blocking(read).await?;
    let (file, path) = addresses(subject);
    let is_of_lot = matches!(subject, Subject::Lot(_));
    let place = if is_of_lot { Place::Contracts } else { Place::Organisations };
    let known = |code: &String| attestations.iter().any(|one| one.code.as_str() == code);
    let template = AttestationsPage {
        shell: Shell::of(request, &user, place)?,
        name,
        file,
        is_of_lot,
        issued: issued.filter(known),
        attestations: attestations.iter().map(|one| AttestationView::new(one, &path, &names)).collect(),
        key: form_key(refused)?,
        day: refused.map_or_else(|| today.clone(), |(_, form)| form.text("au").to_owned()),
        today,
        field_errors: FormErrors::of(refused.map(|(error, _)| error), FIELDS),
    };
    form_page(&template, refused.map(|(error, _)| error))
}

async fn issued(
    request: &HttpRequest,
    user: CurrentUser,
    caller: Caller<IssueAttestations>,
    subject: Subject,
    form: SentForm,
) -> Result<HttpResponse> {
    let (reader, writer) = (caller.with_right()?, caller.with_idempotency_key(Some(form.idempotency_key(request)?)));
    let day = form.text("au").to_owned();
    let work = move || {
        let mut fields = Fields::default();
        let on = fields.optional("/on", Some(&*day), parse_day);
        fields.done()?;
        attestations::issue(&writer, subject, on)?.value()
    };
    match blocking(work).await {
        Ok(attestation) => Ok(redirect(&format!("{}/attestations?fait={}", addresses(subject).0, attestation.code))),
        Err(error) if error.cause.is_some() => Err(error),
        Err(error) => shown(request, user, reader, (subject, None), Some((&error, &form))).await,
    }
}

#[get("/lots/{id}/attestations")]
async fn of_lot(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<ReadAttestations>,
    id: Id<LotId>,
    after: Query<After>,
) -> Result<HttpResponse> {
    shown(&request, user, caller, (Subject::Lot(id.0), after.0.code().map(str::to_owned)), None).await
}

#[post("/lots/{id}/attestations")]
async fn issue_for_lot(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<IssueAttestations>,
    id: Id<LotId>,
    form: SentForm,
) -> Result<HttpResponse> {
    issued(&request, user, caller, Subject::Lot(id.0), form).await
}

#[get("/structures/{id}/attestations")]
async fn of_holder(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<ReadAttestations>,
    id: Id<OrganisationId>,
    after: Query<After>,
) -> Result<HttpResponse> {
    shown(&request, user, caller, (Subject::Holder(id.0), after.0.code().map(str::to_owned)), None).await
}

#[post("/structures/{id}/attestations")]
async fn issue_for_holder(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<IssueAttestations>,
    id: Id<OrganisationId>,
    form: SentForm,
) -> Result<HttpResponse> {
    issued(&request, user, caller, Subject::Holder(id.0), form).await
}

/// The routes of attestations.
pub fn routes(config: &mut Handlers<'_>) {
    config.page("/lots/{id}/attestations");
    config.undescribed(of_lot).undescribed(issue_for_lot).undescribed(of_holder).undescribed(issue_for_holder);
    config.configure(verification::form_routes);
}

//! `/verification/{code}`: whether an attestation is genuine, and whether what it states is still recorded. For anybody who
//! has the code.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse, get, web};
use askama::Template;
use serde::Deserialize;

use super::super::plain_shell::PlainShell;
use super::super::view::{page, redirect};
use crate::attestations::{self, AttestationCode, AttestedLot, VerifiedAttestation, Verifying};
use crate::error::{AppError, ProblemCode, Result, french};
use crate::http::{AppState, Handlers, Negotiated, Query, blocking, request_id};
use crate::values::{day_in_words, moment_in_words};

/// What the address of the form says.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Typed {
    code: Option<String>,
}

#[derive(Template)]
#[template(path = "verification_form.html", config = "src/pages/askama.toml")]
struct FormPage {
    shell: PlainShell,
    typed: String,
    is_refused: bool,
}

#[derive(Template)]
#[template(path = "verification.html", config = "src/pages/askama.toml")]
struct VerificationPage {
    shell: PlainShell,
    code: String,
    day: String,
    issued: String,
    issuer: String,
    holder: Option<String>,
    done: String,
    lots: Vec<LotView>,
    changed: usize,
}

/// A lot as the attestation states it, and the hours recorded now if they are others.
struct LotView {
    name: String,
    contract: String,
    holders: String,
    due: String,
    done: String,
    now: Option<String>,
}

impl LotView {
    fn new(lot: &AttestedLot, verification: &VerifiedAttestation) -> Self {
        let changed = verification.changed.iter().find(|changed| changed.lot_id == lot.lot_id);
        let now = changed.map(|now| match (now.done, now.due) {
            (Some(done), Some(due)) => format!("{}\u{a0}h sur {}\u{a0}h prévues", done.in_french(), due.in_french()),
            _ => "lot retiré".to_owned(),
        });
        Self {
            name: format!("Lot {}, {}", lot.number, lot.title),
            contract: format!("{} · {} · {}", lot.reference, lot.contract_title, lot.buyer),
            holders: lot.holders.join(", "),
            due: lot.due.in_french(),
            done: lot.done.in_french(),
            now,
        }
    }
}

#[get("/verification")]
async fn form(request: HttpRequest, typed: Query<Typed>) -> Result<HttpResponse> {
    let typed = typed.0.code.unwrap_or_default();
    if let Some(code) = AttestationCode::parse(&typed) {
        return Ok(redirect(&format!("/verification/{code}")));
    }
    page(&FormPage { shell: PlainShell::of(&request)?, is_refused: !typed.is_empty(), typed })
}

/// Verify an attestation by its code.
///
/// What the attestation states, and whether the same is still recorded: `changed` names the lots of which other hours are
/// recorded now for its day. Needs no key: who has the code has the attestation. `not_found` for any other code.
#[utoipa::path(
    tag = "public contracts",
    operation_id = "verify_attestation",
    params(("code" = String, Path, description = "The code that the attestation bears", example = "7K3M-Q2XA-90BD-ZT5R")),
    responses((
        status = 200,
        description = "The attestation is genuine",
        content((VerifiedAttestation = "application/json"), (String = "text/html"))
    ))
)]
#[get("/verification/{code}")]
async fn verify(request: HttpRequest, code: web::Path<String>, negotiated: Negotiated) -> Result<HttpResponse> {
    let code = AttestationCode::parse(&code).ok_or_else(unknown)?;
    let AppState { db, clock, house, .. } = (***AppState::of(&request)?).clone();
    let verifying = Verifying { db, clock, house, request_id: Some(request_id(&request)) };
    let verified = blocking(move || attestations::verify(&verifying, &code)).await;
    let verification = verified.map_err(|error| if error.code == ProblemCode::NotFound { unknown() } else { error })?;
    if negotiated.format.is_html() {
        page(&VerificationPage::new(PlainShell::of(&request)?, &verification))
    } else {
        Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(verification))
    }
}

impl VerificationPage {
    fn new(shell: PlainShell, verification: &VerifiedAttestation) -> Self {
        let VerifiedAttestation { code, attested_on, issued_at, states, changed } = verification;
        Self {
            shell,
            code: code.to_string(),
            day: day_in_words(*attested_on),
            issued: moment_in_words(*issued_at),
            issuer: states.issuer.clone(),
            holder: states.holder.clone(),
            done: states.done().in_french(),
            lots: states.lots.iter().map(|lot| LotView::new(lot, verification)).collect(),
            changed: changed.len(),
        }
    }
}

fn unknown() -> AppError {
    let detail = "Aucune attestation n’a ce code. Recopiez-le tel qu’il figure sur l’attestation : seize lettres et chiffres, en \
        quatre groupes. S’il est bien recopié, l’attestation n’est pas authentique.";
    AppError::new(ProblemCode::NotFound).with_detail(french(detail))
}

/// The route that the contract describes.
pub fn routes(config: &mut Handlers<'_>) {
    config.public("/verification/").service(verify);
}

/// The route of the form.
pub fn form_routes(config: &mut Handlers<'_>) {
    config.public("/verification").undescribed(form);
}

//! `/etats/{token}`: a buyer's account as the buyer reads it, by a link and without a session.

use actix_web::{HttpRequest, HttpResponse, get, web};
use askama::Template;

use super::super::plain_shell::PlainShell;
use super::super::view::page;
use super::view::AccountView;
use crate::buyer_accounts::links::{self, OpenedAccount, Opening};
use crate::buyer_accounts::written;
use crate::error::{AppError, ProblemCode, Result, french};
use crate::http::{AppState, Format, Handlers, blocking, document, request_id};
use crate::values::day_in_words;

#[derive(Template)]
#[template(path = "shared_account.html", config = "src/pages/askama.toml")]
struct SharedPage {
    shell: PlainShell,
    view: AccountView,
    /// The address of a download, without the name of its form.
    downloads: String,
    until: String,
}

/// The account that a link opens.
async fn opened(request: &HttpRequest, token: String) -> Result<OpenedAccount> {
    let AppState { db, clock, house, read_log, .. } = (***AppState::of(request)?).clone();
    let opening = Opening { db, clock, house, read_log, request_id: Some(request_id(request)) };
    let opened = blocking(move || links::open(&opening, &token)).await;
    opened.map_err(|error| if error.code == ProblemCode::NotFound { ended() } else { error })
}

fn ended() -> AppError {
    let detail = "Ce lien n’ouvre aucun état d’avancement : il a pris fin, il a été révoqué, ou l’adresse est incomplète. La \
        structure qui suit la clause peut en donner un autre.";
    AppError::new(ProblemCode::NotFound).with_detail(french(detail))
}

#[get("/etats/{token}")]
async fn show(request: HttpRequest, token: web::Path<String>) -> Result<HttpResponse> {
    let downloads = format!("/etats/{token}/");
    let OpenedAccount { account, expires_on } = opened(&request, token.into_inner()).await?;
    let (shell, until) = (PlainShell::of(&request)?, day_in_words(expires_on));
    page(&SharedPage { shell, view: AccountView::new(account), downloads, until })
}

#[get("/etats/{token}/{form}")]
async fn download(request: HttpRequest, parts: web::Path<(String, String)>) -> Result<HttpResponse> {
    let (token, form) = parts.into_inner();
    let form = Format::document_named(&form).ok_or(AppError::new(ProblemCode::NotFound))?;
    let account = opened(&request, token).await?.account;
    let made_on = AppState::of(&request)?.clock.today();
    let name = format!("etat-{}", account.on);
    let bytes = blocking(move || written(&account, made_on, form)).await?;
    Ok(document(form, &name, bytes))
}

/// The routes of accounts that a link opens.
pub fn routes(config: &mut Handlers<'_>) {
    config.public("/etats/").undescribed(show).undescribed(download);
}

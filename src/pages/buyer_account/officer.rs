//! `/structures/{id}/etat`: the account as an officer reads it, with the comments on the lots and the links for the buyer.

use actix_web::{HttpRequest, HttpResponse, get};
use askama::Template;
use serde::Deserialize;

use super::super::listing::AddressField;
use super::super::shell::{Place, Shell};
use super::super::view::{form_key, form_page};
use super::view::AccountView;
use crate::access::{Caller, ReadBuyerAccounts};
use crate::accounts::{CurrentUser, actions};
use crate::buyer_accounts;
use crate::buyer_accounts::links::{self, AccountLink};
use crate::error::{AppError, Result, french};
use crate::http::{Fields, Handlers, Id, Query, blocking};
use crate::values::{LotId, OrganisationId, day_in_table, day_in_words, parse_day};

/// The most links that the page lists; the API lists all.
const MOST: i64 = 100;

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Address {
    au: AddressField,
    fait: Option<String>,
}

#[derive(Template)]
#[template(path = "buyer_account.html", config = "src/pages/askama.toml")]
struct AccountPage {
    shell: Shell,
    view: AccountView,
    /// The address of a download, without the name of its form.
    downloads: String,
    is_today: bool,
    done: Option<&'static str>,
    refused: Option<String>,
    /// None for an officer of single sectors.
    links: Option<Vec<LinkView>>,
    issued: Option<ShownLink>,
    key: String,
    today: String,
}

/// A link that was issued.
struct LinkView {
    id: i64,
    made: String,
    until: String,
    is_open: bool,
    is_revoked: bool,
}

/// The address of a new link, shown once.
pub(super) struct ShownLink {
    url: String,
    until: String,
}

impl ShownLink {
    pub fn new(base: &str, link: &AccountLink, token: &str) -> Self {
        Self { url: format!("{base}/etats/{token}"), until: day_in_words(link.expires_on) }
    }
}

/// What stands around an account.
#[derive(Default)]
pub(super) struct Around {
    pub done: Option<&'static str>,
    pub issued: Option<ShownLink>,
    pub refused: Option<AppError>,
    /// The comment on a lot that was refused.
    pub typed: Option<(LotId, String)>,
}

#[get("/structures/{id}/etat")]
async fn show(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<ReadBuyerAccounts>,
    id: Id<OrganisationId>,
    address: Query<Address>,
) -> Result<HttpResponse> {
    let mut fields = Fields::default();
    let on = fields.optional("?au", address.0.au.given(), parse_day);
    fields.done()?;
    let done = match address.0.fait.as_deref() {
        Some("commentaire") => Some("Le commentaire est enregistré."),
        Some("deja") => {
            Some("Ce lien vient d’être créé. Son adresse n’est montrée qu’une fois : révoquez-le et créez-en un autre.")
        }
        Some("lien") => Some("Le lien est révoqué : il n’ouvre plus rien."),
        _ => None,
    };
    shown(&request, user, caller, (id.0, on), Around { done, ..Around::default() }).await
}

pub(super) async fn shown(
    request: &HttpRequest,
    user: CurrentUser,
    caller: Caller<ReadBuyerAccounts>,
    (buyer, on): (OrganisationId, Option<chrono::NaiveDate>),
    around: Around,
) -> Result<HttpResponse> {
    let today = caller.today();
    let read = move || {
        let account = buyer_accounts::account(&caller, buyer, on)?;
        let sees_all = caller.scope().must_see_every_sector().is_ok();
        let links = if sees_all { Some(links::latest(&caller.with_right()?, buyer, MOST)?) } else { None };
        Ok((actions::current(&user)?, account, links))
    };
    let (user, account, links) = blocking(read).await?;
    let link = |link: &AccountLink| LinkView {
        id: link.id.0,
        made: day_in_table(crate::values::day_in_france(link.created_at)),
        until: day_in_table(link.expires_on),
        is_open: link.opens_on(today),
        is_revoked: link.revoked_at.is_some(),
    };
    let status = around.refused.as_ref().map(|error| error.code);
    let mut view = AccountView::new(account);
    if let Some((lot, text)) = around.typed {
        view.type_comment(lot, &text);
    }
    let template = AccountPage {
        shell: Shell::of(request, &user, Place::Organisations)?,
        is_today: view.account.on == today,
        downloads: format!("/v1/organisations/{buyer}/account?on={}&format=", view.account.on),
        view,
        done: around.done,
        refused: around.refused.map(|error| sentence(&error)),
        links: links.map(|links| links.iter().map(link).collect()),
        issued: around.issued,
        key: form_key(None)?,
        today: today.to_string(),
    };
    form_page(&template, status.map(AppError::new).as_ref())
}

/// What is wrong, in a sentence.
fn sentence(error: &AppError) -> String {
    french(error.field_errors.first().map_or(&error.detail, |one| &one.detail))
}

/// The route of the officer's page.
pub fn routes(config: &mut Handlers<'_>) {
    config.undescribed(show);
}

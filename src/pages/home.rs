//! `/`: the start page.

use actix_web::{HttpRequest, HttpResponse, get};
use askama::Template;

use super::shell::{Place, Shell};
use super::view::{page, redirect};
use crate::accounts::{CurrentUser, User, actions};
use crate::error::{ProblemCode, Result};
use crate::http::{AppState, Handlers, blocking};
use crate::values::{Month, Role};

#[derive(Template)]
#[template(path = "home.html", config = "src/pages/askama.toml")]
struct Home<'a> {
    shell: Shell,
    user: &'a User,
    /// The month whose hours are due and the present one, for those who enter hours.
    months: Option<(Month, Month)>,
}

#[get("/")]
async fn home(request: HttpRequest, user: Result<CurrentUser>) -> Result<HttpResponse> {
    let user = match user {
        // An API key has no account.
        Err(error) if error.code == ProblemCode::NotFound => return Ok(redirect("/docs/")),
        user => user?,
    };
    let user = blocking(move || actions::current(&user)).await?;
    let this_month = Month::of(AppState::of(&request)?.clock.today());
    let enters_hours = matches!(user.role, Role::Admin | Role::Officer);
    let months = enters_hours.then(|| (this_month.previous(), this_month));
    page(&Home { shell: Shell::of(&request, &user, Place::Dashboard)?, user: &user, months })
}

/// The route of the start page.
pub fn routes(config: &mut Handlers<'_>) {
    config.page("/").undescribed(home);
}

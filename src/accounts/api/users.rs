//! `/v1/users`

use actix_web::{HttpResponse, delete, get, patch, post, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::{Caller, EditUsers, ReadUsers};
use crate::accounts::password_policy::person_role;
use crate::accounts::{Context, IssuedLink, User, UserDetails, actions};
use crate::error::{AppError, Result};
use crate::http::{
    Fields, Handlers, Id, IdempotentBody, IfMatch, List, NoFilter, Page, Patch, Required, blocking, post_response_with,
    with_etag,
};
use crate::values::{Email, Name, OrganisationId, Sector, Sectors, UserId};

/// What is said of somebody's account.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserInput {
    /// What its owner signs in by.
    #[schema(value_type = String, example = "camille.martin@example.org", min_length = 3, max_length = 254)]
    email: Required<String>,
    /// What they are called.
    #[schema(value_type = String, example = "Camille Martin", min_length = 1, max_length = 200)]
    name: Required<String>,
    /// What they may do: `admin`, `officer` or `dashboard`.
    #[schema(value_type = String, example = "officer", pattern = "^(admin|officer|dashboard)$")]
    role: Required<String>,
    /// Where they may look; everywhere if it is not said.
    #[schema(value_type = Option<Vec<Sector>>, min_items = 1)]
    sectors: Option<Vec<String>>,
    /// The organisation they speak for, if not for the house.
    organisation_id: Option<i64>,
    /// Whether nobody gets in by it. Disabling an account ends its sessions.
    disabled: Option<bool>,
}

impl From<&User> for UserInput {
    fn from(user: &User) -> Self {
        Self {
            email: Required::new(user.email.to_string()),
            name: Required::new(user.name.to_string()),
            role: Required::new(user.role.to_string()),
            sectors: Some(user.sectors.iter().map(|sector| sector.to_string()).collect()),
            organisation_id: user.organisation_id.map(i64::from),
            disabled: Some(user.disabled),
        }
    }
}

impl TryFrom<UserInput> for UserDetails {
    type Error = AppError;

    fn try_from(input: UserInput) -> Result<Self> {
        let mut fields = Fields::default();
        let email = fields.required("/email", input.email, |text| Email::parse(&text));
        let name = fields.required("/name", input.name, |text| Name::parse(&text));
        let role = fields.required("/role", input.role, |code| person_role(&code));
        let sectors = input.sectors.map(|codes| fields.sectors("/sectors", codes));
        let (Some(email), Some(name), Some(role)) = (email, name, role) else { return Err(fields.refusal()) };
        fields.done()?;
        Ok(Self {
            email,
            name,
            role,
            sectors: sectors.unwrap_or_else(Sectors::all),
            organisation_id: input.organisation_id.map(OrganisationId),
            disabled: input.disabled.unwrap_or(false),
        })
    }
}

/// A one-time link, told this once.
#[derive(Debug, Serialize, ToSchema)]
pub struct OneTimeLink {
    /// Where it leads: a whole address where CLAUSES_PUBLIC_URL is set, else what comes after the service's own.
    #[schema(example = "https://clauses.example.org/invitation/lfp8…")]
    url: String,
    /// `invitation` where its owner has not chosen a password yet, else `reset`.
    #[schema(example = "invitation", pattern = "^(invitation|reset)$")]
    purpose: &'static str,
    /// Until when it is good (UTC). It is good once.
    expires_at: DateTime<Utc>,
}

impl OneTimeLink {
    fn told(context: &Context, link: &IssuedLink) -> Self {
        Self { url: context.address(link), purpose: link.purpose.as_str(), expires_at: link.expires_at }
    }
}

/// An account just made, with what its owner is invited by.
#[derive(Debug, Serialize, ToSchema)]
pub struct InvitedUser {
    /// The account.
    #[serde(flatten)]
    user: User,
    /// The invitation; absent where the answer is given again under the same `Idempotency-Key`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    invitation: Option<OneTimeLink>,
}

/// List people's accounts.
///
/// In the order they were made, a page at a time. For administrators who see every sector.
#[utoipa::path(
    tag = "users",
    operation_id = "list_users",
    responses((status = 200, description = "A page of accounts", body = Page<User>))
)]
#[get("/v1/users")]
async fn list(caller: Caller<ReadUsers>, asked: List<NoFilter>) -> Result<HttpResponse> {
    asked.view.answer(caller, actions::list).await
}

/// Make an account and invite its owner.
///
/// The answer holds a one-time link, told this once: whoever has it chooses the password. An address that another account
/// has is refused with `email_taken`. An `Idempotency-Key` makes it safe to send again; the answer then comes without
/// the link, and `POST /v1/users/{id}/links` gives another.
#[utoipa::path(
    tag = "users",
    operation_id = "create_user",
    request_body = UserInput,
    responses((status = 201, description = "Made", body = InvitedUser)),
    extensions(("x-problem-codes" = json!("email_taken invalid_email invalid_text text_empty text_too_long \
        unknown_organisation unknown_role unknown_sector")))
)]
#[post("/v1/users")]
async fn create(
    caller: Caller<EditUsers>,
    context: web::Data<Context>,
    posted: IdempotentBody<UserInput>,
) -> Result<HttpResponse> {
    let details = UserDetails::try_from(posted.body)?;
    let caller = caller.with_idempotency_key(posted.key);
    let (once, link) = blocking({
        let context = context.clone();
        move || actions::create(&caller, &context, &details)
    })
    .await?;
    let invitation = link.map(|link| OneTimeLink::told(&context, &link));
    post_response_with(once, "invitation", invitation)
}

/// Show somebody's account.
///
/// With its version in `ETag`, which a change has to name.
#[utoipa::path(
    tag = "users",
    operation_id = "show_user",
    params(("id" = i64, Path, description = "The account's id")),
    responses((status = 200, description = "The account", body = User))
)]
#[get("/v1/users/{id}")]
async fn show(caller: Caller<ReadUsers>, id: Id<UserId>) -> Result<HttpResponse> {
    Ok(with_etag(&blocking(move || actions::show(&caller, id.0)).await?))
}

/// Change somebody's account.
///
/// A merge patch: what is not named stays. Needs the `ETag` last seen in `If-Match`. `disabled: true` ends its sessions
/// and makes its links useless. The last administrator's account stays one and stays open: `last_administrator`.
#[utoipa::path(
    tag = "users",
    operation_id = "update_user",
    params(
        ("id" = i64, Path, description = "The account's id"),
        ("If-Match" = String, Header, description = "The ETag last seen"),
    ),
    request_body(content = UserInput, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "Changed", body = User)),
    extensions(("x-problem-codes" = json!("email_taken invalid_email invalid_text last_administrator text_empty \
        text_too_long unknown_organisation unknown_role unknown_sector")))
)]
#[patch("/v1/users/{id}")]
async fn update(caller: Caller<EditUsers>, id: Id<UserId>, seen: IfMatch, patch: Patch) -> Result<HttpResponse> {
    let change = move |current: &User| patch.apply_to(&UserInput::from(current))?.try_into();
    Ok(with_etag(&blocking(move || actions::update(&caller, id.0, seen.0, change)).await?))
}

/// Issue a one-time link by which somebody chooses a password.
///
/// Their first or, where they have one, another; told this once. Links issued to them before are useless from then on. A
/// disabled account has none: `not_found`. Takes no `Idempotency-Key`: nothing of a secret is kept.
#[utoipa::path(
    tag = "users",
    operation_id = "issue_user_link",
    params(("id" = i64, Path, description = "The account's id")),
    responses((status = 200, description = "Issued", body = OneTimeLink))
)]
#[post("/v1/users/{id}/links")]
async fn issue_link(caller: Caller<EditUsers>, context: web::Data<Context>, id: Id<UserId>) -> Result<HttpResponse> {
    let issuing = context.clone();
    let link = blocking(move || actions::issue_link(&caller, &issuing, id.0)).await?;
    Ok(HttpResponse::Ok().json(OneTimeLink::told(&context, &link)))
}

/// Take somebody's second factor away.
///
/// For somebody who has lost what shows the codes: they then sign in by their password and may begin another. Their
/// sessions end. Where there is none: `not_found`.
#[utoipa::path(
    tag = "users",
    operation_id = "remove_user_second_factor",
    params(("id" = i64, Path, description = "The account's id")),
    responses((status = 204, description = "Taken away"))
)]
#[delete("/v1/users/{id}/second-factor")]
async fn remove_second_factor(caller: Caller<EditUsers>, id: Id<UserId>) -> Result<HttpResponse> {
    blocking(move || actions::remove_second_factor(&caller, id.0)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The addresses of people's accounts.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(list).service(create).service(show).service(update).service(issue_link);
    config.service(remove_second_factor);
}

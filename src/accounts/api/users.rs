//! `/v1/users`: people's accounts, managed by administrators.

use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::{Caller, EditUsers, ReadUsers};
use crate::accounts::password_policy::person_role;
use crate::accounts::{Context, IssuedLink, User, UserDetails, actions};
use crate::error::{AppError, Result};
use crate::http::{
    Fields, Handlers, Id, IdempotentBody, IfMatch, List, NoFilter, Page, Patch, Required, address_for, blocking,
    no_content, post_response_with, with_etag,
};
use crate::values::{Email, Name, OrganisationId, Sector, Sectors, UserId};

/// The details of an account.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserInput {
    /// The e-mail address, by which the owner signs in.
    #[schema(value_type = String, example = "camille.martin@example.org", min_length = 3, max_length = 254)]
    email: Required<String>,
    /// The owner's name.
    #[schema(value_type = String, example = "Camille Martin", min_length = 1, max_length = 200)]
    name: Required<String>,
    /// The role: `admin`, `officer` or `dashboard`.
    #[schema(value_type = String, example = "officer", pattern = "^(admin|officer|dashboard)$")]
    role: Required<String>,
    /// The sectors that the owner sees; by default all.
    #[schema(value_type = Option<Vec<Sector>>, min_items = 1)]
    sectors: Option<Vec<String>>,
    /// The organisation that the owner acts for; by default the house.
    organisation_id: Option<i64>,
    /// Whether signing in is refused. Disabling an account ends its sessions.
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

/// A one-time link, shown only in this answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct OneTimeLink {
    /// The URL: below `CLAUSES_PUBLIC_URL`, or, if that is not set, below the host that the request named.
    #[schema(example = "https://clauses.example.org/invitation/lfp8…")]
    url: String,
    /// `invitation` for an account without a password, else `reset`.
    #[schema(example = "invitation", pattern = "^(invitation|reset)$")]
    purpose: &'static str,
    /// When the link expires (UTC). It is valid once.
    expires_at: DateTime<Utc>,
}

impl OneTimeLink {
    fn of(request: &HttpRequest, context: &Context, link: &IssuedLink) -> Self {
        Self {
            url: context.address_at(&address_for(request), link),
            purpose: link.purpose.as_str(),
            expires_at: link.expires_at,
        }
    }
}

/// A new account with the invitation of its owner.
#[derive(Debug, Serialize, ToSchema)]
pub struct InvitedUser {
    /// The account.
    #[serde(flatten)]
    user: User,
    /// The invitation; absent from a replay under the same `Idempotency-Key`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    invitation: Option<OneTimeLink>,
}

/// List people's accounts.
///
/// In the order of their ids, a page at a time. For administrators who see every sector.
#[utoipa::path(
    tag = "users",
    operation_id = "list_users",
    responses((status = 200, description = "A page of accounts", body = Page<User>))
)]
#[get("/v1/users")]
async fn list(caller: Caller<ReadUsers>, asked: List<NoFilter>) -> Result<HttpResponse> {
    asked.view.answer(caller, actions::list).await
}

/// Create an account and invite its owner.
///
/// Only this answer holds the one-time link; its holder chooses the password. An e-mail address of another account is
/// refused (`email_taken`). An `Idempotency-Key` makes the request safe to repeat; the replay holds no link, and
/// `POST /v1/users/{id}/links` issues another.
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
    request: HttpRequest,
    input: IdempotentBody<UserInput>,
) -> Result<HttpResponse> {
    let details = UserDetails::try_from(input.body)?;
    let caller = caller.with_idempotency_key(input.key);
    let (user, link) = blocking({
        let context = context.clone();
        move || actions::create(&caller, &context, &details)
    })
    .await?;
    let invitation = link.map(|link| OneTimeLink::of(&request, &context, &link));
    post_response_with(user, "invitation", invitation)
}

/// Show an account.
///
/// With its version in `ETag`, for the `If-Match` of a change.
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

/// Change an account.
///
/// A merge patch: absent fields stay. Needs the current `ETag` in `If-Match`. `disabled: true` ends the account's
/// sessions and makes its links invalid. The last administrator cannot be disabled or given another role:
/// `last_administrator`.
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
async fn update(caller: Caller<EditUsers>, id: Id<UserId>, version: IfMatch, patch: Patch) -> Result<HttpResponse> {
    let change = move |current: &User| patch.apply_to(&UserInput::from(current))?.try_into();
    Ok(with_etag(&blocking(move || actions::update(&caller, id.0, &version.0, change)).await?))
}

/// Issue a one-time link by which the owner chooses a password.
///
/// An invitation, or a reset for an account with a password. Only this answer holds the link. Earlier links of the
/// account become invalid. A disabled account gets none: `not_found`. Takes no `Idempotency-Key`, since no secret is
/// stored.
#[utoipa::path(
    tag = "users",
    operation_id = "issue_user_link",
    params(("id" = i64, Path, description = "The account's id")),
    responses((status = 200, description = "Issued", body = OneTimeLink))
)]
#[post("/v1/users/{id}/links")]
async fn issue_link(
    caller: Caller<EditUsers>,
    context: web::Data<Context>,
    id: Id<UserId>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let link = blocking({
        let context = context.clone();
        move || actions::issue_link(&caller, &context, id.0)
    })
    .await?;
    Ok(HttpResponse::Ok().json(OneTimeLink::of(&request, &context, &link)))
}

/// Remove an account's second factor.
///
/// For an owner who cannot produce codes any more: they sign in by password and may begin another second factor. The
/// account's sessions end. Without a second factor: `not_found`.
#[utoipa::path(
    tag = "users",
    operation_id = "remove_user_second_factor",
    params(("id" = i64, Path, description = "The account's id")),
    responses((status = 204, description = "Taken away"))
)]
#[delete("/v1/users/{id}/second-factor")]
async fn remove_second_factor(caller: Caller<EditUsers>, id: Id<UserId>) -> Result<HttpResponse> {
    no_content(move || actions::remove_second_factor(&caller, id.0)).await
}

/// Registers the handlers of people's accounts.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(list).service(create).service(show).service(update).service(issue_link);
    config.service(remove_second_factor);
}

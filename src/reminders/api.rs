//! `/v1/months/{month}/reminders`, `/v1/reminders`

use actix_web::{HttpResponse, get, post};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{NewReminder, Owed, Reminder, ReminderFilter, actions};
use crate::access::{Caller, NoteReminders, ReadReminders};
use crate::error::Result;
use crate::http::{
    Fields, Handlers, Id, IdempotentBody, List, MonthPath, Negotiated, Page, Query, Required, blocking, post_response,
    with_content_tag, with_etag,
};
use crate::values::{FreeText, Month, OrganisationId, ReminderId, Sector};

/// A reminder to note.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "organisation_id": 2, "sectors": ["BTP"], "text": "Les heures de juin ne nous sont pas parvenues.",
}))]
pub struct ReminderInput {
    /// Who was reminded.
    #[schema(value_type = OrganisationId)]
    organisation_id: Required<OrganisationId>,
    /// The sectors of the hours that are owed.
    #[schema(value_type = Vec<Sector>, min_items = 1)]
    sectors: Required<Vec<String>>,
    /// The text that was sent, or a note.
    #[schema(example = "Les heures de juin ne nous sont pas parvenues.", min_length = 1, max_length = 2000)]
    text: Option<String>,
}

impl ReminderInput {
    fn parse(self, month: Month) -> Result<NewReminder> {
        let mut fields = Fields::default();
        let organisation = fields.required("/organisation_id", self.organisation_id, Ok);
        let codes = fields.required("/sectors", self.sectors, Ok);
        let sectors = codes.map(|codes| fields.sectors("/sectors", codes));
        let text = fields.optional("/text", self.text, |text| FreeText::parse(&text));
        let (Some(organisation), Some(sectors)) = (organisation, sectors) else { return Err(fields.refusal()) };
        fields.done()?;
        Ok(NewReminder { organisation, month, sectors, text })
    }
}

/// The filter of what is owed.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OwedQuery {
    /// Only this sector.
    #[param(value_type = Option<Sector>)]
    sector: Option<String>,
}

/// Which reminders to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReminderQuery {
    /// Only those to this organisation.
    #[param(value_type = Option<i64>, minimum = 1)]
    organisation_id: Option<String>,
    /// Only those about this month.
    #[param(value_type = Option<Month>, example = "2023-06")]
    month: Option<String>,
}

impl ReminderQuery {
    fn parse(self) -> Result<ReminderFilter> {
        let mut fields = Fields::default();
        let filter = ReminderFilter {
            organisation: fields.id("?organisation_id", self.organisation_id),
            month: fields.optional("?month", self.month, |text| Month::parse(&text)),
            from: None,
        };
        fields.done()?;
        Ok(filter)
    }
}

/// Show which hours of a month are owed, and by whom.
///
/// An employer owes the hours of each of its employments that is assigned to a lot from which hours are expected, unless
/// they are submitted or validated, or the lot has a nil statement. A lot on which nobody works is owed by its holder.
/// Months that are closed in a sector are left out. Each organisation has the last reminder, and what to do next.
#[utoipa::path(
    tag = "reminders",
    operation_id = "show_owed_hours",
    params(("month" = Month, Path, description = "The month", example = "2023-06"), OwedQuery),
    responses((status = 200, description = "What is owed", body = Owed)),
    extensions(("x-problem-codes" = json!("unknown_sector")))
)]
#[get("/v1/months/{month}/reminders")]
async fn owed(
    caller: Caller<ReadReminders>,
    month: MonthPath,
    query: Query<OwedQuery>,
    negotiated: Negotiated,
) -> Result<HttpResponse> {
    let mut fields = Fields::default();
    let sector = fields.optional("?sector", query.0.sector, |code| Sector::parse(&code));
    fields.done()?;
    let owed = blocking(move || actions::owed(&caller, month.0, sector)).await?;
    with_content_tag(&owed, negotiated)
}

/// Note that an organisation was reminded of a month's hours.
///
/// The service sends nothing: it keeps who noted it and when, and the text that was sent. A reminder does not change. It
/// is seen by who sees all its sectors.
#[utoipa::path(
    tag = "reminders",
    operation_id = "create_reminder",
    params(("month" = Month, Path, description = "The month", example = "2023-06")),
    request_body = ReminderInput,
    responses((status = 201, description = "Noted", body = Reminder)),
    extensions(("x-problem-codes" = json!("invalid_text month_in_future text_empty text_too_long unknown_organisation \
        unknown_sector")))
)]
#[post("/v1/months/{month}/reminders")]
async fn create(
    caller: Caller<NoteReminders>,
    month: MonthPath,
    request: IdempotentBody<ReminderInput>,
) -> Result<HttpResponse> {
    let new = request.body.parse(month.0)?;
    let caller = caller.with_idempotency_key(request.key);
    Ok(post_response(blocking(move || actions::note(&caller, &new)).await?))
}

/// Show a reminder.
///
/// With its version, which stays 1, in `ETag`.
#[utoipa::path(
    tag = "reminders",
    operation_id = "show_reminder",
    params(("id" = i64, Path, description = "The reminder's id")),
    responses((status = 200, description = "The reminder", body = Reminder))
)]
#[get("/v1/reminders/{id}")]
async fn show(caller: Caller<ReadReminders>, id: Id<ReminderId>) -> Result<HttpResponse> {
    Ok(with_etag(&blocking(move || actions::show(&caller, id.0)).await?))
}

/// List reminders.
///
/// In the order they were noted.
#[utoipa::path(
    tag = "reminders",
    operation_id = "list_reminders",
    params(ReminderQuery),
    responses((status = 200, description = "A page of reminders", body = Page<Reminder>)),
    extensions(("x-problem-codes" = json!("invalid_month")))
)]
#[get("/v1/reminders")]
async fn list(caller: Caller<ReadReminders>, request: List<ReminderQuery>) -> Result<HttpResponse> {
    let filter = request.query.parse()?;
    request.view.answer(caller, move |caller, after, rows| actions::list(caller, &filter, after, rows)).await
}

/// Adds the routes of reminders.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(owed).service(create).service(list).service(show);
}

//! What the PLIE reads of its participants.

use actix_web::{HttpResponse, get, web};

use crate::access::{Caller, ReadParticipants};
use crate::error::{ProblemCode, Result};
use crate::http::{ChangeParameters, FollowedList, Handlers, Negotiated, NoFilter, Page, blocking, with_content_tag};
use crate::plie::actions::participants;
use crate::plie::model::{LinkedParticipant, ParticipantHours};
use crate::values::ParticipantNumber;

/// List the participants of the PLIE to whom candidates are linked.
///
/// With `changed_since`, those whose link or hours changed since, in the order of change.
#[utoipa::path(
    tag = "plie",
    operation_id = "list_participants",
    params(ChangeParameters),
    responses((status = 200, description = "A page of participants", body = Page<LinkedParticipant>))
)]
#[get("/v1/plie/participants")]
async fn list(caller: Caller<ReadParticipants>, request: FollowedList<NoFilter>) -> Result<HttpResponse> {
    request.view.answer(caller, participants::list).await
}

/// Show the hours of a participant of the PLIE.
///
/// The validated hours of the candidates who are linked to the record, by month, sector, public contract, employer and type
/// of employment contract, with a strong `ETag`. Hours of months that are not `closed` may still change.
#[utoipa::path(
    tag = "plie",
    operation_id = "show_participant_hours",
    params(("number" = String, Path, description = "The number of the participant record", example = "P-2023-0042")),
    responses((status = 200, description = "The hours", body = ParticipantHours))
)]
#[get("/v1/plie/participants/{number}/hours")]
async fn hours(
    caller: Caller<ReadParticipants>,
    number: web::Path<String>,
    negotiated: Negotiated,
) -> Result<HttpResponse> {
    let Ok(number) = ParticipantNumber::parse(&number) else { return Err(ProblemCode::NotFound.into()) };
    let hours = blocking(move || participants::hours(&caller, &number)).await?;
    with_content_tag(&hours, negotiated)
}

/// Registers the handlers.
pub(super) fn routes(config: &mut Handlers<'_>) {
    config.service(list).service(hours);
}

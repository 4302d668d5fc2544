//! `/v1/audit`: list and verify the audit trail.

use actix_web::{HttpResponse, get, post};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::{AuditEvent, EventFilter, HeadCopy, HeadStanding, NewHeadCopy, Verification, actions};
use crate::access::{Caller, NoteAuditCopy, ReadAudit, VerifyAudit};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::http::{Fields, Handlers, IdempotentBody, List, Page, Query, Required, blocking, post_response};
use crate::values::{Name, moments, parse_id, start_of_day};

/// The filter of the list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EventQuery {
    /// Only events of this kind of subject.
    #[param(example = "candidate")]
    subject: Option<String>,
    /// Only events of the subject with this id.
    #[param(value_type = Option<i64>, example = 42)]
    subject_id: Option<String>,
    /// Only events by this actor.
    #[param(example = "key:3")]
    actor: Option<String>,
    /// Only events of this action.
    #[param(example = "update")]
    action: Option<String>,
    /// Only events from this day on (UTC).
    #[param(value_type = Option<chrono::NaiveDate>, example = "2024-03-01")]
    from: Option<String>,
    /// Only events up to and including this day (UTC).
    #[param(value_type = Option<chrono::NaiveDate>, example = "2024-03-31")]
    to: Option<String>,
}

impl EventQuery {
    fn read(self) -> Result<EventFilter> {
        let mut fields = Fields::default();
        let days = fields.period(("?from", self.from), ("?to", self.to));
        let (from, before) = moments(days, start_of_day);
        let filter = EventFilter {
            subject: self.subject,
            subject_id: fields.optional("?subject_id", self.subject_id, |text| parse_id(&text)),
            actor: self.actor,
            action: self.action,
            from,
            before,
        };
        fields.done()?;
        Ok(filter)
    }
}

/// List the events of the audit trail.
///
/// One event for each change, in the order of their ids: who did what, when and why. Personal values and reasons are
/// digests, with the values in clear until they are erased. For administrators, and for officers who see every sector.
#[utoipa::path(
    tag = "audit",
    operation_id = "list_audit_events",
    params(EventQuery),
    responses((status = 200, description = "A page of events", body = Page<AuditEvent>)),
    extensions(("x-problem-codes" = json!("invalid_date invalid_period")))
)]
#[get("/v1/audit/events")]
async fn events(caller: Caller<ReadAudit>, asked: List<EventQuery>) -> Result<HttpResponse> {
    let filter = asked.query.read()?;
    asked.view.answer(caller, move |caller, after, rows| actions::list(caller, &filter, after, rows)).await
}

/// Show how far the audit trail is sealed, and when a head was last copied out.
///
/// `copy` is the copy that was noted last (`POST /v1/audit/copies`). For administrators, and for officers who see every
/// sector.
#[utoipa::path(
    tag = "audit",
    operation_id = "show_audit_head",
    responses((status = 200, description = "The latest block and the last copy", body = HeadStanding))
)]
#[get("/v1/audit/head")]
async fn show_head(caller: Caller<ReadAudit>) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(blocking(move || actions::standing(&caller)).await?))
}

/// A copy of a head.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HeadCopyInput {
    /// The head that was copied.
    #[schema(value_type = String, pattern = "^[0-9a-f]{64}$", example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    head: Required<String>,
    /// Where the copy is, without anybody's name.
    #[schema(value_type = String, min_length = 1, max_length = 200, example = "Classeur de la direction, page 12")]
    place: Required<String>,
}

impl TryFrom<HeadCopyInput> for NewHeadCopy {
    type Error = AppError;

    fn try_from(input: HeadCopyInput) -> Result<Self> {
        let mut fields = Fields::default();
        let head = fields.required("/head", input.head, Ok);
        let place = fields.required("/place", input.place, |text| Name::parse(&text));
        match (head, place) {
            (Some(head), Some(place)) => Ok(Self { head, place }),
            _ => Err(fields.refusal()),
        }
    }
}

/// Note that a head of the audit trail was copied to another place.
///
/// A place that those who own the database cannot reach. The note is an event of the audit trail. A head that the chain does
/// not have is refused (`unknown_head`). An `Idempotency-Key` makes it safe to retry. For administrators, and for officers
/// who see every sector.
#[utoipa::path(
    tag = "audit",
    operation_id = "note_audit_copy",
    request_body = HeadCopyInput,
    responses((status = 201, description = "Noted", body = HeadCopy)),
    extensions(("x-problem-codes" = json!("invalid_text text_empty text_too_long unknown_head")))
)]
#[post("/v1/audit/copies")]
async fn note_copy(caller: Caller<NoteAuditCopy>, request: IdempotentBody<HeadCopyInput>) -> Result<HttpResponse> {
    let copy = NewHeadCopy::try_from(request.body)?;
    let caller = caller.with_idempotency_key(request.key);
    Ok(post_response(blocking(move || actions::note_copy(&caller, &copy)).await?))
}

/// The options of the verification.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct VerificationQuery {
    /// A head stored elsewhere earlier, which the chain must still contain.
    #[param(pattern = "^[0-9a-f]{64}$")]
    expect: Option<String>,
}

impl VerificationQuery {
    fn read(self) -> Result<Option<String>> {
        let is_head =
            |head: &String| head.len() == 64 && head.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if self.expect.as_ref().is_some_and(|head| !is_head(head)) {
            let detail = "Une tête est faite de 64 chiffres hexadécimaux.";
            return Err(FieldError::new("?expect", ProblemCode::InvalidQuery).with_detail(detail).into());
        }
        Ok(self.expect)
    }
}

/// Verify the audit trail.
///
/// Recomputes every digest and block from the start, in time proportional to the length of the audit trail, and lists
/// the faults. The owner of database and program could rewrite the whole audit trail: only a head stored elsewhere
/// (`expect`) detects that, and that the end was cut off.
#[utoipa::path(
    tag = "audit",
    operation_id = "verify_audit_trail",
    params(VerificationQuery),
    responses((status = 200, description = "The result", body = Verification))
)]
#[get("/v1/audit/verification")]
async fn verification(caller: Caller<VerifyAudit>, query: Query<VerificationQuery>) -> Result<HttpResponse> {
    let expect = query.0.read()?;
    Ok(HttpResponse::Ok().json(blocking(move || actions::verify(&caller, expect.as_deref())).await?))
}

/// Registers the handlers of the audit trail.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(events).service(show_head).service(note_copy).service(verification);
}

//! `/v1/audit`: list and verify the audit trail.

use actix_web::{HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{AuditEvent, EventFilter, Verification, actions};
use crate::access::{Caller, ReadAudit, VerifyAudit};
use crate::error::{FieldError, ProblemCode, Result};
use crate::http::{Fields, Handlers, List, Page, Query, blocking};
use crate::values::{parse_day, parse_id};

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
        let filter = EventFilter {
            subject: self.subject,
            subject_id: fields.optional("?subject_id", self.subject_id, |text| parse_id(&text)),
            actor: self.actor,
            action: self.action,
            from: fields.optional("?from", self.from, |text| parse_day(&text)),
            to: fields.optional("?to", self.to, |text| parse_day(&text)),
        };
        if matches!((filter.from, filter.to), (Some(from), Some(to)) if to < from) {
            fields.push(FieldError::new("?to", ProblemCode::InvalidPeriod));
        }
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
    config.service(events).service(verification);
}

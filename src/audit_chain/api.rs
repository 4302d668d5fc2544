//! `/v1/audit`

use actix_web::{HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{AuditEvent, EventFilter, Verification, actions};
use crate::access::{Caller, ReadAudit, VerifyAudit};
use crate::error::{FieldError, ProblemCode, Result};
use crate::http::{Fields, Handlers, List, Page, Query, blocking};
use crate::values::{parse_day, parse_id};

/// Which events to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EventQuery {
    /// Only those about this kind of thing.
    #[param(example = "candidate")]
    subject: Option<String>,
    /// Only those about the one with this id.
    #[param(value_type = Option<i64>, example = 42)]
    subject_id: Option<String>,
    /// Only those by this actor.
    #[param(example = "key:3")]
    actor: Option<String>,
    /// Only those where this was done.
    #[param(example = "update")]
    action: Option<String>,
    /// Only those from this day on (UTC).
    #[param(value_type = Option<chrono::NaiveDate>, example = "2024-03-01")]
    from: Option<String>,
    /// Only those up to this day, itself included (UTC).
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

/// List what was done, by whom, when and why.
///
/// One event for each change, in the order of their ids. Personal values and reasons stand in it as digests, and in
/// clear beside them until they are erased. For administrators, and for officers who see every sector.
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

/// What to verify.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct VerificationQuery {
    /// A head copied elsewhere earlier: is it still one of the chain's?
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

/// Verify that nobody rewrote the audit trail.
///
/// Recomputes every digest and every block from the start, which takes the longer the longer the trail is. Says what is
/// wrong and where. Whoever owns the database and the program can rewrite all of it: only a head copied elsewhere
/// (`expect`) tells that, and that the end was cut off.
#[utoipa::path(
    tag = "audit",
    operation_id = "verify_audit_trail",
    params(VerificationQuery),
    responses((status = 200, description = "What was found", body = Verification))
)]
#[get("/v1/audit/verification")]
async fn verification(caller: Caller<VerifyAudit>, query: Query<VerificationQuery>) -> Result<HttpResponse> {
    let expect = query.0.read()?;
    Ok(HttpResponse::Ok().json(blocking(move || actions::verify(&caller, expect.as_deref())).await?))
}

/// The addresses of the audit trail.
pub fn routes(config: &mut Handlers<'_>) {
    config.service(events).service(verification);
}

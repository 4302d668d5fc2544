//! The example of each refusal in the contract: the document that the service answers with, for one of its codes.

use actix_web::http::StatusCode;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::error::{AppError, FieldError, InTheWay, ProblemCode, Report};
use crate::http::problem;

/// The path in examples that operations share.
pub(super) const SOME_PATH: &str = "/v1/…";

const REQUEST_ID: &str = "a8ad4400-e51c-4a4d-aa89-3d2d53f52199";

/// The codes that say the least about an operation: each is an example only where there is none of others or before it.
const LAST: &[ProblemCode] = &[
    ProblemCode::SecondFactorRequired,
    ProblemCode::Forbidden,
    ProblemCode::CsrfMissing,
    ProblemCode::TooManyRequests,
    ProblemCode::Internal,
    ProblemCode::DatabaseDamaged,
    ProblemCode::Unavailable,
    ProblemCode::TooManyBodies,
    ProblemCode::InvalidJson,
    ProblemCode::InvalidQuery,
    ProblemCode::InvalidCursor,
    ProblemCode::IdempotencyInProgress,
    ProblemCode::Missing,
    ProblemCode::UnknownField,
    ProblemCode::TextEmpty,
    ProblemCode::TextTooLong,
    ProblemCode::InvalidBody,
    ProblemCode::InvalidFields,
    ProblemCode::InvalidIdempotencyKey,
    ProblemCode::IdempotencyKeyReused,
];

/// The codes that are the example wherever they are: of a batch only this one, as those of rows are in its outcomes.
const FIRST: &[ProblemCode] = &[ProblemCode::BatchRefused];

const BATCH_SUMMARY: &str = r#"{"created": 1, "updated": 0, "unchanged": 0, "rejected": 1, "worked": "121.50"}"#;
const BATCH_ROWS: &str = r#"[{"index": 1, "verdict": "rejected", "problem": {"code": "month_closed", "pointer": "/rows/1/month",
    "detail": "Le mois est clos."}}]"#;
const DEPENDENTS: &str = r#"[{"kind": "hours", "id": 311, "label": "121,50 h en juin 2023, lot 2 du marché 2022-DM-014",
    "path": "/v1/hours/42/7/2023-06"}]"#;
const OBSTACLES: &str = r#"[{"kind": "lots_late", "count": 2, "lots": [2, 7]}]"#;

/// The document for the code among these that says the most.
pub(super) fn example(codes: impl Iterator<Item = ProblemCode>, path: &str) -> Option<Value> {
    let rank = |code: &ProblemCode| {
        let last = LAST.iter().position(|last| last == code).map_or(1, |place| place + 2);
        if FIRST.contains(code) { 0 } else { last }
    };
    let error = refusal(codes.min_by_key(rank)?);
    serde_json::to_value(problem::document(&error, &filled(path), REQUEST_ID.to_owned())).ok()
}

fn refusal(code: ProblemCode) -> AppError {
    let raw = |json: &str| RawValue::from_string(json.to_owned()).unwrap_or_default();
    match code {
        ProblemCode::BatchRefused => {
            AppError::new(code).with_report(Report { summary: raw(BATCH_SUMMARY), rows: raw(BATCH_ROWS) })
        }
        ProblemCode::RecordInUse => AppError::new(code).with_in_the_way(InTheWay::Dependents(raw(DEPENDENTS))),
        ProblemCode::MonthNotReady => AppError::new(code).with_in_the_way(InTheWay::Obstacles(raw(OBSTACLES))),
        ProblemCode::InvalidFields => {
            let unknown = |pointer: &str| FieldError::new(pointer, ProblemCode::InvalidQuery);
            AppError::from_field_errors(vec![unknown("?secteur"), unknown("?annee")])
        }
        _ => match pointer(code) {
            Some(pointer) => FieldError::new(pointer, code).into(),
            None => AppError::new(code),
        },
    }
}

/// The field that a code is about.
fn pointer(code: ProblemCode) -> Option<&'static str> {
    match code {
        ProblemCode::InvalidQuery => Some("?secteur"),
        ProblemCode::InvalidCursor => Some("?cursor"),
        ProblemCode::UnknownField => Some("/secteur"),
        ProblemCode::HoursAfterEmploymentEnd => Some("/month"),
        ProblemCode::InvalidBody
        | ProblemCode::InvalidIdempotencyKey
        | ProblemCode::IdempotencyKeyReused
        | ProblemCode::UnreadableFile => None,
        code if problem::status(code) == StatusCode::UNPROCESSABLE_ENTITY => Some("/…"),
        _ => None,
    }
}

/// A path with values in place of its parameters.
fn filled(path: &str) -> String {
    let value = |part: &str| match part {
        "{month}" => "2023-09".to_owned(),
        "{sector}" => "BTP".to_owned(),
        "{year}" => "2023".to_owned(),
        part if part.starts_with('{') => "42".to_owned(),
        part => part.to_owned(),
    };
    path.split('/').map(value).collect::<Vec<_>>().join("/")
}

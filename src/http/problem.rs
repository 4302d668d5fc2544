//! Problem documents (RFC 9457), and the HTTP status of each problem code.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::credentials::ask_for_password;
use super::problem_parts::{dependents_schema, obstacles_schema};
use super::request_id::request_id;
use crate::error::{AppError, ProblemCode};

/// Why a request was refused or failed (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// The address of a page about the problem.
    #[schema(example = "/problems/hours_after_employment_end")]
    r#type: String,
    /// A short title, in French.
    #[schema(example = "Après le contrat de travail")]
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// What happened, in French.
    #[schema(example = "Le mois est après la fin du contrat de travail.")]
    detail: String,
    /// The path of the request.
    #[schema(example = "/v1/hours/42/7/2023-09")]
    instance: String,
    /// The stable code of the problem.
    #[schema(example = "hours_after_employment_end")]
    code: &'static str,
    /// The request's id, as in the log.
    #[schema(example = "a8ad4400-e51c-4a4d-aa89-3d2d53f52199")]
    request_id: String,
    /// Every field that is refused.
    errors: Vec<FieldProblem>,
    /// The id of the existing resource that the request conflicts with, if the caller may know it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    existing_id: Option<i64>,
    /// Of a batch refused as a whole: how many rows would have had each outcome.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>, nullable = false)]
    summary: Option<Box<RawValue>>,
    /// Of a batch refused as a whole: the outcome that each row would have had.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<Object>>, nullable = false)]
    rows: Option<Box<RawValue>>,
    /// Of a month that is not ready to be closed: what is in the way, as on the month's board.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = obstacles_schema)]
    obstacles: Option<Box<RawValue>>,
    /// Of a record that cannot be withdrawn: what rests on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = dependents_schema)]
    dependents: Option<Box<RawValue>>,
}

/// A field that is refused.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldProblem {
    /// A JSON pointer into the body, or `?name` for a query parameter.
    #[schema(example = "/month")]
    pointer: String,
    /// The stable code of the problem.
    #[schema(example = "hours_after_employment_end")]
    code: &'static str,
    /// What is wrong with it, in French.
    #[schema(example = "Le mois est après la fin du contrat de travail.")]
    detail: String,
}

/// The media type of a problem.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// The HTTP status of a problem code.
pub const fn status(code: ProblemCode) -> StatusCode {
    use ProblemCode::*;
    match code {
        InvalidJson | InvalidQuery | InvalidCursor => StatusCode::BAD_REQUEST,
        Unauthenticated | SignInRefused | SecondFactorRequired => StatusCode::UNAUTHORIZED,
        TooManyAttempts => StatusCode::TOO_MANY_REQUESTS,
        Forbidden | CsrfMissing | QueryNotAllowed => StatusCode::FORBIDDEN,
        NotFound => StatusCode::NOT_FOUND,
        CursorOutdated => StatusCode::GONE,
        NotAcceptable => StatusCode::NOT_ACCEPTABLE,
        MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        EmailTaken
        | LastAdministrator
        | SecondFactorActive
        | SiretTaken
        | ReferenceTaken
        | LotNumberTaken
        | ExternalRefTaken
        | AlreadyExists
        | InUse
        | ApiKeyEnded
        | InitialHoursTaken
        | OutcomeInUse
        | RecordInUse
        | SirenDiffers
        | KindDiffers
        | NotAsExpected
        | HoursWouldBeOrphaned
        | MonthClosed
        | MonthNotReady
        | LotHasHours
        | ExitAlreadyCounted
        | SexDiffers
        | RecordedAsDistinct
        | IdempotencyInProgress => StatusCode::CONFLICT,
        PreconditionFailed => StatusCode::PRECONDITION_FAILED,
        RequestTimeout => StatusCode::REQUEST_TIMEOUT,
        BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
        PreconditionRequired => StatusCode::PRECONDITION_REQUIRED,
        Internal | DatabaseDamaged => StatusCode::INTERNAL_SERVER_ERROR,
        Unavailable | TooManyBodies => StatusCode::SERVICE_UNAVAILABLE,
        InvalidBody
        | UnknownField
        | InvalidFields
        | Missing
        | InvalidText
        | TextEmpty
        | TextTooLong
        | InvalidDate
        | InvalidMonth
        | InvalidYear
        | InvalidPeriod
        | OverlappingPeriods
        | HoursMalformed
        | HoursNegative
        | HoursTooPrecise
        | HoursTooLarge
        | InvalidAmount
        | InvalidRate
        | InvalidSiret
        | InvalidCommune
        | InvalidParticipantNumber
        | PersonNotInformed
        | InvalidCpv
        | InvalidOccupation
        | InvalidEmail
        | InvalidPhone
        | InvalidLevel
        | InvalidOverlap
        | InvalidSetting
        | UnknownHead
        | UnreadableFile
        | UnknownSetting
        | UnknownSector
        | UnknownContractType
        | UnknownModality
        | UnknownClauseType
        | UnknownKind
        | UnknownStatus
        | UnknownReason
        | UnknownSex
        | UnknownAgeBracket
        | UnknownOrigin
        | UnknownOutcome
        | UnknownCriterion
        | UnknownRole
        | UnknownDimension
        | UnknownNeighbourhood
        | NeighbourhoodElsewhere
        | UnknownOrganisation
        | UnknownLot
        | UnknownCandidate
        | UnknownEmployment
        | PasswordTooShort
        | PasswordTooLong
        | PasswordTooCommon
        | PasswordUnchanged
        | WrongPassword
        | WrongCode
        | WrongRole
        | FieldNotAllowed
        | ImmutableField
        | ComputationMismatch
        | PrescriberMissing
        | CommentRequired
        | DecisionBeforeReferral
        | DateInFuture
        | DateInPast
        | SameCandidate
        | SameOrganisation
        | BeforeBirth
        | EndRequired
        | AssignmentOutsideEmployment
        | AssignmentWithoutValidation
        | HoursBeforeEmployment
        | HoursAfterEmploymentEnd
        | HoursOutsideAssignment
        | HoursInFuture
        | HoursOverCalendar
        | TrainingOverWorked
        | MonthInFuture
        | LotNotExpected
        | ReasonRequired
        | StatusNotAllowed
        | EvidenceRequired
        | DuplicateCell
        | ChangedByOfficer
        | ExternalRefMoved
        | LotAmbiguous
        | TooManyRows
        | BatchRefused
        | UnknownHours
        | TooManyDimensions
        | InvalidIdempotencyKey
        | IdempotencyKeyReused => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// The problem document for a refusal, without its cause.
pub fn answer(error: &AppError, request: &HttpRequest) -> HttpResponse {
    let problem = document(error, request.path(), request_id(request));
    let mut response = HttpResponse::build(status(error.code)).json(problem);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    add_headers(error, response.headers_mut());
    ask_for_password(error.code, request, response.headers_mut());
    response
}

/// The document for a refusal of a request to a path.
pub(super) fn document(error: &AppError, path: &str, request_id: String) -> Problem {
    Problem {
        r#type: format!("/problems/{}", error.code.as_str()),
        title: error.code.title(),
        status: status(error.code).as_u16(),
        detail: error.detail.clone(),
        instance: path.to_owned(),
        code: error.code.as_str(),
        request_id,
        errors: error
            .field_errors
            .iter()
            .map(|field_error| FieldProblem {
                pointer: field_error.pointer.clone(),
                code: field_error.code.as_str(),
                detail: field_error.detail.clone(),
            })
            .collect(),
        existing_id: error.existing_id,
        summary: error.report.as_ref().map(|report| report.summary.clone()),
        rows: error.report.as_ref().map(|report| report.rows.clone()),
        obstacles: error.in_the_way.as_ref().and_then(|list| list.obstacles()),
        dependents: error.in_the_way.as_ref().and_then(|list| list.dependents()),
    }
}

/// Writes the cause of a failure to the log, with the request's id.
pub(super) fn log_cause(error: &AppError, request: &HttpRequest) {
    if let Some(cause) = &error.cause {
        let (request_id, code) = (request_id(request), error.code.as_str());
        tracing::error!(request_id, code, cause = format!("{cause:#}"), "failed");
    }
}

/// Adds what the status of a refusal asks for: `WWW-Authenticate`, and `Retry-After`, rounded up to whole seconds.
pub fn add_headers(error: &AppError, headers: &mut HeaderMap) {
    let status = status(error.code);
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"clauses\""));
    }
    if status == StatusCode::SERVICE_UNAVAILABLE {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    if let Some(wait) = error.retry_after {
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds.max(1)));
    }
}

/// A refusal of the framework itself as one of ours.
pub(super) fn from_framework(error: &actix_web::Error) -> AppError {
    match error.as_response_error().status_code() {
        StatusCode::NOT_FOUND => ProblemCode::NotFound.into(),
        StatusCode::METHOD_NOT_ALLOWED => ProblemCode::MethodNotAllowed.into(),
        StatusCode::PAYLOAD_TOO_LARGE => ProblemCode::BodyTooLarge.into(),
        status if status.is_client_error() => ProblemCode::InvalidQuery.into(),
        _ => AppError::internal(anyhow::anyhow!("{error}")),
    }
}

impl ResponseError for AppError {
    fn status_code(&self) -> StatusCode {
        status(self.code)
    }

    fn error_response(&self) -> HttpResponse {
        // `log_requests` adds the body: it knows the request.
        HttpResponse::new(self.status_code())
    }
}

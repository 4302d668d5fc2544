//! The error type of the application.

use std::fmt;
use std::time::Duration;

use super::{FieldError, InTheWay, ProblemCode, Report, french};

/// A refusal or failure.
#[derive(Debug)]
pub struct AppError {
    /// The problem code.
    pub code: ProblemCode,
    /// What happened, in French, for the user.
    pub detail: String,
    /// The invalid fields, if it is about fields.
    pub field_errors: Vec<FieldError>,
    /// The id of the existing resource that the request conflicts with, if the caller may know it.
    pub existing_id: Option<i64>,
    /// The outcome of each row of a batch that was refused as a whole.
    pub report: Option<Box<Report>>,
    /// What is in the way, if there is a list of it.
    pub in_the_way: Option<Box<InTheWay>>,
    /// When to try again, if that is known.
    pub retry_after: Option<Duration>,
    /// The cause, for the log only.
    pub cause: Option<anyhow::Error>,
}

/// The result of anything that can be refused or fail.
pub type Result<T> = std::result::Result<T, AppError>;

impl AppError {
    /// A refusal with the meaning of its code as detail.
    pub fn new(code: ProblemCode) -> Self {
        Self {
            code,
            detail: french(code.meaning()),
            field_errors: Vec::new(),
            existing_id: None,
            report: None,
            in_the_way: None,
            retry_after: None,
            cause: None,
        }
    }

    /// Replaces the detail.
    #[must_use]
    pub fn with_detail(self, detail: impl AsRef<str>) -> Self {
        Self { detail: french(detail.as_ref()), ..self }
    }

    /// Adds the id of the existing resource.
    #[must_use]
    pub fn with_existing_id(self, existing_id: i64) -> Self {
        Self { existing_id: Some(existing_id), ..self }
    }

    /// Adds the id of the existing resource if the caller sees it: `found` is what looking it up gives.
    ///
    /// # Errors
    /// Those of looking it up but for `not_found`.
    pub fn with_existing_id_if_seen<T>(self, existing_id: impl Into<i64>, found: Result<T>) -> Result<Self> {
        match found {
            Ok(_) => Ok(self.with_existing_id(existing_id.into())),
            Err(error) if error.code == ProblemCode::NotFound => Ok(self),
            Err(error) => Err(error),
        }
    }

    /// Adds the outcome of each row.
    #[must_use]
    pub fn with_report(self, report: Report) -> Self {
        Self { report: Some(Box::new(report)), ..self }
    }

    /// Adds what is in the way.
    #[must_use]
    pub fn with_in_the_way(self, in_the_way: InTheWay) -> Self {
        Self { in_the_way: Some(Box::new(in_the_way)), ..self }
    }

    /// Adds when to try again.
    #[must_use]
    pub fn with_retry_after(self, retry_after: Duration) -> Self {
        Self { retry_after: Some(retry_after), ..self }
    }

    /// An unexpected failure of the service.
    pub fn internal(cause: impl Into<anyhow::Error>) -> Self {
        Self { cause: Some(cause.into()), ..Self::new(ProblemCode::Internal) }
    }

    /// The database cannot be reached.
    pub fn unavailable(cause: impl Into<anyhow::Error>) -> Self {
        Self { cause: Some(cause.into()), ..Self::new(ProblemCode::Unavailable) }
    }

    /// The stored data are damaged.
    pub fn damaged(cause: impl Into<anyhow::Error>) -> Self {
        Self { cause: Some(cause.into()), ..Self::new(ProblemCode::DatabaseDamaged) }
    }

    /// A refusal of fields: with the code of a single error, or `invalid_fields` for several.
    pub fn from_field_errors(field_errors: Vec<FieldError>) -> Self {
        let (code, detail) = match field_errors.as_slice() {
            [only] => (only.code, only.detail.clone()),
            several => (ProblemCode::InvalidFields, format!("{} champs sont refusés.", several.len())),
        };
        Self { detail, field_errors, ..Self::new(code) }
    }
}

impl From<FieldError> for AppError {
    fn from(field_error: FieldError) -> Self {
        Self::from_field_errors(vec![field_error])
    }
}

impl From<ProblemCode> for AppError {
    fn from(code: ProblemCode) -> Self {
        Self::new(code)
    }
}

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.detail)
    }
}

impl std::error::Error for AppError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let cause: &(dyn std::error::Error + 'static) = self.cause.as_ref()?.as_ref();
        Some(cause)
    }
}

//! What `form_fields.html` reads of a form: the texts, the refusals, and where one goes on.

use super::form_errors::FormErrors;
use super::typed::TypedForm;
use crate::access::random_token;
use crate::error::{AppError, ProblemCode, Result};
use crate::http::KEY_FIELD;

/// A form as a page shows it.
pub struct FormView {
    /// The key under which it is carried out once.
    pub key: String,
    /// The texts.
    pub typed: TypedForm,
    /// The refusals.
    pub errors: FormErrors,
    focus: Option<String>,
}

impl FormView {
    /// A form with these texts, which begins at its first field or at the one named.
    ///
    /// # Errors
    /// `internal`.
    pub fn new(typed: TypedForm, focus: Option<String>) -> Result<Self> {
        Ok(Self { key: key(&typed, None)?, typed, errors: FormErrors::default(), focus })
    }

    /// A form that was refused.
    ///
    /// # Errors
    /// `internal`.
    pub fn refused(
        typed: TypedForm,
        error: &AppError,
        field: impl Fn(&str) -> Option<(String, String)>,
    ) -> Result<Self> {
        Ok(Self { key: key(&typed, Some(error))?, typed, errors: FormErrors::with(error, field), focus: None })
    }

    /// Whether the field of this id has the focus first: the one that is named, or else the first that was refused.
    pub fn has_focus(&self, id: impl AsRef<str>) -> bool {
        let refused = || self.errors.faults.first().map(|fault| fault.id.as_str());
        self.focus.as_deref().or_else(refused) == Some(id.as_ref())
    }
}

/// A form keeps its key until it is carried out, unless it is the key that was refused.
fn key(typed: &TypedForm, error: Option<&AppError>) -> Result<String> {
    match typed.given(KEY_FIELD) {
        Some(key) if error.is_none_or(|error| error.code != ProblemCode::IdempotencyKeyReused) => Ok(key.to_owned()),
        _ => Ok(random_token()?.expose().to_owned()),
    }
}

/// The refusals of a form's key, in words about the form; `done` says what it already did.
pub fn in_words(error: AppError, done: &str) -> AppError {
    match error.code {
        ProblemCode::IdempotencyKeyReused => error.with_detail(format!(
            "Ce formulaire a déjà servi {done}. Si vous voulez vraiment recommencer, renvoyez-le."
        )),
        ProblemCode::IdempotencyInProgress => {
            error.with_detail("Ce formulaire est en cours d’enregistrement. Attendez un instant, puis renvoyez-le.")
        }
        _ => error,
    }
}

/// Whether the form shows the refusal; any other has a page of its own.
pub fn is_shown_in_form(error: &AppError) -> bool {
    error.cause.is_none() && !matches!(error.code, ProblemCode::NotFound | ProblemCode::Forbidden)
}

//! Errors in the language of the command line. `main` prints them.

use clauses::error::{AppError, ProblemCode};

/// An error with its causes. Refusals of the trade keep their French sentences; failures of the service are in English.
pub fn explain(error: &anyhow::Error) -> String {
    error.chain().map(one).collect::<Vec<_>>().join(": ")
}

fn one(cause: &(dyn std::error::Error + 'static)) -> String {
    match cause.downcast_ref().map(|error: &AppError| error.code) {
        Some(ProblemCode::Unavailable) => "the database of DATABASE_URL does not answer".to_owned(),
        Some(ProblemCode::Internal) => "an unexpected failure".to_owned(),
        Some(ProblemCode::DatabaseDamaged) => {
            let what_to_do = "stop the service and take a copy with `clauses restore COPY --replace`";
            format!("the database of DATABASE_URL is damaged: {what_to_do}")
        }
        _ => cause.to_string(),
    }
}

//! Moves blocking work off the threads that serve requests.

use actix_web::web;

use crate::error::{AppError, Result};

/// Runs blocking work, such as a database transaction, on the thread pool for it.
///
/// # Errors
/// Those of the work; `internal` if it panics.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    web::block(work).await.map_err(AppError::internal)?
}

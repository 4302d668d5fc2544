//! Refusals and failures: problem codes with their French texts, and [`AppError`], an error with its code. Knows neither
//! HTTP nor SQL.

mod app_error;
mod field_error;
mod problem_code;
mod report;
mod typography;

pub use app_error::{AppError, Result};
pub use field_error::FieldError;
pub use problem_code::ProblemCode;
pub use report::{InTheWay, Report};
pub use typography::{french, serialize_french};

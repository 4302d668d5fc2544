//! The refusal of a setting.

/// An invalid setting; the message names it.
#[derive(Debug, thiserror::Error)]
#[error("{name} {problem}")]
pub struct BadSetting {
    name: &'static str,
    problem: String,
}

pub(super) fn bad(name: &'static str, problem: impl Into<String>) -> BadSetting {
    BadSetting { name, problem: problem.into() }
}

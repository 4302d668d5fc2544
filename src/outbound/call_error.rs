//! Why a call of another service failed.

use std::fmt;
use std::time::Duration;

use crate::values::CallFailure;

/// A call that had no effect that can be counted on. Its texts hold neither secrets nor personal values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallError {
    /// Why.
    pub failure: CallFailure,
    /// How long to wait, if the service or the circuit breaker says it.
    pub retry_after: Option<Duration>,
    /// The status of the answer, if there was one.
    pub status: Option<u16>,
    /// Whether a request was sent at all. None was if the circuit was open, or too many calls were under way: `failure` is
    /// then what opened the circuit.
    pub was_sent: bool,
}

impl CallError {
    /// The failure of a request that was sent.
    pub fn of(failure: CallFailure) -> Self {
        Self { failure, retry_after: None, status: None, was_sent: true }
    }

    /// The failure of a call for which no request was sent.
    pub(super) fn not_sent(failure: CallFailure, retry_after: Option<Duration>) -> Self {
        Self { failure, retry_after, status: None, was_sent: false }
    }

    /// The same with the status of the answer.
    pub fn with_status(self, status: u16) -> Self {
        Self { status: Some(status), ..self }
    }

    /// Whether the service does not serve at all: this says nothing about the request, which may be sent again later.
    pub fn is_service_down(&self) -> bool {
        use CallFailure::*;
        matches!(
            self.failure,
            Unreachable | TimedOut | CutOff | Overloaded | ServerError | Unauthorised | AddressRefused | Redirected
        )
    }

    /// Whether the answer cannot be used: another one may be better, but hardly the hundredth.
    pub fn is_unfit(&self) -> bool {
        matches!(self.failure, CallFailure::UnfitAnswer | CallFailure::WrongPerson | CallFailure::TooLarge)
    }

    /// Whether the service has decided, so that the same request will not succeed.
    pub fn is_definite(&self) -> bool {
        matches!(self.failure, CallFailure::Missing | CallFailure::Refused)
    }

    /// What counts it in the metrics.
    pub(super) fn outcome(&self) -> &'static str {
        if self.was_sent { self.failure.as_str() } else { "not_sent" }
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.failure.as_str())?;
        match self.status {
            Some(status) => write!(f, " (status {status})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for CallError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_of_a_call_says_one_thing_about_the_request() {
        for failure in CallFailure::ALL {
            let error = CallError::of(*failure);
            let said = [error.is_service_down(), error.is_unfit(), error.is_definite()];
            assert!(said.iter().filter(|said| **said).count() <= 1, "{failure:?}");
        }
    }
}

//! The circuit breaker of a service: after several failures in a row, calls are refused at once, so that nobody waits for
//! a service that is down. After a pause, one call is let through as a probe; it closes the circuit, or lengthens the pause.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::backoff;
use super::call_error::CallError;
use super::observer::{Circuit, Observer};
use crate::values::CallFailure;

/// After how many failures in a row the circuit opens.
const FAILURES: u32 = 5;

/// The first pause of an open circuit, and the longest.
const PAUSES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));

/// When to ask again while a probe is under way.
const PROBED: Duration = Duration::from_secs(1);

/// The breaker of one service.
pub(super) struct Breaker {
    state: Mutex<State>,
    observer: Arc<dyn Observer>,
}

#[derive(Debug, Clone, Copy)]
struct State {
    /// Failures in a row while the circuit is closed.
    failures: u32,
    /// The length of the last pause.
    pause: Duration,
    phase: Phase,
}

#[derive(Debug, Clone, Copy)]
enum Phase {
    Closed,
    Open { until: Instant, failure: CallFailure },
    Probing { failure: CallFailure },
}

/// The leave to make one call. Dropping it without [`Self::settle`] counts as a failure of a probe.
pub(super) struct Admission<'b> {
    breaker: &'b Breaker,
    is_probe: bool,
    is_settled: bool,
}

impl Breaker {
    /// A closed circuit.
    pub(super) fn new(observer: Arc<dyn Observer>) -> Self {
        let state = State { failures: 0, pause: Duration::ZERO, phase: Phase::Closed };
        Self { state: Mutex::new(state), observer }
    }

    /// Where the circuit stands.
    pub(super) fn circuit(&self) -> Circuit {
        match self.with(|state| state.phase) {
            Phase::Closed => Circuit::Closed,
            Phase::Open { .. } => Circuit::Open,
            Phase::Probing { .. } => Circuit::Probing,
        }
    }

    /// Whether a call would be let through.
    ///
    /// # Errors
    /// The failure that opened the circuit, and when to ask again.
    pub(super) fn check(&self, now: Instant) -> Result<(), CallError> {
        match self.with(|state| state.phase) {
            Phase::Open { until, failure } if now < until => Err(CallError::not_sent(failure, Some(until - now))),
            Phase::Probing { failure } => Err(CallError::not_sent(failure, Some(PROBED))),
            Phase::Closed | Phase::Open { .. } => Ok(()),
        }
    }

    /// Lets a call through: any while the circuit is closed, one after the pause.
    ///
    /// # Errors
    /// Those of [`Self::check`].
    pub(super) fn admit(&self, now: Instant) -> Result<Admission<'_>, CallError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let is_probe = match state.phase {
            Phase::Closed => false,
            Phase::Open { until, failure } if now < until => {
                return Err(CallError::not_sent(failure, Some(until - now)));
            }
            Phase::Probing { failure } => return Err(CallError::not_sent(failure, Some(PROBED))),
            Phase::Open { failure, .. } => {
                state.phase = Phase::Probing { failure };
                true
            }
        };
        drop(state);
        if is_probe {
            self.observer.circuit(Circuit::Probing);
        }
        Ok(Admission { breaker: self, is_probe, is_settled: false })
    }

    fn settle(&self, is_probe: bool, failed: Option<&CallError>, now: Instant) {
        let changed = self.with(|state| match (is_probe, failed) {
            (true, Some(error)) => Some(state.open(error, now)),
            (true, None) => Some(state.close()),
            (false, None) => {
                state.failures = 0;
                None
            }
            // What was sent before the circuit opened says nothing new.
            (false, Some(_)) if !matches!(state.phase, Phase::Closed) => None,
            (false, Some(error)) => {
                state.failures = state.failures.saturating_add(1);
                (state.failures >= FAILURES).then(|| state.open(error, now))
            }
        });
        if let Some(circuit) = changed {
            self.observer.circuit(circuit);
        }
    }

    fn with<T>(&self, read: impl FnOnce(&mut State) -> T) -> T {
        read(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl State {
    /// Opens the circuit for twice the last pause, or as long as the service asks for, if that is longer.
    fn open(&mut self, error: &CallError, now: Instant) -> Circuit {
        let (first, longest) = PAUSES;
        self.pause = self.pause.saturating_mul(2).clamp(first, longest);
        let pause = backoff::at_least_half(self.pause).max(error.retry_after.unwrap_or_default().min(longest));
        self.phase = Phase::Open { until: now + pause, failure: error.failure };
        Circuit::Open
    }

    fn close(&mut self) -> Circuit {
        *self = Self { failures: 0, pause: Duration::ZERO, phase: Phase::Closed };
        Circuit::Closed
    }
}

impl Admission<'_> {
    /// Whether this call is the probe.
    pub(super) fn is_probe(&self) -> bool {
        self.is_probe
    }

    /// Records how the call ended: `failed` is set if the service is down.
    pub(super) fn settle(mut self, failed: Option<&CallError>, now: Instant) {
        self.is_settled = true;
        self.breaker.settle(self.is_probe, failed, now);
    }
}

impl Drop for Admission<'_> {
    fn drop(&mut self) {
        if self.is_probe && !self.is_settled {
            self.breaker.settle(true, Some(&CallError::of(CallFailure::Unreachable)), Instant::now());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::observer::Unobserved;
    use super::*;

    struct Trial {
        breaker: Breaker,
        now: Instant,
    }

    impl Trial {
        fn new() -> Self {
            Self { breaker: Breaker::new(Arc::new(Unobserved)), now: Instant::now() }
        }

        fn fails(&self) {
            let admission = self.breaker.admit(self.now).unwrap();
            admission.settle(Some(&CallError::of(CallFailure::ServerError)), self.now);
        }

        fn succeeds(&self) {
            self.breaker.admit(self.now).unwrap().settle(None, self.now);
        }

        /// How long the circuit stays open.
        fn pause(&self) -> Duration {
            self.breaker.check(self.now).unwrap_err().retry_after.unwrap()
        }
    }

    #[test]
    fn five_failures_in_a_row_open_the_circuit_and_a_success_between_them_does_not() {
        let trial = Trial::new();
        (0..4).for_each(|_| trial.fails());
        trial.succeeds();
        (0..4).for_each(|_| trial.fails());
        assert_eq!(trial.breaker.circuit(), Circuit::Closed);
        trial.fails();
        assert_eq!(trial.breaker.circuit(), Circuit::Open);
        let refused = trial.breaker.admit(trial.now).err().unwrap();
        assert_eq!((refused.failure, refused.was_sent), (CallFailure::ServerError, false));
    }

    #[test]
    fn one_probe_at_a_time_closes_the_circuit_or_lengthens_the_pause_up_to_a_minute() {
        let mut trial = Trial::new();
        (0..5).for_each(|_| trial.fails());
        for longest in [1, 2, 4, 8, 16, 32, 60, 60] {
            let pause = trial.pause();
            assert!(
                pause <= Duration::from_secs(longest) && pause >= Duration::from_millis(longest * 500),
                "{pause:?}"
            );
            trial.now += pause;
            let probe = trial.breaker.admit(trial.now).unwrap();
            assert!(probe.is_probe() && trial.breaker.admit(trial.now).is_err());
            probe.settle(Some(&CallError::of(CallFailure::TimedOut)), trial.now);
        }
        trial.now += trial.pause();
        trial.succeeds();
        assert_eq!(trial.breaker.circuit(), Circuit::Closed);
        (0..5).for_each(|_| trial.fails());
        assert!(trial.pause() <= Duration::from_secs(1));
    }

    #[test]
    fn a_probe_that_is_given_up_frees_the_place_for_another() {
        let mut trial = Trial::new();
        (0..5).for_each(|_| trial.fails());
        trial.now += trial.pause();
        drop(trial.breaker.admit(trial.now).unwrap());
        assert_eq!(trial.breaker.circuit(), Circuit::Open);
    }

    #[test]
    fn the_pause_is_as_long_as_the_service_asks_for() {
        let trial = Trial::new();
        let error = CallError { retry_after: Some(Duration::from_secs(40)), ..CallError::of(CallFailure::Overloaded) };
        (0..5).for_each(|_| trial.breaker.admit(trial.now).unwrap().settle(Some(&error), trial.now));
        assert_eq!(trial.pause(), Duration::from_secs(40));
    }
}

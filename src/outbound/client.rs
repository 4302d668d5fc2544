//! The client of one other service.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use reqwest::Url;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout_at};

use super::backoff;
use super::breaker::Breaker;
use super::call_error::CallError;
use super::exchange::{Answer, Exchange};
use super::observer::{Circuit, Observer};
use super::request::Request;
use super::token::Access;
use super::transport::Transport;
use crate::config::ServiceAccess;
use crate::values::CallFailure;

/// How often a call is tried again, at most.
const RETRIES: u32 = 2;

/// The longest `Retry-After` that is waited for within a call.
const SHORT_WAIT: Duration = Duration::from_secs(2);

/// How to call a service.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The service's name in the log.
    pub service: &'static str,
    /// The address of the service.
    pub base: Url,
    /// What authenticates our requests.
    pub access: ServiceAccess,
    /// How many calls may be under way at once.
    pub calls: usize,
    /// How long a whole call may take, with waiting and retries.
    pub timeout: Duration,
    /// Whether addresses of this machine and link-local ones are called.
    pub allows_local: bool,
}

/// A synchronous client; all clones share connections, the number of calls at once and the circuit. It must not be called
/// in an asynchronous context, but may be in a thread for blocking work.
#[derive(Clone)]
pub struct Client(Arc<Shared>);

struct Shared {
    service: &'static str,
    exchange: Exchange,
    permits: Semaphore,
    calls: usize,
    timeout: Duration,
    breaker: Breaker,
    observer: Arc<dyn Observer>,
    /// Drives the connections. Taken only at the end.
    runtime: Option<Runtime>,
}

impl Drop for Shared {
    fn drop(&mut self) {
        // A runtime that waited for its threads could not be dropped in an asynchronous context.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Client {
    /// A client. Nothing connects yet.
    ///
    /// # Errors
    /// When TLS cannot be prepared, or a thread not be started.
    pub fn open(settings: &Settings, observer: Arc<dyn Observer>) -> anyhow::Result<Self> {
        let token_url = match &settings.access {
            ServiceAccess::ClientCredentials { token_url, .. } => Some(token_url),
            ServiceAccess::Key(_) => None,
        };
        let uses_tls = std::iter::once(&settings.base).chain(token_url).any(|url| url.scheme() == "https");
        let runtime = Builder::new_multi_thread().worker_threads(1).thread_name("outbound").enable_all().build();
        Ok(Self(Arc::new(Shared {
            service: settings.service,
            exchange: Exchange {
                transport: Transport::new(uses_tls, settings.allows_local, settings.timeout)?,
                access: Access::new(&settings.access)?,
                base: settings.base.clone(),
            },
            permits: Semaphore::new(settings.calls),
            calls: settings.calls,
            timeout: settings.timeout,
            breaker: Breaker::new(observer.clone()),
            observer,
            runtime: Some(runtime.context("starting the thread of outbound calls")?),
        })))
    }

    /// How many calls may be under way at once.
    pub fn calls(&self) -> usize {
        self.0.calls
    }

    /// Where the circuit stands.
    pub fn circuit(&self) -> Circuit {
        self.0.breaker.circuit()
    }

    /// Whether a call would be sent now: the circuit is closed, or ready for a probe.
    pub fn accepts_calls(&self) -> bool {
        self.0.breaker.check(Instant::now()).is_ok()
    }

    /// Sends a request, waits for the answer, at most for the whole time-out, and reads it with `read`.
    ///
    /// # Errors
    /// Why there is no answer that says anything about the request, or what `read` finds wrong with the answer.
    pub fn call<T>(
        &self,
        request: &Request<'_>,
        read: impl FnOnce(&Answer) -> Result<T, CallError>,
    ) -> Result<T, CallError> {
        let shared = &self.0;
        let Some(runtime) = &shared.runtime else { return Err(CallError::of(CallFailure::Unreachable)) };
        let outcome = runtime.block_on(shared.run(request)).and_then(|answer| read(&answer));
        shared.report(request, outcome.as_ref().err());
        outcome
    }
}

impl Shared {
    async fn run(&self, request: &Request<'_>) -> Result<Answer, CallError> {
        let begun = Instant::now();
        self.breaker.check(begun)?;
        let deadline = begun + self.timeout;
        let busy = || CallError::not_sent(CallFailure::TimedOut, None);
        let permit = timeout_at(deadline.into(), self.permits.acquire()).await;
        // The semaphore is never closed.
        let _permit = permit.map_err(|_| busy())?.map_err(|_| busy())?;
        let admission = self.breaker.admit(Instant::now())?;
        let retries = if admission.is_probe() { 0 } else { RETRIES };
        let outcome = self.tries(request, deadline, retries).await;
        let down = outcome.as_ref().err().filter(|error| error.is_service_down());
        admission.settle(down, Instant::now());
        outcome
    }

    async fn tries(&self, request: &Request<'_>, deadline: Instant, retries: u32) -> Result<Answer, CallError> {
        let mut retry = 0;
        loop {
            let outcome = timeout_at(deadline.into(), self.exchange.run(request)).await;
            let error = match outcome {
                Err(_) => return Err(CallError::of(CallFailure::TimedOut)),
                Ok(Ok(answer)) => return Ok(answer),
                Ok(Err(error)) => error,
            };
            let pause = if retry < retries { pause_before_retry(request, &error, retry) } else { None };
            match pause.filter(|pause| Instant::now() + *pause < deadline) {
                Some(pause) => sleep(pause).await,
                None => return Err(error),
            }
            retry += 1;
        }
    }

    /// Counts a call. Logs a failure without address and body: they may hold personal values.
    fn report(&self, request: &Request<'_>, error: Option<&CallError>) {
        self.observer.called(error.map_or("answered", CallError::outcome));
        if let Some(error) = error.filter(|error| error.was_sent) {
            let (operation, request_id, failure) = (request.operation, request.request_id, error.failure.as_str());
            let (service, status) = (self.service, error.status);
            tracing::info!(service, operation, request_id, failure, status, "a call of another service failed");
        }
    }
}

/// How long to wait before a request is sent again, if it can do no harm and may help.
fn pause_before_retry(request: &Request<'_>, error: &CallError, retry: u32) -> Option<Duration> {
    let may_pass = matches!(error.failure, CallFailure::Unreachable | CallFailure::CutOff)
        || matches!(error.status, Some(502..=504));
    let asked = error.retry_after.unwrap_or_default();
    let is_sensible = request.is_repeatable() && may_pass && asked <= SHORT_WAIT;
    is_sensible.then(|| backoff::before_retry(retry).max(asked))
}

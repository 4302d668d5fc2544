//! The signals that stop the service.

use std::pin::pin;

use actix_web::rt::signal::unix::{SignalKind, signal};

/// Completes at SIGTERM or Ctrl-C; running requests are then answered first. The handlers are installed at the call, not at
/// the first poll: a supervisor may stop the service as soon as it logs that it listens.
pub fn stop_signal() -> impl Future<Output = ()> {
    let signals = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()));
    async move {
        let (Ok(mut terminate), Ok(mut interrupt)) = signals else {
            return std::future::pending().await;
        };
        futures_util::future::select(pin!(terminate.recv()), pin!(interrupt.recv())).await;
        tracing::info!("stopping: running requests are answered first");
    }
}

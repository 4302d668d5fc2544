//! The log: one JSON line per event on standard error, without personal data or secrets.

use anyhow::Context as _;

/// Starts the log. `RUST_LOG` sets its filter; by default the HTTP framework's own lines are off, since every malformed
/// request causes one.
///
/// # Errors
/// When `RUST_LOG` is malformed.
pub(super) fn begin() -> anyhow::Result<()> {
    let filter = std::env::var("RUST_LOG").ok().filter(|filter| !filter.is_empty());
    let filter = filter.unwrap_or_else(|| "info,actix_http=off".to_owned());
    let filter = tracing_subscriber::EnvFilter::try_new(&filter).with_context(|| format!("RUST_LOG {filter}"))?;
    tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).init();
    std::panic::set_hook(Box::new(|panic| {
        // Without the message, which may quote data.
        let location = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(location, "panicked");
    }));
    Ok(())
}

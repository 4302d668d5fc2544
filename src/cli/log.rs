//! The log: one JSON line an event, on standard error, and nothing in it that a person or a secret could be known by.

use anyhow::Context as _;

/// Begins to log. `RUST_LOG` says how much; unless it does, the framework's own lines are left out, of which any
/// stranger causes one by each malformed request.
///
/// # Errors
/// When `RUST_LOG` is not well formed.
pub(super) fn begin() -> anyhow::Result<()> {
    let wanted = std::env::var("RUST_LOG").ok().filter(|wanted| !wanted.is_empty());
    let wanted = wanted.unwrap_or_else(|| "info,actix_http=off".to_owned());
    let filter = tracing_subscriber::EnvFilter::try_new(&wanted).with_context(|| format!("RUST_LOG {wanted}"))?;
    tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).init();
    std::panic::set_hook(Box::new(|panic| {
        // Where it happened, and not what is said of it: that may quote the text being worked on.
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panicked");
    }));
    Ok(())
}

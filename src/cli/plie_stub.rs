//! `clauses plie-stub`: the stand-in for the participant records, for development.

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use clauses::plie::stub::{Behaviour, Stub, read_participants};

use super::log;
use super::serve::announce;

/// The options of `plie-stub`.
#[derive(Args)]
pub struct PlieStub {
    /// The participants, a JSON list.
    #[arg(long)]
    file: PathBuf,
    /// The address and port to listen on; port 0 picks a free one.
    #[arg(long, default_value = "127.0.0.1:0")]
    bind: SocketAddr,
    /// The bearer key that it asks for.
    #[arg(long, default_value = "plie-development-key")]
    key: String,
    /// Milliseconds that each request waits.
    #[arg(long, default_value_t = 0)]
    slow_milliseconds: u64,
    /// Per cent of the requests that are answered 500 or 503.
    #[arg(long, default_value_t = 0, value_parser = percent())]
    fail_percent: u8,
    /// Per cent of the requests whose connection is cut before there is an effect.
    #[arg(long, default_value_t = 0, value_parser = percent())]
    cut_before_percent: u8,
    /// Per cent of the requests whose connection is cut after the effect.
    #[arg(long, default_value_t = 0, value_parser = percent())]
    cut_after_percent: u8,
    /// Per cent of the requests that are answered with a body that does not fit the contract.
    #[arg(long, default_value_t = 0, value_parser = percent())]
    garbage_percent: u8,
    /// Per cent of the reads that are answered with the record of somebody else.
    #[arg(long, default_value_t = 0, value_parser = percent())]
    somebody_else_percent: u8,
    /// The number of a participant that is answered 404; repeat for several.
    #[arg(long)]
    forget: Vec<String>,
    /// What the random choices begin with.
    #[arg(long, default_value_t = 0)]
    seed: u64,
}

fn percent() -> clap::builder::RangedI64ValueParser<u8> {
    clap::value_parser!(u8).range(0..=100)
}

/// Serves until a stop signal.
///
/// # Errors
/// When the file cannot be used, or the address cannot be listened on.
pub fn plie_stub(options: &PlieStub) -> anyhow::Result<()> {
    let _log = log::begin()?;
    let text = std::fs::read_to_string(&options.file).with_context(|| format!("--file {}", options.file.display()))?;
    let participants = read_participants(&text).with_context(|| format!("--file {}", options.file.display()))?;
    let socket = TcpListener::bind(options.bind).with_context(|| format!("--bind {}", options.bind))?;
    let address = socket.local_addr()?;
    let behaviour = Behaviour {
        slow_milliseconds: options.slow_milliseconds,
        fail_percent: options.fail_percent,
        retry_after_seconds: None,
        cut_before_percent: options.cut_before_percent,
        cut_after_percent: options.cut_after_percent,
        garbage_percent: options.garbage_percent,
        somebody_else_percent: options.somebody_else_percent,
        forget: options.forget.iter().cloned().collect(),
        seed: options.seed,
    };
    Stub::run(socket, participants, &options.key, behaviour, || announce(&format!("listening on http://{address}\n")))
}

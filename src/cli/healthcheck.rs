//! `clauses healthcheck`: the HTTP request that checks a service on the same machine, as containers need it.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::Context as _;
use clauses::http::reachable;

/// The time limit for connecting, sending and reading, each.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whether the service that listens on this address is ready.
///
/// # Errors
/// When no service answers in time.
pub fn is_ready(listening: SocketAddr) -> anyhow::Result<bool> {
    let address = reachable(listening);
    let request = || -> std::io::Result<Vec<u8>> {
        let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        write!(stream, "GET /health/ready HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
        let mut status = vec![0; "HTTP/1.1 200".len()];
        stream.read_exact(&mut status)?;
        Ok(status)
    };
    let status = request().with_context(|| format!("nobody answers on {address}"))?;
    Ok(status.ends_with(b" 200"))
}

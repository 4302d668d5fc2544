//! TLS, with the certificates that the system trusts: here those of a file, which a process of its own reads.

use std::io::{Read as _, Write as _};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use clauses::values::CallFailure;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, Stream};

use super::*;
use crate::support::answering::problem_answer;
use crate::support::prepare_http;

/// The variable with the address that the other process calls.
const ADDRESS: &str = "CLAUSES_TEST_CALLS_BY_TLS";

/// The certificate of `localhost` with its key, and the authority that signed it; all valid until 2126.
const CERTIFICATE: &[u8] = include_bytes!("server.pem");
const PRIVATE_KEY: &[u8] = include_bytes!("server.key");
const AUTHORITY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/api/plie_client/tls/authority.pem");

/// Serves by TLS; returns the port, and how many requests came through.
fn serve() -> (u16, Arc<AtomicUsize>) {
    prepare_http();
    let certificate = CertificateDer::from_pem_slice(CERTIFICATE).unwrap();
    let key = PrivateKeyDer::from_pem_slice(PRIVATE_KEY).unwrap();
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(vec![certificate], key).unwrap();
    let (config, requests) = (Arc::new(config), Arc::<AtomicUsize>::default());
    let socket = TcpListener::bind("127.0.0.1:0").unwrap();
    let (port, count) = (socket.local_addr().unwrap().port(), requests.clone());
    std::thread::spawn(move || {
        for stream in socket.incoming() {
            let (mut tcp, mut tls) = (stream.unwrap(), ServerConnection::new(config.clone()).unwrap());
            let mut stream = Stream::new(&mut tls, &mut tcp);
            // It fails if the client does not trust the certificate.
            if stream.read(&mut [0; 4096]).is_ok_and(|read| read > 0) {
                count.fetch_add(1, Ordering::SeqCst);
                stream.write_all(&problem_answer(404)).unwrap();
                stream.conn.send_close_notify();
                stream.flush().unwrap();
            }
        }
    });
    (port, requests)
}

#[test]
fn a_service_is_called_by_tls_if_its_certificate_is_trusted_for_its_name() {
    if let Ok(address) = std::env::var(ADDRESS) {
        let (client, expected) = match address.split_once(' ').unwrap() {
            (url, "trusted") => (client(url), CallFailure::Missing),
            (url, _) => (client(url), CallFailure::Unreachable),
        };
        return assert_eq!(failure(&client), expected);
    }
    let (port, requests) = serve();
    let call = |host: &str, outcome: &str, trusted: &str| {
        let name = std::thread::current().name().unwrap().to_owned();
        let mut again = Command::new(std::env::current_exe().unwrap());
        again.args(["--exact", &name]).env("SSL_CERT_FILE", trusted).env_remove("SSL_CERT_DIR");
        let address = format!("https://{host}:{port}/api/v1 {outcome}");
        let output = again.env(ADDRESS, address).output().unwrap();
        assert!(output.status.success(), "{host} {outcome}: {}", String::from_utf8_lossy(&output.stdout));
    };
    call("localhost", "trusted", AUTHORITY);
    assert_eq!(requests.load(Ordering::SeqCst), 1);
    // A name that the certificate does not have.
    call("127.0.0.1", "not trusted", AUTHORITY);
    // An authority that did not sign it.
    let other = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(other.path(), CERTIFICATE).unwrap();
    call("localhost", "not trusted", other.path().to_str().unwrap());
    assert_eq!(requests.load(Ordering::SeqCst), 1);
}

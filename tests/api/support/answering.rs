//! A server that answers each connection with bytes of the test's choice.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// A running server. Dropping it stops it.
pub struct Answering {
    pub address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Answering {
    /// Answers each request with the bytes that `answer` makes of its number, from 0, and its text; then it closes the
    /// connection.
    pub fn with(answer: impl Fn(usize, &str) -> Vec<u8> + Send + 'static) -> Self {
        Self::serving(move |number, request, stream| {
            // A client that has enough closes first.
            let _ = stream.write_all(&answer(number, request));
        })
    }

    /// Hands each connection over, after its request was read.
    pub fn serving(serve: impl Fn(usize, &str, &mut TcpStream) + Send + 'static) -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = socket.local_addr().unwrap();
        let (requests, is_over) = (Arc::<Mutex<Vec<String>>>::default(), Arc::<AtomicBool>::default());
        let (log, end) = (requests.clone(), is_over.clone());
        let thread = std::thread::spawn(move || {
            for stream in socket.incoming() {
                if end.load(Ordering::SeqCst) {
                    return;
                }
                let mut stream = stream.unwrap();
                let request = request(&mut stream);
                let number = log.lock().unwrap().len();
                log.lock().unwrap().push(request.clone());
                serve(number, &request, &mut stream);
            }
        });
        Self { address, requests, is_over, thread: Some(thread) }
    }

    /// The address of a service below it.
    pub fn url(&self) -> String {
        format!("http://{}/api/v1", self.address)
    }

    /// The requests so far.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
        let ended = self.thread.take().unwrap().join();
        assert!(ended.is_ok() || std::thread::panicking());
    }
}

/// The head and body of a request, or as much as the client sends.
fn request(stream: &mut TcpStream) -> String {
    let mut text = String::new();
    let mut piece = [0; 4096];
    loop {
        let read = stream.read(&mut piece).unwrap_or_default();
        text.push_str(&String::from_utf8_lossy(&piece[..read]));
        let length =
            text.to_lowercase().split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.parse().ok());
        let whole = text.split_once("\r\n\r\n").is_some_and(|(_, body)| body.len() >= length.unwrap_or(0));
        if read == 0 || whole {
            return text;
        }
    }
}

/// An answer with a status line, headers and a body.
pub fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {status} Said\r\nContent-Length: {}\r\nConnection: close\r\n", body.len());
    headers.iter().for_each(|(name, value)| text.push_str(&format!("{name}: {value}\r\n")));
    format!("{text}\r\n{body}").into_bytes()
}

/// An answer in JSON.
pub fn json_answer(status: u16, body: &serde_json::Value) -> Vec<u8> {
    answer(status, &[("Content-Type", "application/json")], &body.to_string())
}

/// A problem document.
pub fn problem_answer(status: u16) -> Vec<u8> {
    let problem = format!(r#"{{"type":"about:blank","title":"No","status":{status}}}"#);
    answer(status, &[("Content-Type", "application/problem+json")], &problem)
}

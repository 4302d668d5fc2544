//! A minimal HTTP client that costs little CPU time: one blocking keep-alive socket that writes requests from ready
//! bytes.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

/// One kept-alive connection; the last answer's body stays in `body`.
pub struct Client {
    stream: BufReader<TcpStream>,
    pub body: Vec<u8>,
    line: String,
}

/// The status and headers of an answer.
#[derive(Debug, Default, Clone)]
pub struct Head {
    pub status: u16,
    pub etag: Option<String>,
    pub content_type: String,
    length: usize,
    chunked: bool,
}

impl Client {
    pub fn connect(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(600)))?;
        Ok(Self { stream: BufReader::with_capacity(64 * 1024, stream), body: Vec::new(), line: String::new() })
    }

    /// Sends a request and reads its answer into `body`.
    pub fn send(&mut self, request: &[u8]) -> Result<Head> {
        self.stream.get_mut().write_all(request)?;
        let head = self.head()?;
        self.body.clear();
        if head.chunked {
            self.chunks(|_| {}, true)?;
        } else {
            self.body.resize(head.length, 0);
            self.stream.read_exact(&mut self.body)?;
        }
        Ok(head)
    }

    /// Sends a request whose answer is too large to keep; gives its size in bytes and in lines.
    pub fn drain(&mut self, request: &[u8]) -> Result<(Head, u64, u64)> {
        self.stream.get_mut().write_all(request)?;
        let head = self.head()?;
        let (mut bytes, mut lines) = (0, 0);
        let mut count = |piece: &[u8]| {
            bytes += u64::try_from(piece.len()).unwrap_or(0);
            lines += u64::try_from(piece.iter().filter(|byte| **byte == b'\n').count()).unwrap_or(0);
        };
        if head.chunked {
            self.chunks(&mut count, false)?;
        } else {
            self.body.resize(head.length, 0);
            self.stream.read_exact(&mut self.body)?;
            count(&self.body);
        }
        Ok((head, bytes, lines))
    }

    fn head(&mut self) -> Result<Head> {
        let mut head = Head::default();
        self.read_line()?;
        head.status = self.line.split(' ').nth(1).and_then(|code| code.parse().ok()).context("no status line")?;
        loop {
            self.read_line()?;
            if self.line.is_empty() {
                return Ok(head);
            }
            let Some((name, value)) = self.line.split_once(':') else { bail!("no header: {}", self.line) };
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "content-length" if head.status != 304 => head.length = value.parse()?,
                "transfer-encoding" => head.chunked = value.contains("chunked"),
                "etag" => head.etag = Some(value.to_owned()),
                "content-type" => value.clone_into(&mut head.content_type),
                _ => {}
            }
        }
    }

    fn chunks(&mut self, mut each: impl FnMut(&[u8]), keep: bool) -> Result<()> {
        let mut piece = Vec::new();
        loop {
            self.read_line()?;
            let size = usize::from_str_radix(self.line.split(';').next().unwrap_or(""), 16)?;
            piece.resize(size, 0);
            self.stream.read_exact(&mut piece)?;
            self.read_line()?;
            if size == 0 {
                return Ok(());
            }
            each(&piece);
            if keep {
                self.body.extend_from_slice(&piece);
            }
        }
    }

    fn read_line(&mut self) -> Result<()> {
        self.line.clear();
        anyhow::ensure!(self.stream.read_line(&mut self.line)? > 0, "the server closed the connection");
        self.line.truncate(self.line.trim_end().len());
        Ok(())
    }
}

/// The bytes of a request; `extra` are whole header lines, each with its line end.
pub fn request(method: &str, path: &str, key: &str, extra: &str, body: &str) -> Vec<u8> {
    let length = if body.is_empty() {
        String::new()
    } else {
        format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len())
    };
    format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {key}\r\n{extra}{length}\r\n{body}")
        .into_bytes()
}

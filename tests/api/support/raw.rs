//! HTTP over a socket, for malformed requests that a client library would correct.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::reply::Reply;

/// Sends the head of a request unchanged and reads the response.
pub fn exchange(address: SocketAddr, method: &str, target: &str, headers: &[(&str, &str)]) -> Reply {
    let mut head = format!("{method} {target} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    read(&mut stream, target)
}

/// Reads up to `Content-Length`: the server may keep the connection open, waiting for a body.
fn read(stream: &mut TcpStream, target: &str) -> Reply {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        if let Some(reply) = parse(&bytes, target) {
            return reply;
        }
        match stream.read(&mut chunk) {
            Ok(0) => panic!("{target}: the response ends at {:?}", String::from_utf8_lossy(&bytes)),
            Ok(length) => bytes.extend_from_slice(&chunk[..length]),
            Err(error) => panic!("{target}: no response: {error}"),
        }
    }
}

fn parse(bytes: &[u8], target: &str) -> Option<Reply> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..end]).unwrap();
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().unwrap();
    let mut headers = HeaderMap::new();
    for line in lines {
        let (name, value) = line.split_once(':').unwrap();
        headers.append(name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value.trim()).unwrap());
    }
    let length = headers.get("content-length").map_or(0, |value| value.to_str().unwrap().parse().unwrap());
    let body = bytes.get(end + 4..end + 4 + length)?;
    Some(Reply::new(target.to_owned(), status, headers, String::from_utf8(body.to_vec()).unwrap()))
}

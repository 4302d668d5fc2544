//! An HTTP client of the application.

use std::net::SocketAddr;

use reqwest::Method;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, IF_MATCH};
use serde_json::Value;

use super::reply::Reply;
use super::{contract, raw};

/// A client, with or without a key.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    address: SocketAddr,
    key: Option<String>,
}

/// A request about to be sent.
pub struct Request {
    method: Method,
    builder: reqwest::RequestBuilder,
    path: String,
}

/// A builder of HTTP clients that follow no redirects and speak no TLS: without what TLS needs, none can be built.
pub fn http_client() -> reqwest::ClientBuilder {
    prepare_http();
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).tls_certs_only([])
}

/// Gives reqwest a library for TLS, without which it builds no client. Further calls do nothing.
pub fn prepare_http() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// The path of an address, which may be one of this service with its host.
pub fn path_of(address: &str) -> &str {
    let host = address.strip_prefix("http://").or_else(|| address.strip_prefix("https://"));
    host.map_or(address, |rest| &rest[rest.find('/').unwrap_or(rest.len())..])
}

impl Client {
    pub(super) fn new(http: reqwest::Client, address: SocketAddr, key: Option<String>) -> Self {
        Self { http, address, key }
    }

    /// The client with the address of another application.
    pub fn to(self, address: SocketAddr) -> Self {
        Self { address, ..self }
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.request(Method::GET, path).send().await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        self.request(Method::POST, path).json(body).send().await
    }

    /// Puts a resource that does not exist yet; `put_over` replaces one.
    pub async fn put(&self, path: &str, body: &Value) -> Reply {
        self.request(Method::PUT, path).json(body).send().await
    }

    pub async fn put_over(&self, path: &str, etag: &str, body: &Value) -> Reply {
        self.request(Method::PUT, path).header(IF_MATCH.as_str(), etag).json(body).send().await
    }

    /// Sends a merge patch over the version that `etag` names.
    pub async fn patch(&self, path: &str, etag: &str, body: &Value) -> Reply {
        let patch = self.request(Method::PATCH, path).header(IF_MATCH.as_str(), etag);
        patch.body("application/merge-patch+json", body.to_string()).send().await
    }

    pub async fn delete(&self, path: &str, etag: &str) -> Reply {
        self.request(Method::DELETE, path).header(IF_MATCH.as_str(), etag).send().await
    }

    /// All the items of a list, page after page.
    pub async fn all(&self, path: &str) -> Vec<Value> {
        let mark = if path.contains('?') { '&' } else { '?' };
        let mut items = Vec::new();
        let mut next = path.to_owned();
        loop {
            let page = self.get(&next).await.ok();
            items.extend(page.items().iter().cloned());
            let Some(cursor) = page["next_cursor"].as_str() else { return items };
            next = format!("{path}{mark}cursor={cursor}");
        }
    }

    /// Builds any request; `send` sends it.
    pub fn request(&self, method: Method, path: &str) -> Request {
        let path = path_of(path);
        let builder = self.http.request(method.clone(), format!("http://{}{path}", self.address));
        let builder = match &self.key {
            Some(key) => builder.header(AUTHORIZATION, format!("Bearer {key}")),
            None => builder,
        };
        Request { method, builder, path: path.to_owned() }
    }

    /// Sends target and headers byte for byte, even malformed ones, without a body.
    pub fn raw(&self, method: &str, target: &str, headers: &[(&str, &str)]) -> Reply {
        let key = self.key.as_ref().map(|key| format!("Bearer {key}"));
        let authorization = key.as_deref().map(|key| ("Authorization", key));
        let headers: Vec<_> = authorization.into_iter().chain(headers.iter().copied()).collect();
        raw::exchange(self.address, method, target, &headers)
    }
}

impl Request {
    pub fn header(self, name: &str, value: &str) -> Self {
        Self { builder: self.builder.header(name, value), ..self }
    }

    /// Sends form fields, like a page.
    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        self.body("application/x-www-form-urlencoded", serde_urlencoded::to_string(fields).unwrap())
    }

    pub fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    pub fn body(self, media_type: &str, body: impl Into<reqwest::Body>) -> Self {
        Self { builder: self.builder.header(CONTENT_TYPE, media_type).body(body), ..self }
    }

    /// Sends the request and returns the response byte for byte.
    pub async fn bytes(self) -> (reqwest::header::HeaderMap, Vec<u8>) {
        let response = self.builder.send().await.unwrap_or_else(|error| panic!("{}: {error:?}", self.path));
        let headers = response.headers().clone();
        (headers, response.bytes().await.unwrap_or_else(|error| panic!("{}: {error:?}", self.path)).to_vec())
    }

    pub async fn send(self) -> Reply {
        let response = self.builder.send().await.unwrap_or_else(|error| panic!("{}: {error:?}", self.path));
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.unwrap_or_else(|error| panic!("{}: {error:?}", self.path));
        let reply = Reply::new(self.path.clone(), status, headers, text);
        contract::assert_declared(self.method.as_str(), &self.path, &reply);
        reply
    }
}

impl super::app::App {
    /// A client without a key, from another loopback address such as `127.0.0.2`.
    pub fn anonymous_from(&self, address: &str) -> Client {
        let http = http_client().local_address(Some(address.parse().unwrap())).build().unwrap();
        Client::new(http, self.address, None)
    }

    /// A client without a key, whose requests carry this address in `X-Forwarded-For`.
    pub fn speaking_for(&self, address: &str) -> Client {
        let headers =
            reqwest::header::HeaderMap::from_iter([("x-forwarded-for".parse().unwrap(), address.parse().unwrap())]);
        Client::new(http_client().default_headers(headers).build().unwrap(), self.address, None)
    }
}

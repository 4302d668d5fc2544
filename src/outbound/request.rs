//! A request to another service.

/// The method of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Changes something.
    Post,
}

/// A request, below the address of the service. It has no `Debug`: path, query and body may hold personal values.
#[derive(Clone, Copy)]
pub struct Request<'r> {
    /// The operation's name in the log.
    pub operation: &'static str,
    /// The method.
    pub method: Method,
    /// The parts of the path below the service's address, unescaped.
    pub path: &'r [&'r str],
    /// The parameters, unescaped.
    pub query: &'r [(&'r str, &'r str)],
    /// The body, JSON.
    pub body: Option<&'r str>,
    /// The key under which the service knows the request again.
    pub idempotency_key: Option<&'r str>,
    /// The id of the request that causes this one.
    pub request_id: &'r str,
}

impl Request<'_> {
    /// Whether it can be sent twice without a second effect.
    pub(super) fn is_repeatable(&self) -> bool {
        self.method == Method::Get || self.idempotency_key.is_some()
    }
}

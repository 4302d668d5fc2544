//! The address at which a client reaches this service, for links where no public URL is set.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use actix_web::HttpRequest;
use actix_web::http::header::HOST;
use actix_web::http::uri::Authority;

/// The URL of the service as this client reached it: the host that it named. Only an answer to the client itself may hold
/// it, since clients name what they like.
pub fn address_for(request: &HttpRequest) -> String {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).and_then(named);
    let host = host.unwrap_or_else(|| reachable(request.app_config().local_addr()).to_string());
    format!("http://{host}")
}

/// A host with its port, if a client can have meant it.
fn named(host: &str) -> Option<String> {
    let authority: Authority = host.parse().ok()?;
    if authority.as_str().contains('@') || authority.host().is_empty() {
        return None;
    }
    match host.parse::<SocketAddr>() {
        Ok(address) => Some(reachable(address).to_string()),
        Err(_) => Some(authority.to_string()),
    }
}

/// An address to connect to: one that stands for every interface of the machine (`0.0.0.0`) is no address of any.
pub fn reachable(listening: SocketAddr) -> SocketAddr {
    let ip = match listening.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listening.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_listens_on_every_interface_is_reached_on_the_machine_itself() {
        for (listening, reached) in
            [("0.0.0.0:8080", "127.0.0.1:8080"), ("[::]:1", "[::1]:1"), ("10.0.0.1:2", "10.0.0.1:2")]
        {
            assert_eq!(reachable(listening.parse().unwrap()).to_string(), reached);
        }
    }

    #[test]
    fn a_client_names_a_host_and_nothing_else() {
        for (host, named_as) in [
            ("clauses.example.org", "clauses.example.org"),
            ("localhost:8080", "localhost:8080"),
            ("0.0.0.0:8080", "127.0.0.1:8080"),
            ("[::1]:8080", "[::1]:8080"),
        ] {
            assert_eq!(named(host).as_deref(), Some(named_as));
        }
        for none in ["", "a b", "user@host", "host/path", "host?x", "é.example", "a\"b"] {
            assert_eq!(named(none), None, "{none}");
        }
    }
}

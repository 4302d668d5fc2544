//! Addresses that are not called unless the settings allow it: those of the machine itself, and link-local ones, where
//! the metadata services of hosting providers answer.

use std::error::Error;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::Host;

/// Why a name or address is not called.
#[derive(Debug, thiserror::Error)]
#[error("the address is one of this machine or of a reserved network")]
pub(super) struct AddressRefused;

/// Whether an address is one of this machine (loopback, unspecified), link-local, or of no single machine.
pub fn is_reserved(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_reserved_v4(address),
        IpAddr::V6(address) => {
            let embedded = embedded(address);
            address.is_loopback()
                || address.is_unspecified()
                || address.is_unicast_link_local()
                || address.is_multicast()
                || embedded.is_some_and(is_reserved_v4)
        }
    }
}

fn is_reserved_v4(address: Ipv4Addr) -> bool {
    // All of 0.0.0.0/8 means "this host".
    address.is_loopback()
        || address.octets()[0] == 0
        || address.is_link_local()
        || address.is_multicast()
        || address.is_broadcast()
}

/// The IPv4 address that an IPv4-compatible address (`::a.b.c.d`) or one of NAT64 (`64:ff9b::a.b.c.d`) stands for.
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    match address.octets() {
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, a, b, c, d]
        | [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, a, b, c, d] => Some(Ipv4Addr::new(a, b, c, d)),
        _ => None,
    }
}

/// Refuses a URL whose host is a reserved address. Names are refused when they are resolved.
pub(super) fn check_literal(url: &Url) -> Result<(), AddressRefused> {
    let refused = match url.host() {
        Some(Host::Ipv4(address)) => is_reserved(address.into()),
        Some(Host::Ipv6(address)) => is_reserved(address.into()),
        Some(Host::Domain(_)) | None => false,
    };
    if refused { Err(AddressRefused) } else { Ok(()) }
}

/// Resolves names and leaves out reserved addresses. The connection is made to the addresses that it returns, so a name
/// that changes in between (DNS rebinding) gains nothing.
pub(super) struct Resolver {
    /// Whether reserved addresses are allowed.
    pub allows_local: bool,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let allows_local = self.allows_local;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let found: Vec<SocketAddr> = found.collect();
            allowed(found, allows_local).map(|addresses| -> Addrs { Box::new(addresses.into_iter()) })
        })
    }
}

fn allowed(found: Vec<SocketAddr>, allows_local: bool) -> Result<Vec<SocketAddr>, Box<dyn Error + Send + Sync>> {
    let is_known = !found.is_empty();
    let kept: Vec<_> = found.into_iter().filter(|address| allows_local || !is_reserved(address.ip())).collect();
    if is_known && kept.is_empty() { Err(AddressRefused.into()) } else { Ok(kept) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_machine_and_link_local_ones_are_reserved_however_they_are_written() {
        for address in [
            "127.0.0.1",
            "127.8.9.10",
            "0.0.0.0",
            "0.1.2.3",
            "169.254.169.254",
            "255.255.255.255",
            "224.0.0.1",
            "::",
            "::1",
            "fe80::1",
            "febf::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "::127.0.0.1",
            "64:ff9b::169.254.169.254",
        ] {
            assert!(is_reserved(address.parse().unwrap()), "{address}");
        }
        for address in ["192.0.2.1", "10.0.0.1", "192.168.1.1", "2001:db8::1", "fec0::1", "fd00::1", "::ffff:192.0.2.1"]
        {
            assert!(!is_reserved(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn every_notation_of_a_literal_address_is_seen_through() {
        for host in ["127.0.0.1", "127.1", "0x7f000001", "2130706433", "0177.0.0.1", "[::1]", "[::ffff:7f00:1]"] {
            let url = Url::parse(&format!("http://{host}:8080/v1")).unwrap();
            assert!(check_literal(&url).is_err(), "{host}");
        }
        assert!(check_literal(&Url::parse("https://plie.example.org/v1").unwrap()).is_ok());
    }

    #[test]
    fn a_name_keeps_the_addresses_that_are_not_reserved() {
        let sockets = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect::<Vec<SocketAddr>>();
        let both = sockets(&["127.0.0.1:0", "192.0.2.1:0"]);
        assert_eq!(allowed(both.clone(), false).unwrap(), sockets(&["192.0.2.1:0"]));
        assert_eq!(allowed(both.clone(), true).unwrap(), both);
        assert!(allowed(sockets(&["127.0.0.1:0"]), false).unwrap_err().is::<AddressRefused>());
        assert!(allowed(Vec::new(), false).unwrap().is_empty());
    }
}

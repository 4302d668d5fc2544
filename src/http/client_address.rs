//! The IP address of the client. Any client can send `X-Forwarded-For`, so only the part that a trusted proxy added counts.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use actix_web::HttpRequest;

use super::state::AppState;
use crate::config::Proxies;

/// The client's address: the peer's, or, if that is a proxy of CLAUSES_TRUSTED_PROXIES, the last one in
/// `X-Forwarded-For` that is not such a proxy's. Any client can forge what precedes it.
pub fn client_address(request: &HttpRequest) -> IpAddr {
    let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip().to_canonical());
    let Ok(state) = AppState::of(request) else { return peer };
    let forwarded = request.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok());
    behind(peer, &state.proxies, &forwarded.collect::<Vec<_>>())
}

/// The subnet that counts as one client: the address itself in IPv4, its /64 in IPv6, which one household or office has.
pub(super) fn subnet(address: IpAddr) -> IpAddr {
    prefix(address, 64)
}

/// The network that one customer of a provider has at most: the address itself in IPv4, its /48 in IPv6.
pub(super) fn network(address: IpAddr) -> IpAddr {
    prefix(address, 48)
}

fn prefix(address: IpAddr, bits: u32) -> IpAddr {
    let host_bits = 128_u32.saturating_sub(bits);
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(six) => IpAddr::V6((six.to_bits() >> host_bits << host_bits).into()),
    }
}

/// Walks `X-Forwarded-For` from its end past trusted proxies; stops at an entry that is not an address.
fn behind(peer: IpAddr, proxies: &Proxies, forwarded: &[&str]) -> IpAddr {
    let mut client = peer;
    let mut hops = forwarded.iter().rev().flat_map(|line| line.rsplit(','));
    while proxies.trust(client) {
        let Some(next) = hops.next().and_then(|hop| parse(hop.trim())) else { break };
        client = next;
    }
    client
}

/// Parses an address, with a port or without.
fn parse(hop: &str) -> Option<IpAddr> {
    let bare = hop.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(hop);
    let with_port = || hop.parse::<SocketAddr>().map(|address| address.ip());
    bare.parse::<IpAddr>().or_else(|_| with_port()).ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn behind_peer(peer: &str, forwarded: &[&str]) -> String {
        let trusted = |name: &str| (name == "CLAUSES_TRUSTED_PROXIES").then(|| "127.0.0.1,10.0.0.0/8".to_owned());
        let proxies = Config::from_lookup(trusted, "sqlite://clauses.db").unwrap().proxies;
        behind(peer.parse().unwrap(), &proxies, forwarded).to_string()
    }

    #[test]
    fn a_network_of_ipv6_counts_as_one_address() {
        let subnet = |text: &str| subnet(text.parse().unwrap()).to_string();
        assert_eq!(subnet("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(subnet("2001:db8:1:2:ffff::1"), "2001:db8:1:2::");
        assert_eq!(subnet("203.0.113.9"), "203.0.113.9");
    }

    #[test]
    fn a_network_of_ipv6_holds_many_places() {
        let networked = |text: &str| network(text.parse().unwrap()).to_string();
        assert_eq!(networked("2001:db8:1:2:3:4:5:6"), "2001:db8:1::");
        assert_eq!(networked("2001:db8:1:ffff::1"), "2001:db8:1::");
        assert_eq!(networked("203.0.113.9"), "203.0.113.9");
    }

    #[test]
    fn the_word_of_an_undeclared_peer_changes_nothing() {
        assert_eq!(behind_peer("192.0.2.7", &["203.0.113.1"]), "192.0.2.7");
        assert_eq!(behind_peer("192.0.2.7", &["127.0.0.1", "10.0.0.1"]), "192.0.2.7");
    }

    #[test]
    fn behind_a_declared_proxy_the_last_address_that_is_no_proxys_counts() {
        assert_eq!(behind_peer("127.0.0.1", &["203.0.113.1"]), "203.0.113.1");
        assert_eq!(behind_peer("127.0.0.1", &["198.51.100.9, 203.0.113.1, 10.1.2.3"]), "203.0.113.1");
        assert_eq!(behind_peer("127.0.0.1", &["198.51.100.9", "203.0.113.1", "10.1.2.3"]), "203.0.113.1");
        assert_eq!(behind_peer("127.0.0.1", &["[2001:db8::1]:4711"]), "2001:db8::1");
        assert_eq!(behind_peer("127.0.0.1", &["[2001:db8::1]"]), "2001:db8::1");
        assert_eq!(behind_peer("127.0.0.1", &["::ffff:203.0.113.1"]), "203.0.113.1");
        assert_eq!(behind_peer("127.0.0.1", &["203.0.113.1:80"]), "203.0.113.1");
    }

    #[test]
    fn without_a_word_or_with_nonsense_the_nearest_that_is_known_counts() {
        assert_eq!(behind_peer("127.0.0.1", &[]), "127.0.0.1");
        assert_eq!(behind_peer("127.0.0.1", &[""]), "127.0.0.1");
        assert_eq!(behind_peer("127.0.0.1", &["203.0.113.1, unknown"]), "127.0.0.1");
        assert_eq!(behind_peer("127.0.0.1", &["203.0.113.1, nobody, 10.1.2.3"]), "10.1.2.3");
        assert_eq!(behind_peer("127.0.0.1", &["10.1.2.3"]), "10.1.2.3");
    }
}

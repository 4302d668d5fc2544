//! Settings of rate limits and trusted proxies.

use std::net::IpAddr;
use std::sync::Arc;

use ipnet::IpNet;

use super::bad_setting::{BadSetting, bad};

/// Rate limits; `None` means no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    /// For each API key or account.
    pub keys: Option<Rate>,
    /// For each address, of requests that are not authenticated.
    pub addresses: Option<Rate>,
    /// For each address, of requests with invalid keys.
    pub wrong_keys: Option<Rate>,
}

/// A token bucket; each request takes a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How many tokens are added in `seconds`.
    pub tokens: u32,
    /// The time in which `tokens` are added.
    pub seconds: u32,
    /// The size of the bucket.
    pub burst: u32,
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            keys: Some(Rate { tokens: 10_000, seconds: 1, burst: 50_000 }),
            addresses: Some(Rate { tokens: 500, seconds: 1, burst: 5_000 }),
            wrong_keys: Some(Rate { tokens: 60, seconds: 60, burst: 60 }),
        }
    }
}

impl Rates {
    /// Parses the rates; absent ones have defaults.
    pub(super) fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, BadSetting> {
        let number = |name, least, usual| number(name, lookup(name), least, usual);
        let usual = Self::default();
        let each = |names: [&'static str; 2], usual: Option<Rate>| {
            let Some(usual) = usual else { return Ok(None) };
            let tokens = number(names[0], 0, usual.tokens)?;
            let burst = number(names[1], 1, usual.burst.max(tokens))?;
            Ok((tokens > 0).then_some(Rate { tokens, seconds: usual.seconds, burst }))
        };
        let wrong = number("CLAUSES_WRONG_KEYS_PER_MINUTE", 0, 60)?;
        Ok(Self {
            keys: each(["CLAUSES_RATE_PER_SECOND", "CLAUSES_RATE_BURST"], usual.keys)?,
            addresses: each(["CLAUSES_ADDRESS_RATE_PER_SECOND", "CLAUSES_ADDRESS_RATE_BURST"], usual.addresses)?,
            wrong_keys: (wrong > 0).then_some(Rate { tokens: wrong, seconds: 60, burst: wrong }),
        })
    }
}

const MOST: u32 = 1_000_000;

fn number(name: &'static str, value: Option<String>, least: u32, usual: u32) -> Result<u32, BadSetting> {
    let Some(value) = value else { return Ok(usual) };
    match value.parse() {
        Ok(number) if (least..=MOST).contains(&number) => Ok(number),
        _ => Err(bad(name, format!("must be a number from {least} to {MOST}, not {value}"))),
    }
}

/// Trusted proxies: the client's address is taken from the headers that they send.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proxies(Arc<[IpNet]>);

impl Proxies {
    /// Parses addresses and networks separated by commas.
    pub(super) fn parse(value: Option<&str>) -> Result<Self, BadSetting> {
        let parts = value.unwrap_or_default().split(',').map(str::trim).filter(|part| !part.is_empty());
        let parse = |part: &str| {
            let alone = || part.parse::<IpAddr>().map(|address| IpNet::from(address.to_canonical()));
            let wrong = |_| bad("CLAUSES_TRUSTED_PROXIES", format!("has no address or network in {part}"));
            part.parse::<IpNet>().or_else(|_| alone()).map_err(wrong)
        };
        parts.map(parse).collect::<Result<Vec<_>, _>>().map(|nets| Self(nets.into()))
    }

    /// Whether the address is a trusted proxy's.
    pub fn trust(&self, address: IpAddr) -> bool {
        self.0.iter().any(|net| net.contains(&address))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(settings: &[(&str, &str)]) -> Result<Rates, BadSetting> {
        Rates::from_lookup(|name| settings.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn zero_is_no_limit_and_a_burst_holds_a_second_at_least_unless_it_is_said() {
        assert_eq!(read(&[]).unwrap(), Rates::default());
        let off = read(&[
            ("CLAUSES_RATE_PER_SECOND", "0"),
            ("CLAUSES_ADDRESS_RATE_PER_SECOND", "0"),
            ("CLAUSES_WRONG_KEYS_PER_MINUTE", "0"),
        ]);
        assert_eq!(off.unwrap(), Rates { keys: None, addresses: None, wrong_keys: None });
        let set = read(&[("CLAUSES_RATE_PER_SECOND", "90000"), ("CLAUSES_ADDRESS_RATE_BURST", "3")]).unwrap();
        assert_eq!(set.keys, Some(Rate { tokens: 90_000, seconds: 1, burst: 90_000 }));
        assert_eq!(set.addresses, Some(Rate { tokens: 500, seconds: 1, burst: 3 }));
    }

    #[test]
    fn proxies_are_addresses_and_networks() {
        let proxies = Proxies::parse(Some("127.0.0.1, 10.2.0.0/16,::1, 2001:db8::/32")).unwrap();
        for (address, trusted) in [
            ("127.0.0.1", true),
            ("127.0.0.2", false),
            ("10.2.255.1", true),
            ("10.3.0.1", false),
            ("::1", true),
            ("2001:db8:1::5", true),
            ("2001:db9::5", false),
        ] {
            assert_eq!(proxies.trust(address.parse().unwrap()), trusted, "{address}");
        }
        assert_eq!(Proxies::parse(None).unwrap(), Proxies::default());
        assert!(Proxies::parse(Some("proxy.example.org")).is_err());
    }
}

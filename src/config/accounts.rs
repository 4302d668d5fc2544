//! Settings of accounts: public URL, lifetimes, and the key that encrypts second factors.

use std::time::Duration;

use super::bad_setting::{BadSetting, bad};
use super::limits::number;
use super::secret::Secret;

/// Settings of people's accounts.
#[derive(Debug, Clone)]
pub struct Accounts {
    /// The public URL of the service.
    pub public_url: Option<PublicUrl>,
    /// The lifetime of a session without requests.
    pub idle: Duration,
    /// The greatest lifetime of a session.
    pub longest: Duration,
    /// The lifetime of a one-time link.
    pub link: Duration,
    /// The key that encrypts the secrets of second factors.
    pub secret_key: Option<Secret>,
}

/// A URL such as `https://clauses.example.org`, without a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(String);

const HOUR: Duration = Duration::from_secs(3600);

impl Default for Accounts {
    fn default() -> Self {
        Self { public_url: None, idle: HOUR, longest: 12 * HOUR, link: 72 * HOUR, secret_key: None }
    }
}

impl Accounts {
    /// Parses the settings; absent ones have defaults.
    pub(super) fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, BadSetting> {
        let usual = Self::default();
        let time = |name, unit: Duration, most, usual: Duration| {
            let count = number(name, lookup(name), 1..=most, usual.as_secs() / unit.as_secs().max(1))?;
            Ok(Duration::from_secs(count.saturating_mul(unit.as_secs())))
        };
        let secret_key = lookup("CLAUSES_SECRET_KEY");
        if secret_key.as_ref().is_some_and(|key| key.chars().count() < 32) {
            return Err(bad("CLAUSES_SECRET_KEY", "must have at least 32 characters"));
        }
        Ok(Self {
            public_url: lookup("CLAUSES_PUBLIC_URL").map(|url| PublicUrl::parse(&url)).transpose()?,
            idle: time("CLAUSES_SESSION_IDLE_MINUTES", Duration::from_secs(60), 1440, usual.idle)?,
            longest: time("CLAUSES_SESSION_HOURS", HOUR, 720, usual.longest)?,
            link: time("CLAUSES_LINK_HOURS", HOUR, 720, usual.link)?,
            secret_key: secret_key.map(Secret::new),
        })
    }

    /// Whether clients reach the service by HTTPS.
    pub fn is_https(&self) -> bool {
        self.public_url.as_ref().is_some_and(PublicUrl::is_https)
    }
}

impl PublicUrl {
    /// Parses a URL.
    ///
    /// # Errors
    /// When it is no `http` or `https` URL, or has a path.
    pub fn parse(text: &str) -> Result<Self, BadSetting> {
        let text = text.trim_end_matches('/');
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or_default();
        let plain = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
        if host.is_empty() || !host.chars().all(plain) {
            return Err(bad("CLAUSES_PUBLIC_URL", format!("must be an address such as https://host, not {text}")));
        }
        Ok(Self(text.to_owned()))
    }

    /// Whether the scheme is `https`.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }

    /// The URL without a trailing slash.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

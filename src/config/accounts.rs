//! How people sign in: for how long, from which address on, and what their second factors are sealed with.

use std::time::Duration;

use super::limits::number;
use super::{BadSetting, Secret, bad};

/// What is set about people's accounts.
#[derive(Debug, Clone)]
pub struct Accounts {
    /// The address that people know the service by.
    pub public_url: Option<PublicUrl>,
    /// How long a session lasts without a request.
    pub idle: Duration,
    /// How long it lasts at most.
    pub longest: Duration,
    /// How long a one-time link is good for.
    pub link: Duration,
    /// What the second factors' secrets are sealed with.
    pub secret_key: Option<Secret>,
}

/// An address such as `https://clauses.example.org`, without a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(String);

const HOUR: Duration = Duration::from_secs(3600);

impl Default for Accounts {
    fn default() -> Self {
        Self { public_url: None, idle: HOUR, longest: 12 * HOUR, link: 72 * HOUR, secret_key: None }
    }
}

impl Accounts {
    /// Reads what is set; the rest is the default.
    pub(super) fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, BadSetting> {
        let usual = Self::default();
        let time = |name, unit: Duration, most, usual: Duration| {
            let count = number(name, lookup(name), most, usual.as_secs() / unit.as_secs().max(1))?;
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

    /// Whether a proxy speaks TLS for the service.
    pub fn is_https(&self) -> bool {
        self.public_url.as_ref().is_some_and(PublicUrl::is_https)
    }
}

impl PublicUrl {
    /// Reads an address.
    ///
    /// # Errors
    /// When it is no `http` or `https` address, or has a path.
    pub fn parse(text: &str) -> Result<Self, BadSetting> {
        let text = text.trim_end_matches('/');
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or_default();
        let plain = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
        if host.is_empty() || !host.chars().all(plain) {
            return Err(bad("CLAUSES_PUBLIC_URL", format!("must be an address such as https://host, not {text}")));
        }
        Ok(Self(text.to_owned()))
    }

    /// Whether it is one of TLS.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }

    /// The address, without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

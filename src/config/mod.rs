//! The settings of the process, parsed once from environment variables.

mod accounts;
mod bad_setting;
mod house;
mod limits;
mod plie;
mod rates;
mod secret;

use std::net::SocketAddr;
use std::sync::Arc;

pub use self::accounts::{Accounts, PublicUrl};
pub use self::bad_setting::BadSetting;
use self::bad_setting::bad;
pub use self::house::House;
pub use self::limits::{Limits, MetricsFor};
pub use self::plie::{Plie, ServiceAccess};
pub use self::rates::{Proxies, Rate, Rates};
pub use self::secret::Secret;
use crate::clock::Clock;

/// All settings.
#[derive(Debug, Clone)]
pub struct Config {
    /// The address to listen on; port 0 picks a free one.
    pub bind: SocketAddr,
    /// The URL of the database.
    pub database_url: Secret,
    /// An administrator's API key, if one is set.
    pub bootstrap_key: Option<Secret>,
    /// The number of reading connections.
    pub readers: u32,
    /// The number of writing connections; on SQLite always one.
    pub writers: u32,
    /// Time limits and the number of connections.
    pub limits: Limits,
    /// Sign-in and the public URL.
    pub accounts: Accounts,
    /// Rate limits.
    pub rates: Rates,
    /// The trusted proxies.
    pub proxies: Proxies,
    /// Who may read the metrics.
    pub metrics: MetricsFor,
    /// The carrier, and who follows the contracts of each sector.
    pub house: Arc<House>,
    /// How to reach the participant records of the PLIE; none if the service is not connected.
    pub plie: Option<Plie>,
    /// The clock; fixed in tests.
    pub clock: Clock,
}

impl Config {
    /// Parses the settings that `lookup` returns by name.
    ///
    /// # Errors
    /// The first invalid setting.
    pub fn from_lookup(
        lookup: impl Fn(&str) -> Option<String>,
        default_database: &str,
    ) -> std::result::Result<Self, BadSetting> {
        let lookup = |name: &str| lookup(name).filter(|value| !value.is_empty());
        let database_url = lookup("DATABASE_URL").unwrap_or_else(|| default_database.to_owned());
        check_database(&database_url)?;
        let bind = lookup("BIND").unwrap_or_else(|| "127.0.0.1:8080".to_owned());
        let bootstrap_key = lookup("CLAUSES_BOOTSTRAP_KEY");
        if bootstrap_key.as_ref().is_some_and(|key| key.chars().count() < 32) {
            return Err(bad("CLAUSES_BOOTSTRAP_KEY", "must have at least 32 characters"));
        }
        Ok(Self {
            bind: bind.parse().map_err(|_| bad("BIND", format!("is no address and port: {bind}")))?,
            database_url: Secret::new(database_url),
            bootstrap_key: bootstrap_key.map(Secret::new),
            readers: connections("CLAUSES_READERS", lookup("CLAUSES_READERS"), default_readers())?,
            writers: connections("CLAUSES_WRITERS", lookup("CLAUSES_WRITERS"), 8)?,
            limits: Limits::from_lookup(lookup)?,
            accounts: Accounts::from_lookup(lookup)?,
            rates: Rates::from_lookup(lookup)?,
            proxies: Proxies::parse(lookup("CLAUSES_TRUSTED_PROXIES").as_deref())?,
            metrics: MetricsFor::parse(lookup("CLAUSES_METRICS").as_deref())?,
            house: Arc::new(House::from_lookup(lookup)?),
            plie: Plie::from_lookup(lookup)?,
            clock: Clock::System,
        })
    }

    /// Parses the settings of the environment.
    ///
    /// # Errors
    /// The first invalid setting.
    pub fn from_env(default_database: &str) -> std::result::Result<Self, BadSetting> {
        Self::from_lookup(|name| std::env::var(name).ok(), default_database)
    }
}

/// Refuses addresses that name no database of either engine. The address is quoted only where it holds no password.
fn check_database(url: &str) -> std::result::Result<(), BadSetting> {
    let wrong = |problem: &str| Err(bad("DATABASE_URL", problem));
    if url.chars().any(char::is_control) {
        return wrong("has a control character, such as a line break");
    }
    let Some(file) = url.strip_prefix("sqlite://") else {
        let is_postgres = ["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme));
        return if is_postgres { Ok(()) } else { wrong("must begin with sqlite:// or postgres://") };
    };
    match file {
        "" => wrong("names no file after sqlite://"),
        ":memory:" => wrong("sqlite://:memory: would keep nothing: name a file"),
        _ if file.contains('?') => {
            wrong(&format!("{url} has a `?`: after sqlite:// stands the file's path and nothing else, no parameters"))
        }
        _ if file.starts_with("file:") => {
            wrong(&format!("{url}: after sqlite:// stands the file's path, without `file:`"))
        }
        _ => Ok(()),
    }
}

fn default_readers() -> u32 {
    let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    u32::try_from(cores).unwrap_or(2).max(2)
}

fn connections(name: &'static str, value: Option<String>, default: u32) -> std::result::Result<u32, BadSetting> {
    let Some(value) = value else { return Ok(default) };
    match value.parse() {
        Ok(count @ 1..=64) => Ok(count),
        _ => Err(bad(name, format!("must be a number from 1 to 64, not {value}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(settings: &[(&str, &str)]) -> std::result::Result<Config, BadSetting> {
        let find = |name: &str| settings.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        Config::from_lookup(find, "sqlite://clauses.db")
    }

    #[test]
    fn an_empty_environment_gives_the_defaults() {
        let config = read(&[]).unwrap();
        assert_eq!(config.bind.to_string(), "127.0.0.1:8080");
        assert_eq!(config.database_url.expose(), "sqlite://clauses.db");
    }

    #[test]
    fn a_wrong_setting_is_named() {
        for (name, value) in [
            ("BIND", "nowhere"),
            ("DATABASE_URL", "mysql://x"),
            ("DATABASE_URL", "sqlite://"),
            ("DATABASE_URL", "sqlite://:memory:"),
            ("DATABASE_URL", "sqlite://clauses.db?mode=ro"),
            ("DATABASE_URL", "sqlite://?"),
            ("DATABASE_URL", "sqlite://file:clauses.db"),
            ("DATABASE_URL", "sqlite://clauses.db\n"),
            ("DATABASE_URL", "sqlite://clau\u{1b}ses.db"),
            ("DATABASE_URL", "postgres://u@h/d\r"),
            ("CLAUSES_BOOTSTRAP_KEY", "short"),
            ("CLAUSES_READERS", "0"),
            ("CLAUSES_WRITERS", "many"),
            ("CLAUSES_BODY_SECONDS", "0"),
            ("CLAUSES_CONNECTIONS", "65537"),
            ("CLAUSES_BODIES_MEBIBYTES", "7"),
            ("CLAUSES_METRICS", "everybody"),
            ("CLAUSES_PUBLIC_URL", "clauses.example.org"),
            ("CLAUSES_PUBLIC_URL", "https://clauses.example.org/below"),
            ("CLAUSES_SECRET_KEY", "short"),
            ("CLAUSES_SESSION_HOURS", "0"),
            ("CLAUSES_RATE_PER_SECOND", "many"),
            ("CLAUSES_RATE_BURST", "0"),
            ("CLAUSES_ADDRESS_RATE_PER_SECOND", "-1"),
            ("CLAUSES_ADDRESS_RATE_BURST", "1000001"),
            ("CLAUSES_WRONG_KEYS_PER_MINUTE", "1.5"),
            ("CLAUSES_TRUSTED_PROXIES", "127.0.0.1,proxy"),
            ("CLAUSES_PLIE_URL", "plie.example.org"),
        ] {
            assert!(read(&[(name, value)]).unwrap_err().to_string().starts_with(name));
        }
    }

    #[test]
    fn secrets_are_not_printed() {
        let config = read(&[("CLAUSES_BOOTSTRAP_KEY", "0123456789abcdef0123456789abcdef")]).unwrap();
        assert!(!format!("{config:?}").contains("0123456789abcdef"));
    }
}

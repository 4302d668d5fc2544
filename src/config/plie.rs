//! Settings of the service that holds the participant records of the PLIE.

use std::time::Duration;

use url::Url;

use super::bad_setting::{BadSetting, bad};
use super::limits::number;
use super::secret::Secret;

/// The version of the contract that the client speaks, the last part of the service's path.
const VERSION: &str = "v1";

/// The number of calls at once and the time-out, if the settings name none.
const CALLS: usize = 4;
const TIMEOUT: Duration = Duration::from_secs(10);

/// How to reach the participant records.
#[derive(Debug, Clone)]
pub struct Plie {
    /// The address of the service, without a slash at its end.
    pub url: Url,
    /// What authenticates our requests.
    pub access: ServiceAccess,
    /// How many calls may be under way at once.
    pub calls: usize,
    /// How long a whole call may take.
    pub timeout: Duration,
    /// Whether the address may be one of this machine, or link-local.
    pub allows_local: bool,
}

/// What authenticates our requests to another service.
#[derive(Debug, Clone)]
pub enum ServiceAccess {
    /// A bearer key.
    Key(Secret),
    /// OAuth2 client credentials, with which a token is fetched.
    ClientCredentials {
        /// Where tokens are fetched.
        token_url: Url,
        /// The client's id.
        client_id: String,
        /// The client's secret.
        client_secret: Secret,
    },
}

impl Plie {
    /// The settings of a service on this machine, such as the stand-in.
    pub fn local(url: Url, key: Secret) -> Self {
        Self { url, access: ServiceAccess::Key(key), calls: CALLS, timeout: TIMEOUT, allows_local: true }
    }

    /// Parses the settings; none without an address.
    pub(super) fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Option<Self>, BadSetting> {
        let Some(url) = lookup("CLAUSES_PLIE_URL") else { return Ok(None) };
        let url = address("CLAUSES_PLIE_URL", &url)?;
        if url.path_segments().and_then(|mut segments| segments.next_back()) != Some(VERSION) {
            let problem = "must end with the version of its contract, as in https://plie.example.org/api/v1";
            return Err(bad("CLAUSES_PLIE_URL", problem));
        }
        let number = |name, accepted, default| number(name, lookup(name), accepted, default);
        let calls = number("CLAUSES_PLIE_CALLS", 1..=32, u64::try_from(CALLS).unwrap_or(1))?;
        let seconds = number("CLAUSES_PLIE_TIMEOUT_SECONDS", 1..=120, TIMEOUT.as_secs())?;
        Ok(Some(Self {
            url,
            access: ServiceAccess::from_lookup(&lookup)?,
            calls: usize::try_from(calls).unwrap_or(1),
            timeout: Duration::from_secs(seconds),
            allows_local: is_yes("CLAUSES_PLIE_LOCAL", lookup("CLAUSES_PLIE_LOCAL").as_deref())?,
        }))
    }
}

impl ServiceAccess {
    fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, BadSetting> {
        let key = lookup("CLAUSES_PLIE_KEY");
        let credentials = ["CLAUSES_PLIE_TOKEN_URL", "CLAUSES_PLIE_CLIENT_ID", "CLAUSES_PLIE_CLIENT_SECRET"];
        let given = credentials.map(|name| (name, lookup(name)));
        let set = given.iter().find(|(_, value)| value.is_some()).map(|(name, _)| *name);
        match (key, given) {
            (Some(key), [(_, None), (_, None), (_, None)]) if is_header_text(&key) => Ok(Self::Key(Secret::new(key))),
            (Some(_), [(_, None), (_, None), (_, None)]) => {
                Err(bad("CLAUSES_PLIE_KEY", "must be printable ASCII without spaces"))
            }
            (Some(_), _) => {
                let other = set.unwrap_or_default();
                Err(bad(
                    "CLAUSES_PLIE_KEY",
                    format!("is set beside {other}: set a key or client credentials, not both"),
                ))
            }
            (None, [(name, Some(token_url)), (_, Some(client_id)), (_, Some(client_secret))]) => {
                let token_url = address(name, &token_url)?;
                Ok(Self::ClientCredentials { token_url, client_id, client_secret: Secret::new(client_secret) })
            }
            (None, given) => Err(match (set, given.into_iter().find(|(_, value)| value.is_none())) {
                (Some(set), Some((missing, _))) => bad(missing, format!("is missing beside {set}")),
                _ => bad(
                    "CLAUSES_PLIE_KEY",
                    "is missing beside CLAUSES_PLIE_URL: set it, or client credentials (CLAUSES_PLIE_TOKEN_URL, \
                     CLAUSES_PLIE_CLIENT_ID, CLAUSES_PLIE_CLIENT_SECRET)",
                ),
            }),
        }
    }
}

/// An address without a slash at its end. The refusal does not quote it: it may hold a password.
fn address(name: &'static str, text: &str) -> Result<Url, BadSetting> {
    let refused = |problem: &str| Err(bad(name, format!("{problem}, such as https://plie.example.org/api/v1")));
    let Ok(url) = Url::parse(text.trim_end_matches('/')) else { return refused("must be an address") };
    if !["http", "https"].contains(&url.scheme()) || url.host().is_none() {
        return refused("must be an address with http or https");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refused("must be an address without a user or password");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return refused("must be an address without `?` and `#`");
    }
    Ok(url)
}

fn is_yes(name: &'static str, value: Option<&str>) -> Result<bool, BadSetting> {
    match value {
        None | Some("no") => Ok(false),
        Some("yes") => Ok(true),
        Some(other) => Err(bad(name, format!("must be yes or no, not {other}"))),
    }
}

fn is_header_text(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: (&str, &str) = ("CLAUSES_PLIE_URL", "https://plie.example.org/api/v1/");
    const KEY: (&str, &str) = ("CLAUSES_PLIE_KEY", "the-key-of-the-plie");
    const TOKEN_URL: (&str, &str) = ("CLAUSES_PLIE_TOKEN_URL", "https://plie.example.org/oauth2/token");
    const CLIENT_ID: (&str, &str) = ("CLAUSES_PLIE_CLIENT_ID", "clauses");
    const CLIENT_SECRET: (&str, &str) = ("CLAUSES_PLIE_CLIENT_SECRET", "the-secret-of-the-client");

    fn read(settings: &[(&str, &str)]) -> Result<Option<Plie>, BadSetting> {
        Plie::from_lookup(|name| {
            settings.iter().rev().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[track_caller]
    fn is_refused(settings: &[(&str, &str)], beginning: &str) {
        let refusal = read(settings).unwrap_err().to_string();
        assert!(refusal.starts_with(beginning), "{refusal}");
    }

    #[test]
    fn without_an_address_there_is_no_service() {
        assert!(read(&[KEY]).unwrap().is_none());
    }

    #[test]
    fn an_address_and_a_key_are_enough() {
        let plie = read(&[URL, KEY]).unwrap().unwrap();
        assert_eq!(plie.url.as_str(), "https://plie.example.org/api/v1");
        assert!(matches!(plie.access, ServiceAccess::Key(key) if key.expose() == KEY.1));
        assert_eq!((plie.calls, plie.timeout, plie.allows_local), (4, Duration::from_secs(10), false));
    }

    #[test]
    fn client_credentials_take_the_place_of_a_key_and_are_whole() {
        let all = [URL, TOKEN_URL, CLIENT_ID, CLIENT_SECRET];
        let access = read(&all).unwrap().unwrap().access;
        assert!(matches!(access, ServiceAccess::ClientCredentials { client_id, .. } if client_id == CLIENT_ID.1));
        is_refused(&[URL], "CLAUSES_PLIE_KEY is missing");
        is_refused(&[URL, KEY, CLIENT_ID], "CLAUSES_PLIE_KEY is set beside CLAUSES_PLIE_CLIENT_ID");
        is_refused(&[URL, TOKEN_URL, CLIENT_ID], "CLAUSES_PLIE_CLIENT_SECRET is missing beside CLAUSES_PLIE_TOKEN_URL");
        is_refused(&[URL, CLIENT_SECRET], "CLAUSES_PLIE_TOKEN_URL is missing beside CLAUSES_PLIE_CLIENT_SECRET");
        is_refused(&[URL, ("CLAUSES_PLIE_TOKEN_URL", "token"), CLIENT_ID, CLIENT_SECRET], "CLAUSES_PLIE_TOKEN_URL");
    }

    #[test]
    fn a_wrong_setting_is_named_and_no_password_is_quoted() {
        for (name, value) in [
            ("CLAUSES_PLIE_URL", "plie.example.org/v1"),
            ("CLAUSES_PLIE_URL", "ftp://plie.example.org/v1"),
            ("CLAUSES_PLIE_URL", "https://plie.example.org"),
            ("CLAUSES_PLIE_URL", "https://plie.example.org/api"),
            ("CLAUSES_PLIE_URL", "https://plie.example.org/api/v2"),
            ("CLAUSES_PLIE_URL", "https://plie.example.org/api/v1?key=hidden"),
            ("CLAUSES_PLIE_URL", "https://user:hidden@plie.example.org/api/v1"),
            ("CLAUSES_PLIE_KEY", "two words"),
            ("CLAUSES_PLIE_KEY", "clé"),
            ("CLAUSES_PLIE_CALLS", "0"),
            ("CLAUSES_PLIE_CALLS", "33"),
            ("CLAUSES_PLIE_TIMEOUT_SECONDS", "0"),
            ("CLAUSES_PLIE_TIMEOUT_SECONDS", "121"),
            ("CLAUSES_PLIE_LOCAL", "true"),
        ] {
            is_refused(&[URL, KEY, (name, value)], name);
            assert!(!read(&[URL, KEY, (name, value)]).unwrap_err().to_string().contains("hidden"));
        }
    }

    #[test]
    fn secrets_are_not_printed() {
        let shown = format!("{:?}{:?}", read(&[URL, KEY]), read(&[URL, TOKEN_URL, CLIENT_ID, CLIENT_SECRET]));
        assert!(!shown.contains(KEY.1) && !shown.contains(CLIENT_SECRET.1), "{shown}");
    }
}

//! The login throttle: token buckets per account, address and network slow down guessing before anything is hashed.
//! Attempts from unknown clients never block an owner who uses a known browser or, for passwords, a known address.
//! Sign-in, links and password checks call it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};

use super::model::ClientOrigin;
use crate::error::{AppError, ProblemCode, Result};

/// How many buckets are stored; full ones are not.
const MOST: usize = 50_000;

/// The size of a bucket, and the milliseconds until it gains a token.
#[derive(Debug, Clone, Copy)]
struct Limit {
    tokens: i64,
    refill_ms: i64,
}

/// Passwords and codes for one account from one known browser; passwords chosen by one link.
const KNOWN_BROWSER: Limit = Limit { tokens: 10, refill_ms: 15_000 };
/// Passwords for one account, existing or not, from one address.
const ACCOUNT_AND_ADDRESS: Limit = Limit { tokens: 5, refill_ms: 60_000 };
/// Passwords for all accounts from one address.
const ADDRESS: Limit = Limit { tokens: 20, refill_ms: 30_000 };
/// Passwords from all unknown addresses of one IPv6 network, which may be one host: smaller than [`UNKNOWN_ADDRESSES`],
/// so that one network does not empty that bucket.
const UNKNOWN_NETWORK: Limit = Limit { tokens: 40, refill_ms: 10_000 };
/// Passwords from all unknown addresses: bounds the hashes, whatever the number of addresses.
const UNKNOWN_ADDRESSES: Limit = Limit { tokens: 60, refill_ms: 1_000 };
/// Codes for one account from one network and unknown browsers.
const CODES_OF_NETWORK: Limit = Limit { tokens: 10, refill_ms: 3_600_000 };
/// Codes for one account from all networks and unknown browsers: of a million codes three are valid, and some fifty can
/// be tried in a day. No single network empties it.
const CODES_OF_ACCOUNT: Limit = Limit { tokens: 30, refill_ms: 1_800_000 };
/// Passwords and codes that a signed-in user sends again.
const SIGNED_IN: Limit = Limit { tokens: 10, refill_ms: 60_000 };

/// The buckets of one attempt.
#[derive(Debug, Clone)]
pub(super) struct Buckets(Vec<(Key, Limit)>);

type Key = [u8; 32];

fn key(parts: &[&str]) -> Key {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part.len().to_string());
        digest.update(":");
        digest.update(part);
    }
    digest.finalize().into()
}

impl Buckets {
    /// For a password. Without a known browser nothing depends on the account: otherwise a client could find out which
    /// accounts exist from how often it may try.
    pub(super) fn of_password(
        account: &str,
        origin: &ClientOrigin,
        known_browser: Option<&str>,
        is_known_address: bool,
    ) -> Self {
        if let Some(browser) = known_browser {
            return Self(vec![(key(&["browser", account, browser]), KNOWN_BROWSER)]);
        }
        let mut buckets = vec![
            (key(&["account", account, &origin.address]), ACCOUNT_AND_ADDRESS),
            (key(&["address", &origin.address]), ADDRESS),
        ];
        if !is_known_address {
            buckets.push((key(&["network", &origin.network]), UNKNOWN_NETWORK));
            buckets.push((key(&["unknown"]), UNKNOWN_ADDRESSES));
        }
        Self(buckets)
    }

    /// For a code. Known addresses do not count here, since colleagues share them.
    pub(super) fn of_code(account: &str, origin: &ClientOrigin, known_browser: Option<&str>) -> Self {
        Self(match known_browser {
            Some(browser) => vec![(key(&["browser code", account, browser]), KNOWN_BROWSER)],
            None => vec![
                (key(&["code", account, &origin.network]), CODES_OF_NETWORK),
                (key(&["codes", account]), CODES_OF_ACCOUNT),
            ],
        })
    }

    /// For a password or code of a signed-in user.
    pub(super) fn of_owner(account: &str) -> Self {
        Self(vec![(key(&["owner", account]), SIGNED_IN)])
    }

    /// For a password chosen by a link: links cannot be guessed, so other clients cannot empty this bucket.
    pub(super) fn of_link(token: &str) -> Self {
        Self(vec![(key(&["link", token]), KNOWN_BROWSER)])
    }
}

/// For each bucket the time at which it is full again, in milliseconds.
#[derive(Debug, Default)]
pub(super) struct LoginThrottle(Mutex<HashMap<Key, i64>>);

impl LoginThrottle {
    /// Takes a token from every bucket, or none at all.
    ///
    /// # Errors
    /// `too_many_attempts` when a bucket is empty, with the time until all have a token.
    pub(super) fn take(&self, buckets: &Buckets, now: DateTime<Utc>) -> Result<()> {
        let now = now.timestamp_millis();
        let mut full_at = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let after = |full_at: &HashMap<Key, i64>, key: &Key, limit: Limit| {
            full_at.get(key).copied().unwrap_or(now).max(now).saturating_add(limit.refill_ms)
        };
        let missing = |(key, limit): &(Key, Limit)| {
            let latest = now.saturating_add(limit.tokens.saturating_mul(limit.refill_ms));
            after(&full_at, key, *limit).saturating_sub(latest)
        };
        let wait = buckets.0.iter().map(missing).max().and_then(|wait| u64::try_from(wait).ok()).unwrap_or(0);
        if wait > 0 {
            return Err(AppError::new(ProblemCode::TooManyAttempts).with_retry_after(Duration::from_millis(wait)));
        }
        make_room(&mut full_at, now);
        for (key, limit) in &buckets.0 {
            let full = after(&full_at, key, *limit);
            full_at.insert(*key, full);
        }
        Ok(())
    }

    /// Returns the tokens of an attempt that succeeded.
    pub(super) fn give_back(&self, buckets: &Buckets) {
        let mut full_at = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, limit) in &buckets.0 {
            if let Some(moment) = full_at.get_mut(key) {
                *moment = moment.saturating_sub(limit.refill_ms);
            }
        }
    }
}

/// Removes full buckets; if that is not enough, the half that will be full soonest.
fn make_room(full_at: &mut HashMap<Key, i64>, now: i64) {
    if full_at.len() < MOST {
        return;
    }
    full_at.retain(|_, moment| *moment > now);
    if full_at.len() >= MOST {
        let mut moments: Vec<i64> = full_at.values().copied().collect();
        let (_, middle, _) = moments.select_nth_unstable(MOST / 2);
        let middle = *middle;
        full_at.retain(|_, moment| *moment > middle);
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn origin(address: &str) -> ClientOrigin {
        let (address, network) = (address.to_owned(), address.to_owned());
        ClientOrigin { address, network, device: None, session: None, request_id: None }
    }

    fn unknown(address: &str) -> Buckets {
        Buckets::of_password("a@b.fr", &origin(address), None, false)
    }

    #[test]
    fn an_address_is_slowed_down_about_one_account_and_not_for_ever() {
        let (throttle, now) = (LoginThrottle::default(), Utc::now());
        let buckets = unknown("192.0.2.1");
        let taken = (0..10_000).filter(|_| throttle.take(&buckets, now).is_ok()).count();
        assert_eq!(taken, 5);
        let wait = |now| throttle.take(&buckets, now).unwrap_err().retry_after.unwrap();
        assert_eq!(wait(now), Duration::from_secs(60));
        assert_eq!(wait(now + TimeDelta::milliseconds(20_400)), Duration::from_millis(39_600));
        assert!(throttle.take(&buckets, now + TimeDelta::seconds(60)).is_ok());
        assert!(throttle.take(&buckets, now + TimeDelta::seconds(60)).is_err());
    }

    #[test]
    fn strangers_however_many_keep_out_neither_the_owners_browser_nor_whoever_comes_from_a_known_address() {
        let (throttle, now) = (LoginThrottle::default(), Utc::now());
        let attempts = (0..10_000).map(|n| unknown(&format!("192.0.2.{n}")));
        assert_eq!(attempts.filter(|buckets| throttle.take(buckets, now).is_ok()).count(), 60);
        let own = Buckets::of_password("a@b.fr", &origin("192.0.2.1"), Some("known"), false);
        assert!(throttle.take(&own, now).is_ok());
        let usual = Buckets::of_password("a@b.fr", &origin("203.0.113.1"), None, true);
        assert!(throttle.take(&usual, now).is_ok());
    }

    #[test]
    fn whoever_has_a_network_of_ipv6_takes_from_strangers_less_than_there_is() {
        let (throttle, now) = (LoginThrottle::default(), Utc::now());
        let of_network =
            |n: u32| ClientOrigin { network: "2001:db8::".to_owned(), ..origin(&format!("2001:db8:0:{n:x}::")) };
        let attempts = (0..256).map(|n| Buckets::of_password("a@b.fr", &of_network(n), None, false));
        assert_eq!(attempts.filter(|buckets| throttle.take(buckets, now).is_ok()).count(), 40);
        assert!(throttle.take(&unknown("192.0.2.1"), now).is_ok());
        let known = Buckets::of_password("a@b.fr", &of_network(256), None, true);
        assert!(throttle.take(&known, now).is_ok());
    }

    #[test]
    fn codes_are_few_for_each_network_and_for_all_together_but_not_for_the_owners_browser() {
        let (throttle, now) = (LoginThrottle::default(), Utc::now());
        let from = |n: u32| Buckets::of_code("a@b.fr", &origin(&format!("192.0.2.{n}")), None);
        assert_eq!((0..100).filter(|_| throttle.take(&from(1), now).is_ok()).count(), 10);
        // For days, from one network: others may still try.
        let later = |hour| now + TimeDelta::hours(hour);
        assert!((0..100).all(|hour| throttle.take(&from(1), later(hour + 1)).is_ok()));
        assert!(throttle.take(&from(2), later(100)).is_ok());
        let taken = (0..100).filter(|n| throttle.take(&from(3 + n / 10), later(100)).is_ok()).count();
        assert!(taken < 30, "{taken}");
        assert!(throttle.take(&Buckets::of_code("a@b.fr", &origin("192.0.2.1"), Some("known")), later(100)).is_ok());
    }

    #[test]
    fn what_the_owner_takes_is_given_back() {
        let (throttle, now) = (LoginThrottle::default(), Utc::now());
        let buckets = unknown("192.0.2.1");
        for _ in 0..100 {
            throttle.take(&buckets, now).unwrap();
            throttle.give_back(&buckets);
        }
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let (throttle, now) = (LoginThrottle::default(), Utc::now());
        for n in 0..MOST + 10 {
            let bucket = Buckets(vec![(key(&[&n.to_string()]), ADDRESS)]);
            throttle.take(&bucket, now).unwrap();
        }
        assert!(throttle.0.lock().unwrap().len() <= MOST);
    }
}

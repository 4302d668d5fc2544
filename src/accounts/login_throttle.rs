//! Slows guessing down. Every attempt takes a token from the buckets of where it comes from and whom it is about before
//! anything is hashed; buckets fill again with time. Strangers who empty theirs never keep the owner out who comes in a
//! browser of their own or, for passwords, from an address that somebody has come in from.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};

use super::Place;
use crate::error::{AppError, ProblemCode, Result};

/// How many buckets are remembered. A full one need not be.
const MOST: usize = 50_000;

/// A bucket: how many tokens it holds, and how many milliseconds until one more is there.
#[derive(Debug, Clone, Copy)]
struct Measure {
    tokens: i64,
    each: i64,
}

/// One browser in which the account was signed in before, which nobody else can show; one link.
const OWN_PLACE: Measure = Measure { tokens: 10, each: 15_000 };
/// One address about one account, whether there is such an account or not.
const STRANGE_ADDRESS: Measure = Measure { tokens: 5, each: 60_000 };
/// The same, about any account.
const ADDRESS: Measure = Measure { tokens: 20, each: 30_000 };
/// All addresses of one network of IPv6 together that nobody ever came in from, which may be one host's: fewer than
/// [`STRANGERS`], so that none keeps others out.
const NETWORK: Measure = Measure { tokens: 40, each: 10_000 };
/// All addresses together that nobody ever came in from: what bounds the hashes, however many addresses somebody has.
const STRANGERS: Measure = Measure { tokens: 60, each: 1_000 };
/// Codes tried from one network about one account, in a browser that its owner never came in by.
const STRANGE_CODE: Measure = Measure { tokens: 10, each: 3_600_000 };
/// The same from everywhere: of a million codes three are good, and some fifty are tried in a day. No one network
/// empties it.
const STRANGE_CODES: Measure = Measure { tokens: 30, each: 1_800_000 };
/// Somebody who is signed in and gives their password again.
const OWN_PASSWORD: Measure = Measure { tokens: 10, each: 60_000 };

/// The buckets from which an attempt takes.
#[derive(Debug, Clone)]
pub(super) struct Buckets(Vec<(Key, Measure)>);

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
    /// Of a password for an account, known or not, from a browser that its owner used before, if it is one. For all
    /// others nothing here depends on the account: whoever shares an address with somebody would else see, by how often
    /// they may try, who has one.
    pub(super) fn of_password(account: &str, place: &Place, browser: Option<&str>, is_known_address: bool) -> Self {
        if let Some(browser) = browser {
            return Self(vec![(key(&["own", account, browser]), OWN_PLACE)]);
        }
        let mut buckets = vec![
            (key(&["about", account, &place.address]), STRANGE_ADDRESS),
            (key(&["from", &place.address]), ADDRESS),
        ];
        if !is_known_address {
            buckets.push((key(&["network", &place.network]), NETWORK));
            buckets.push((key(&["strangers"]), STRANGERS));
        }
        Self(buckets)
    }

    /// Of a code for an account, from a browser that its owner used before, if it is one. An address is nobody's own
    /// here: colleagues share it.
    pub(super) fn of_code(account: &str, place: &Place, browser: Option<&str>) -> Self {
        Self(match browser {
            Some(browser) => vec![(key(&["own code", account, browser]), OWN_PLACE)],
            None => {
                vec![(key(&["code", account, &place.network]), STRANGE_CODE), (key(&["codes", account]), STRANGE_CODES)]
            }
        })
    }

    /// Of what somebody proves who is signed in.
    pub(super) fn of_owner(account: &str) -> Self {
        Self(vec![(key(&["owner", account]), OWN_PASSWORD)])
    }

    /// Of work for a link that nobody can guess: a bucket of its own, which no stranger empties.
    pub(super) fn of_link(token: &str) -> Self {
        Self(vec![(key(&["link", token]), OWN_PLACE)])
    }
}

/// For each bucket the moment at which it will be full again, in milliseconds.
#[derive(Debug, Default)]
pub(super) struct LoginThrottle(Mutex<HashMap<Key, i64>>);

impl LoginThrottle {
    /// Takes a token from each of the buckets, or none from any.
    ///
    /// # Errors
    /// `too_many_attempts` when one is empty, with the time until none is.
    pub(super) fn take(&self, buckets: &Buckets, now: DateTime<Utc>) -> Result<()> {
        let now = now.timestamp_millis();
        let mut full_at = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let after = |full_at: &HashMap<Key, i64>, key: &Key, measure: Measure| {
            full_at.get(key).copied().unwrap_or(now).max(now).saturating_add(measure.each)
        };
        let missing = |(key, measure): &(Key, Measure)| {
            let latest = now.saturating_add(measure.tokens.saturating_mul(measure.each));
            after(&full_at, key, *measure).saturating_sub(latest)
        };
        let wait = buckets.0.iter().map(missing).max().and_then(|wait| u64::try_from(wait).ok()).unwrap_or(0);
        if wait > 0 {
            return Err(AppError::new(ProblemCode::TooManyAttempts).with_retry_after(Duration::from_millis(wait)));
        }
        make_room(&mut full_at, now);
        for (key, measure) in &buckets.0 {
            let full = after(&full_at, key, *measure);
            full_at.insert(*key, full);
        }
        Ok(())
    }

    /// Gives the tokens back: it was the owner.
    pub(super) fn give_back(&self, buckets: &Buckets) {
        let mut full_at = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, measure) in &buckets.0 {
            if let Some(moment) = full_at.get_mut(key) {
                *moment = moment.saturating_sub(measure.each);
            }
        }
    }
}

/// Forgets the buckets that are full again; with more in use than can be remembered, those that will be soonest.
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

    fn place(address: &str) -> Place {
        let (address, network) = (address.to_owned(), address.to_owned());
        Place { address, network, device: None, session: None, request_id: None }
    }

    fn strangers(address: &str) -> Buckets {
        Buckets::of_password("a@b.fr", &place(address), None, false)
    }

    #[test]
    fn an_address_is_slowed_down_about_one_account_and_not_for_ever() {
        let (guard, now) = (LoginThrottle::default(), Utc::now());
        let buckets = strangers("192.0.2.1");
        let taken = (0..10_000).filter(|_| guard.take(&buckets, now).is_ok()).count();
        assert_eq!(taken, 5);
        let wait = |now| guard.take(&buckets, now).unwrap_err().retry_after.unwrap();
        assert_eq!(wait(now), Duration::from_secs(60));
        assert_eq!(wait(now + TimeDelta::milliseconds(20_400)), Duration::from_millis(39_600));
        assert!(guard.take(&buckets, now + TimeDelta::seconds(60)).is_ok());
        assert!(guard.take(&buckets, now + TimeDelta::seconds(60)).is_err());
    }

    #[test]
    fn strangers_however_many_keep_out_neither_the_owners_browser_nor_whoever_comes_from_a_known_address() {
        let (guard, now) = (LoginThrottle::default(), Utc::now());
        let attempts = (0..10_000).map(|n| strangers(&format!("192.0.2.{n}")));
        assert_eq!(attempts.filter(|buckets| guard.take(buckets, now).is_ok()).count(), 60);
        let own = Buckets::of_password("a@b.fr", &place("192.0.2.1"), Some("known"), false);
        assert!(guard.take(&own, now).is_ok());
        let usual = Buckets::of_password("a@b.fr", &place("203.0.113.1"), None, true);
        assert!(guard.take(&usual, now).is_ok());
    }

    #[test]
    fn whoever_has_a_network_of_ipv6_takes_from_strangers_less_than_there_is() {
        let (guard, now) = (LoginThrottle::default(), Utc::now());
        let of_network = |n: u32| Place { network: "2001:db8::".to_owned(), ..place(&format!("2001:db8:0:{n:x}::")) };
        let attempts = (0..256).map(|n| Buckets::of_password("a@b.fr", &of_network(n), None, false));
        assert_eq!(attempts.filter(|buckets| guard.take(buckets, now).is_ok()).count(), 40);
        assert!(guard.take(&strangers("192.0.2.1"), now).is_ok());
        let known = Buckets::of_password("a@b.fr", &of_network(256), None, true);
        assert!(guard.take(&known, now).is_ok());
    }

    #[test]
    fn codes_are_few_for_each_network_and_for_all_together_but_not_for_the_owners_browser() {
        let (guard, now) = (LoginThrottle::default(), Utc::now());
        let from = |n: u32| Buckets::of_code("a@b.fr", &place(&format!("192.0.2.{n}")), None);
        assert_eq!((0..100).filter(|_| guard.take(&from(1), now).is_ok()).count(), 10);
        // For days, from one network: others may still try.
        let later = |hour| now + TimeDelta::hours(hour);
        assert!((0..100).all(|hour| guard.take(&from(1), later(hour + 1)).is_ok()));
        assert!(guard.take(&from(2), later(100)).is_ok());
        let taken = (0..100).filter(|n| guard.take(&from(3 + n / 10), later(100)).is_ok()).count();
        assert!(taken < 30, "{taken}");
        assert!(guard.take(&Buckets::of_code("a@b.fr", &place("192.0.2.1"), Some("known")), later(100)).is_ok());
    }

    #[test]
    fn what_the_owner_takes_is_given_back() {
        let (guard, now) = (LoginThrottle::default(), Utc::now());
        let buckets = strangers("192.0.2.1");
        for _ in 0..100 {
            guard.take(&buckets, now).unwrap();
            guard.give_back(&buckets);
        }
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let (guard, now) = (LoginThrottle::default(), Utc::now());
        for n in 0..MOST + 10 {
            let bucket = Buckets(vec![(key(&[&n.to_string()]), ADDRESS)]);
            guard.take(&bucket, now).unwrap();
        }
        assert!(guard.0.lock().unwrap().len() <= MOST);
    }
}

//! Token buckets, one for each client that sent requests lately, bounded in number.

use std::hash::{BuildHasher as _, Hash, RandomState};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::config::Rate;

/// The most buckets that remain after a clean-up.
const MAX_BUCKETS: usize = 16_384;

/// The number of requests from one clean-up to the next.
const CLEANUP_INTERVAL: u32 = 1_024;

type Limiter = RateLimiter<u64, HashMapStateStore<u64>, DefaultClock, StateInformationMiddleware>;

/// The buckets of one kind.
pub(super) struct Buckets {
    /// The name in the headers.
    name: &'static str,
    rate: Rate,
    quota: Quota,
    hashing: RandomState,
    limiter: RwLock<Limiter>,
    requests: AtomicU32,
    clock: DefaultClock,
}

/// The state of a client's bucket after a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BucketState {
    /// The name of its kind, for the headers.
    pub name: &'static str,
    /// Its capacity and refill rate.
    pub rate: Rate,
    /// The tokens left in it.
    pub left: u32,
    /// How long until the next token, if none is left.
    pub wait: Option<Duration>,
}

impl Buckets {
    /// Full buckets; `None` for a rate without tokens.
    pub(super) fn new(name: &'static str, rate: Rate) -> Option<Self> {
        let (tokens, burst) = (NonZeroU32::new(rate.tokens)?, NonZeroU32::new(rate.burst)?);
        let period = Duration::from_secs(u64::from(rate.seconds)) / tokens.get();
        let quota = Quota::with_period(period)?.allow_burst(burst);
        let (hashing, requests) = (RandomState::new(), AtomicU32::new(0));
        Some(Self {
            name,
            rate,
            quota,
            hashing,
            limiter: RwLock::new(fresh(quota)),
            requests,
            clock: DefaultClock::default(),
        })
    }

    /// Takes a token out of a client's bucket.
    ///
    /// # Errors
    /// The bucket's state when it has none left.
    pub(super) fn take(&self, client: impl Hash) -> Result<BucketState, BucketState> {
        if self.requests.fetch_add(1, Ordering::Relaxed).is_multiple_of(CLEANUP_INTERVAL) {
            self.clean_up();
        }
        let limiter = self.limiter.read().unwrap_or_else(PoisonError::into_inner);
        let state = |left, wait| BucketState { name: self.name, rate: self.rate, left, wait };
        match limiter.check_key(&self.hashing.hash_one(client)) {
            Ok(snapshot) => Ok(state(snapshot.remaining_burst_capacity(), None)),
            Err(until) => Err(state(0, Some(until.wait_time_from(self.clock.now())))),
        }
    }

    /// Drops full buckets, which equal new ones. If too many remain, drops all: a client with that many addresses has as
    /// many buckets anyway.
    fn clean_up(&self) {
        let mut limiter = self.limiter.write().unwrap_or_else(PoisonError::into_inner);
        if limiter.len() > MAX_BUCKETS {
            limiter.retain_recent();
            if limiter.len() > MAX_BUCKETS {
                *limiter = fresh(self.quota);
            }
            limiter.shrink_to_fit();
        }
    }
}

fn fresh(quota: Quota) -> Limiter {
    RateLimiter::hashmap(quota).with_middleware()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn buckets(tokens: u32, burst: u32) -> Buckets {
        Buckets::new("key", Rate { tokens, seconds: 3600, burst }).unwrap()
    }

    #[test]
    fn each_has_a_bucket_of_their_own_and_an_empty_one_says_how_long_to_wait() {
        let buckets = buckets(1, 3);
        let left: Vec<u32> = (0..3).map(|_| buckets.take("one").unwrap().left).collect();
        assert_eq!(left, [2, 1, 0]);
        let refused = buckets.take("one").unwrap_err();
        assert_eq!(refused.left, 0);
        let wait = refused.wait.unwrap();
        assert!(wait > Duration::from_secs(3500) && wait <= Duration::from_secs(3600), "{wait:?}");
        assert_eq!(buckets.take("other").unwrap().left, 2);
    }

    #[test]
    fn a_bucket_fills_again() {
        let buckets = Buckets::new("key", Rate { tokens: 200, seconds: 1, burst: 1 }).unwrap();
        buckets.take(1).unwrap();
        let refused = buckets.take(1);
        std::thread::sleep(refused.map_or_else(|state| state.wait.unwrap(), |_| Duration::ZERO));
        buckets.take(1).unwrap();
    }

    #[test]
    fn however_many_come_there_is_a_bound_to_their_buckets() {
        let buckets = buckets(1, 3);
        for client in 0..60_000_u32 {
            buckets.take(client).unwrap();
            let kept = buckets.limiter.read().unwrap().len();
            assert!(kept <= MAX_BUCKETS + usize::try_from(CLEANUP_INTERVAL).unwrap(), "{kept}");
        }
    }
}

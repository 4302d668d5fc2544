//! Buckets of tokens, one for each who asks: as many as there are who asked lately, and never more than a bound.

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

/// How many buckets are kept at most, but for those that come while nobody counts.
const MOST: usize = 16_384;

/// After how many requests the buckets are counted.
const COUNTED: u32 = 1_024;

type Limiter = RateLimiter<u64, HashMapStateStore<u64>, DefaultClock, StateInformationMiddleware>;

/// The buckets of one kind.
pub(super) struct Buckets {
    /// What they are called in the headers.
    name: &'static str,
    rate: Rate,
    quota: Quota,
    hashing: RandomState,
    limiter: RwLock<Limiter>,
    taken: AtomicU32,
    clock: DefaultClock,
}

/// How somebody stands with their bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// What the bucket is called.
    pub name: &'static str,
    /// What it holds.
    pub rate: Rate,
    /// How many tokens are left in it.
    pub left: u32,
    /// How long it takes until there is one, if there is none.
    pub wait: Option<Duration>,
}

impl Buckets {
    /// Full buckets for whoever comes.
    pub(super) fn new(name: &'static str, rate: Rate) -> Option<Self> {
        let (tokens, burst) = (NonZeroU32::new(rate.tokens)?, NonZeroU32::new(rate.burst)?);
        let period = Duration::from_secs(u64::from(rate.seconds)) / tokens.get();
        let quota = Quota::with_period(period)?.allow_burst(burst);
        let (hashing, taken) = (RandomState::new(), AtomicU32::new(0));
        Some(Self {
            name,
            rate,
            quota,
            hashing,
            limiter: RwLock::new(fresh(quota)),
            taken,
            clock: DefaultClock::default(),
        })
    }

    /// Takes a token out of somebody's bucket; says how they stand then.
    ///
    /// # Errors
    /// How they stand, when there is none.
    pub(super) fn take(&self, who: impl Hash) -> Result<Standing, Standing> {
        if self.taken.fetch_add(1, Ordering::Relaxed).is_multiple_of(COUNTED) {
            self.forget();
        }
        let limiter = self.limiter.read().unwrap_or_else(PoisonError::into_inner);
        let stands = |left, wait| Standing { name: self.name, rate: self.rate, left, wait };
        match limiter.check_key(&self.hashing.hash_one(who)) {
            Ok(snapshot) => Ok(stands(snapshot.remaining_burst_capacity(), None)),
            Err(until) => Err(stands(0, Some(until.wait_time_from(self.clock.now())))),
        }
    }

    /// Forgets full buckets, which are as good as new ones; where too many are not full, all of them: somebody with so many
    /// addresses has as many buckets anyway.
    fn forget(&self) {
        let mut limiter = self.limiter.write().unwrap_or_else(PoisonError::into_inner);
        if limiter.len() > MOST {
            limiter.retain_recent();
            if limiter.len() > MOST {
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
        std::thread::sleep(refused.map_or_else(|standing| standing.wait.unwrap(), |_| Duration::ZERO));
        buckets.take(1).unwrap();
    }

    #[test]
    fn however_many_come_there_is_a_bound_to_their_buckets() {
        let buckets = buckets(1, 3);
        for who in 0..60_000_u32 {
            buckets.take(who).unwrap();
            let kept = buckets.limiter.read().unwrap().len();
            assert!(kept <= MOST + usize::try_from(COUNTED).unwrap(), "{kept}");
        }
    }
}

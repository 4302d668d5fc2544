//! The rate limits of the service: one bucket for each API key, each address, and each address that sends wrong keys.

use std::net::IpAddr;
use std::sync::Arc;

use super::buckets::{BucketState, Buckets};
use crate::config::Rates;

/// The buckets of each kind; all clones share them. A kind without a rate is unlimited.
#[derive(Clone)]
pub struct RateLimits(Arc<Kinds>);

struct Kinds {
    keys: Option<Buckets>,
    addresses: Option<Buckets>,
    wrong_keys: Option<Buckets>,
}

impl RateLimits {
    /// Full buckets.
    pub fn new(rates: Rates) -> Self {
        Self(Arc::new(Kinds {
            keys: rates.keys.and_then(|rate| Buckets::new("key", rate)),
            addresses: rates.addresses.and_then(|rate| Buckets::new("address", rate)),
            wrong_keys: rates.wrong_keys.and_then(|rate| Buckets::new("wrong-keys", rate)),
        }))
    }

    /// Takes a token for a request with credentials; `None` without a limit.
    pub(super) fn take_for_key(&self, actor: &str) -> Option<Result<BucketState, BucketState>> {
        self.0.keys.as_ref().map(|buckets| buckets.take(actor))
    }

    /// Takes a token for a request without credentials; `None` without a limit.
    pub(super) fn take_for_address(&self, address: IpAddr) -> Option<Result<BucketState, BucketState>> {
        self.0.addresses.as_ref().map(|buckets| buckets.take(address))
    }

    /// Takes a token for a request with a wrong key; `None` without a limit.
    pub(super) fn take_for_wrong_key(&self, address: IpAddr) -> Option<Result<BucketState, BucketState>> {
        self.0.wrong_keys.as_ref().map(|buckets| buckets.take(address))
    }
}

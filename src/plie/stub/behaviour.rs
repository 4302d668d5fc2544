//! How the stand-in misbehaves.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// What goes wrong, and how often, in per cent of the requests. By default nothing does.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Behaviour {
    /// How long each request waits before it is looked at.
    pub slow_milliseconds: u64,
    /// Refused with 500 or 503, without an effect.
    pub fail_percent: u8,
    /// `Retry-After` of these 503.
    pub retry_after_seconds: Option<u32>,
    /// The connection is cut before there is an effect.
    pub cut_before_percent: u8,
    /// The connection is cut after the effect: before the answer or within it.
    pub cut_after_percent: u8,
    /// Answered with a body that is broken, has another shape or is too large, after the effect.
    pub garbage_percent: u8,
    /// Reads are answered with the record of somebody else.
    pub somebody_else_percent: u8,
    /// Numbers of participants that are not known any more. Answers kept by idempotency keys stay known.
    pub forget: BTreeSet<String>,
    /// What the random choices begin with.
    pub seed: u64,
}

impl Behaviour {
    /// Whether every share is one of a hundred.
    pub fn is_valid(&self) -> bool {
        let shares = [
            self.fail_percent,
            self.cut_before_percent,
            self.cut_after_percent,
            self.garbage_percent,
            self.somebody_else_percent,
        ];
        shares.iter().all(|share| *share <= 100)
    }
}

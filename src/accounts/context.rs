//! The shared state of sign-in and accounts: database, password hasher, login throttle and lifetimes. `app` builds it,
//! handlers and actions use it.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use chrono::{DateTime, TimeDelta, Utc};

use super::login_throttle::LoginThrottle;
use super::model::IssuedLink;
use super::passwords::Hasher;
use super::second_factor::Sealer;
use crate::access::sessions::SessionLifetime;
use crate::clock::Clock;
use crate::config::Accounts;
use crate::db::Db;

/// The state; clones share the hasher's queue and the throttle.
#[derive(Clone)]
pub struct Context {
    pub(super) db: Db,
    pub(super) clock: Clock,
    pub(super) hasher: Hasher,
    pub(super) login_throttle: Arc<LoginThrottle>,
    pub(super) sealer: Sealer,
    pub(super) session_lifetime: SessionLifetime,
    pub(super) link_lifetime: TimeDelta,
    /// `CLAUSES_PUBLIC_URL`; empty if it is not set.
    base_url: String,
}

impl Context {
    /// From the settings; `hashes` counts the passwords hashed.
    pub fn new(db: Db, clock: Clock, accounts: &Accounts, hashes: Arc<AtomicU64>) -> Self {
        Self {
            db,
            clock,
            hasher: Hasher::new(hashes),
            login_throttle: Arc::default(),
            sealer: Sealer::new(accounts.secret_key.as_ref()),
            session_lifetime: SessionLifetime::of(accounts),
            link_lifetime: TimeDelta::from_std(accounts.link).unwrap_or(TimeDelta::days(3)),
            base_url: accounts.public_url.as_ref().map(|url| url.as_str().to_owned()).unwrap_or_default(),
        }
    }

    /// The URL of a link; `default_base` stands in for a public URL that is not set.
    pub fn address_at(&self, default_base: &str, link: &IssuedLink) -> String {
        format!("{}{}{}", self.site(default_base), link.purpose.page(), link.token.expose())
    }

    /// The URL of the service; `default_base` stands in for a public URL that is not set.
    pub fn site<'a>(&'a self, default_base: &'a str) -> &'a str {
        if self.base_url.is_empty() { default_base } else { &self.base_url }
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }
}

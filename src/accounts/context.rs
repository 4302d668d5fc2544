//! What letting people in needs besides the database: who hashes, who slows down, and how long things last.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use chrono::{DateTime, TimeDelta, Utc};

use super::IssuedLink;
use super::login_throttle::LoginThrottle;
use super::passwords::Hasher;
use super::second_factor::Sealer;
use crate::access::Scope;
use crate::access::sessions::Lasting;
use crate::clock::Clock;
use crate::config::Accounts;
use crate::db::Db;

/// Lets people in. All clones slow down and hash together.
#[derive(Clone)]
pub struct Context {
    pub(super) db: Db,
    pub(super) clock: Clock,
    pub(super) hasher: Hasher,
    pub(super) guard: Arc<LoginThrottle>,
    pub(super) sealer: Sealer,
    pub(super) lasting: Lasting,
    pub(super) link: TimeDelta,
    /// The address that people know the service by; empty where none is declared.
    base: String,
}

impl Context {
    /// As it is set; every hash is counted.
    pub fn new(db: Db, clock: Clock, accounts: &Accounts, hashes: Arc<AtomicU64>) -> Self {
        Self {
            db,
            clock,
            hasher: Hasher::new(hashes),
            guard: Arc::default(),
            sealer: Sealer::new(accounts.secret_key.as_ref()),
            lasting: Lasting::of(accounts),
            link: TimeDelta::from_std(accounts.link).unwrap_or(TimeDelta::days(3)),
            base: accounts.public_url.as_ref().map(|url| url.as_str().to_owned()).unwrap_or_default(),
        }
    }

    /// Where a link leads, in full where the service's address is declared.
    pub fn address(&self, link: &IssuedLink) -> String {
        self.address_from(&self.base, link)
    }

    /// The same, with what is known otherwise where no address is declared.
    pub fn address_at(&self, otherwise: &str, link: &IssuedLink) -> String {
        let base = if self.base.is_empty() { otherwise } else { &self.base };
        self.address_from(base, link)
    }

    fn address_from(&self, base: &str, link: &IssuedLink) -> String {
        format!("{base}{}{}", link.purpose.page(), link.token.expose())
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Somebody of whom nothing is known but the request.
    pub(super) fn stranger(request_id: Option<String>) -> Scope {
        Scope { actor: "stranger".to_owned(), request_id, ..Scope::operator() }
    }
}

//! Password hashing by argon2id: at most two at once in the process, so that guessing does not overload the machine.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use unicode_normalization::UnicodeNormalization as _;

use crate::config::Secret;
use crate::error::{AppError, ProblemCode, Result};

/// How many hashes run at once, how many wait, and for how long.
const AT_ONCE: usize = 2;
const WAITING: usize = 16;
const PATIENCE: Duration = Duration::from_secs(5);

/// The hash compared with when there is no stored one, so that the answer takes as long. Its parameters are those of
/// [`Argon2::default`].
const DUMMY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZSBzYWx0IGZvciBub2JvZHk$Q2xhdXNlcyBoYXZlIG5vIHN1Y2ggcGFzc3dvcmQhISE";

/// Hashes and verifies passwords; clones share the limit.
#[derive(Debug, Clone)]
pub(super) struct Hasher {
    slots: Arc<Slots>,
    count: Arc<AtomicU64>,
}

/// A semaphore with a bounded queue.
#[derive(Debug, Default)]
struct Slots {
    usage: Mutex<Usage>,
    freed: Condvar,
}

#[derive(Debug, Default)]
struct Usage {
    running: usize,
    waiting: usize,
}

/// A slot, free again when dropped.
struct Slot<'s>(&'s Slots);

impl Slots {
    /// Waits for a slot.
    ///
    /// # Errors
    /// `unavailable` when the queue is full or the wait too long.
    fn acquire(&self) -> Result<Slot<'_>> {
        let busy = || AppError::new(ProblemCode::Unavailable).with_detail("Trop de connexions à la fois. Réessayez.");
        let mut usage = self.usage.lock().unwrap_or_else(PoisonError::into_inner);
        if usage.running >= AT_ONCE {
            if usage.waiting >= WAITING {
                return Err(busy());
            }
            usage.waiting += 1;
            let is_full = |usage: &mut Usage| usage.running >= AT_ONCE;
            let (mut woken, _) =
                self.freed.wait_timeout_while(usage, PATIENCE, is_full).unwrap_or_else(PoisonError::into_inner);
            woken.waiting -= 1;
            if woken.running >= AT_ONCE {
                return Err(busy());
            }
            usage = woken;
        }
        usage.running += 1;
        Ok(Slot(self))
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        self.0.usage.lock().unwrap_or_else(PoisonError::into_inner).running -= 1;
        self.0.freed.notify_one();
    }
}

impl Hasher {
    /// `count` counts the hashes.
    pub(super) fn new(count: Arc<AtomicU64>) -> Self {
        Self { slots: Arc::default(), count }
    }

    /// The hash of a new password in its [`normal_form`], in PHC format.
    ///
    /// # Errors
    /// `unavailable` when too many hashes run.
    pub(super) fn hash(&self, password: &Secret) -> Result<String> {
        let _slot = self.slots.acquire()?;
        self.count.fetch_add(1, Ordering::Relaxed);
        let hash = Argon2::default().hash_password(normal_form(password).expose().as_bytes());
        hash.map(|hash| hash.to_string()).map_err(|error| AppError::internal(anyhow::anyhow!("argon2: {error}")))
    }

    /// Whether the password has this hash; without a hash false, after the same time. A hash of before there was a normal
    /// form is of one of the forms in which the password may have been typed then.
    ///
    /// # Errors
    /// `unavailable` when too many hashes run.
    pub(super) fn matches(&self, password: &Secret, hash: Option<&str>) -> Result<bool> {
        let stored = PasswordHash::new(hash.unwrap_or(DUMMY));
        let stored = stored.map_err(|error| AppError::internal(anyhow::anyhow!("a stored hash: {error}")))?;
        let _slot = self.slots.acquire()?;
        let matches = forms(password).iter().any(|form| {
            self.count.fetch_add(1, Ordering::Relaxed);
            Argon2::default().verify_password(form.expose().as_bytes(), &stored).is_ok()
        });
        Ok(matches && hash.is_some())
    }
}

/// The one form of a password that keyboards and systems write in several: composed (NFC), with plain spaces. Source:
/// RFC 8265, `OpaqueString`.
pub(super) fn normal_form(password: &Secret) -> Secret {
    let plain = |c: char| if c.is_whitespace() && !c.is_control() { ' ' } else { c };
    Secret::new(password.expose().chars().map(plain).nfc().collect::<String>())
}

/// The normal form, then the others that an older hash may be of: as typed, composed, decomposed. Each once, so that a
/// password of plain letters is hashed once.
fn forms(password: &Secret) -> Vec<Secret> {
    let typed = password.expose();
    let older = [typed.to_owned(), typed.nfc().collect(), typed.nfd().collect()].map(Secret::new);
    older.into_iter().fold(vec![normal_form(password)], |mut forms, form| {
        if !forms.contains(&form) {
            forms.push(form);
        }
        forms
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_and_nobody_has_one() {
        let hasher = Hasher::new(Arc::default());
        let (good, bad) = (Secret::new("chat rouge dans la neige"), Secret::new("chat bleu dans la neige"));
        let hash = hasher.hash(&good).unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(hasher.matches(&good, Some(&hash)).unwrap());
        assert!(!hasher.matches(&bad, Some(&hash)).unwrap());
        assert!(!hasher.matches(&good, None).unwrap());
        assert_eq!(hasher.count.load(Ordering::Relaxed), 4);
    }

    #[test]
    fn a_password_is_the_same_however_it_is_typed() {
        let hasher = Hasher::new(Arc::default());
        let typed = ["v\u{e9}lo rouge", "ve\u{301}lo rouge", "v\u{e9}lo\u{a0}rouge", "ve\u{301}lo\u{202f}rouge"];
        for chosen in typed {
            let hash = hasher.hash(&Secret::new(chosen)).unwrap();
            for again in typed {
                assert!(hasher.matches(&Secret::new(again), Some(&hash)).unwrap(), "{chosen:?} {again:?}");
            }
            assert!(!hasher.matches(&Secret::new("velo rouge"), Some(&hash)).unwrap());
        }
    }

    #[test]
    fn an_older_hash_is_of_the_bytes_that_were_typed() {
        let hasher = Hasher::new(Arc::default());
        for chosen in ["v\u{e9}lo rouge", "ve\u{301}lo rouge", "v\u{e9}lo\u{a0}rouge"] {
            let older = Argon2::default().hash_password(chosen.as_bytes()).unwrap().to_string();
            assert!(hasher.matches(&Secret::new(chosen), Some(&older)).unwrap(), "{chosen:?}");
        }
        let decomposed = Argon2::default().hash_password("ve\u{301}lo".as_bytes()).unwrap().to_string();
        assert!(hasher.matches(&Secret::new("v\u{e9}lo"), Some(&decomposed)).unwrap());
    }

    #[test]
    fn plain_letters_are_hashed_once() {
        assert_eq!(forms(&Secret::new("velo rouge")).len(), 1);
        assert_eq!(forms(&Secret::new("\0\u{FFFF}")).len(), 1);
        assert_eq!(forms(&Secret::new("v\u{e9}lo")).len(), 2);
    }

    #[test]
    fn no_more_than_two_are_hashed_at_once() {
        let slots = Slots::default();
        let first = slots.acquire().unwrap();
        let _second = slots.acquire().unwrap();
        slots.usage.lock().unwrap().waiting = WAITING;
        assert_eq!(slots.acquire().err().unwrap().code, ProblemCode::Unavailable);
        drop(first);
        assert!(slots.acquire().is_ok());
    }
}

//! Passwords, hashed by argon2id: at most two at once in the process, so that guessing never takes the machine.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};

use crate::config::Secret;
use crate::error::{AppError, ProblemCode, Result};

/// How many are hashed at once, how many wait for their turn, and for how long.
const AT_ONCE: usize = 2;
const WAITING: usize = 16;
const PATIENCE: Duration = Duration::from_secs(5);

/// What an account without a password is compared with, so that it takes as long as one with: the hash of a random text,
/// with the parameters of today.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZSBzYWx0IGZvciBub2JvZHk$Q2xhdXNlcyBoYXZlIG5vIHN1Y2ggcGFzc3dvcmQhISE";

/// Hashes passwords.
#[derive(Debug, Clone)]
pub(super) struct Hasher {
    turns: Arc<Turns>,
    count: Arc<AtomicU64>,
}

#[derive(Debug, Default)]
struct Turns {
    taken: Mutex<Taken>,
    freed: Condvar,
}

#[derive(Debug, Default)]
struct Taken {
    running: usize,
    waiting: usize,
}

/// A turn taken; the next one's when it ends.
struct Leader<'t>(&'t Turns);

impl Turns {
    /// Waits for a turn.
    ///
    /// # Errors
    /// `unavailable` when too many wait already, or for too long.
    fn take(&self) -> Result<Leader<'_>> {
        let busy = || AppError::new(ProblemCode::Unavailable).with_detail("Trop de connexions à la fois. Réessayez.");
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.running >= AT_ONCE {
            if taken.waiting >= WAITING {
                return Err(busy());
            }
            taken.waiting += 1;
            let full = |taken: &mut Taken| taken.running >= AT_ONCE;
            let (mut woken, _) =
                self.freed.wait_timeout_while(taken, PATIENCE, full).unwrap_or_else(PoisonError::into_inner);
            woken.waiting -= 1;
            if woken.running >= AT_ONCE {
                return Err(busy());
            }
            taken = woken;
        }
        taken.running += 1;
        Ok(Leader(self))
    }
}

impl Drop for Leader<'_> {
    fn drop(&mut self) {
        self.0.taken.lock().unwrap_or_else(PoisonError::into_inner).running -= 1;
        self.0.freed.notify_one();
    }
}

impl Hasher {
    /// Counts what it hashes.
    pub(super) fn new(count: Arc<AtomicU64>) -> Self {
        Self { turns: Arc::default(), count }
    }

    /// What is stored of a password.
    ///
    /// # Errors
    /// `unavailable` when too many are being hashed.
    pub(super) fn hash(&self, password: &Secret) -> Result<String> {
        let _turn = self.turns.take()?;
        self.count.fetch_add(1, Ordering::Relaxed);
        let hash = Argon2::default().hash_password(password.expose().as_bytes());
        hash.map(|hash| hash.to_string()).map_err(|error| AppError::internal(anyhow::anyhow!("argon2: {error}")))
    }

    /// Whether it is the password that the hash was made of. Without a hash it never is, and takes as long.
    ///
    /// # Errors
    /// `unavailable` when too many are being hashed.
    pub(super) fn fits(&self, password: &Secret, hash: Option<&str>) -> Result<bool> {
        let stored = PasswordHash::new(hash.unwrap_or(NOBODYS));
        let stored = stored.map_err(|error| AppError::internal(anyhow::anyhow!("a stored hash: {error}")))?;
        let _turn = self.turns.take()?;
        self.count.fetch_add(1, Ordering::Relaxed);
        let fits = Argon2::default().verify_password(password.expose().as_bytes(), &stored).is_ok();
        Ok(fits && hash.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_and_nobody_has_one() {
        let hasher = Hasher::new(Arc::default());
        let (good, bad) = (Secret::new("vélo rouge dans la neige"), Secret::new("vélo bleu dans la neige"));
        let hash = hasher.hash(&good).unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(hasher.fits(&good, Some(&hash)).unwrap());
        assert!(!hasher.fits(&bad, Some(&hash)).unwrap());
        assert!(!hasher.fits(&good, None).unwrap());
        assert_eq!(hasher.count.load(Ordering::Relaxed), 4);
    }

    #[test]
    fn no_more_than_two_are_hashed_at_once() {
        let turns = Turns::default();
        let first = turns.take().unwrap();
        let _second = turns.take().unwrap();
        turns.taken.lock().unwrap().waiting = WAITING;
        assert_eq!(turns.take().err().unwrap().code, ProblemCode::Unavailable);
        drop(first);
        assert!(turns.take().is_ok());
    }
}

//! The key that a caller gives to work, and the keys whose work is under way.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

use crate::access::Scope;
use crate::error::{AppError, ProblemCode, Result};

/// The longest key, in characters.
const LONGEST: usize = 255;

/// A caller's own name for one request, with a digest of that request.
#[derive(Debug, Clone)]
pub struct IdempotencyKey {
    text: String,
    request: [u8; 32],
    running: InFlight,
}

/// The keys whose work is under way in this process, each with its caller.
#[derive(Debug, Clone, Default)]
pub struct InFlight(Arc<Mutex<HashSet<Claim>>>);

type Claim = (String, String);

/// Work under way; when it ends, however it does, its key is free again.
pub(in crate::access) struct UnderWay {
    running: InFlight,
    claim: Claim,
}

impl IdempotencyKey {
    /// Reads a key: 1 to 255 visible ASCII characters. `request` is what makes the request this one and no other.
    ///
    /// # Errors
    /// `invalid_idempotency_key`.
    pub fn read(text: &[u8], request: &[&[u8]], running: &InFlight) -> Result<Self> {
        let fits = (1..=LONGEST).contains(&text.len()) && text.iter().all(u8::is_ascii_graphic);
        let text = std::str::from_utf8(text).ok().filter(|_| fits);
        let text = text.ok_or_else(|| AppError::new(ProblemCode::InvalidIdempotencyKey))?.to_owned();
        Ok(Self { text, request: digest(request), running: running.clone() })
    }

    /// The key as it was given.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The request's digest as this caller's. What they may do and see is part of it: an answer is not given again to a
    /// caller whose rights have changed since.
    pub(super) fn digest(&self, scope: &Scope) -> String {
        let organisation = scope.organisation.map(|id| id.to_string()).unwrap_or_default();
        let sectors = scope.sectors.joined();
        let sight = [scope.role.as_str(), &sectors, &organisation].map(str::as_bytes);
        let [role, sectors, organisation] = sight;
        digest(&[&self.request, role, sectors, organisation]).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// A number for this caller's key, for locks that go by numbers. Two keys that share one are taken for twins only
    /// while both are under way.
    pub(super) fn number(&self, scope: &Scope) -> i32 {
        let [a, b, c, d, ..] = digest(&[scope.actor.as_bytes(), self.text.as_bytes()]);
        i32::from_be_bytes([a, b, c, d])
    }

    /// Begins work under this key.
    ///
    /// # Errors
    /// `idempotency_in_progress` when the same caller's work under the same key has not ended.
    pub(in crate::access) fn begin(&self, scope: &Scope) -> Result<UnderWay> {
        let claim = (scope.actor.clone(), self.text.clone());
        let mut running = self.running.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !running.insert(claim.clone()) {
            return Err(ProblemCode::IdempotencyInProgress.into());
        }
        Ok(UnderWay { running: self.running.clone(), claim })
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.running.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.claim);
    }
}

/// Each part goes in with its length, so that no two lists of parts are one text.
fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part.len().to_string());
        digest.update(b":");
        digest.update(part);
    }
    digest.finalize().into()
}

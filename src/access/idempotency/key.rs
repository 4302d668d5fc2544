//! The `Idempotency-Key` of a request, and the keys whose requests are in flight in this process.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

use crate::access::Scope;
use crate::error::{AppError, ProblemCode, Result};

/// The longest key, in characters.
const LONGEST: usize = 255;

/// The client's key for one request, with a digest of that request.
#[derive(Debug, Clone)]
pub struct IdempotencyKey {
    text: String,
    request: [u8; 32],
    in_flight: InFlight,
}

/// The keys in flight in this process, each with its actor.
#[derive(Debug, Clone, Default)]
pub struct InFlight(Arc<Mutex<HashSet<Claim>>>);

/// Actor and key.
type Claim = (String, String);

/// Frees the key when dropped.
pub(in crate::access) struct InFlightGuard {
    in_flight: InFlight,
    claim: Claim,
}

impl IdempotencyKey {
    /// Parses a key: 1 to 255 visible ASCII characters. `request` holds the parts that identify the request.
    ///
    /// # Errors
    /// `invalid_idempotency_key`.
    pub fn read(text: &[u8], request: &[&[u8]], in_flight: &InFlight) -> Result<Self> {
        let fits = (1..=LONGEST).contains(&text.len()) && text.iter().all(u8::is_ascii_graphic);
        let text = std::str::from_utf8(text).ok().filter(|_| fits);
        let text = text.ok_or_else(|| AppError::new(ProblemCode::InvalidIdempotencyKey))?.to_owned();
        Ok(Self { text, request: digest(request), in_flight: in_flight.clone() })
    }

    /// The key as the client sent it.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The digest of the request and of the caller's rights: a stored response is not replayed to a caller whose rights
    /// have changed.
    pub(super) fn digest(&self, scope: &Scope) -> String {
        let organisation = scope.organisation.map(|id| id.to_string()).unwrap_or_default();
        let sectors = scope.sectors.joined();
        let [role, sectors, organisation] = [scope.role.as_str(), &sectors, &organisation].map(str::as_bytes);
        digest(&[&self.request, role, sectors, organisation]).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The number of the advisory lock of this actor's key. Two keys with one number only refuse each other while both
    /// are in flight.
    pub(super) fn number(&self, scope: &Scope) -> i32 {
        let [a, b, c, d, ..] = digest(&[scope.actor.as_bytes(), self.text.as_bytes()]);
        i32::from_be_bytes([a, b, c, d])
    }

    /// Claims the key in this process until the guard is dropped.
    ///
    /// # Errors
    /// `idempotency_in_progress` when another request of this actor holds it.
    pub(in crate::access) fn begin(&self, scope: &Scope) -> Result<InFlightGuard> {
        let claim = (scope.actor.clone(), self.text.clone());
        let mut in_flight = self.in_flight.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !in_flight.insert(claim.clone()) {
            return Err(ProblemCode::IdempotencyInProgress.into());
        }
        Ok(InFlightGuard { in_flight: self.in_flight.clone(), claim })
    }
}

impl Drop for InFlightGuard {
    fn drop(&mut self) {
        self.in_flight.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.claim);
    }
}

/// Each part is prefixed with its length, so that different lists of parts never hash the same bytes.
fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part.len().to_string());
        digest.update(b":");
        digest.update(part);
    }
    digest.finalize().into()
}

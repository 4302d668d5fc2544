//! Tokens: 256 random bits, of which only the digest is ever stored.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::keys::digest;
use crate::config::Secret;
use crate::error::{AppError, Result};

/// A new token: 43 characters that an address or a cookie takes as they are.
///
/// # Errors
/// `internal` where the system has no randomness.
pub fn random_token() -> Result<Secret> {
    let mut bits = [0_u8; 32];
    getrandom::fill(&mut bits).map_err(|error| AppError::internal(anyhow::anyhow!("no randomness: {error}")))?;
    Ok(Secret::new(URL_SAFE_NO_PAD.encode(bits)))
}

/// What is stored of it.
pub fn digest_of(token: &str) -> String {
    digest(token).expose().to_owned()
}

/// What else the holder of a token may be told by, without the token itself being told: the same each time, and another
/// for each purpose.
pub fn derived(token: &str, purpose: &str) -> String {
    digest(&format!("{purpose}\n{token}")).expose().to_owned()
}

//! Random tokens and digests. Sessions, one-time links, browsers and API keys are stored by digest only.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::config::Secret;
use crate::error::{AppError, Result};

/// The beginning of every API key, by which scanners of files find one that lies about.
pub const KEY_PREFIX: &str = "clk_";

/// A new token: 256 random bits as 43 characters that need no escaping in a URL or cookie.
///
/// # Errors
/// `internal` where the system has no randomness.
pub fn random_token() -> Result<Secret> {
    let mut bits = [0_u8; 32];
    getrandom::fill(&mut bits).map_err(|error| AppError::internal(anyhow::anyhow!("no randomness: {error}")))?;
    Ok(Secret::new(URL_SAFE_NO_PAD.encode(bits)))
}

/// The digest of a token, as it is stored.
pub fn digest_of(token: &str) -> String {
    digest(token).expose().to_owned()
}

/// A text derived from a token for one purpose: it identifies the token's holder and does not disclose the token.
pub fn derived(token: &str, purpose: &str) -> String {
    digest(&format!("{purpose}\n{token}")).expose().to_owned()
}

/// SHA-256 as 64 hexadecimal digits. A digest is itself a [`Secret`], since guesses can be tried against it.
pub fn digest(secret: &str) -> Secret {
    let digit = |half: u8| char::from_digit(u32::from(half), 16);
    let digits =
        Sha256::digest(secret.as_bytes()).into_iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).flatten();
    Secret::new(digits.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first of the examples of FIPS 180-4.
    #[test]
    fn a_digest_is_written_in_hexadecimal_digits() {
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(digest("abc").expose(), expected);
    }
}

//! Tokens: 256 random bits, of which only the digest is ever stored.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

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

/// What is kept of a secret. Somebody who reads it cannot come in with it, but may try guesses against it: it is shown no
/// more than the secret is.
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
        let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(digest("abc").expose(), known);
    }
}

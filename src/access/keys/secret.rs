//! Secrets: how they are made, and what is kept of them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::config::Secret;
use crate::error::{AppError, Result};

/// How much of a secret is kept to recognise it by: enough to tell keys apart, and 208 bits are left to guess.
const SHOWN: usize = 12;

/// A secret that nobody has seen yet: 256 random bits.
pub(super) fn random() -> Result<Secret> {
    let mut bits = [0_u8; 32];
    getrandom::fill(&mut bits).map_err(|error| AppError::internal(anyhow::anyhow!("no randomness: {error}")))?;
    Ok(Secret::new(format!("clk_{}", URL_SAFE_NO_PAD.encode(bits))))
}

/// What a secret is recognised by.
pub(super) fn prefix(secret: &Secret) -> String {
    secret.expose().chars().take(SHOWN).collect()
}

/// What is kept of a secret. Somebody who reads it cannot come in with it, but may try guesses against it: it is shown no
/// more than the secret is.
pub(in crate::access) fn digest(secret: &str) -> Secret {
    let digit = |half: u8| char::from_digit(u32::from(half), 16);
    let digits =
        Sha256::digest(secret.as_bytes()).into_iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).flatten();
    Secret::new(digits.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_long_never_the_same_and_shown_by_its_beginning_only() {
        let (one, other) = (random().unwrap(), random().unwrap());
        assert_eq!(one.expose().len(), "clk_".len() + 43);
        assert_ne!(one, other);
        assert!(one.expose().starts_with(&prefix(&one)));
        assert_eq!(prefix(&one).len(), 12);
    }

    /// The first of the examples of FIPS 180-4.
    #[test]
    fn a_digest_is_written_in_hexadecimal_digits() {
        let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(digest("abc").expose(), known);
    }

    #[test]
    fn neither_a_secret_nor_its_digest_is_printed() {
        let secret = random().unwrap();
        let digest = digest(secret.expose());
        assert_eq!(digest.expose().len(), 64);
        assert_eq!(format!("{secret:?} {digest:?}"), "[hidden] [hidden]");
    }
}

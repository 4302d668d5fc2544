//! The secrets of API keys.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::access::{KEY_PREFIX, Secret};
use crate::error::{AppError, Result};

/// How many characters of a secret are stored to identify it; 208 of its bits remain to guess.
const PREFIX: usize = 12;

/// A new secret: 256 random bits.
pub(super) fn random() -> Result<Secret> {
    let mut bits = [0_u8; 32];
    getrandom::fill(&mut bits).map_err(|error| AppError::internal(anyhow::anyhow!("no randomness: {error}")))?;
    Ok(Secret::new(format!("{KEY_PREFIX}{}", URL_SAFE_NO_PAD.encode(bits))))
}

/// The stored first characters of a secret.
pub(super) fn prefix(secret: &Secret) -> String {
    secret.expose().chars().take(PREFIX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::digest;

    #[test]
    fn a_secret_is_long_never_the_same_and_shown_by_its_beginning_only() {
        let (one, other) = (random().unwrap(), random().unwrap());
        assert_eq!(one.expose().len(), "clk_".len() + 43);
        assert_ne!(one, other);
        assert!(one.expose().starts_with(&prefix(&one)));
        assert_eq!(prefix(&one).len(), 12);
    }

    #[test]
    fn neither_a_secret_nor_its_digest_is_printed() {
        let secret = random().unwrap();
        let digest = digest(secret.expose());
        assert_eq!(digest.expose().len(), 64);
        assert_eq!(format!("{secret:?} {digest:?}"), "[hidden] [hidden]");
    }
}

//! HMACs of personal values in audit events: they prove a value without disclosing it.

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::Sha256;

use crate::error::{AppError, Result};

/// A new secret for one event: 256 random bits.
pub(super) fn random_secret() -> Result<String> {
    let mut bits = [0_u8; 32];
    getrandom::fill(&mut bits).map_err(|error| AppError::internal(anyhow::anyhow!("no randomness: {error}")))?;
    Ok(hex(&bits))
}

/// HMAC-SHA-256 of a field's value under an event's secret, as 64 hexadecimal digits.
///
/// # Errors
/// `internal`; HMAC accepts keys of any length, so it does not occur.
pub fn digest(secret: &str, field: &str, value: &Value) -> Result<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map_err(AppError::internal)?;
    mac.update(field.as_bytes());
    mac.update(&[0]);
    mac.update(value.to_string().as_bytes());
    Ok(hex(&mac.finalize().into_bytes()))
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_digest_depends_on_secret_field_and_value() {
        let digest = |secret, field, value| digest(secret, field, &value).unwrap();
        let first = digest("a", "last_name", json!("Martin"));
        assert_eq!(first, digest("a", "last_name", json!("Martin")));
        assert_eq!(first.len(), 64);
        for other in [
            digest("b", "last_name", json!("Martin")),
            digest("a", "first_name", json!("Martin")),
            digest("a", "last_name", json!("Martine")),
            digest("a", "last_name", json!(null)),
        ] {
            assert_ne!(first, other);
        }
    }

    #[test]
    fn it_is_hmac_sha_256() {
        // RFC 4231, test case 2, cut at the zero byte that we put between field and value.
        let mut mac = Hmac::<Sha256>::new_from_slice(b"Jefe").unwrap();
        mac.update(b"what do ya want for nothing?");
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(hex(&mac.finalize().into_bytes()), expected);
    }
}

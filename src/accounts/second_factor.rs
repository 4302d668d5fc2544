//! The second factor: time-based codes (TOTP, RFC 6238) and the encryption of their stored secrets.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};
use totp_rs::{Builder, Secret as SharedSecret, Totp};

use crate::config::Secret;
use crate::error::{AppError, Result};
use crate::values::UserId;

const SEALED: &str = "sealed:";
const PLAIN: &str = "plain:";
const NONCE: usize = 24;

/// Encrypts secrets with a key from outside the database, if one is set.
#[derive(Clone)]
pub(super) struct Sealer(Option<XChaCha20Poly1305>);

impl std::fmt::Debug for Sealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[hidden]")
    }
}

fn broken(what: &str) -> AppError {
    AppError::internal(anyhow::anyhow!("a second factor's secret {what}"))
}

fn random<const LENGTH: usize>() -> Result<[u8; LENGTH]> {
    let mut bits = [0_u8; LENGTH];
    getrandom::fill(&mut bits).map_err(|error| AppError::internal(anyhow::anyhow!("no randomness: {error}")))?;
    Ok(bits)
}

impl Sealer {
    /// Seals with `CLAUSES_SECRET_KEY`; without a key, stores in the clear.
    pub(super) fn new(key: Option<&Secret>) -> Self {
        Self(key.map(|key| {
            let key = Sha256::digest(format!("second factors\n{}", key.expose()));
            let key: [u8; 32] = key.into();
            XChaCha20Poly1305::new(&key.into())
        }))
    }

    /// The stored form of an account's secret; the account's id is authenticated with it.
    pub(super) fn seal(&self, user: UserId, secret: &[u8]) -> Result<String> {
        let Some(cipher) = &self.0 else { return Ok(format!("{PLAIN}{}", STANDARD_NO_PAD.encode(secret))) };
        let nonce: [u8; NONCE] = random()?;
        let owner = user.to_string();
        let payload = Payload { msg: secret, aad: owner.as_bytes() };
        let sealed = cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| broken("cannot be sealed"))?;
        let whole: Vec<u8> = nonce.into_iter().chain(sealed).collect();
        Ok(format!("{SEALED}{}", STANDARD_NO_PAD.encode(whole)))
    }

    /// Reverses [`Self::seal`].
    pub(super) fn open(&self, user: UserId, stored: &str) -> Result<Vec<u8>> {
        let decode = |text: &str| STANDARD_NO_PAD.decode(text).map_err(|_| broken("is misspelt"));
        if let Some(plain) = stored.strip_prefix(PLAIN) {
            return decode(plain);
        }
        let cipher = self.0.as_ref().ok_or_else(|| broken("is sealed, and CLAUSES_SECRET_KEY is not set"))?;
        let whole = decode(stored.strip_prefix(SEALED).unwrap_or_default())?;
        let (nonce, sealed) = whole.split_first_chunk::<NONCE>().ok_or_else(|| broken("is too short"))?;
        let owner = user.to_string();
        let payload = Payload { msg: sealed, aad: owner.as_bytes() };
        cipher.decrypt(&XNonce::from(*nonce), payload).map_err(|_| broken("was sealed with another key"))
    }
}

/// What is wrong with a code that was used before: codes are good once (RFC 6238, section 5.2).
pub(super) const USED_CODE: &str = "Ce code a déjà servi. Attendez que votre application affiche le suivant, au plus \
    trente secondes.";

/// A new secret.
pub(super) fn random_secret() -> Result<Vec<u8>> {
    random::<20>().map(|bits| bits.to_vec())
}

/// A secret in the forms that authenticator applications read: base32 and an `otpauth` URL.
pub(super) fn enrolment(secret: &[u8], account: &str) -> Result<(String, String)> {
    let totp = totp(secret, account)?;
    let url = totp.to_url().map_err(|_| broken("has no URL"))?;
    Ok((SharedSecret::new(secret.into()).to_base32(), url))
}

/// The time step of a code, if it is the present step, the one before or the next.
pub(super) fn step(secret: &[u8], code: &str, now: DateTime<Utc>) -> Result<Option<i64>> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let seconds = u64::try_from(now.timestamp()).map_err(AppError::internal)?;
    let step = totp(secret, "clauses")?.check(&code, seconds);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

fn totp(secret: &[u8], account: &str) -> Result<Totp> {
    let name = account.replace(':', "");
    let builder = Builder::new().with_secret(secret.to_vec()).with_account_name(name).with_issuer(Some("clauses"));
    builder.build().map_err(|_| broken("does not fit"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_secret_opens_with_its_key_for_its_account_only() {
        let key = Secret::new("a key of thirty-two characters, at least");
        let sealer = Sealer::new(Some(&key));
        let stored = sealer.seal(UserId(7), b"twenty bytes of noise").unwrap();
        assert!(stored.starts_with(SEALED), "{stored}");
        assert_eq!(sealer.open(UserId(7), &stored).unwrap(), b"twenty bytes of noise");
        assert!(sealer.open(UserId(8), &stored).is_err());
        assert!(Sealer::new(None).open(UserId(7), &stored).is_err());
        assert!(Sealer::new(Some(&Secret::new("another key"))).open(UserId(7), &stored).is_err());
    }

    #[test]
    fn without_a_key_it_is_kept_as_it_is_and_still_opens_once_there_is_one() {
        let stored = Sealer::new(None).seal(UserId(7), b"noise").unwrap();
        let sealer = Sealer::new(Some(&Secret::new("a key")));
        assert_eq!(sealer.open(UserId(7), &stored).unwrap(), b"noise");
    }

    #[test]
    fn a_code_is_good_in_its_step_and_the_ones_beside_it() {
        // RFC 6238, appendix B: at 59 s the eight digits are 94287082.
        let secret = b"12345678901234567890";
        let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
        assert_eq!(step(secret, "287 082", at(59)).unwrap(), Some(1));
        assert_eq!(step(secret, "287082", at(89)).unwrap(), Some(1));
        assert_eq!(step(secret, "287082", at(90)).unwrap(), None);
        assert_eq!(step(secret, "287083", at(59)).unwrap(), None);
        let (letters, url) = enrolment(secret, "a@b.fr").unwrap();
        assert!(url.starts_with("otpauth://totp/") && url.contains(&letters), "{url}");
    }
}

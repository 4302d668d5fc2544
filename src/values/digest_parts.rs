//! The digests of the audit trail: SHA-256 over parts.

use sha2::{Digest as _, Sha256};

/// A digest of parts. Every one is prefixed with its length, so that different parts never hash the same bytes.
pub struct DigestParts(Sha256);

impl DigestParts {
    /// Begins the digest of this kind of thing.
    pub fn begin(kind: &str) -> Self {
        let mut parts = Self(Sha256::new());
        parts.text(Some(kind));
        parts
    }

    /// Adds a number: 8 bytes, the highest first.
    pub fn number(&mut self, number: i64) {
        self.0.update(number.to_be_bytes());
    }

    /// Adds a text with its length. `None` gets the length -1, which no text has.
    pub fn text(&mut self, text: Option<&str>) {
        self.bytes(text.map(str::as_bytes));
    }

    /// Adds bytes with their length; -1 for none.
    pub fn bytes(&mut self, bytes: Option<&[u8]>) {
        self.number(bytes.map_or(-1, length));
        self.0.update(bytes.unwrap_or_default());
    }

    /// Ends the digest.
    pub fn end(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

fn length(bytes: &[u8]) -> i64 {
    i64::try_from(bytes.len()).unwrap_or(i64::MAX)
}

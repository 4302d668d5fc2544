//! QR codes as drawings in the page: nothing is fetched, no script runs. The account's second factor shows one.

use qrcode::{Color, EcLevel, QrCode};

use crate::error::{AppError, Result};

/// The modules that stay light around a code (ISO 18004).
const QUIET_ZONE: usize = 4;

/// A QR code for an SVG in which a module is one unit wide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QrDrawing {
    /// Its side, the quiet zone included.
    pub side: usize,
    /// The path of the dark modules.
    pub path: String,
}

impl QrDrawing {
    /// The code of a text.
    ///
    /// # Errors
    /// `internal` when the text is too long for a code.
    pub fn of(text: &str) -> Result<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M);
        let code = code.map_err(|error| AppError::internal(anyhow::anyhow!("no QR code: {error}")))?;
        let (width, modules) = (code.width(), code.to_colors());
        let rows = modules.chunks(width).zip(QUIET_ZONE..).map(|(row, y)| row_path(row, y));
        Ok(Self { side: width + 2 * QUIET_ZONE, path: rows.collect() })
    }
}

/// One rectangle for each run of dark modules.
fn row_path(row: &[Color], y: usize) -> String {
    let mut x = QUIET_ZONE;
    let mut path = String::new();
    for run in row.chunk_by(|left, right| left == right) {
        let length = run.len();
        if run.first() == Some(&Color::Dark) {
            path.push_str(&format!("M{x} {y}h{length}v1h-{length}z"));
        }
        x += length;
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_addresses_fit_and_rows_hold_their_runs() {
        let url = format!("otpauth://totp/clauses:{}?secret={}&issuer=clauses", "a".repeat(254), "A".repeat(32));
        assert!(QrDrawing::of(&url).unwrap().side > 60);
        assert!(QrDrawing::of(&"a".repeat(5_000)).is_err());
        let row = [Color::Dark, Color::Dark, Color::Light, Color::Dark];
        assert_eq!(row_path(&row, 4), "M4 4h2v1h-2zM7 4h1v1h-1z");
    }
}

//! The status of a cell as the sheet says it.

use crate::values::{Hours, HoursStatus};

/// The status in words, its class in stylesheets, and whether the row can be chosen for validation.
pub(super) struct Status {
    pub label: &'static str,
    pub class: &'static str,
    pub can_be_chosen: bool,
}

impl Status {
    /// The status of a cell: whether a correction waits, and whether those who enter hours here recorded it.
    pub const fn of(status: HoursStatus, has_correction: bool, is_own: bool) -> Self {
        let (label, class) = match status {
            _ if has_correction => ("Correction à valider", "wait"),
            HoursStatus::Validated => ("✓ Validé", "good"),
            HoursStatus::Submitted if is_own => ("✓ Enregistré", "quiet"),
            HoursStatus::Submitted => ("À valider", "wait"),
            HoursStatus::Draft => ("À confirmer", "wait"),
            HoursStatus::Rejected => ("! Rejeté", "bad"),
        };
        Self { label, class, can_be_chosen: !has_correction && !matches!(status, HoursStatus::Validated) }
    }

    /// Whether a cell is shown as an empty one: a draft that was taken back.
    pub fn is_empty(status: HoursStatus, worked: Hours) -> bool {
        status == HoursStatus::Draft && worked == Hours::ZERO
    }

    /// The status of an empty cell.
    pub const NONE: Self = Self { label: "", class: "quiet", can_be_chosen: false };
}

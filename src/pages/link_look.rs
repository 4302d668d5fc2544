//! How pages show the status of a person's link to a participant record.

use crate::values::LinkStatus;

/// The class and icon of a link's status.
pub(super) fn link_look(status: LinkStatus) -> (&'static str, &'static str) {
    match status {
        LinkStatus::Linked => ("good", "check"),
        LinkStatus::Pending => ("quiet", "clock"),
        LinkStatus::NotFound => ("quiet", "info"),
        LinkStatus::Ambiguous => ("wait", "warning"),
        LinkStatus::Failed => ("bad", "warning"),
    }
}

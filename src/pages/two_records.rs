//! Two records that may be one, side by side: people (`doubles`) and organisations. `double_parts.html` shows them.

/// What each record says of one thing.
pub(super) struct Line {
    pub label: &'static str,
    pub values: [Vec<String>; 2],
    /// Whether one record contradicts the other: not for what both may have.
    pub differs: bool,
}

impl Line {
    /// What one record alone can say.
    pub fn compared(label: &'static str, values: [Vec<String>; 2]) -> Self {
        let [one, other] = &values;
        Self { differs: one != other && !one.is_empty() && !other.is_empty(), label, values }
    }

    /// What both may have.
    pub fn beside(label: &'static str, values: [Vec<String>; 2]) -> Self {
        Self { label, values, differs: false }
    }
}

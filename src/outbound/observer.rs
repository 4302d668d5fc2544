//! What a client reports about its calls, for the metrics. `app` counts it.

/// Where the circuit of a service stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Circuit {
    /// Calls are sent.
    Closed,
    /// The service failed several times: calls are refused at once, until a pause is over.
    Open,
    /// One call is under way to see whether the service is back.
    Probing,
}

impl Circuit {
    /// Its name in the metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open => "open",
            Self::Probing => "probing",
        }
    }
}

/// Takes what a client reports.
pub trait Observer: Send + Sync {
    /// A call has ended: `answered`, the code of its failure, or `not_sent`, if the circuit was open or too many calls were
    /// under way.
    fn called(&self, outcome: &'static str);

    /// The circuit has changed.
    fn circuit(&self, now: Circuit);
}

/// Counts nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unobserved;

impl Observer for Unobserved {
    fn called(&self, _: &'static str) {}
    fn circuit(&self, _: Circuit) {}
}

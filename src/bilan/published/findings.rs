//! What proofreading a published bilan finds.

use rust_decimal::Decimal;

/// What is wrong with a published figure, or may surprise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// It is not what the data say.
    Differs,
    /// It is not what its own neighbours say.
    DoesNotFollow,
    /// It rightly is not the sum of its parts.
    NotAdditive,
    /// It counts a neighbourhood that was no legal QPV then.
    NeighbourhoodNotInForce,
}

impl Kind {
    /// Its name in answers.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Differs => "differs",
            Self::DoesNotFollow => "does_not_follow",
            Self::NotAdditive => "not_additive",
            Self::NeighbourhoodNotInForce => "neighbourhood_not_in_force",
        }
    }
}

/// A count without decimals, hours with both of theirs.
pub(super) fn plain(number: Decimal) -> Decimal {
    if number.is_integer() { number.normalize() } else { number }
}

/// What was found about a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is.
    pub kind: Kind,
    /// The path of the figure, or of its row.
    pub figure: String,
    /// As published.
    pub published: Option<String>,
    /// What the data or its neighbours give.
    pub computed: Option<String>,
    /// Why, in French.
    pub explanation: String,
}

impl Finding {
    /// A finding about a number.
    pub fn new(
        kind: Kind,
        figure: &str,
        published: Option<Decimal>,
        computed: Option<Decimal>,
        explanation: String,
    ) -> Self {
        let text = |number: Decimal| plain(number).to_string();
        Self {
            kind,
            figure: figure.to_owned(),
            published: published.map(text),
            computed: computed.map(text),
            explanation,
        }
    }
}

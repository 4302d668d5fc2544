//! Builders of test data: each is a valid request body that a test changes where it matters, and creates through the
//! API.
//!
//! `an_organisation().named("Régie").employer("ACI").create(&client).await` returns the new id.

mod contracts;
mod employments;
mod hours;
mod organisations;
mod people;
mod placements;
mod referrals;

pub use contracts::a_public_contract;
pub use employments::an_employment;
pub use hours::hours;
pub use organisations::an_organisation;
pub use people::a_candidate;
pub use placements::{Placed, a_team, admit, place, somebody_at_work, waive};
pub use referrals::a_referral;

use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;

/// A number that is unique in this process, for names that must differ.
fn unique() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Methods of all builders: any field of the body can be set or removed by name.
macro_rules! body {
    ($name:ident) => {
        impl $name {
            /// Sets any field of the body.
            pub fn with(mut self, field: &str, value: impl Into<serde_json::Value>) -> Self {
                self.body[field] = value.into();
                self
            }

            /// Removes a field of the body.
            pub fn without(mut self, field: &str) -> Self {
                self.body.as_object_mut().unwrap().remove(field);
                self
            }

            /// The body.
            pub fn json(&self) -> &serde_json::Value {
                &self.body
            }
        }
    };
}
use body;

/// Adds to a list in a body.
fn push(body: &mut Value, list: &str, item: Value) {
    match &mut body[list] {
        Value::Array(items) => items.push(item),
        absent => *absent = Value::Array(vec![item]),
    }
}

//! What the stand-in has recorded: steps, requests for a referent, and the answers kept by idempotency keys.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::bodies::{ReferentRequest, Step};
use super::message::Outgoing;

/// What had an effect, for tests and for people: `GET /_stub/received`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Received {
    /// Requests by operation, whatever became of them.
    pub requests: BTreeMap<String, u64>,
    /// The most requests that were under way at once.
    pub most_at_once: usize,
    /// What was announced, by the participant's number.
    pub participants: BTreeMap<String, ReceivedOf>,
    /// The requests for a referent, in the order of their effect.
    pub referent_requests: Vec<Value>,
}

/// What was announced of a participant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ReceivedOf {
    /// Every step that had an effect, in this order.
    pub steps: Vec<Value>,
    /// The latest state of each step, by its reference.
    pub latest: BTreeMap<String, Value>,
}

/// The answer kept by an idempotency key.
struct Kept {
    digest: [u8; 32],
    answer: Outgoing,
}

#[derive(Default)]
pub(super) struct Ledger {
    kept: BTreeMap<String, Kept>,
    pub participants: BTreeMap<String, ReceivedOf>,
    pub referent_requests: Vec<Value>,
    receipts: u64,
}

/// The digest of a request: the same key must come with the same.
pub(super) fn digest(path: &str, body: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update(path).chain_update([0]).chain_update(body).finalize().into()
}

impl Ledger {
    /// The answer to a request whose key is known: the first answer again, or a refusal if it was another request.
    pub(super) fn replay(&self, key: &str, digest: [u8; 32]) -> Option<Outgoing> {
        let kept = self.kept.get(key)?;
        Some(if kept.digest == digest {
            kept.answer.clone().with_header("idempotency-replayed", true)
        } else {
            Outgoing::problem(422, "the idempotency key came with another request")
        })
    }

    /// Records a step, if its revision is higher than the known one.
    pub(super) fn announce(&mut self, number: &str, step: &Step, body: Value) -> Outgoing {
        let known = self.participants.entry(number.to_owned()).or_default();
        let latest = known.latest.get(&step.reference).and_then(|step| step["revision"].as_u64());
        if latest.is_some_and(|latest| step.revision <= latest) {
            return Outgoing::problem(409, "the revision is not higher than the one known");
        }
        known.steps.push(body.clone());
        known.latest.insert(step.reference.clone(), body);
        self.receipt()
    }

    /// Records a request for a referent.
    pub(super) fn request_referent(&mut self, _: &ReferentRequest, body: Value) -> Outgoing {
        self.referent_requests.push(body);
        self.receipt()
    }

    /// Keeps the answer of a request that had an effect. A refusal is not kept.
    pub(super) fn keep(&mut self, key: &str, digest: [u8; 32], answer: &Outgoing) {
        if answer.status == 201 {
            self.kept.insert(key.to_owned(), Kept { digest, answer: answer.clone() });
        }
    }

    fn receipt(&mut self) -> Outgoing {
        self.receipts += 1;
        Outgoing::json(201, &json!({ "id": format!("R-{}", self.receipts) }))
    }
}

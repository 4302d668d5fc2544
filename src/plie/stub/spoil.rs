//! Answers that are wrong on purpose.

use serde_json::{Value, json};

use super::dice::Dice;
use super::message::Outgoing;
use super::records::{Records, StubParticipant};
use super::service::Operation;

/// Bytes of an answer that is larger than the contract allows.
const OVERSIZE: usize = 300 * 1024;

/// Refuses as a service that fails.
pub(super) fn failure(dice: &mut Dice, retry_after_seconds: Option<u32>) -> Outgoing {
    if dice.happens(50) {
        return Outgoing::problem(500, "this failure was asked for");
    }
    let unavailable = Outgoing::problem(503, "this failure was asked for");
    match retry_after_seconds {
        Some(seconds) => unavailable.with_header("retry-after", seconds),
        None => unavailable,
    }
}

/// Spoils the body of an answer: broken JSON, another shape, or too many bytes.
pub(super) fn garbage(mut answer: Outgoing, dice: &mut Dice) -> Outgoing {
    answer.body = match dice.below(4) {
        0 => answer.body.iter().take(answer.body.len() / 2).copied().collect(),
        1 => b"<!doctype html><title>Maintenance</title>".to_vec(),
        2 => json!({ "items": "none", "id": [], "periods": {} }).to_string().into_bytes(),
        _ => {
            let mut body = answer.body;
            body.resize(OVERSIZE, b' ');
            body
        }
    };
    answer
}

/// The answer of a read with the record of somebody else, if there is somebody else.
pub(super) fn somebody_else(operation: Operation<'_>, records: &Records, dice: &mut Dice) -> Option<Outgoing> {
    let asked = match operation {
        Operation::Read(number) => number,
        Operation::Search => "",
        Operation::Announce(_) | Operation::RequestReferent => return None,
    };
    let others: Vec<&StubParticipant> = records.values().filter(|record| record.number != asked).collect();
    let count = u64::try_from(others.len()).unwrap_or_default();
    let other = others.get(usize::try_from(dice.below(count)).unwrap_or_default())?;
    let body: Value = match operation {
        Operation::Search => json!({ "items": [other.summary()], "truncated": false }),
        _ => other.record(),
    };
    Some(Outgoing::json(200, &body))
}

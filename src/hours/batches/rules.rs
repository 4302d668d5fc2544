//! Verdicts on rows, and what they come to. Pure: no database, no clock.

use sha2::{Digest as _, Sha256};

use super::model::{RowFault, RowProblem, RowVerdict, Summary};
use crate::error::{Fault, Situation};
use crate::hours::{Outcome, Verdict};
use crate::units::HoursId;

/// The verdict on a row; `id` is that of its cell, where it is known before anything is recorded.
pub(in crate::hours) fn verdict(index: usize, id: Option<HoursId>, outcome: &Outcome) -> RowVerdict {
    match outcome {
        Ok(recorded) => RowVerdict {
            index,
            verdict: match recorded.verdict {
                Verdict::Created => "created",
                Verdict::Updated => "updated",
                Verdict::Unchanged => "unchanged",
            },
            hours_id: Some(recorded.id),
            version: Some(recorded.version),
            current: recorded.corrected.clone(),
            warnings: Some(recorded.warnings.clone()),
            problem: None,
        },
        Err(faults) => RowVerdict {
            index,
            verdict: "rejected",
            hours_id: id,
            version: None,
            current: None,
            warnings: None,
            problem: Some(problem(index, faults)),
        },
    }
}

fn problem(index: usize, faults: &[Fault]) -> RowProblem {
    let told = |fault: &Fault| RowFault {
        code: fault.situation.code(),
        detail: fault.detail.clone(),
        pointer: format!("/rows/{index}{}", fault.pointer),
    };
    let mut problems = faults.iter().map(told);
    let RowFault { code, detail, pointer } =
        problems.next().unwrap_or_else(|| told(&Fault::new("", Situation::InvalidBody)));
    RowProblem { code, detail, pointer, others: problems.collect() }
}

/// What the outcomes come to.
pub(super) fn summary(outcomes: &[Outcome]) -> Summary {
    let mut summary = Summary::default();
    for outcome in outcomes {
        match outcome {
            Ok(recorded) => {
                summary.worked = summary.worked + recorded.said.worked;
                match recorded.verdict {
                    Verdict::Created => summary.created += 1,
                    Verdict::Updated => summary.updated += 1,
                    Verdict::Unchanged => summary.unchanged += 1,
                }
            }
            Err(_) => summary.rejected += 1,
        }
    }
    summary
}

/// A digest of what became of each cell, for the one event that tells of them all (SHA-256).
pub(in crate::hours) fn digest(outcomes: &[Outcome]) -> String {
    let mut digest = Sha256::new();
    for recorded in outcomes.iter().flatten() {
        let said = &recorded.said;
        digest.update(format!(
            "{}:{}:{}:{}:{}\n",
            recorded.id, recorded.version, said.worked, said.training, said.status
        ));
    }
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

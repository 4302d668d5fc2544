//! Verdicts on rows, and what they come to. Pure: no database, no clock.

use sha2::{Digest as _, Sha256};

use super::model::{RowFault, RowProblem, RowVerdict, Summary};
use crate::error::{FieldError, ProblemCode};
use crate::hours::{Outcome, Verdict};
use crate::values::HoursId;

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
        Err(field_errors) => RowVerdict {
            index,
            verdict: "rejected",
            hours_id: id,
            version: None,
            current: None,
            warnings: None,
            problem: Some(problem(index, field_errors)),
        },
    }
}

fn problem(index: usize, field_errors: &[FieldError]) -> RowProblem {
    let told = |field_error: &FieldError| RowFault {
        code: field_error.code.as_str(),
        detail: field_error.detail.clone(),
        pointer: format!("/rows/{index}{}", field_error.pointer),
    };
    let mut problems = field_errors.iter().map(told);
    let RowFault { code, detail, pointer } =
        problems.next().unwrap_or_else(|| told(&FieldError::new("", ProblemCode::InvalidBody)));
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

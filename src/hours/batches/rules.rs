//! Verdicts on rows, their summary and their digest; what a row may say, two rows for one cell included, is decided by
//! `hours::rules`. Pure: no database, no clock.

use sha2::{Digest as _, Sha256};

use super::model::{RowFault, RowProblem, RowVerdict, Summary};
use crate::error::{FieldError, ProblemCode};
use crate::hours::{Outcome, Verdict};
use crate::values::HoursId;

/// The verdict on a row; `id` is that of its cell, if the request named it by its id.
pub(in crate::hours) fn verdict(index: usize, id: Option<HoursId>, outcome: &Outcome) -> RowVerdict {
    match outcome {
        Ok(recorded) => RowVerdict {
            index,
            external_ref: None,
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
            external_ref: None,
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
    let row_fault = |field_error: &FieldError| RowFault {
        code: field_error.code.as_str(),
        detail: field_error.detail.clone(),
        pointer: format!("/rows/{index}{}", field_error.pointer),
    };
    let mut problems = field_errors.iter().map(row_fault);
    let RowFault { code, detail, pointer } =
        problems.next().unwrap_or_else(|| row_fault(&FieldError::new("", ProblemCode::InvalidBody)));
    RowProblem { code, detail, pointer, others: problems.collect() }
}

/// Counts the outcomes.
pub(super) fn summary(outcomes: &[Outcome]) -> Summary {
    let mut summary = Summary::default();
    for outcome in outcomes {
        match outcome {
            Ok(recorded) => {
                summary.worked = summary.worked + recorded.stated.worked;
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

/// The SHA-256 digest of each cell's outcome, for the audit event of the batch.
pub(in crate::hours) fn digest(outcomes: &[Outcome]) -> String {
    let mut digest = Sha256::new();
    for recorded in outcomes.iter().flatten() {
        let stated = &recorded.stated;
        digest.update(format!(
            "{}:{}:{}:{}:{}\n",
            recorded.id, recorded.version, stated.worked, stated.training, stated.status
        ));
    }
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

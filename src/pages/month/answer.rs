//! Does what a form asks, and what the page says of it.

use super::done::Done;
use super::form::{Act, TypedEvidence};
use crate::access::{Caller, CloseMonths};
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::months::{self, NewLotEvidence, ReopenHooks};
use crate::values::{EvidenceKind, FreeText, InvalidValue, LotId, Month, Name, Sector, parse_day};

/// Nil statements and evidence do not change: each has one version.
const ONLY_VERSION: i64 = 1;

/// A refusal, and what was asked.
#[derive(Debug)]
pub(super) struct Answer {
    pub act: Act,
    pub error: AppError,
}

impl Answer {
    /// The refusal's sentences.
    pub fn detail(&self) -> String {
        let details: Vec<&str> = self.error.field_errors.iter().map(|error| error.detail.as_str()).collect();
        if details.is_empty() { self.error.detail.clone() } else { details.join(" ") }
    }

    /// The sector that it is about.
    pub const fn sector(&self) -> Option<Sector> {
        match self.act {
            Act::Close { sector, .. } | Act::Reopen { sector, .. } => Some(sector),
            _ => None,
        }
    }

    /// The lot that it is about.
    pub const fn lot(&self) -> Option<LotId> {
        match self.act {
            Act::StateNil(lot) | Act::Attach(lot, _) => Some(lot),
            _ => None,
        }
    }

    /// The evidence that was typed in vain.
    pub const fn typed(&self) -> Option<&TypedEvidence> {
        if let Act::Attach(_, typed) = &self.act { Some(typed) } else { None }
    }
}

/// Does it; the outer error is a failure, the inner one a refusal that the page shows.
pub(super) fn perform(
    caller: &Caller<CloseMonths>,
    month: Month,
    act: Act,
    hooks: ReopenHooks,
) -> Result<std::result::Result<Done, Answer>> {
    match done(caller, month, &act, hooks) {
        Ok(done) => Ok(Ok(done)),
        Err(error) if error.cause.is_some() => Err(error),
        Err(error) => Ok(Err(Answer { act, error })),
    }
}

fn done(caller: &Caller<CloseMonths>, month: Month, act: &Act, hooks: ReopenHooks) -> Result<Done> {
    match act {
        Act::Close { sector, force, reason } => {
            months::close(caller, month, *sector, *force, given(reason)?.as_ref())?;
            Ok(Done::Closed(*sector))
        }
        Act::Reopen { sector, reason } => {
            months::reopen(caller, month, *sector, given(reason)?.as_ref(), hooks)?;
            Ok(Done::Reopened(*sector))
        }
        Act::StateNil(lot) => {
            months::state_nil(&caller.with_right()?, month, *lot)?;
            Ok(Done::StatedNil(Some(*lot)))
        }
        Act::TakeBackNil(id) => {
            months::take_back_nil(&caller.with_right()?, month, *id, &ONLY_VERSION.into())?;
            Ok(Done::TookBackNil)
        }
        Act::Attach(lot, typed) => {
            months::attach_evidence(&caller.with_right()?, month, &evidence(*lot, typed)?)?;
            Ok(Done::Attached(Some(*lot)))
        }
        Act::Detach(id) => {
            months::detach_evidence(&caller.with_right()?, month, *id, &ONLY_VERSION.into())?;
            Ok(Done::Detached)
        }
    }
}

/// A reason; nothing typed is none.
fn given(reason: &str) -> Result<Option<FreeText>> {
    if reason.is_empty() {
        return Ok(None);
    }
    FreeText::parse(reason).map(Some).map_err(|invalid| refused("/reason", invalid))
}

fn evidence(lot: LotId, typed: &TypedEvidence) -> Result<NewLotEvidence> {
    if typed.reference.is_empty() {
        let detail = "Donnez la référence du justificatif : celle sous laquelle il est classé.";
        return Err(FieldError::new("/reference", ProblemCode::Missing).with_detail(detail).into());
    }
    let kind = EvidenceKind::parse(&typed.kind).map_err(|invalid| refused("/kind", invalid))?;
    let reference = Name::parse(&typed.reference).map_err(|invalid| refused("/reference", invalid))?;
    let day = Some(&typed.dated_on).filter(|day| !day.is_empty()).map(|day| parse_day(day)).transpose();
    Ok(NewLotEvidence { lot, kind, reference, dated_on: day.map_err(|invalid| refused("/dated_on", invalid))? })
}

fn refused(pointer: &str, invalid: InvalidValue) -> AppError {
    FieldError::new(pointer, invalid.code).with_detail(invalid.detail).into()
}

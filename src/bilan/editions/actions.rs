//! Use cases of editions: a bilan is frozen, read as it was, and compared with what its year gives now.

use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};

use super::super::actions::{audit_head, load, must_see_all};
use super::causes::causes;
use super::comparison::{AmountsOf, Changed, compare, everyone_changed};
use super::model::{Edition, EditionChanges, FigureChange, FrozenBilan, FrozenEdition, FrozenFigure, NewEdition};
use super::store::{self, Frozen};
use crate::access::idempotency::Idempotent;
use crate::access::{Caller, MakeEditions, Permission, ReadBilans, ReadEditions};
use crate::audit::{self, Event};
use crate::bilan::{Bilan, MonthRun, Reach};
use crate::error::{AppError, ProblemCode, Result};

/// The most causes that an answer names of a figure.
const MOST_CAUSES: usize = 20;

/// Freezes the bilan of a year.
///
/// # Errors
/// `forbidden` to an officer of single sectors; `invalid_year`.
pub fn freeze(caller: &Caller<MakeEditions>, new: &NewEdition) -> Result<Idempotent<Edition>> {
    admit(caller)?;
    // Read first: what is written meanwhile may be named as a cause, and nothing is missed.
    let last_event = caller.write(store::last_event)?;
    let now = bilan_now(&caller.with_right()?, new.year, new.reach)?;
    let content = serde_json::to_string(&now.bilan).map_err(AppError::internal)?;
    let frozen = Frozen {
        digest: audit::hex(&Sha256::digest(&content)),
        content,
        provisional: now.bilan.provisional,
        audit_head: now.bilan.audit_head.map(|head| head.head),
        last_event,
        amounts: now.amounts,
    };
    caller.create(|tx| {
        let edition = store::insert(tx, new, &frozen)?;
        let event = Event::new("create", "bilan_edition", edition.id.0)
            .with("year", edition.year)
            .with("number", edition.number)
            .with("scope", &edition.scope)
            .with("digest", &edition.digest)
            .personal("title", None, &edition.title)
            .apart_from_totals();
        audit::record(tx, &event)?;
        Ok(edition)
    })
}

/// The editions of a year, in the order of their numbers.
///
/// # Errors
/// `forbidden` to an officer of single sectors.
pub fn list(caller: &Caller<ReadEditions>, year: i32, after: i64, rows: i64) -> Result<Vec<Edition>> {
    admit(caller)?;
    caller.read(|tx| store::list(tx, year, after, rows))
}

/// An edition with its bilan.
///
/// # Errors
/// `forbidden` to an officer of single sectors; `not_found`.
pub fn show(caller: &Caller<ReadEditions>, year: i32, number: i32) -> Result<FrozenEdition> {
    admit(caller)?;
    let (edition, content, _) = caller.read(|tx| store::find(tx, year, number))?;
    Ok(FrozenEdition { edition, bilan: RawValue::from_string(content).map_err(AppError::internal)? })
}

/// What became of the figures of an edition.
///
/// # Errors
/// `forbidden` to an officer of single sectors; `not_found`.
pub fn changes(caller: &Caller<ReadEditions>, year: i32, number: i32) -> Result<EditionChanges> {
    admit(caller)?;
    let (edition, content, last_event) = caller.read(|tx| store::find(tx, year, number))?;
    let reach = edition.reach();
    let now = bilan_now(&caller.with_right()?, year, reach)?;
    let (then, is) = (parse(&content)?, parse(&serde_json::to_string(&now.bilan).map_err(AppError::internal)?)?);
    let run = MonthRun::of_year(year).ok_or(ProblemCode::InvalidYear)?;
    let (before, written) = caller.read(|tx| {
        let before = store::amounts(tx, edition.id)?;
        let written = store::written_since(tx, last_event, run, &everyone_changed(&before, &now.amounts))?;
        Ok((before, written))
    })?;
    let (compared, changed) = compare((&then, &before), (&is, &now.amounts));
    let of = |changed: &Changed<'_>| {
        let (mut causes, people_without_cause) = causes(changed, &written);
        let more_causes = causes.len().saturating_sub(MOST_CAUSES);
        causes.truncate(MOST_CAUSES);
        let figure = changed.now.or(changed.then)?;
        Some(FigureChange {
            figure: figure.key.clone(),
            table: changed.table.title.clone(),
            label: figure.label.clone(),
            then: changed.then.map(FrozenFigure::stated),
            now: changed.now.map(FrozenFigure::stated),
            people: changed.people.len(),
            people_without_cause,
            causes,
            more_causes,
        })
    };
    Ok(EditionChanges { as_of: now.bilan.as_of, compared, changes: changed.iter().filter_map(of).collect(), edition })
}

/// A bilan, and what each person adds to it.
struct Now {
    bilan: Bilan,
    amounts: AmountsOf,
}

fn bilan_now(caller: &Caller<ReadBilans>, year: i32, reach: Reach) -> Result<Now> {
    let run = MonthRun::of_year(year).ok_or(ProblemCode::InvalidYear)?;
    let head = audit_head(caller)?;
    let loaded = caller.snapshot(|tx| load(tx, run, reach))?;
    Ok(Now { amounts: loaded.amounts(), bilan: loaded.bilan(caller.today(), head) })
}

fn parse(content: &str) -> Result<FrozenBilan> {
    serde_json::from_str(content).map_err(AppError::internal)
}

/// Whether a caller may read editions.
pub fn may_read<P: Permission>(caller: &Caller<P>) -> bool {
    caller.with_right::<ReadEditions>().is_ok_and(|caller| admit(&caller).is_ok())
}

/// An edition counts every sector, so its reader must see them all.
fn admit<P: Permission>(caller: &Caller<P>) -> Result<()> {
    let detail = "Une édition du bilan compte tous les secteurs : seul qui les voit tous peut la lire ou la figer.";
    must_see_all(caller, detail)
}

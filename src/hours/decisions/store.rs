//! The cells that a decision is about, with what was said of them last.

use std::collections::HashMap;

use diesel::prelude::*;

use super::model::MOST_CELLS;
use crate::access::WriteTx;
use crate::db::CHUNK;
use crate::db::schema::{hours, hours_versions};
use crate::error::{AppError, Result, Situation};
use crate::hours::{CellKey, HoursFilter, Standing};
use crate::units::{EmploymentId, Hours, HoursId, HoursStatus, LotId, Month};

/// A cell, with what was said of it last.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    pub id: HoursId,
    pub source: String,
    pub key: CellKey,
    pub version: i64,
    pub said: Standing,
}

type Row = (HoursId, EmploymentId, LotId, Month, i64, Hours, Hours, HoursStatus, String);

fn waiting_of((id, employment, lot, month, version, worked, training, status, source): Row) -> (HoursId, Waiting) {
    let key = CellKey { employment, lot, month };
    (id, Waiting { id, source, key, version, said: Standing { worked, training, status } })
}

/// These cells, as far as the caller sees them. Of a cell over which a correction waits, it is the correction that
/// counts here; of any other, its figure.
pub(super) fn latest(tx: &mut WriteTx<'_>, ids: &[HoursId]) -> Result<HashMap<HoursId, Waiting>> {
    let sectors = tx.scope().visible_sectors();
    let mut found = HashMap::new();
    for ids in ids.chunks(CHUNK) {
        let own = hours::table.filter(hours::id.eq_any(ids)).filter(hours::sector.eq_any(&sectors));
        let standing: Vec<Row> = own
            .select((
                hours::id,
                hours::employment_id,
                hours::lot_id,
                hours::month,
                hours::version,
                hours::worked,
                hours::training,
                hours::status,
                hours::source,
            ))
            .load(tx.conn())?;
        found.extend(standing.into_iter().map(waiting_of));
        let corrections: Vec<Row> = hours::table
            .inner_join(hours_versions::table)
            .filter(hours::id.eq_any(ids))
            .filter(hours::sector.eq_any(&sectors))
            .filter(hours::pending_version.eq(hours_versions::version.nullable()))
            .select((
                hours::id,
                hours::employment_id,
                hours::lot_id,
                hours::month,
                hours::version,
                hours_versions::worked,
                hours_versions::training,
                hours_versions::status,
                hours_versions::source,
            ))
            .load(tx.conn())?;
        found.extend(corrections.into_iter().map(waiting_of));
    }
    Ok(found)
}

/// The cells that wait for a decision and are chosen so, in the order of their ids.
pub(super) fn waiting(tx: &mut WriteTx<'_>, filter: &HoursFilter) -> Result<Vec<Waiting>> {
    let sectors = tx.scope().visible_sectors();
    let most = i64::try_from(MOST_CELLS).unwrap_or(i64::MAX).saturating_add(1);
    let mut query = hours::table
        .filter(hours::sector.eq_any(sectors))
        .filter(hours::status.eq(HoursStatus::Submitted).or(hours::pending_version.is_not_null()))
        .select(hours::id)
        .order(hours::id)
        .limit(most)
        .into_boxed();
    if let Some(month) = filter.from {
        query = query.filter(hours::month.ge(month));
    }
    if let Some(month) = filter.to {
        query = query.filter(hours::month.le(month));
    }
    if let Some(lot) = filter.lot_id {
        query = query.filter(hours::lot_id.eq(lot));
    }
    if let Some(employment) = filter.employment_id {
        query = query.filter(hours::employment_id.eq(employment));
    }
    if let Some(candidate) = filter.candidate_id {
        query = query.filter(hours::candidate_id.eq(candidate));
    }
    if let Some(sector) = filter.sector {
        query = query.filter(hours::sector.eq(sector));
    }
    let ids: Vec<HoursId> = query.load(tx.conn())?;
    if ids.len() > MOST_CELLS {
        return Err(AppError::new(Situation::TooManyRows));
    }
    let mut found = latest(tx, &ids)?;
    let is_meant = |cell: &Waiting| filter.source.as_ref().is_none_or(|source| *source == cell.source);
    Ok(ids.iter().filter_map(|id| found.remove(id)).filter(is_meant).collect())
}

//! What rows name: employments and lots by the sender's references and numbers, and cells that have a reference already.

use std::collections::{HashMap, HashSet};

use crate::access::WriteTx;
use crate::error::{FieldError, ProblemCode, Result};
use crate::hours::batches::model::{EmploymentNamed, LotNamed, NewBatch, Row};
use crate::hours::batches::store;
use crate::hours::{Basis, CellKey, Entry};
use crate::values::{EmploymentId, LotId, Name};

/// What the rows' references and numbers stand for, found in a bounded number of queries.
pub(super) struct Named {
    employments: HashMap<String, EmploymentId>,
    lots: HashMap<(String, String), Vec<store::NumberedLot>>,
    cells: HashMap<String, CellKey>,
}

impl Named {
    pub(super) fn find(tx: &mut WriteTx<'_>, batch: &NewBatch) -> Result<Self> {
        let rows: Vec<&Row> = batch.rows.iter().filter_map(|row| row.as_ref().ok()).collect();
        let employments: HashSet<&Name> = rows
            .iter()
            .filter_map(|row| match &row.employment {
                EmploymentNamed::Reference(reference) => Some(reference),
                EmploymentNamed::Id(_) => None,
            })
            .collect();
        let contracts: HashSet<&Name> = rows
            .iter()
            .filter_map(|row| match &row.lot {
                LotNamed::Numbers { public_contract, .. } => Some(public_contract),
                LotNamed::Id(_) => None,
            })
            .collect();
        let cells: HashSet<&Name> = rows.iter().filter_map(|row| row.external_ref.as_ref()).collect();
        Ok(Self {
            employments: store::employments_by_reference(tx, employments.into_iter())?,
            lots: store::lots_by_number(tx, contracts.into_iter())?,
            cells: store::cells_by_reference(tx, cells.into_iter())?,
        })
    }

    /// What the row says, of which cell.
    pub(super) fn entry(&self, row: &Row, batch: &NewBatch) -> std::result::Result<Entry, Vec<FieldError>> {
        let (employment, lot) = match (self.employment(row), self.lot(row)) {
            (Ok(employment), Ok(lot)) => (employment, lot),
            (employment, lot) => return Err(employment.err().into_iter().chain(lot.err()).collect()),
        };
        Ok(Entry {
            key: CellKey { employment, lot, month: row.month },
            worked: row.worked,
            training: row.training,
            evidence: row.evidence.clone(),
            status: batch.status,
            reason: row.reason.clone(),
            basis: Basis::SendersLast(row.version),
            decides: false,
        })
    }

    fn employment(&self, row: &Row) -> std::result::Result<EmploymentId, FieldError> {
        match &row.employment {
            EmploymentNamed::Id(id) => Ok(*id),
            EmploymentNamed::Reference(reference) => {
                let known = self.employments.get(reference.as_str()).copied();
                known.ok_or_else(|| FieldError::new("/employment_ref", ProblemCode::UnknownEmployment))
            }
        }
    }

    fn lot(&self, row: &Row) -> std::result::Result<LotId, FieldError> {
        let (public_contract, number, buyer) = match &row.lot {
            LotNamed::Id(id) => return Ok(*id),
            LotNamed::Numbers { public_contract, number, buyer } => (public_contract, number, buyer),
        };
        let numbered = self.lots.get(&(public_contract.to_string(), number.to_string()));
        let meant: Vec<_> = numbered
            .into_iter()
            .flatten()
            .filter(|lot| buyer.is_none() || lot.buyer.as_ref() == buyer.as_ref())
            .collect();
        match meant.as_slice() {
            [] => Err(FieldError::new("/lot", ProblemCode::UnknownLot)),
            [only] => Ok(only.id),
            _ => Err(FieldError::new("/lot/buyer_siret", ProblemCode::LotAmbiguous)),
        }
    }

    /// Whether the sender has used this reference before.
    pub(super) fn knows(&self, reference: &Name) -> bool {
        self.cells.contains_key(reference.as_str())
    }

    /// A reference names one cell, now and for ever.
    pub(super) fn refuse_moved<'r>(
        &self,
        row: &'r Row,
        key: &CellKey,
        seen: &mut HashSet<&'r Name>,
    ) -> std::result::Result<(), Vec<FieldError>> {
        let Some(reference) = &row.external_ref else { return Ok(()) };
        let stands_elsewhere = self.cells.get(reference.as_str()).is_some_and(|cell| cell != key);
        if stands_elsewhere || !seen.insert(reference) {
            return Err(vec![FieldError::new("/external_ref", ProblemCode::ExternalRefMoved)]);
        }
        Ok(())
    }
}

//! Resolves what the rows of a batch refer to: employments and lots by references and numbers, cells by `external_ref`.

use std::collections::{HashMap, HashSet};

use crate::access::WriteTx;
use crate::error::{FieldError, ProblemCode, Result};
use crate::hours::batches::model::{BatchRow, EmploymentRef, LotRef, NewBatch};
use crate::hours::batches::store;
use crate::hours::{Basis, CellKey, Entry};
use crate::values::{EmploymentId, LotId, Name};

/// Refusals of references that cannot be resolved.
pub const CODES: &[ProblemCode] = &[
    ProblemCode::UnknownEmployment,
    ProblemCode::UnknownLot,
    ProblemCode::LotAmbiguous,
    ProblemCode::ExternalRefMoved,
];

/// How often each reference stands in a batch.
pub(super) type Mentions<'r> = HashMap<&'r Name, usize>;

/// The ids and keys of all references and numbers of a batch, loaded in a bounded number of queries.
pub(super) struct References {
    employments: HashMap<String, EmploymentId>,
    lots: HashMap<(String, String), Vec<store::NumberedLot>>,
    cells: HashMap<String, store::NamedCell>,
}

impl References {
    pub(super) fn load(tx: &mut WriteTx<'_>, batch: &NewBatch) -> Result<Self> {
        let rows: Vec<&BatchRow> = batch.rows.iter().filter_map(|row| row.as_ref().ok()).collect();
        let employments: HashSet<&Name> = rows
            .iter()
            .filter_map(|row| match &row.employment {
                EmploymentRef::Reference(reference) => Some(reference),
                EmploymentRef::Id(_) => None,
            })
            .collect();
        let contracts: HashSet<&Name> = rows
            .iter()
            .filter_map(|row| match &row.lot {
                LotRef::Numbers { public_contract, .. } => Some(public_contract),
                LotRef::Id(_) => None,
            })
            .collect();
        let cells: HashSet<&Name> = rows.iter().filter_map(|row| row.external_ref.as_ref()).collect();
        Ok(Self {
            employments: store::employments_by_reference(tx, employments.into_iter())?,
            lots: store::lots_by_number(tx, contracts.into_iter())?,
            cells: store::cells_by_reference(tx, cells.into_iter())?,
        })
    }

    /// The entry of a row.
    ///
    /// # Errors
    /// `unknown_employment`, `unknown_lot`, `lot_ambiguous`.
    pub(super) fn entry(&self, row: &BatchRow, batch: &NewBatch) -> std::result::Result<Entry, Vec<FieldError>> {
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

    fn employment(&self, row: &BatchRow) -> std::result::Result<EmploymentId, FieldError> {
        match &row.employment {
            EmploymentRef::Id(id) => Ok(*id),
            EmploymentRef::Reference(reference) => {
                let id = self.employments.get(reference.as_str()).copied();
                let detail =
                    || format!("Le contrat de travail « {reference} » est introuvable, ou hors de votre accès.");
                let unknown = || FieldError::new("/employment_ref", ProblemCode::UnknownEmployment);
                id.ok_or_else(|| unknown().with_detail(detail()))
            }
        }
    }

    fn lot(&self, row: &BatchRow) -> std::result::Result<LotId, FieldError> {
        let (public_contract, number, buyer) = match &row.lot {
            LotRef::Id(id) => return Ok(*id),
            LotRef::Numbers { public_contract, number, buyer } => (public_contract, number, buyer),
        };
        let numbered = self.lots.get(&(public_contract.to_string(), number.to_string()));
        let matching: Vec<_> = numbered
            .into_iter()
            .flatten()
            .filter(|lot| buyer.is_none() || lot.buyer.as_ref() == buyer.as_ref())
            .collect();
        match matching.as_slice() {
            [] => {
                let detail = format!(
                    "Le lot « {number} » du marché « {public_contract} » est introuvable, ou hors de votre accès."
                );
                Err(FieldError::new("/lot", ProblemCode::UnknownLot).with_detail(detail))
            }
            [only] => Ok(only.id),
            _ => Err(FieldError::new("/lot/buyer_siret", ProblemCode::LotAmbiguous)),
        }
    }

    /// The cell that the sender's reference names already.
    pub(super) fn cell(&self, reference: &Name) -> Option<&store::NamedCell> {
        self.cells.get(reference.as_str())
    }

    /// Refuses a row whose reference names another cell, unless the row itself says why it moves; a reference of two rows
    /// moves nowhere. `used` collects the references of the rows before.
    pub(super) fn moved_error<'r>(
        &self,
        row: &'r BatchRow,
        key: &CellKey,
        mentions: &Mentions<'_>,
        used: &mut HashSet<&'r Name>,
    ) -> Option<FieldError> {
        let reference = row.external_ref.as_ref()?;
        let named = self.cell(reference).filter(|named| named.key != *key);
        let moves = named.is_some_and(|named| named.is_visible && row.has_own_reason);
        let Some(named) = named.filter(|_| !moves) else {
            let is_repeated = moves && mentions.get(reference).is_some_and(|rows| *rows > 1);
            let detail = || format!("La référence « {reference} » se trouve sur deux lignes de cet envoi.");
            return (is_repeated || !used.insert(reference)).then(|| moved(detail()));
        };
        if !named.is_visible {
            return Some(FieldError::new("/external_ref", ProblemCode::ExternalRefMoved));
        }
        let CellKey { employment, lot, month } = named.key;
        let detail = format!(
            "La référence « {reference} » désigne déjà les heures {} du contrat de travail {employment} sur le lot {lot}. \
             Pour la déplacer, donnez un motif (« reason ») à la ligne.",
            month.of_words()
        );
        Some(moved(detail))
    }
}

fn moved(detail: String) -> FieldError {
    FieldError::new("/external_ref", ProblemCode::ExternalRefMoved).with_detail(detail)
}

//! Loads what was said of whole lots and months: nil statements, and the month before the running one.

use super::Loading;
use crate::access::idempotency::Idempotent;
use crate::months;
use crate::values::{LotStanding, Month, Sector};

/// The sector that is closed in the month before the running one.
const CLOSED: Sector = Sector::Pi;

impl Loading<'_> {
    /// The lots that have no hours in a month, by their column `nil_in`.
    pub(super) fn nil_statements(&self) -> anyhow::Result<()> {
        let caller = self.caller.with_right()?;
        for line in self.files.lots.lines()? {
            if let Some(month) = line.optional("nil_in", Month::parse)? {
                let lot = self.lot_numbered(&line, "number")?;
                line.locate(months::state_nil(&caller, month, lot).and_then(Idempotent::executed))?;
            }
        }
        Ok(())
    }

    /// Leaves nothing to enter in a month, whose other lots, those of the year 2023, have no hours; closes a sector.
    pub(super) fn month_before(&self, month: Month) -> anyhow::Result<()> {
        let (nil, close) = (self.caller.with_right()?, self.caller.with_right()?);
        let board = self.caller.read(|tx| months::board_in(tx, month, self.caller.today()))?;
        for lot in board.sectors.iter().flat_map(|sector| &sector.lots) {
            if matches!(lot.standing, LotStanding::Awaited | LotStanding::Late) {
                months::state_nil(&nil, month, lot.lot_id).and_then(Idempotent::executed)?;
            }
        }
        months::close(&close, month, CLOSED, false, None)?;
        Ok(())
    }
}

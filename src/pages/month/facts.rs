//! What the page reads of a month.

use std::collections::HashMap;

use crate::months::{Board, ClosureChange, LotEvidence};
use crate::sheet::SheetRow;

/// What was read of the month.
pub(super) struct Facts {
    pub board: Board,
    /// Those of whom nothing came.
    pub missing: Vec<SheetRow>,
    pub evidence: Vec<LotEvidence>,
    pub history: Vec<ClosureChange>,
    /// The names of actors.
    pub names: HashMap<String, String>,
}

impl Facts {
    /// The name of an actor.
    pub fn name(&self, actor: &str) -> &str {
        self.names.get(actor).map_or("l’administration", String::as_str)
    }
}

//! What a form did, as the page after it says.

use super::words::for_sector;
use crate::values::{LotId, Month, Sector};

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Done {
    Closed(Sector),
    Reopened(Sector),
    StatedNil(Option<LotId>),
    TookBackNil,
    Attached(Option<LotId>),
    Detached,
}

impl Done {
    /// Reads the code of an address.
    pub fn parse(code: &str, sector: Option<Sector>) -> Option<Self> {
        match code {
            "clos" => sector.map(Self::Closed),
            "rouvert" => sector.map(Self::Reopened),
            "neant" => Some(Self::StatedNil(None)),
            "sans-neant" => Some(Self::TookBackNil),
            "joint" => Some(Self::Attached(None)),
            "retire" => Some(Self::Detached),
            _ => None,
        }
    }

    /// Its code in an address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Closed(_) => "clos",
            Self::Reopened(_) => "rouvert",
            Self::StatedNil(_) => "neant",
            Self::TookBackNil => "sans-neant",
            Self::Attached(_) => "joint",
            Self::Detached => "retire",
        }
    }

    /// The sector that it is about.
    pub const fn sector(self) -> Option<Sector> {
        match self {
            Self::Closed(sector) | Self::Reopened(sector) => Some(sector),
            _ => None,
        }
    }

    /// Where the page shows what became of it.
    pub fn place(self) -> String {
        match self {
            Self::StatedNil(Some(lot)) | Self::Attached(Some(lot)) => format!("#lot-{lot}"),
            _ => String::new(),
        }
    }

    /// It in words.
    pub fn in_words(self, month: Month) -> String {
        let (month, capital) = (month.in_words(), month.in_title());
        match self {
            Self::Closed(sector) => format!("{capital} est clos {}.", for_sector(sector)),
            Self::Reopened(sector) => {
                format!("{capital} est rouvert {} : ses heures peuvent de nouveau changer.", for_sector(sector))
            }
            Self::StatedNil(_) => format!("L’état néant est enregistré pour {month}."),
            Self::TookBackNil => "L’état néant est annulé : les heures du lot sont de nouveau attendues.".to_owned(),
            Self::Attached(_) => "Le justificatif est enregistré.".to_owned(),
            Self::Detached => "Le justificatif est retiré ; les heures déjà validées le restent.".to_owned(),
        }
    }
}

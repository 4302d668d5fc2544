//! `/constats`: everything that needs attention, or a part of it.

use askama::Template;
use serde::Deserialize;

use super::super::listing::{self, AddressField, Choice, Coded};
use super::super::shell::Shell;
use crate::error::{FieldError, ProblemCode, Result};
use crate::http::Fields;
use crate::overview::Attention;
use crate::values::Sector;

/// A part of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Windows,
    Lots,
    ClosedMonths,
    Duplicates,
}

/// Each part with its code in the address and its words.
const PARTS: [Coded<Part>; 4] = [
    ("fenetres", "Fenêtres qui se terminent", Part::Windows),
    ("lots", "Lots sous leurs heures prévues", Part::Lots),
    ("mois-clos", "Mois clos et périodes du PLIE", Part::ClosedMonths),
    ("doublons", "Doublons possibles", Part::Duplicates),
];

/// What the address says. An empty field selects nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Address {
    sorte: AddressField,
    secteur: AddressField,
}

/// What is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Asked {
    part: Option<Part>,
    sector: Option<Sector>,
}

impl Address {
    /// The part and the sector to show.
    ///
    /// # Errors
    /// `unknown_kind`, `unknown_sector`.
    pub fn read(&self) -> Result<Asked> {
        let mut fields = Fields::default();
        let sector = fields.optional("?secteur", self.secteur.given(), Sector::parse);
        let part = listing::by_code(&PARTS, &self.sorte);
        if part.is_none() && self.sorte.given().is_some() {
            fields.push(FieldError::new("?sorte", ProblemCode::UnknownKind));
        }
        fields.done()?;
        Ok(Asked { part, sector })
    }
}

#[derive(Template)]
#[template(path = "attention.html", config = "src/pages/askama.toml")]
pub(super) struct AttentionPage {
    shell: Shell,
    attention: Attention,
    asked: Asked,
    parts: Vec<Choice>,
    sectors: Vec<Choice>,
}

impl AttentionPage {
    pub fn new(shell: Shell, asked: Asked, sectors: &[Sector], attention: Attention) -> Self {
        Self {
            shell,
            attention: match asked.sector {
                Some(sector) => attention.in_sector(sector),
                None => attention,
            },
            parts: Choice::coded(&PARTS, asked.part),
            sectors: Choice::all(sectors, asked.sector, ToString::to_string),
            asked,
        }
    }

    /// Whether a part is shown. Windows and people have no sector.
    fn shows(&self, part: Part) -> bool {
        let has_sector = matches!(part, Part::Lots | Part::ClosedMonths);
        self.asked.part.is_none_or(|asked| asked == part) && (has_sector || self.asked.sector.is_none())
    }

    const fn is_filtered(&self) -> bool {
        self.asked.part.is_some() || self.asked.sector.is_some()
    }
}

//! `/constats`: everything that needs attention, or a part of it.

use askama::Template;
use serde::Deserialize;

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
    AuditTrail,
}

/// Each part with its code in the address and its words.
const PARTS: [(&str, &str, Part); 5] = [
    ("fenetres", "Fenêtres qui se terminent", Part::Windows),
    ("lots", "Lots sous leurs heures prévues", Part::Lots),
    ("mois-clos", "Mois clos et périodes du PLIE", Part::ClosedMonths),
    ("doublons", "Doublons possibles", Part::Duplicates),
    ("journal", "Tête du journal à copier", Part::AuditTrail),
];

/// What the address says. An empty field selects nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Address {
    sorte: Option<String>,
    secteur: Option<String>,
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
        let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let sector = fields.optional("?secteur", given(&self.secteur), |code| Sector::parse(&code));
        let code = given(&self.sorte);
        let part = PARTS.iter().find(|(known, ..)| Some(*known) == code.as_deref()).map(|(.., part)| *part);
        if code.is_some() && part.is_none() {
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
    parts: Vec<(&'static str, &'static str, bool)>,
    sectors: Vec<(Sector, bool)>,
}

impl AttentionPage {
    pub fn new(shell: Shell, asked: Asked, sectors: &[Sector], attention: Attention) -> Self {
        Self {
            shell,
            attention: match asked.sector {
                Some(sector) => attention.in_sector(sector),
                None => attention,
            },
            parts: PARTS.iter().map(|(code, words, part)| (*code, *words, asked.part == Some(*part))).collect(),
            sectors: sectors.iter().map(|sector| (*sector, asked.sector == Some(*sector))).collect(),
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

//! The forms of two records side by side, and what became of them.

use crate::candidates::merges::NewMerge;
use crate::error::{AppError, FieldError, ProblemCode, Result};
use crate::http::SentForm;
use crate::values::{CandidateId, FreeText};

/// What a form does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Merge,
    TellApart,
    TakeBack,
}

/// What was typed.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    pub act: Act,
    /// The version of the record that stays, and of the other.
    pub version: i64,
    pub other_version: i64,
    pub reason: String,
}

impl Typed {
    /// Reads the fields.
    ///
    /// # Errors
    /// `invalid_body` for a form of another page.
    pub fn read(form: &SentForm) -> Result<Self> {
        let act = match form.text("faire") {
            "fusionner" => Act::Merge,
            "distinguer" => Act::TellApart,
            "revenir" => Act::TakeBack,
            _ => return Err(ProblemCode::InvalidBody.into()),
        };
        let number = |name: &str| form.text(name).parse().map_err(|_| AppError::new(ProblemCode::InvalidBody));
        Ok(Self {
            act,
            version: number("version")?,
            other_version: number("autre_version")?,
            reason: form.text("motif").trim().replace("\r\n", "\n"),
        })
    }

    /// The merge of the other record, at the version that the page showed.
    ///
    /// # Errors
    /// Those of the reason.
    pub fn merge(&self, other: CandidateId) -> Result<NewMerge> {
        let reason = Some(self).filter(|typed| !typed.reason.is_empty()).map(Self::reason).transpose()?;
        Ok(NewMerge { other, other_version: self.other_version, reason })
    }

    /// The reason.
    ///
    /// # Errors
    /// `text_empty`, `text_too_long`, `invalid_text`, at `/reason`.
    pub fn reason(&self) -> Result<FreeText> {
        let pointed = |code, detail: &str| AppError::from(FieldError::new("/reason", code).with_detail(detail));
        if self.reason.is_empty() {
            return Err(pointed(ProblemCode::TextEmpty, "Dites pourquoi ce sont deux personnes."));
        }
        FreeText::parse(&self.reason).map_err(|invalid| pointed(invalid.code, &invalid.detail))
    }
}

/// What was done, as the list says it once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Done {
    Merged,
    ToldApart,
    TookBack,
}

impl Done {
    const ALL: [Self; 3] = [Self::Merged, Self::ToldApart, Self::TookBack];

    /// Its code in an address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Merged => "fusion",
            Self::ToldApart => "deux-personnes",
            Self::TookBack => "retour",
        }
    }

    /// Reads the code of an address.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|done| done.code() == code)
    }

    /// The sentence of the page.
    pub const fn said(self) -> &'static str {
        match self {
            Self::Merged => "Les deux fiches n’en font plus qu’une. Les heures restent les mêmes.",
            Self::ToldApart => "C’est noté\u{a0}: ce sont deux personnes.",
            Self::TookBack => "Le constat est retiré\u{a0}: les deux fiches sont de nouveau comparées.",
        }
    }
}

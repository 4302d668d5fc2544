//! The forms of a person's link.
//!
//! | field | holds |
//! |---|---|
//! | `faire` | `lier`, `detacher`, `chercher`, or `relancer-{id}` of a delivery |
//! | `version` | the version of the link that the page shows |
//! | `numero`, `autre` | the number that was found and chosen; one that was typed |
//! | `partage` | both people have the number |
//! | `motif` | the reason |
//! | `depuis` | `liste` if the form stood on the list |

use crate::error::{AppError, ProblemCode, Result};
use crate::http::{Fields, LargeForm};
use crate::plie::LinkChoice;
use crate::values::{DeliveryId, ExpectedVersions, FreeText, ParticipantNumber};

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Act {
    Choose,
    TakeOff,
    LookUp,
    Retry(DeliveryId),
}

/// What the form says.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    pub act: Act,
    version: Option<i64>,
    pub number: String,
    is_shared: bool,
    pub reason: String,
    pub comes_from_desk: bool,
}

impl Typed {
    /// Reads the fields.
    ///
    /// # Errors
    /// `invalid_body` for another form.
    pub fn read(form: &LargeForm) -> Result<Self> {
        let act = match form.text("faire") {
            "lier" => Act::Choose,
            "detacher" => Act::TakeOff,
            "chercher" => Act::LookUp,
            other => {
                let id = other.strip_prefix("relancer-").and_then(|id| id.parse().ok());
                Act::Retry(DeliveryId(id.ok_or_else(|| AppError::new(ProblemCode::InvalidBody))?))
            }
        };
        let typed = form.text("autre").trim();
        Ok(Self {
            act,
            version: form.text("version").parse().ok(),
            number: if typed.is_empty() { form.text("numero").to_owned() } else { typed.to_owned() },
            is_shared: form.text("partage") == "oui",
            reason: form.text("motif").trim().to_owned(),
            comes_from_desk: form.text("depuis") == "liste",
        })
    }

    /// The version that the page shows.
    pub fn version(&self) -> Option<ExpectedVersions> {
        self.version.map(|version| ExpectedVersions::any_of([version]))
    }

    /// The choice of a record.
    ///
    /// # Errors
    /// `invalid_participant_number`; those of the reason.
    pub fn choice(&self) -> Result<LinkChoice> {
        let mut fields = Fields::default();
        let number =
            fields.optional("/participant_number", Some(self.number.clone()), |text| ParticipantNumber::parse(&text));
        let Some(number) = number else { return Err(fields.refusal()) };
        fields.done()?;
        Ok(LinkChoice { number, reason: self.reason()?, is_shared: self.is_shared })
    }

    /// The reason; an empty one is none.
    ///
    /// # Errors
    /// Those of the text.
    pub fn reason(&self) -> Result<Option<FreeText>> {
        let mut fields = Fields::default();
        let text = Some(self.reason.clone()).filter(|text| !text.is_empty());
        let reason = fields.optional("/reason", text, |text| FreeText::parse(&text));
        fields.done()?;
        Ok(reason)
    }
}

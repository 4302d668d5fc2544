//! The form of a reminder: what was typed.

use crate::error::{AppError, ProblemCode, Result};
use crate::http::{Fields, KEY_FIELD, LargeForm};
use crate::reminders::NewReminder;
use crate::values::{FreeText, Month, OrganisationId, Sectors};

/// What the form says.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    pub organisation: OrganisationId,
    sectors: String,
    pub text: String,
    key: String,
}

/// A form that was refused.
pub(super) struct Refused {
    pub typed: Typed,
    pub error: AppError,
}

impl Typed {
    /// Reads the fields.
    ///
    /// # Errors
    /// `invalid_body` without an organisation.
    pub fn read(form: &LargeForm) -> Result<Self> {
        let organisation = form.text("organisation").parse().map_err(|_| AppError::new(ProblemCode::InvalidBody))?;
        Ok(Self {
            organisation: OrganisationId(organisation),
            sectors: form.text("secteurs").to_owned(),
            text: form.text("texte").replace("\r\n", "\n"),
            key: form.text(KEY_FIELD).to_owned(),
        })
    }

    /// The reminder to note; an empty text is none.
    ///
    /// # Errors
    /// Those of the text; `unknown_sector`.
    pub fn reminder(&self, month: Month) -> Result<NewReminder> {
        let mut fields = Fields::default();
        let text = Some(self.text.clone()).filter(|text| !text.trim().is_empty());
        let text = fields.optional("/text", text, |text| FreeText::parse(&text));
        let sectors = fields.optional("/sectors", Some(self.sectors.clone()), |list| Sectors::parse_some(&list));
        let Some(sectors) = sectors else { return Err(fields.refusal()) };
        fields.done()?;
        Ok(NewReminder { organisation: self.organisation, month, sectors, text })
    }
}

impl Refused {
    /// The key of the form, which it keeps unless it is the key that was refused.
    pub fn kept_key(&self) -> Option<String> {
        (self.error.code != ProblemCode::IdempotencyKeyReused).then(|| self.typed.key.clone())
    }
}

//! Types of reminders and of what is owed.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::values::{
    Column, Email, FreeText, Listed, LotId, Month, Name, NextAct, OrganisationId, PublicContractId, ReminderId,
    Resource, Sector, Sectors, Versioned,
};

/// The hours of a month that are owed: those of people assigned to a lot for whom nothing was sent, and those of lots on
/// which nobody works.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Owed {
    /// The month.
    pub month: Month,
    /// The last day on which its hours are awaited.
    pub deadline: NaiveDate,
    /// Whether that day has passed.
    pub is_late: bool,
    /// Who owes them: those to remind first, of these the one who was not reminded for the longest time.
    pub organisations: Vec<OwedBy>,
    /// Lots on which nobody works and which have no holder to ask.
    pub lots_without_holder: Vec<LotOwed>,
}

/// The hours that an organisation owes.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OwedBy {
    /// The employer, or the holder of a lot on which nobody works.
    pub organisation_id: OrganisationId,
    /// Its name.
    #[schema(value_type = String, example = "Régie des Deux Rives")]
    pub name: Name,
    /// The e-mail address of its contact.
    #[schema(value_type = Option<String>, required = true, example = "heures@example.org")]
    pub contact_email: Option<Email>,
    /// The lots, by contract and number.
    pub lots: Vec<LotOwed>,
    /// The last reminder about the month and one of these sectors.
    #[schema(required = true)]
    pub last_reminder: Option<Reminder>,
    /// `remind` after the deadline if there was no reminder within the last seven days.
    pub next_act: NextAct,
}

/// A lot whose hours are owed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LotOwed {
    /// The lot.
    pub lot_id: LotId,
    /// Its number.
    #[schema(example = "2")]
    pub number: String,
    /// Its title.
    #[schema(example = "Gros œuvre")]
    pub title: String,
    /// Its public contract.
    pub public_contract_id: PublicContractId,
    /// The buyer's number of that contract.
    #[schema(example = "2022-DM-014")]
    pub reference: String,
    /// Its sector.
    pub sector: Sector,
    /// The employments for which nothing was sent; 0 if nobody works on the lot.
    #[schema(example = 3)]
    pub employments_without_hours: usize,
}

/// A reminder to note.
#[derive(Debug, Clone)]
pub struct NewReminder {
    /// Who was reminded.
    pub organisation: OrganisationId,
    /// The month whose hours are owed.
    pub month: Month,
    /// The sectors of these hours.
    pub sectors: Sectors,
    /// The text that was sent, or a note.
    pub text: Option<FreeText>,
}

/// A reminder that an officer noted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Reminder {
    /// Its id.
    pub id: ReminderId,
    /// Who was reminded.
    pub organisation_id: OrganisationId,
    /// The month whose hours were owed.
    pub month: Month,
    /// The sectors of these hours.
    pub sectors: Sectors,
    /// The text that was sent, or a note.
    #[schema(required = true, example = "Les heures de juin ne nous sont pas parvenues.")]
    pub text: Option<String>,
    /// The actor who noted it.
    #[schema(example = "user:3")]
    pub noted_by: String,
    /// The actor's name, if it is a person.
    #[schema(required = true, example = "Claire Dumont")]
    pub noted_by_name: Option<String>,
    /// When it was noted (UTC).
    pub noted_at: DateTime<Utc>,
    /// Always 1: a reminder does not change.
    pub version: i64,
}

impl Versioned for Reminder {
    fn version(&self) -> i64 {
        self.version
    }
}

impl Resource for Reminder {
    fn address(&self) -> Option<String> {
        Some(format!("/v1/reminders/{}", self.id))
    }

    fn resource_version(&self) -> Option<i64> {
        Some(self.version)
    }
}

impl Listed for Reminder {
    const COLUMNS: &'static [Column] = &[
        Column::plain("id"),
        Column::plain("organisation_id"),
        Column::plain("month"),
        Column::plain("sectors"),
        Column::plain("text"),
        Column::plain("noted_by"),
        Column::plain("noted_by_name"),
        Column::plain("noted_at"),
        Column::plain("version"),
    ];

    fn position(&self) -> i64 {
        self.id.0
    }
}

/// Which reminders to list.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReminderFilter {
    /// Only those to this organisation.
    pub organisation: Option<OrganisationId>,
    /// Only those about this month.
    pub month: Option<Month>,
    /// Only those about this month and later ones.
    pub from: Option<Month>,
}

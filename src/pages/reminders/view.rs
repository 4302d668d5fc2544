//! What the page shows.

use std::collections::HashMap;

use askama::Template;
use chrono::{Days, NaiveDate};

use super::super::shell::Shell;
use super::address::{self, Address};
use super::form::Refused;
use super::text::{self, missing};
use crate::access::random_token;
use crate::error::{ProblemCode, Result};
use crate::reminders::{LotOwed, Owed, OwedBy, Reminder};
use crate::values::{Month, NextAct, OrganisationId, Sector, Sectors, day_in_france, day_in_table};

#[derive(Template)]
#[template(path = "reminders.html", config = "src/pages/askama.toml")]
pub(super) struct RemindersPage {
    shell: Shell,
    month: Month,
    previous: String,
    next: Option<String>,
    /// Each sector that can be chosen, with its address, and whether it is; the first is all.
    sectors: Vec<(String, &'static str, String, bool)>,
    deadline: String,
    late_since: Option<String>,
    address: String,
    owing: Vec<Owing>,
    without_holder: Vec<LotOwed>,
    /// A refusal that is about no organisation of the page.
    refusal: Option<String>,
}

/// An organisation that owes hours.
struct Owing {
    id: OrganisationId,
    name: String,
    email: Option<Mail>,
    lots: Vec<LotOwed>,
    sectors: String,
    must_be_reminded: bool,
    last: Option<String>,
    text: String,
    key: String,
    history: Vec<Noted>,
    refusal: Option<String>,
    is_noted: bool,
}

/// The address of an e-mail.
struct Mail {
    to: String,
    address: String,
    without_text: String,
}

/// A reminder that was noted.
struct Noted {
    when: String,
    about: String,
    text: Option<String>,
}

impl RemindersPage {
    pub fn new(
        shell: Shell,
        (sectors, address, sector): (&[Sector], &Address, Option<Sector>),
        (owed, history): (Owed, &[Reminder]),
        today: NaiveDate,
        refused: Option<&Refused>,
    ) -> Result<Self> {
        let (month, next) = (owed.month, owed.month.next());
        let mut by_organisation: HashMap<OrganisationId, Vec<&Reminder>> = HashMap::new();
        for reminder in history.iter().rev() {
            by_organisation.entry(reminder.organisation_id).or_default().push(reminder);
        }
        let owing = owed.organisations.iter().map(|by| {
            let history = by_organisation.remove(&by.organisation_id).unwrap_or_default();
            let refused = refused.filter(|refused| refused.typed.organisation == by.organisation_id);
            let is_noted = refused.is_none() && address.note == Some(by.organisation_id.0);
            Ok(Owing { is_noted, ..Owing::new(&owed, by, &history, &shell.house, refused)? })
        });
        let owing: Vec<Owing> = owing.collect::<Result<_>>()?;
        let elsewhere = refused.filter(|refused| owing.iter().all(|one| one.id != refused.typed.organisation));
        let late_since = owed.is_late.then(|| day_in_table(owed.deadline + Days::new(1)));
        Ok(Self {
            shell,
            month,
            previous: address::of(month.previous(), sector),
            next: (next.first_day() <= today).then(|| address::of(next, sector)),
            sectors: choices(month, sectors, sector),
            deadline: day_in_table(owed.deadline),
            late_since,
            address: address::of(month, sector),
            refusal: elsewhere.map(detail),
            owing,
            without_holder: owed.lots_without_holder,
        })
    }
}

impl Owing {
    fn new(owed: &Owed, by: &OwedBy, history: &[&Reminder], house: &str, refused: Option<&Refused>) -> Result<Self> {
        let text = refused.map_or_else(|| text::ready(owed, by, house), |refused| refused.typed.text.clone());
        let subject = text::subject(owed.month);
        let mail = |email: &str| Mail {
            to: email.to_owned(),
            address: text::mailto(email, &subject, &text),
            without_text: text::mailto_without_text(email, &subject),
        };
        let key = match refused.and_then(Refused::kept_key) {
            Some(key) => key,
            None => random_token()?.expose().to_owned(),
        };
        Ok(Self {
            id: by.organisation_id,
            name: by.name.to_string(),
            email: by.contact_email.as_ref().map(|email| mail(email.as_str())),
            lots: by.lots.clone(),
            sectors: Sectors::new(by.lots.iter().map(|lot| lot.sector)).joined(),
            must_be_reminded: by.next_act == NextAct::Remind,
            last: by.last_reminder.as_ref().map(|last| format!("relancé {}", when(last))),
            text,
            key,
            history: history.iter().map(|reminder| Noted::new(reminder)).collect(),
            refusal: refused.map(detail),
            is_noted: false,
        })
    }

    /// How many lines the text takes, and one to go on writing.
    fn lines(&self) -> usize {
        self.text.lines().count() + 1
    }
}

impl Noted {
    fn new(reminder: &Reminder) -> Self {
        let sectors: Vec<&str> = reminder.sectors.iter().map(|sector| sector.as_str()).collect();
        Self {
            when: when(reminder),
            about: format!("{}, {}", reminder.month.in_words(), sectors.join(" et ")),
            text: reminder.text.clone(),
        }
    }
}

/// `le 12/11/2026 par Claire Dumont`
fn when(reminder: &Reminder) -> String {
    let by = reminder.noted_by_name.as_deref().unwrap_or("un programme");
    format!("le {} par {by}", day_in_table(day_in_france(reminder.noted_at)))
}

fn detail(refused: &Refused) -> String {
    let error = &refused.error;
    if error.code == ProblemCode::IdempotencyKeyReused {
        return "Ce formulaire a déjà servi à noter une relance. Pour en noter une autre, renvoyez-le.".to_owned();
    }
    error.field_errors.first().map_or(&error.detail, |field_error| &field_error.detail).clone()
}

fn choices(month: Month, sectors: &[Sector], chosen: Option<Sector>) -> Vec<(String, &'static str, String, bool)> {
    let all = ("Tous".to_owned(), "Tous les secteurs", address::of(month, None), chosen.is_none());
    let one = |sector: &Sector| {
        (sector.to_string(), sector.label(), address::of(month, Some(*sector)), chosen == Some(*sector))
    };
    std::iter::once(all).chain(sectors.iter().map(one)).collect()
}

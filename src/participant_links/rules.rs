//! Which announcements make the participant record say what a person's records show.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::model::{Announced, Announcement, LinkTarget, Step};
use crate::values::{CandidateId, Month, Sector};

/// The announcements about one person: a step that was not announced, or with other values, is announced in the next
/// revision; one that was announced and is no more is withdrawn. `is_settled` says whether a reference is to be withdrawn
/// then: hours of a month that is open again are announced when it closes. What was announced to another record than the
/// link's does not count. `now` is in seconds since 1970, see [`next_revision`].
pub(super) fn changes(
    link: &LinkTarget,
    mut steps: Vec<Step>,
    announced: &[Announced],
    is_settled: impl Fn(&str) -> bool,
    now: i64,
) -> Vec<Announcement> {
    let number = link.number.as_ref().map(|number| number.as_str());
    let last = last_of_each(announced, |one| one.target.is_none() || one.target.as_deref() == number);
    let target = number.filter(|_| link.is_linked);
    steps.sort_by(|one, other| {
        (one.occurred_on, one.kind, &one.about).cmp(&(other.occurred_on, other.kind, &other.about))
    });
    let gone = last.values().filter(|one| !steps.iter().any(|step| step.about == one.about));
    let mut announcements: Vec<Announcement> =
        gone.filter(|one| is_settled(&one.about)).filter_map(|one| withdrawal(one, target, now)).collect();
    for step in &steps {
        let before = last.get(step.about.as_str());
        if before.is_some_and(|one| announced_body(one) == body(step)) {
            continue;
        }
        let revision = next_revision(before.copied(), now);
        announcements.push(announcement(&step.about, revision, target, &payload(body(step), revision, false)));
    }
    announcements
}

/// The withdrawals of what was announced to a record that is not the person's any more, as far as it may have been received.
pub(super) fn withdrawals(number: &str, announced: &[Announced], now: i64) -> Vec<Announcement> {
    let last = last_of_each(announced, |one| one.target.as_deref() == Some(number) && one.is_tried);
    last.values().filter_map(|one| withdrawal(one, Some(number), now)).collect()
}

/// The revision after the last one, at least the seconds since 1970: it is higher than those that were sent after a copy of
/// the database was made which is restored now.
fn next_revision(last: Option<&Announced>, now: i64) -> i64 {
    last.map_or(1, |last| last.revision.saturating_add(1)).max(now)
}

/// The last announcement of each reference.
fn last_of_each(announced: &[Announced], counts: impl Fn(&Announced) -> bool) -> BTreeMap<&str, &Announced> {
    announced.iter().filter(|one| counts(one)).map(|one| (one.about.as_str(), one)).collect()
}

/// None if it is withdrawn already.
fn withdrawal(announced: &Announced, target: Option<&str>, now: i64) -> Option<Announcement> {
    if is_withdrawn(&announced.payload) {
        return None;
    }
    let revision = next_revision(Some(announced), now);
    Some(announcement(&announced.about, revision, target, &payload(announced_body(announced), revision, true)))
}

fn announcement(about: &str, revision: i64, target: Option<&str>, payload: &Value) -> Announcement {
    Announcement { about: about.to_owned(), revision, target: target.map(str::to_owned), payload: payload.to_string() }
}

/// The members of a step but for `revision` and `withdrawn`.
fn body(step: &Step) -> Map<String, Value> {
    let mut body = Map::new();
    body.insert("kind".to_owned(), json!(step.kind));
    body.insert("reference".to_owned(), json!(step.about));
    body.insert("occurred_on".to_owned(), json!(step.occurred_on));
    body.extend(step.details.clone());
    body
}

/// [`body`] of an announced step; one that was withdrawn equals no step.
fn announced_body(announced: &Announced) -> Map<String, Value> {
    let mut body: Map<String, Value> = serde_json::from_str(&announced.payload).unwrap_or_default();
    body.shift_remove("revision");
    if body.shift_remove("withdrawn") == Some(Value::Bool(true)) {
        body.insert("withdrawn".to_owned(), Value::Bool(true));
    }
    body
}

fn is_withdrawn(payload: &str) -> bool {
    let body: Map<String, Value> = serde_json::from_str(payload).unwrap_or_default();
    body.get("withdrawn") == Some(&Value::Bool(true))
}

fn payload(body: Map<String, Value>, revision: i64, withdrawn: bool) -> Value {
    let mut payload = body;
    payload.insert("revision".to_owned(), json!(revision));
    payload.insert("withdrawn".to_owned(), json!(withdrawn));
    Value::Object(payload)
}

/// What the hours of a closed month are known by. Two people may share one participant record, so the person is named.
pub(super) fn about_hours(candidate: CandidateId, month: Month, sector: Sector) -> String {
    format!("hours/{candidate}/{month}/{}", sector.as_str().to_lowercase())
}

/// The month and sector of [`about_hours`].
pub(super) fn month_of(about: &str) -> Option<(Month, Sector)> {
    let (_, month_and_sector) = about.strip_prefix("hours/")?.split_once('/')?;
    let (month, sector) = month_and_sector.split_once('/')?;
    Some((Month::parse(month).ok()?, Sector::parse(&sector.to_uppercase()).ok()?))
}

#[cfg(test)]
mod tests {
    use super::super::model::StepKind;
    use super::*;
    use crate::values::ParticipantNumber;

    fn step(about: &str, hours: &str) -> Step {
        let details = json!({ "hours": hours }).as_object().cloned().unwrap_or_default();
        Step {
            kind: StepKind::ClauseHoursClosed,
            about: about.to_owned(),
            occurred_on: "2023-06-30".parse().unwrap(),
            details,
        }
    }

    fn link(number: Option<&str>, is_linked: bool) -> LinkTarget {
        let number = number.map(|number| ParticipantNumber::parse(number).unwrap());
        LinkTarget { candidate: CandidateId(7), is_linked, number }
    }

    /// What the outbox says once these messages are sent.
    fn sent(messages: &[Announcement]) -> Vec<Announced> {
        let announced = messages.iter().map(|message| Announced {
            about: message.about.clone(),
            revision: message.revision,
            target: message.target.clone(),
            payload: message.payload.clone(),
            is_tried: message.target.is_some(),
        });
        announced.collect()
    }

    fn revisions(messages: &[Announcement]) -> Vec<(i64, bool)> {
        messages.iter().map(|message| (message.revision, is_withdrawn(&message.payload))).collect()
    }

    #[test]
    fn what_was_told_is_told_again_only_if_it_changed_and_withdrawn_if_it_is_no_more() {
        let link = link(Some("P-1"), true);
        let always = |_: &str| true;
        let first = changes(&link, vec![step("hours/7/2023-06/btp", "12.00")], &[], always, 1);
        assert_eq!(revisions(&first), [(1, false)]);
        let mut announced = sent(&first);
        assert_eq!(changes(&link, vec![step("hours/7/2023-06/btp", "12.00")], &announced, always, 1), []);
        let second = changes(&link, vec![step("hours/7/2023-06/btp", "13.50")], &announced, always, 1);
        assert_eq!(revisions(&second), [(2, false)]);
        announced.extend(sent(&second));
        assert_eq!(changes(&link, vec![], &announced, |_| false, 1), []);
        let third = changes(&link, vec![], &announced, always, 1);
        assert_eq!(revisions(&third), [(3, true)]);
        announced.extend(sent(&third));
        assert_eq!(changes(&link, vec![], &announced, always, 1), []);
        let fourth = changes(&link, vec![step("hours/7/2023-06/btp", "13.50")], &announced, always, 1);
        assert_eq!(revisions(&fourth), [(4, false)]);
    }

    #[test]
    fn a_person_who_is_not_linked_has_steps_that_wait_and_another_record_is_told_from_the_beginning() {
        let steps = || vec![step("hours/7/2023-06/btp", "12.00")];
        let held = changes(&link(None, false), steps(), &[], |_| true, 1);
        assert_eq!(held.first().unwrap().target, None);
        // The held step counts as announced for whichever record the person gets.
        assert_eq!(changes(&link(Some("P-1"), true), steps(), &sent(&held), |_| true, 1), []);
        let of_first = sent(&changes(&link(Some("P-1"), true), steps(), &[], |_| true, 1));
        assert_eq!(revisions(&withdrawals("P-1", &of_first, 1)), [(2, true)]);
        assert_eq!(withdrawals("P-2", &of_first, 1), []);
        let again = changes(&link(Some("P-2"), true), steps(), &of_first, |_| true, 1);
        assert_eq!(revisions(&again), [(1, false)]);
        // A link that failed keeps its number: what its record was announced counts, what is new waits.
        assert_eq!(changes(&link(Some("P-1"), false), steps(), &of_first, |_| true, 1), []);
    }

    #[test]
    fn a_revision_is_higher_than_any_before_and_not_below_the_time() {
        let one = |revision| sent(&[announcement("exit/1", revision, Some("P-1"), &json!({}))]).remove(0);
        assert_eq!(
            [next_revision(None, 900), next_revision(Some(&one(7)), 900), next_revision(Some(&one(900)), 900)],
            [900, 900, 901]
        );
    }

    #[test]
    fn the_month_of_hours_is_read_back_from_what_they_are_known_by() {
        let month = Month::parse("2023-06").unwrap();
        assert_eq!(about_hours(CandidateId(7), month, Sector::Btp), "hours/7/2023-06/btp");
        assert_eq!(month_of("hours/7/2023-06/btp"), Some((month, Sector::Btp)));
        assert_eq!(month_of("employment/12/start"), None);
    }
}

//! Officers' decisions, and nil statements withdrawn.

use std::collections::BTreeMap;

use serde_json::json;

use super::book::{Book, Entry, Key, Outcome, SECTOR_OF, Via};
use super::served::{MONTHS, Served, exact, outcome};
use super::steps::{Choice, Source, Status};
use crate::support::Reply;

impl Served {
    pub(super) async fn decide(&self, book: &mut Book, choice: &Choice, validates: bool) {
        let waits = |key: &Key| book.cells[key].last().status == Status::Submitted;
        let keys: Vec<Key> = match choice {
            Choice::EveryOther(first) => book.cells.keys().skip(*first).step_by(2).copied().collect(),
            Choice::One(place) => book.cells.keys().cycle().take(13).nth(*place).into_iter().copied().collect(),
            Choice::Waiting(month, _) => {
                book.cells.keys().filter(|key| key.1 == *month && waits(key)).copied().collect()
            }
        };
        let mut body = match choice {
            Choice::Waiting(month, more) => {
                let worked: i64 = keys.iter().map(|key| book.cells[key].last().worked).sum();
                let count = i64::try_from(keys.len()).unwrap() + more;
                json!({ "filter": { "month": MONTHS[*month] }, "expected": { "count": count, "worked": exact(worked) } })
            }
            _ if keys.is_empty() => return,
            _ => json!({ "ids": keys.iter().map(|key| self.ids[key]).collect::<Vec<_>>() }),
        };
        let (address, status, reason) = match validates {
            true => ("/v1/hours/validations", Status::Validated, None),
            false => ("/v1/hours/rejections", Status::Rejected, Some("Feuille manquante")),
        };
        body["reason"] = json!(reason);
        let reply = self.officer.post(address, &body).await;
        if matches!(choice, Choice::Waiting(_, more) if *more > 0) {
            reply.refused(409, "not_as_expected");
            return;
        }
        let entry = |key: Key| {
            let (worked, version) = (book.cells[&key].last().worked, book.version(key));
            Entry { key, worked, asked: Some(status), reason, version, via: Via::AsADecision }
        };
        let entries: Vec<Entry> = keys.iter().map(|key| entry(*key)).collect();
        let expected: BTreeMap<i64, Outcome> =
            entries.iter().map(|entry| (self.ids[&entry.key], book.record(Source::Creativ, entry))).collect();
        let reply = reply.ok();
        let rows = reply["rows"].as_array().unwrap();
        let answered: BTreeMap<i64, Outcome> =
            rows.iter().map(|row| (row["hours_id"].as_i64().unwrap(), outcome(row))).collect();
        assert_eq!((rows.len(), answered), (keys.len(), expected), "{body} {reply}");
    }

    pub(super) async fn take_nil_back(&self, book: &mut Book, who: Source, lot: usize, month: usize) {
        let list = format!("/v1/months/{}/nil-statements", MONTHS[month]);
        let all = self.officer.all(&list).await;
        let existing = all.iter().find(|statement| statement["lot_id"] == self.lot(lot));
        assert_eq!(existing.is_some(), book.nil.contains(&(lot, month)), "{all:?}");
        let Some(statement) = existing else { return };
        let reply = self.of(who).delete(&format!("{list}/{}", statement["id"]), "\"1\"").await;
        let expected = match () {
            () if who == Source::Ariq && SECTOR_OF[lot] != "BTP" => Err("not_found"),
            () if book.closed.contains(&(SECTOR_OF[lot], month)) => Err("month_closed"),
            () => Ok(()),
        };
        if expected.is_ok() {
            book.nil.remove(&(lot, month));
        }
        check_answer(&reply, 204, expected);
    }
}

/// Checks the answer against the book: this status, or the refusal.
pub(super) fn check_answer(reply: &Reply, status: u16, expected: Result<(), &str>) {
    match expected {
        Ok(()) => assert_eq!(reply.status, status, "{reply}"),
        Err(code) => assert_eq!(reply["code"], code, "{reply}"),
    }
}

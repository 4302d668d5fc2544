//! Decisions of officers, and withdrawn nil statements.

use std::collections::BTreeMap;

use serde_json::json;

use super::book::{Book, Change, Key, SECTOR_OF, Verdict, Way};
use super::served::{MONTHS, Served, exact, verdict};
use super::steps::{Choice, Sender, Status};
use crate::support::Reply;

impl Served {
    pub(super) async fn decide(&self, book: &mut Book, choice: &Choice, validates: bool) {
        let is_waiting = |key: &Key| book.cells[key].last().status == Status::Submitted;
        let keys: Vec<Key> = match choice {
            Choice::EveryOther(first) => book.cells.keys().skip(*first).step_by(2).copied().collect(),
            Choice::One(place) => book.cells.keys().cycle().take(13).nth(*place).into_iter().copied().collect(),
            Choice::Waiting(month, _) => {
                book.cells.keys().filter(|key| key.1 == *month && is_waiting(key)).copied().collect()
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
        let change = |key: Key| {
            let (worked, based_on) = (book.cells[&key].last().worked, book.version(key));
            Change { key, worked, asked: Some(status), reason, based_on, way: Way::AsADecision }
        };
        let changes: Vec<Change> = keys.iter().map(|key| change(*key)).collect();
        let expected: BTreeMap<i64, Verdict> =
            changes.iter().map(|change| (self.ids[&change.key], book.apply(Sender::Creativ, change))).collect();
        let reply = reply.ok();
        let rows = reply["rows"].as_array().unwrap();
        let answered: BTreeMap<i64, Verdict> =
            rows.iter().map(|row| (row["hours_id"].as_i64().unwrap(), verdict(row))).collect();
        assert_eq!((rows.len(), answered), (keys.len(), expected), "{body} {reply}");
    }

    pub(super) async fn withdraw_nil(&self, book: &mut Book, sender: Sender, lot: usize, month: usize) {
        let list = format!("/v1/months/{}/nil-statements", MONTHS[month]);
        let all = self.officer.all(&list).await;
        let statement = all.iter().find(|statement| statement["lot_id"] == self.lot(lot));
        assert_eq!(statement.is_some(), book.nil.contains(&(lot, month)), "{all:?}");
        let Some(statement) = statement else { return };
        let reply = self.of(sender).delete(&format!("{list}/{}", statement["id"]), "\"1\"").await;
        let expected = match () {
            () if sender == Sender::Ariq && SECTOR_OF[lot] != "BTP" => Err("not_found"),
            () if book.closed.contains(&(SECTOR_OF[lot], month)) => Err("month_closed"),
            () => Ok(()),
        };
        if expected.is_ok() {
            book.nil.remove(&(lot, month));
        }
        assert_answer(&reply, 204, expected);
    }
}

/// The response is what the book predicts: this status, or the refusal.
pub(super) fn assert_answer(reply: &Reply, status: u16, expected: Result<(), &str>) {
    match expected {
        Ok(()) => assert_eq!(reply.status, status, "{reply}"),
        Err(code) => assert_eq!(reply["code"], code, "{reply}"),
    }
}

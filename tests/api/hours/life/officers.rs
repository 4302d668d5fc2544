//! What officers decide, and nil statements taken back.

use std::collections::BTreeMap;

use serde_json::json;

use super::book::{Book, Fate, Key, SECTOR_OF, Utterance, Way};
use super::served::{MONTHS, Served, exact, fate};
use super::steps::{Choice, House, Status};
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
        let said = |key: Key| {
            let (worked, seen) = (book.cells[&key].last().worked, book.version(key));
            Utterance { key, worked, asked: Some(status), reason, seen, way: Way::AsADecision }
        };
        let said: Vec<Utterance> = keys.iter().map(|key| said(*key)).collect();
        let expected: BTreeMap<i64, Fate> =
            said.iter().map(|said| (self.ids[&said.key], book.say(House::Creativ, said))).collect();
        let reply = reply.ok();
        let rows = reply["rows"].as_array().unwrap();
        let answered: BTreeMap<i64, Fate> =
            rows.iter().map(|row| (row["hours_id"].as_i64().unwrap(), fate(row))).collect();
        assert_eq!((rows.len(), answered), (keys.len(), expected), "{body} {reply}");
    }

    pub(super) async fn take_nil_back(&self, book: &mut Book, who: House, lot: usize, month: usize) {
        let list = format!("/v1/months/{}/nil-statements", MONTHS[month]);
        let all = self.officer.all(&list).await;
        let stands = all.iter().find(|statement| statement["lot_id"] == self.lot(lot));
        assert_eq!(stands.is_some(), book.nil.contains(&(lot, month)), "{all:?}");
        let Some(statement) = stands else { return };
        let reply = self.of(who).delete(&format!("{list}/{}", statement["id"]), "\"1\"").await;
        let expected = match () {
            () if who == House::Ariq && SECTOR_OF[lot] != "BTP" => Err("not_found"),
            () if book.closed.contains(&(SECTOR_OF[lot], month)) => Err("month_closed"),
            () => Ok(()),
        };
        if expected.is_ok() {
            book.nil.remove(&(lot, month));
        }
        said_of(&reply, 204, expected);
    }
}

/// The answer is what the book says: this status, or the refusal.
pub(super) fn said_of(reply: &Reply, status: u16, expected: Result<(), &str>) {
    match expected {
        Ok(()) => assert_eq!(reply.status, status, "{reply}"),
        Err(code) => assert_eq!(reply["code"], code, "{reply}"),
    }
}

//! Batches of 500 rows: sent, sent again, beside the database's own best way and the peers'.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result};
use clauses::db::Fragment;
use diesel::sql_types::BigInt;

use super::asked::{Door, month_in_path, once};
use super::carried::Book;
use super::client::request;
use super::database::{Engine, open};
use super::kind::Matter;
use super::raw::{self, Cell, Cells};
use super::report::{Report, works};
use super::rounds::{Work, interleave};
use super::rows;
use super::scenario::{Ground, Manner};
use super::server::Server;

/// How many rows a batch has.
pub const ROWS: usize = 500;
/// How many batches one client sends in a turn, and in how many turns of a round: the shorter, the more alike are both
/// sides of a turn.
const ALONE: usize = 2;
const TURNS: usize = 4;
/// How many each of several clients sends in a round.
const AMONG_MANY: usize = 2;
/// Who takes cells alone: the service, and the raw side with and without versions.
const SIDES: usize = 3;

/// The requests that were sent, to be sent again.
#[derive(Clone, Default)]
struct Sent(Arc<Mutex<Vec<Vec<u8>>>>, Arc<AtomicUsize>);

impl Sent {
    fn keep(&self, bytes: &[u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(bytes.to_vec());
    }

    fn next(&self) -> Option<Vec<u8>> {
        let sent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sent.get(self.1.fetch_add(1, Ordering::Relaxed) % sent.len().max(1)).cloned()
    }
}

/// How many cells are taken by each who works alone, and by several at once.
pub fn cells_needed(manner: &Manner) -> (usize, usize) {
    let at_once = if manner.peer.is_empty() { 0 } else { AMONG_MANY * manner.clients };
    (SIDES * ROWS * manner.rounds * TURNS * (ALONE + 1), ROWS * manner.rounds * at_once)
}

/// Goals 1 and 2, and 9's batches.
pub fn measure(ground: &Ground<'_>, report: &mut Report, (cells, others): (&Cells, &Cells)) -> Result<()> {
    let (url, clients) = (ground.url, ground.manner.clients);
    rows::prepare(url)?;
    let [ours, for_bare, for_kept] = &cells.dealt::<SIDES>();
    let book = Book::of(url, cells)?;
    let book = &book;
    let (service, sent) = (&ground.service, Sent::default());
    let new =
        |name, clients, of: &Cells, sent: &Sent| service.sends(name, clients, 200, batches(&service.key, of, sent));
    let raw = |name, of, kept| Work::new(name, 1, None, move || rows::step(url, of, book, kept)).of_few(ALONE, 1);
    let mut first = new("batch of 500, new", 1, ours, &sent).of_few(ALONE, 1);
    let again = sent.clone();
    let mut resent = service.sends("the same again", 1, 200, move || again.next()).of_few(ALONE, 1);
    let (mut bare, mut kept) =
        (raw("raw: 500 rows", for_bare, false), raw("raw: 500 rows and versions", for_kept, true));
    let mut at_once = new("batch of 500, new, all clients", clients, others, &Sent::default()).of_few(AMONG_MANY, 0);
    let mut theirs: Vec<Work<'_>> = ground.peers.iter().map(|peer| peer.batches(clients, others)).collect();
    let mut alone = [&mut first, &mut resent, &mut bare, &mut kept];
    let mut together = if theirs.is_empty() { Vec::new() } else { vec![&mut at_once] };
    together.extend(theirs.iter_mut());
    let (rounds, length) = (ground.manner.rounds, Duration::from_secs(60));
    let measured = interleave(&mut alone, rounds * TURNS, length);
    let measured = measured.and_then(|()| interleave(&mut together, rounds, length));
    raw::take_back(url)?;
    measured?;
    works("Batches of 500 rows", &alone.iter().chain(&together).map(|work| &**work).collect::<Vec<_>>());
    tell(Engine::of(url), report, [&first, &resent, &bare, &kept]);
    let a_second = |work: &Work<'_>| 500.0 * work.rate();
    for (peer, theirs) in ground.peers.iter().zip(&theirs) {
        report.against(peer.kind, Matter::Batch, (a_second(&at_once), a_second(theirs)));
    }
    report.below("2: versions written by resends", (resends(ground, &sent)?, ""), 0.0);
    Ok(())
}

/// New batches beside those sent again, raw rows, and raw rows with their versions.
fn tell(engine: Engine, report: &mut Report, [first, resent, bare, kept]: [&Work<'_>; 4]) {
    match engine {
        Engine::Postgres => {
            report.at_least_by_turns("1: rows/s of a new batch against raw", (first, bare), 500.0, 0.6);
        }
        Engine::Sqlite => report.at_most_by_turns("9: batch of 500 against raw", (first, bare), 2.0),
    }
    let p50s = format!("{:.2} / {:.2} ms", first.quantile(0.5), kept.quantile(0.5));
    let told = format!("{p50s}, turn by turn {:.2}", first.times(kept));
    report.noted("batch against raw rows with their versions", &told);
    report.at_least_by_turns("2: identical resend against the first send, a second", (resent, first), 1.0, 1.5);
}

/// How many versions are written when all that was sent is sent again.
fn resends(ground: &Ground<'_>, sent: &Sent) -> Result<f64> {
    let before = versions(ground.url)?;
    let mut client = super::client::Client::connect(ground.service.address)?;
    for bytes in sent.0.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        anyhow::ensure!(client.send(bytes)?.status == 200, "a resent batch was refused");
    }
    Ok((versions(ground.url)? - before) as f64)
}

/// The largest batch, sent to a service that has done nothing else: what it takes in memory shows.
pub fn largest(url: &str, report: &mut Report) -> Result<()> {
    let [cells, _] = raw::free_cells(url, 10_000)?.dealt();
    let cells = cells.take_many(5_000);
    let Some(cells) = cells else {
        report.skipped("7: batch of 5,000 rows", "too few cells are free: generate a million rows");
        return Ok(());
    };
    let server = Server::start(url)?;
    once(&Door { address: server.address, key: server.key.clone(), pid: None }, "/v1/hours?limit=1")?;
    let before = server.memory()?.0;
    let head = server.client()?.send(&our_batch(&server.key, &cells))?;
    anyhow::ensure!(head.status == 200, "the batch was refused: {}", head.status);
    report.below("7: batch of 5,000 rows, memory above before", (server.memory()?.1 - before, "MiB"), 64.0);
    Ok(())
}

fn batches(key: &str, cells: &Cells, sent: &Sent) -> impl Fn() -> Option<Vec<u8>> + Clone + Send + Sync + 'static {
    let (key, cells, sent) = (key.to_owned(), cells.clone(), sent.clone());
    move || {
        let bytes = our_batch(&key, &cells.take_many(ROWS)?);
        sent.keep(&bytes);
        Some(bytes)
    }
}

fn our_batch(key: &str, cells: &[Cell]) -> Vec<u8> {
    let row = |(employment, lot, month): &Cell| {
        let month = month_in_path(*month);
        format!(
            r#"{{"employment_id":{employment},"lot_id":{lot},"month":"{month}","worked":"121.50","training":"7.00"}}"#
        )
    };
    let rows = cells.iter().map(row).collect::<Vec<_>>().join(",");
    request("POST", "/v1/hours/batches", key, "", &format!(r#"{{"rows":[{rows}]}}"#))
}

fn versions(url: &str) -> Result<i64> {
    let mut sql: Fragment<BigInt> = Fragment::default();
    sql.push("SELECT COUNT(*) FROM hours_versions");
    let counted: Vec<i64> = sql.load(&mut open(url)?)?;
    counted.first().copied().context("counting versions")
}

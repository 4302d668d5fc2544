//! Batches of 500 rows, new and sent again, against the fastest SQL and the peers (goals 1 and 2, on SQLite goal 9).

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result};
use clauses::db::RawQuery;
use diesel::sql_types::BigInt;

use super::cells::{Cell, Cells, free_cells};
use super::client::request;
use super::database::{Engine, delete_raw_rows, open};
use super::endpoint::{Endpoint, month_text};
use super::peer_kind::Comparison;
use super::program::Server;
use super::raw_rows;
use super::report::{Report, print_workloads};
use super::scenario::{Context, Subject};
use super::snapshots::Snapshots;
use super::workload::{Workload, interleave};

/// The rows of a batch.
pub const ROWS: usize = 500;
/// The batches that one client sends in a turn, and the turns of a round. Short turns keep the machine's speed alike
/// for both sides of a turn.
const A_TURN: usize = 2;
const TURNS: usize = 4;
/// The batches that each of several clients sends in a round.
const EACH_AT_ONCE: usize = 2;
/// The raw sides that write to cells of their own: rows only, and rows with versions.
const RAW_SIDES: usize = 2;

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

/// How many cells are used in turns by all sides, and by several clients at once beside the peers.
pub fn cells_needed(context: &Context<'_>) -> (usize, usize) {
    let rounds = context.options.rounds;
    let at_once = if context.peers.is_empty() { 0 } else { EACH_AT_ONCE * context.options.clients };
    ((context.programs() + RAW_SIDES) * ROWS * rounds * TURNS * (A_TURN + 1), ROWS * rounds * at_once)
}

pub fn measure(context: &Context<'_>, report: &mut Report, (cells, others): (&Cells, &Cells)) -> Result<()> {
    let (url, programs) = (context.url, context.programs());
    raw_rows::create_versions(url)?;
    let sides = cells.deal(programs + RAW_SIDES, ROWS);
    let snapshots = &Snapshots::of(url, cells)?;
    let sent: Vec<Sent> = (0..programs).map(|_| Sent::default()).collect();
    let mut new = context.each(|server, side| {
        new_batches(&server.endpoint, "batch of 500, new", 1, &sides[side], &sent[side]).limited(A_TURN, 1)
    });
    let mut again = context.each(|server, side| {
        let sent = sent[side].clone();
        server.endpoint.send("batch of 500, identical", 1, 200, move || sent.next()).limited(A_TURN, 1)
    });
    let raw = |name, cells, versioned| {
        let make = move || raw_rows::batches(url, cells, snapshots, versioned);
        Workload::new(name, 1, None, make).limited(A_TURN, 1)
    };
    let mut rows = raw("raw: 500 rows", &sides[programs], false);
    let mut versioned = raw("raw: 500 rows and versions", &sides[programs + 1], true);
    let mut paired: Vec<_> = new.all_mut().chain(again.all_mut()).chain([&mut rows, &mut versioned]).collect();
    let measured = interleave(&mut paired, context.options.rounds * TURNS, Duration::from_secs(60));
    delete_raw_rows(url)?;
    measured?;
    print_workloads("Batches of 500 rows", new.all().iter().chain(again.all()).chain([&rows, &versioned]));
    [&new, &again].into_iter().for_each(|ours| report.compare_programs(ours));
    report_goals(Engine::of(url), report, [new.first(), again.first(), &rows, &versioned]);
    report.below("2: versions written by identical batches", (versions_of_identical(context, &sent[0])?, ""), 0.0);
    beside_peers(context, report, others)
}

/// All clients at once, beside the peers.
fn beside_peers(context: &Context<'_>, report: &mut Report, cells: &Cells) -> Result<()> {
    let clients = context.options.clients;
    let mut peers: Vec<_> = context.peers.iter().map(|peer| peer.batches(clients, cells)).collect();
    if peers.is_empty() {
        return Ok(());
    }
    let endpoint = &context.server().endpoint;
    let ours = new_batches(endpoint, "batch of 500, new, all clients", clients, cells, &Sent::default());
    let mut ours = ours.limited(EACH_AT_ONCE, 0);
    let mut all: Vec<_> = std::iter::once(&mut ours).chain(&mut peers).collect();
    interleave(&mut all, context.options.rounds, Duration::from_secs(60))?;
    print_workloads("Batches of 500 rows, all clients", std::iter::once(&ours).chain(&peers));
    let rows_a_second = |workload: &Workload<'_>| 500.0 * workload.rate();
    for (peer, theirs) in context.peers.iter().zip(&peers) {
        report.against_peer(peer.kind, Comparison::Batch, (rows_a_second(&ours), rows_a_second(theirs)));
    }
    Ok(())
}

fn report_goals(engine: Engine, report: &mut Report, [new, again, rows, versioned]: [&Workload<'_>; 4]) {
    match engine {
        Engine::Postgres => report.at_least_paired("1: rows/s of a new batch against raw", (new, rows), 500.0, 0.45),
        Engine::Sqlite => report.at_most_paired("9: batch of 500 against raw", (new, rows), 2.0),
    }
    let p50s = format!("{:.2} / {:.2} ms", new.quantile(0.5), versioned.quantile(0.5));
    let paired = new.time_ratio(versioned);
    report.note("batch against raw rows with their versions", &format!("{p50s}, turn by turn {paired:.2}"));
    report.at_least_paired("2: identical batch against the first, a second", (again, new), 1.0, 1.5);
}

/// How many versions are written when everything that was sent is sent once more.
fn versions_of_identical(context: &Context<'_>, sent: &Sent) -> Result<f64> {
    let before = count_versions(context.url)?;
    let mut client = context.server().endpoint.client()?;
    for bytes in sent.0.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        anyhow::ensure!(client.send(bytes)?.status == 200, "an identical batch was refused");
    }
    Ok((count_versions(context.url)? - before) as f64)
}

/// The memory that a batch of 5,000 rows takes in a server that has done nothing else.
pub fn measure_largest(subject: &Subject, report: &mut Report) -> Result<()> {
    let goal = subject.label("7: batch of 5,000 rows, memory above before");
    let Some(cells) = free_cells(&subject.url, 5_000)?.take_many(5_000) else {
        report.skip(&goal, "too few cells are free: generate more rows");
        return Ok(());
    };
    let server = Server::start(&subject.program, &subject.url)?;
    server.endpoint.get_once("/v1/hours?limit=1")?;
    let before = server.memory()?.0;
    let head = server.endpoint.client()?.send(&post_batch(&server.endpoint.key, &cells))?;
    anyhow::ensure!(head.status == 200, "the batch was refused: {}", head.status);
    report.below(&goal, (server.memory()?.1 - before, "MiB"), 64.0);
    Ok(())
}

fn new_batches(endpoint: &Endpoint, name: &str, clients: usize, cells: &Cells, sent: &Sent) -> Workload<'static> {
    let (key, cells, sent) = (endpoint.key.clone(), cells.clone(), sent.clone());
    endpoint.send(name, clients, 200, move || {
        let bytes = post_batch(&key, &cells.take_many(ROWS)?);
        sent.keep(&bytes);
        Some(bytes)
    })
}

fn post_batch(key: &str, cells: &[Cell]) -> Vec<u8> {
    let row = |(employment, lot, month): &Cell| {
        let month = month_text(*month);
        format!(
            r#"{{"employment_id":{employment},"lot_id":{lot},"month":"{month}","worked":"121.50","training":"7.00"}}"#
        )
    };
    let rows = cells.iter().map(row).collect::<Vec<_>>().join(",");
    request("POST", "/v1/hours/batches", key, "", &format!(r#"{{"rows":[{rows}]}}"#))
}

fn count_versions(url: &str) -> Result<i64> {
    let mut sql: RawQuery<BigInt> = RawQuery::default();
    sql.push("SELECT COUNT(*) FROM hours_versions");
    let counted: Vec<i64> = sql.load(&mut open(url)?)?;
    counted.first().copied().context("counting versions")
}

//! The load scenario: one database, the service on it, the raw side beside it and, where asked for, its peers.

use std::time::Duration;

use anyhow::Result;
use clap::ValueEnum as _;

use super::asked::{Door, once, our_row, our_totals};
use super::batches;
use super::carried::Book;
use super::database::{Engine, migrate};
use super::generate::YEAR;
use super::kind::{Kind, Matter};
use super::peer::Peer;
use super::raw::{self, Cells, Known};
use super::report::{Report, works};
use super::rounds::{Work, interleave, quantile};
use super::server::{self, Server};

/// How the scenario is run.
#[derive(Debug, clap::Args)]
pub struct Manner {
    /// Rounds of each work, in turns.
    #[arg(long, default_value_t = 5)]
    pub rounds: usize,
    /// Seconds that a work lasts in a round.
    #[arg(long, default_value_t = 2.0)]
    pub seconds: f64,
    /// Clients at once.
    #[arg(long, default_value_t = 8)]
    pub clients: usize,
    /// Peers to measure beside the service, separated by commas (PostgreSQL only; installed under target/ the first time).
    #[arg(long, value_enum, value_delimiter = ',')]
    pub peer: Vec<Kind>,
    /// Only these parts, separated by commas.
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = Part::value_variants().to_vec())]
    pub only: Vec<Part>,
}

/// What a run consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Part {
    /// Row by key, page of 100, bilan.
    Reads,
    /// Totals: beside the raw side, and when nothing changed.
    Totals,
    /// New cells, one at a time.
    Writes,
    /// Batches of hours.
    Batches,
    /// All hours as CSV.
    Csv,
    /// From the start to the first answer.
    Starts,
}

impl Manner {
    fn length(&self) -> Duration {
        Duration::from_secs_f64(self.seconds)
    }

    fn asks(&self, part: Part) -> bool {
        self.only.contains(&part)
    }
}

/// Where the requests go, and what they are about.
pub struct Ground<'a> {
    pub url: &'a str,
    pub manner: &'a Manner,
    pub service: Door,
    pub peers: &'a [Peer],
    known: Cells<Known>,
}

/// Runs the scenario on one database and prints what came out.
pub fn run(url: &str, manner: &Manner) -> Result<()> {
    println!("\n## {}, {} clients\n", Engine::of(url).name(), manner.clients);
    migrate(url)?;
    raw::take_back(url)?;
    let mut report = Report::default();
    let asked_for = if Engine::of(url) == Engine::Postgres { manner.peer.as_slice() } else { &[] };
    let peers = asked_for.iter().map(|kind| Peer::start(*kind, url)).collect::<Result<Vec<_>>>()?;
    raw::settle(url)?;
    let server = Server::start(url)?;
    let service = Door { address: server.address, key: server.key.clone(), pid: Some(server.pid()) };
    once(&service, "/health/ready")?;
    report.below("7: memory, idle", (server.memory()?.0, "MiB"), 25.0);
    peers.iter().try_for_each(|peer| peer.tell_start(&mut report))?;
    let ground = Ground { url, manner, service, peers: &peers, known: raw::known_cells(url)? };
    side_by_side(&ground, &mut report)?;
    report.below("7: memory, loaded (highest)", (server.memory()?.1, "MiB"), 64.0);
    peers.iter().try_for_each(|peer| peer.tell_memory(&mut report))?;
    drop(server);
    if manner.asks(Part::Batches) {
        batches::largest(url, &mut report)?;
    }
    if manner.asks(Part::Csv) {
        everything_as_csv(url, &mut report)?;
    }
    if manner.asks(Part::Starts) {
        starts(url, &mut report)?;
    }
    report.print();
    Ok(())
}

/// What the running service does, beside all others.
fn side_by_side(ground: &Ground<'_>, report: &mut Report) -> Result<()> {
    if ground.manner.asks(Part::Reads) {
        reads(ground, report)?;
    }
    if ground.manner.asks(Part::Totals) {
        totals(ground, report)?;
    }
    if ground.manner.asks(Part::Writes) || ground.manner.asks(Part::Batches) {
        writes(ground, report)?;
    }
    Ok(())
}

/// Rows by key, pages and the bilan, and what their clients cost.
fn reads(ground: &Ground<'_>, report: &mut Report) -> Result<()> {
    let (ours, clients) = (&ground.service, ground.manner.clients);
    let page = format!("/v1/hours?month={YEAR}-06&limit=100");
    let mut live = ours.ask("/health/live (no key, no database)", clients, "/health/live");
    let mut row = ours.rows("row by key", clients, &ground.known, our_row);
    let mut pages = ours.ask("page of 100", clients, &page);
    let mut bilan = ours.ask("bilan of the year", 1, &format!("/v1/bilans/{YEAR}?scope=all"));
    let asked = |peer: &Peer| [peer.rows(clients, &ground.known), peer.page(clients)];
    let mut theirs: Vec<[Work<'_>; 2]> = ground.peers.iter().map(asked).collect();
    let mut all = vec![&mut live, &mut row, &mut pages, &mut bilan];
    all.extend(theirs.iter_mut().flatten());
    interleave(&mut all, ground.manner.rounds, ground.manner.length())?;
    works("Reads", &all.iter().map(|work| &**work).collect::<Vec<_>>());
    for (peer, [their_row, their_page]) in ground.peers.iter().zip(&theirs) {
        report.against(peer.kind, Matter::Row, (row.rate(), their_row.rate()));
        report.against(peer.kind, Matter::Page, (pages.rate(), their_page.rate()));
    }
    report.below("6: row by key, p99", (row.quantile(0.99), "ms"), 15.0);
    report.below("6: page of 100, p99", (pages.quantile(0.99), "ms"), 15.0);
    report.below("10: bilan of the year, p50", (bilan.quantile(0.5), "ms"), 50.0);
    Ok(())
}

/// Totals, against the best statement that gives the same answer, and told again that nothing changed.
fn totals(ground: &Ground<'_>, report: &mut Report) -> Result<()> {
    let (ours, url, clients) = (&ground.service, ground.url, ground.manner.clients);
    let path = our_totals();
    let tag = once(ours, &path)?.etag;
    let mut alone = ours.ask("totals", 1, &path);
    let mut many = ours.ask("totals, all clients", clients, &path);
    let mut two = Work::new("raw totals, two statements", 1, None, || raw::totals_in_two(url));
    let mut one = Work::new("raw totals, one statement", 1, None, || raw::totals_in_one(url));
    let mut row = ours.rows("row by key", clients, &ground.known, our_row);
    let mut again = tag.as_deref().map(|tag| ours.ask_again("totals, 304", clients, &path, tag));
    let mut theirs: Vec<Work<'_>> = ground.peers.iter().map(|peer| peer.totals(clients)).collect();
    let mut all = vec![&mut alone, &mut many, &mut two, &mut one, &mut row];
    all.extend(again.as_mut());
    all.extend(theirs.iter_mut());
    interleave(&mut all, ground.manner.rounds, ground.manner.length())?;
    works("Totals of the year by sector and contract type", &all.iter().map(|work| &**work).collect::<Vec<_>>());
    let best = two.quantile(0.5).min(one.quantile(0.5));
    report.at_most("4: totals against raw, p50", (alone.quantile(0.5), best), 3.0);
    match &again {
        Some(again) => report.at_least("5: 304 against row by key", (again.rate(), row.rate()), 0.7),
        None => report.skipped("5: 304 against row by key", "the answer has no ETag"),
    }
    let unchanged = again.as_ref().map_or(many.rate(), Work::rate);
    for (peer, theirs) in ground.peers.iter().zip(&theirs) {
        report.against(peer.kind, Matter::Unchanged, (unchanged, theirs.rate()));
        report.against(peer.kind, Matter::Computed, (many.rate(), theirs.rate()));
    }
    Ok(())
}

/// What is written, one cell or many at a time, on cells that nobody has filled.
fn writes(ground: &Ground<'_>, report: &mut Report) -> Result<()> {
    let asks = |part| ground.manner.asks(part);
    let (alone, at_once) = if asks(Part::Batches) { batches::cells_needed(ground.manner) } else { (0, 0) };
    let single = if asks(Part::Writes) { 60_000 } else { 0 };
    let free = raw::free_cells(ground.url, alone + at_once + 2 * single)?;
    if free.len() < alone + at_once + single {
        report
            .skipped("1, 2, 3, 9: writes", "too few cells are free: generate a million rows, or ask for fewer rounds");
        return Ok(());
    }
    let (for_alone, rest) = free.parted(alone);
    let (for_all, for_cells) = rest.parted(at_once);
    if asks(Part::Batches) {
        batches::measure(ground, report, (&for_alone, &for_all))?;
    }
    if asks(Part::Writes) {
        cells(ground, report, &for_cells)?;
    }
    Ok(())
}

/// Single cells with everything that goes with them, against a bare row and its commit.
fn cells(ground: &Ground<'_>, report: &mut Report, cells: &Cells) -> Result<()> {
    let [ours, free] = &cells.dealt();
    let (url, clients, engine) = (ground.url, ground.manner.clients, Engine::of(ground.url));
    let book = Book::of(url, free)?;
    let book = &book;
    // SQLite has one writer: more would only wait.
    let writers = if engine == Engine::Sqlite { 1 } else { clients };
    let mut alone = ground.service.writes("new cell, one client", 1, ours);
    let mut cells = ground.service.writes("new cell", clients, ours);
    let mut bare = Work::new("raw upsert and commit", writers, None, || raw::upserts(url, free, book));
    let one_raw = |name| Work::new(name, 1, None, || raw::upserts(url, free, book));
    let mut commits = (writers > 1).then(|| one_raw("raw upsert and commit, one client"));
    let alike = || Work::new("raw, set as the service's writer", 1, None, || raw::upserts_alike(url, free, book));
    let mut alike = (engine == Engine::Sqlite).then(alike);
    let mut theirs: Vec<Work<'_>> = ground.peers.iter().map(|peer| peer.writes(clients, free)).collect();
    let mut all = vec![&mut alone, &mut cells, &mut bare];
    all.extend(commits.as_mut());
    all.extend(alike.as_mut());
    all.extend(theirs.iter_mut());
    let measured = interleave(&mut all, ground.manner.rounds, ground.manner.length());
    raw::take_back(url)?;
    measured?;
    works("Writes", &all.iter().map(|work| &**work).collect::<Vec<_>>());
    match &alike {
        None => report.at_least("3: new cells against raw", (cells.rate(), bare.rate()), 0.5),
        Some(alike) => {
            report.at_least("9: new cells against raw commits, set alike", (cells.rate(), alike.rate()), 0.7);
            let (ours, theirs) = (cells.rate(), bare.rate());
            let told = format!("{ours:.0} / {theirs:.0} = {:.2}", ours / theirs);
            report.noted("the same, raw with SQLite's own defaults", &told);
        }
    }
    for (peer, theirs) in ground.peers.iter().zip(&theirs) {
        report.against(peer.kind, Matter::Cell, (cells.rate(), theirs.rate()));
    }
    Ok(())
}

/// Everything as CSV, by a service that has done nothing else: what it takes in memory shows.
fn everything_as_csv(url: &str, report: &mut Report) -> Result<()> {
    let server = Server::start(url)?;
    once(&Door { address: server.address, key: server.key.clone(), pid: None }, "/v1/hours?limit=1")?;
    let before = server.memory()?.0;
    let began = std::time::Instant::now();
    let asked = super::client::request("GET", "/v1/hours", &server.key, "Accept: text/csv\r\n", "");
    let (head, bytes, lines) = server.client()?.drain(&asked)?;
    if head.status != 200 || !head.content_type.starts_with("text/csv") {
        report.skipped("7: CSV of everything", &format!("answered {} {}", head.status, head.content_type));
        return Ok(());
    }
    let (mebibytes, seconds) = (bytes / 1024 / 1024, began.elapsed().as_secs_f64());
    report.noted("CSV of everything", &format!("{lines} lines, {mebibytes} MiB, {seconds:.1} s"));
    report.below("7: CSV of everything, memory above before", (server.memory()?.1 - before, "MiB"), 64.0);
    Ok(())
}

fn starts(url: &str, report: &mut Report) -> Result<()> {
    let micros = |took: Duration| u32::try_from(took.as_micros()).unwrap_or(u32::MAX);
    let took: Vec<u32> = server::starts(url, 15)?.into_iter().map(micros).collect();
    let wanted = if Engine::of(url) == Engine::Sqlite { 100.0 } else { 150.0 };
    report.below("8: start to first answer, p50 of 15", (quantile(&took, 0.5) / 1000.0, "ms"), wanted);
    report.noted("start to first answer, longest", &format!("{:.0} ms", quantile(&took, 1.0) / 1000.0));
    Ok(())
}

//! New cells one by one, with history and audit, against a bare row and its commit (goal 3, on SQLite goal 9).

use anyhow::Result;

use super::cells::Cells;
use super::database::{Engine, delete_raw_rows};
use super::peer_kind::Comparison;
use super::raw_rows;
use super::report::{Report, print_workloads};
use super::scenario::{Context, Ours};
use super::snapshots::Snapshots;
use super::workload::{Workload, interleave};

/// The rate that the cells are meant to suffice for; a round ends early where they do not.
const A_SECOND: f64 = 5_000.0;

/// How many cells each side may use, for all sides.
pub fn cells_needed(context: &Context<'_>) -> usize {
    let seconds = context.options.seconds * context.options.rounds as f64;
    ((seconds * A_SECOND) as usize).min(60_000) * (context.programs() + 1)
}

pub fn measure(context: &Context<'_>, report: &mut Report, cells: &Cells) -> Result<()> {
    let sides = cells.deal(context.programs() + 1, 1);
    let (url, clients, engine) = (context.url, context.options.clients, Engine::of(context.url));
    let free = &sides[context.programs()];
    let snapshots = &Snapshots::of(url, free)?;
    // SQLite has one writer: more would only wait.
    let writers = if engine == Engine::Sqlite { 1 } else { clients };
    let mut alone = context.each(|server, side| server.endpoint.put_cells("new cell, one client", 1, &sides[side]));
    let mut busy = context.each(|server, side| server.endpoint.put_cells("new cell", clients, &sides[side]));
    let upserts = |name, clients| Workload::new(name, clients, None, || raw_rows::upserts(url, free, snapshots));
    let mut raw = vec![upserts("raw upsert and commit", writers)];
    match engine {
        Engine::Postgres => raw.push(upserts("raw upsert and commit, one client", 1)),
        Engine::Sqlite => raw.push(Workload::new("raw, set like the service's writer", 1, None, || {
            raw_rows::upserts_like_writer(url, free, snapshots)
        })),
    }
    let mut peers: Vec<_> = context.peers.iter().map(|peer| peer.cells(clients, free)).collect();
    let mut all: Vec<_> = [&mut alone, &mut busy].into_iter().flat_map(Ours::all_mut).collect();
    all.extend(raw.iter_mut().chain(&mut peers));
    let measured = interleave(&mut all, context.options.rounds, context.options.length());
    delete_raw_rows(url)?;
    measured?;
    print_workloads("New cells", alone.all().iter().chain(busy.all()).chain(&raw).chain(&peers));
    [&alone, &busy].into_iter().for_each(|ours| report.compare_programs(ours));
    report_goals(engine, report, busy.first(), &raw);
    for (peer, theirs) in context.peers.iter().zip(&peers) {
        report.against_peer(peer.kind, Comparison::Cell, (busy.first().rate(), theirs.rate()));
    }
    Ok(())
}

fn report_goals(engine: Engine, report: &mut Report, busy: &Workload<'_>, raw: &[Workload<'_>]) {
    match engine {
        Engine::Postgres => {
            report.at_least("3: new cells against raw", (busy.rate(), raw[0].rate()), 0.35);
            report.below("3: new cell, p99", (busy.quantile(0.99), "ms"), 50.0);
        }
        Engine::Sqlite => {
            report.at_least("9: new cells against raw, set like the writer", (busy.rate(), raw[1].rate()), 0.5);
            report.note_rates("new cells against raw with SQLite's defaults", (busy.rate(), raw[0].rate()));
        }
    }
}

//! Totals of the benched year by sector and contract type: computed, against the best SQL that gives the same answer
//! (goal 4), and unchanged, answered 304 (goal 5).

use anyhow::{Context as _, Result};

use super::endpoint::{cell_path, totals_path};
use super::peer_kind::Comparison;
use super::raw_totals;
use super::report::{Report, print_workloads};
use super::scenario::{Context, Ours};
use super::workload::{Workload, interleave};

pub fn measure(context: &Context<'_>, report: &mut Report) -> Result<()> {
    let (url, clients, path) = (context.url, context.options.clients, totals_path());
    let mut computed = context.each(|server, _| server.endpoint.get("totals", 1, &path));
    let mut busy = context.each(|server, _| server.endpoint.get("totals, all clients", clients, &path));
    let mut unchanged = unchanged(context, &path)?;
    let mut row = context
        .each(|server, _| server.endpoint.get_rows("row by key", clients, &context.known, |(_, cell)| cell_path(cell)));
    let mut two = Workload::new("raw totals, two statements", 1, None, || raw_totals::two_statements(url));
    let mut one = Workload::new("raw totals, one statement", 1, None, || raw_totals::one_statement(url));
    let mut peers: Vec<_> = context.peers.iter().map(|peer| peer.totals(clients)).collect();
    let mut all: Vec<_> =
        [&mut computed, &mut busy, &mut unchanged, &mut row].into_iter().flat_map(Ours::all_mut).collect();
    all.extend([&mut two, &mut one].into_iter().chain(&mut peers));
    interleave(&mut all, context.options.rounds, context.options.length())?;
    let ours = [&computed, &busy, &unchanged, &row];
    let raw = [&two, &one];
    print_workloads("Totals", ours.iter().flat_map(|ours| ours.all()).chain(raw).chain(&peers));
    ours.iter().for_each(|ours| report.compare_programs(ours));
    let best = two.quantile(0.5).min(one.quantile(0.5));
    report.at_most("4: totals against raw, p50", (computed.first().quantile(0.5), best), 2.0);
    report.at_least("5: 304 against row by key", (unchanged.first().rate(), row.first().rate()), 1.0);
    for (peer, theirs) in context.peers.iter().zip(&peers) {
        report.against_peer(peer.kind, Comparison::Unchanged, (unchanged.first().rate(), theirs.rate()));
        report.against_peer(peer.kind, Comparison::Computed, (busy.first().rate(), theirs.rate()));
    }
    Ok(())
}

/// Totals asked for again with the ETag of each program's answer.
fn unchanged(context: &Context<'_>, path: &str) -> Result<Ours<'static>> {
    let mut failed = Ok(());
    let workload = context.each(|server, _| {
        let etag = server.endpoint.get_once(path).and_then(|head| head.etag.context("totals without an ETag"));
        let etag = etag.unwrap_or_else(|error| {
            failed = Err(error);
            String::new()
        });
        server.endpoint.get_unchanged("totals, 304", context.options.clients, path, &etag)
    });
    failed.map(|()| workload)
}

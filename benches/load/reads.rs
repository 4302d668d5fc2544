//! Rows by key, pages and the bilan (goals 6 and 10), and what a request costs that asks nothing.

use anyhow::Result;

use super::endpoint::{bilan_path, cell_path, page_path};
use super::options::Part;
use super::peer_kind::Comparison;
use super::report::{Report, print_workloads};
use super::scenario::{Context, Ours};
use super::workload::{Workload, interleave};

pub fn measure(context: &Context<'_>, report: &mut Report) -> Result<()> {
    if context.options.includes(Part::Rows) {
        rows(context, report)?;
    }
    if context.options.includes(Part::Pages) {
        pages(context, report)?;
    }
    if context.options.includes(Part::Bilan) {
        bilan(context, report)?;
    }
    Ok(())
}

fn rows(context: &Context<'_>, report: &mut Report) -> Result<()> {
    let clients = context.options.clients;
    let name = "/health/live (no key, no database)";
    let live = context.each(|server, _| server.endpoint.get(name, clients, "/health/live"));
    let row = context
        .each(|server, _| server.endpoint.get_rows("row by key", clients, &context.known, |(_, cell)| cell_path(cell)));
    let peers: Vec<_> = context.peers.iter().map(|peer| peer.rows(clients, &context.known)).collect();
    let ([_, row], peers) = compare("Rows by key", context, [live, row], peers, report)?;
    for (peer, theirs) in context.peers.iter().zip(&peers) {
        report.against_peer(peer.kind, Comparison::Row, (row.first().rate(), theirs.rate()));
    }
    report.below("6: row by key, p99", (row.first().quantile(0.99), "ms"), 15.0);
    Ok(())
}

fn pages(context: &Context<'_>, report: &mut Report) -> Result<()> {
    let clients = context.options.clients;
    let page = context.each(|server, _| server.endpoint.get("page of 100", clients, &page_path()));
    let peers: Vec<_> = context.peers.iter().map(|peer| peer.pages(clients)).collect();
    let ([page], peers) = compare("Pages", context, [page], peers, report)?;
    for (peer, theirs) in context.peers.iter().zip(&peers) {
        report.against_peer(peer.kind, Comparison::Page, (page.first().rate(), theirs.rate()));
    }
    report.below("6: page of 100, p99", (page.first().quantile(0.99), "ms"), 15.0);
    Ok(())
}

fn bilan(context: &Context<'_>, report: &mut Report) -> Result<()> {
    let bilan = context.each(|server, _| server.endpoint.get("bilan of the year", 1, &bilan_path()));
    let ([bilan], _) = compare("Bilan", context, [bilan], Vec::new(), report)?;
    report.below("10: bilan of the year, p50", (bilan.first().quantile(0.5), "ms"), 50.0);
    Ok(())
}

/// Runs the workloads in turns, prints them, and compares the programs.
fn compare<'w, const N: usize>(
    title: &str,
    context: &Context<'_>,
    mut ours: [Ours<'w>; N],
    mut peers: Vec<Workload<'w>>,
    report: &mut Report,
) -> Result<([Ours<'w>; N], Vec<Workload<'w>>)> {
    let mut all: Vec<_> = ours.iter_mut().flat_map(Ours::all_mut).chain(&mut peers).collect();
    interleave(&mut all, context.options.rounds, context.options.length())?;
    print_workloads(title, ours.iter().flat_map(Ours::all).chain(&peers));
    ours.iter().for_each(|ours| report.compare_programs(ours));
    Ok((ours, peers))
}
